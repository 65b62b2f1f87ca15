/** What starts with the extension, one by one, by the name that the log calls it. */
import type { Disposable } from '../core/lifecycle.ts';
import { type CommandHandlers, registerCommands } from './commands/registerCommands.ts';
import { keepContextKeys } from './contextKeys.ts';
import { registerInDocuments } from './editor/registerInDocuments.ts';
import { keepUploadsClear } from './keepUploadsClear.ts';
import { saveWhenTrusted } from './restricted.ts';
import type { Services } from './services.ts';
import { createStatusBar } from './statusBar.ts';
import { tellGivenUp } from './tellGivenUp.ts';
import { tellKeyRefused } from './tellKeyRefused.ts';
import { registerTaskDocuments } from './tree/taskDocuments.ts';
import { createTaskTree } from './tree/taskTree.ts';

export function features(
  services: Services,
  loadHandlers: () => Promise<CommandHandlers>,
): Readonly<Record<string, () => Disposable>> {
  return {
    commands: () => registerCommands(services, loadHandlers),
    tree: () => createTaskTree({ ...services, source: services.tasks }),
    'task documents': () => registerTaskDocuments(services),
    'status bar': () => createStatusBar(services),
    'given up': () => tellGivenUp(services),
    'refused key': () => tellKeyRefused(services),
    uploads: () => keepUploadsClear(services),
    documents: () => registerInDocuments(services),
    'workspace trust': () => saveWhenTrusted(services),
    'context keys': () => keepContextKeys(services),
  };
}
