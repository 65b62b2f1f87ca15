/** A task that was watched for a day and still runs: told of once, where it was given up, with the way back. */
import * as vscode from 'vscode';
import type { Disposable } from '../core/lifecycle.ts';
import type { Task } from '../core/tasks/task.ts';
import type { CommandId } from './contributions.ts';
import { plain, showMessage } from './present.ts';
import type { Services } from './services.ts';

async function tell(task: Task): Promise<void> {
  const { l10n, commands } = vscode;
  const resume = l10n.t('Resume Watching');
  const text = l10n.t(
    '{0}: still not done after a day, so it is watched no more. It may yet be done, and be charged.',
    plain(task.title, 60),
  );
  if ((await showMessage('info', text, { buttons: [resume] })) !== resume) return;
  const command: CommandId = 'apiInOne.tasks.resume';
  await commands.executeCommand(command, { type: 'task', id: task.id });
}

/** Starts telling. */
export function tellGivenUp({ tasks, background }: Services): Disposable {
  return tasks.onDidGiveUp(task => background(tell(task)));
}
