/** The end of a task that a person began: one message with what can be done with it, or insertion at once. */
import * as vscode from 'vscode';
import type { Task } from '../core/tasks/task.ts';
import type { Status } from '../shared/views.ts';
import type { CommandId } from './contributions.ts';
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

type Step = readonly [title: string, command: CommandId];

/** What a person can do next about a task that did not end in a file; the best first. */
function nextSteps(status: Status): readonly Step[] {
  const { l10n } = vscode;
  const details: Step = [l10n.t('Details'), 'apiInOne.tasks.showDetails'];
  switch (status) {
    case 'unconfirmed':
      return [
        [l10n.t('Track Its Id…'), 'apiInOne.tasks.trackUnconfirmed'],
        [l10n.t('Send Again…'), 'apiInOne.tasks.sendAgain'],
        details,
      ];
    case 'unsaved':
      return [
        [l10n.t('Try Again'), 'apiInOne.tasks.retry'],
        [l10n.t('Save As…'), 'apiInOne.tasks.saveAs'],
        details,
      ];
    case 'failed':
      return [[l10n.t('Edit in Studio'), 'apiInOne.tasks.editInStudio'], details];
    default:
      return [details];
  }
}

/** Tells how it ended. */
export async function tellFinished(services: Services, task: Task, origin: Origin): Promise<void> {
  if (task.state.status === 'saved') return tellSaved(services, task, origin);
  const failure = failureText(task);
  if (failure === undefined) return;
  const steps = nextSteps(task.state.status);
  const text = `${plain(task.title, 60)}: ${failure}`;
  const chosen = await vscode.window.showWarningMessage(text, ...steps.map(([title]) => title));
  const command = steps.find(([title]) => title === chosen)?.[1];
  if (command !== undefined) await vscode.commands.executeCommand(command, { type: 'task', id: task.id });
}
