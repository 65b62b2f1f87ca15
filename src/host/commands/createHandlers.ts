/** All handlers together; a command of the table without one does not compile. */
import type { LogOutputChannel } from 'vscode';
import type { Studio } from '../panel/createStudio.ts';
import type { Services } from '../services.ts';
import { chatCommand } from './chatCommand.ts';
import { generateCommands } from './generateCommands.ts';
import { historyCommands } from './historyCommands.ts';
import { inputCommands } from './inputCommands.ts';
import { insertCommands } from './insertCommands.ts';
import { keyCommands } from './keyCommands.ts';
import { metadataCommand } from './metadataCommand.ts';
import { missingCommands } from './missingCommands.ts';
import { provenanceCommand } from './provenanceCommand.ts';
import { queueCommands } from './queueCommands.ts';
import type { CommandHandlers } from './registerCommands.ts';
import { serviceCommands } from './serviceCommands.ts';
import { studioCommands } from './studioCommands.ts';
import { taskCommands } from './taskCommands.ts';
import { textCommands } from './textCommands.ts';

export function createHandlers(
  services: Services,
  channel: LogOutputChannel,
  studio: Studio,
): CommandHandlers {
  return {
    ...generateCommands(services),
    ...historyCommands(services),
    ...inputCommands(services),
    ...insertCommands(services),
    ...keyCommands(services),
    ...metadataCommand(services),
    ...missingCommands(services),
    ...serviceCommands(services, channel),
    ...taskCommands(services),
    ...chatCommand(services),
    ...provenanceCommand(services),
    ...queueCommands(services),
    ...studioCommands(services, studio),
    ...textCommands(services),
  };
}
