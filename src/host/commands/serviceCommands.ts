/** Switching between the sandbox and the service, and the log. */
import * as vscode from 'vscode';
import { introduceList } from '../introduceList.ts';
import type { Services } from '../services.ts';
import { writeSetting } from '../settings.ts';
import type { HandlersOf } from './registerCommands.ts';

/** Handlers that say where requests go. */
export function serviceCommands(
  services: Services,
  channel: vscode.LogOutputChannel,
): HandlersOf<'apiInOne.useSandbox' | 'apiInOne.useLiveService' | 'apiInOne.showLog'> {
  return {
    'apiInOne.useSandbox': async () => {
      await writeSetting('apiInOne.service', 'sandbox');
      await introduceList(services);
    },
    'apiInOne.useLiveService': async () => {
      await writeSetting('apiInOne.service', 'live');
      if ((await services.secrets.get()) === undefined)
        await vscode.commands.executeCommand('apiInOne.setApiKey');
    },
    'apiInOne.showLog': async () => channel.show(),
  };
}
