/** The list of tasks, shown to who does not know it yet. */
import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Shows where tasks are listed, once for ever: whoever works in the Explorer is not taken out of it each time. */
export async function introduceList({ context: { globalState } }: Pick<Services, 'context'>): Promise<void> {
  if (globalState.get('listIntroduced') === true) return;
  await globalState.update('listIntroduced', true);
  await vscode.commands.executeCommand('apiInOne.taskList.focus', { preserveFocus: true });
}
