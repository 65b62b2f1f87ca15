/** The end of a task that a person began: one message with what can be done with it, or insertion at once. */
import * as vscode from 'vscode';
import type { Task } from '../core/tasks/task.ts';
import { insertTask } from './editor/insertTask.ts';
import type { Origin } from './origin.ts';
import { plain } from './present.ts';
import type { Services } from './services.ts';
import { readSetting } from './settings.ts';
import { failureText } from './taskError.ts';
import { creditsOf, savedUris } from './tree/taskItem.ts';
import { creditsText } from './words.ts';

function fileNames(task: Task): string {
  return savedUris(task)
    .map(u => plain(vscode.workspace.asRelativePath(u), 120))
    .join(', ');
}

async function tellSaved(services: Services, task: Task, origin: Origin): Promise<void> {
  const { l10n } = vscode;
  const mode = readSetting('apiInOne.insertWhenDone', origin.document);
  if (mode === 'always' && origin.document !== undefined) {
    await insertTask(services, task, origin);
    return;
  }
  const credits = creditsOf(task);
  const name = fileNames(task);
  const text =
    credits === undefined
      ? l10n.t('Saved {0}.', name)
      : l10n.t('Saved {0} ({1}).', name, creditsText(credits));
  const open = l10n.t('Open');
  const insert = l10n.t('Insert');
  const offersInsert = mode === 'ask' && origin.document !== undefined;
  const chosen = await vscode.window.showInformationMessage(text, open, ...(offersInsert ? [insert] : []));
  if (chosen === open)
    await vscode.commands.executeCommand('apiInOne.tasks.open', { type: 'task', id: task.id });
  if (chosen === insert) await insertTask(services, task, origin);
}

/** Tells how it ended. */
export async function tellFinished(services: Services, task: Task, origin: Origin): Promise<void> {
  const { l10n } = vscode;
  if (task.state.status === 'saved') return tellSaved(services, task, origin);
  const failure = failureText(task);
  if (failure === undefined) return;
  const details = l10n.t('Details');
  const chosen = await vscode.window.showWarningMessage(`${plain(task.title, 60)}: ${failure}`, details);
  if (chosen === details)
    await vscode.commands.executeCommand('apiInOne.tasks.showDetails', { type: 'task', id: task.id });
}
