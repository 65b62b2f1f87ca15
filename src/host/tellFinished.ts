/** The end of a task that a person began: one message with what can be done with it, or insertion at once. */
import * as vscode from 'vscode';
import type { Task } from '../core/tasks/task.ts';
import { isWaitingForProject } from '../core/tasks/taskError.ts';
import type { CommandId } from './contributions.ts';
import type { NextStep } from './describe.ts';
import { fileNames, insertAtOnce } from './editor/insertAtOnce.ts';
import { assetsOf, insertTask } from './editor/insertTask.ts';
import { fill } from './editor/missing/fill.ts';
import type { Origin } from './origin.ts';
import { plain, showMessage, takeStep } from './present.ts';
import type { Services } from './services.ts';
import { readSetting } from './settings.ts';
import { describeTaskError, failureText } from './taskError.ts';
import { creditsOf, savedUris } from './tree/taskItem.ts';
import { creditsText } from './words.ts';
import { shortUnconfirmedWords, unconfirmedWords } from './wordsOfUnconfirmed.ts';

async function tellSaved(services: Services, saved: Task, origin: Origin): Promise<void> {
  const [filled] =
    origin.fills === undefined
      ? []
      : await fill(services, [[origin.fills, saved]], { mayAsk: true, isNew: true });
  const task = filled ?? saved;
  const { l10n } = vscode;
  const mode = readSetting('apiInOne.insertWhenDone', origin.document);
  if (mode === 'always' && origin.document !== undefined) {
    await insertAtOnce(services, assetsOf(task), origin);
    return;
  }
  const credits = creditsOf(task);
  const name = fileNames(savedUris(task));
  const text =
    credits === undefined
      ? l10n.t('Saved {0}.', name)
      : l10n.t('Saved {0} ({1}).', name, creditsText(credits));
  const open = l10n.t('Open');
  const insert = l10n.t('Insert');
  const reveal = l10n.t('Reveal');
  const isOutside = savedUris(task).some(uri => vscode.workspace.getWorkspaceFolder(uri) === undefined);
  const offersInsert = mode === 'ask' && origin.document !== undefined;
  const buttons = [open, ...(isOutside ? [reveal] : []), ...(offersInsert ? [insert] : [])];
  const chosen = await showMessage('info', text, { buttons });
  const commands: Readonly<Record<string, CommandId>> = {
    [open]: 'apiInOne.tasks.open',
    [reveal]: 'apiInOne.tasks.reveal',
  };
  const command = chosen === undefined ? undefined : commands[chosen];
  if (command !== undefined) await vscode.commands.executeCommand(command, { type: 'task', id: task.id });
  if (chosen === insert) await insertTask(services, task, origin);
}

/** Steps on the task itself, in the words of a message; the best first. */
function stepsOnTask(task: Task): NextStep[] {
  const { l10n } = vscode;
  const step = (title: string, command: CommandId): NextStep => ({
    title,
    command,
    args: [{ type: 'task', id: task.id }],
  });
  const details = step(l10n.t('Details'), 'apiInOne.tasks.showDetails');
  switch (task.state.status) {
    case 'unconfirmed':
      return [
        step(shortUnconfirmedWords.track(), 'apiInOne.tasks.trackUnconfirmed'),
        step(shortUnconfirmedWords.sendAgain(), 'apiInOne.tasks.sendAgain'),
        step(unconfirmedWords.forget(), 'apiInOne.tasks.forget'),
      ];
    case 'unsaved': {
      const saveTo = step(l10n.t('Save to…'), 'apiInOne.tasks.saveTo');
      if (isWaitingForProject(task.state)) return [saveTo, details];
      return [step(l10n.t('Try Again'), 'apiInOne.tasks.retry'), saveTo, details];
    }
    case 'failed':
      return [step(l10n.t('Edit in Studio'), 'apiInOne.tasks.editInStudio'), details];
    default:
      return [details];
  }
}

/** What mends the cause: trust, another key, more credits. In the sandbox the last two are played. */
function stepsOnCause({ state, service }: Task): readonly NextStep[] {
  if (state.status === 'unsaved')
    return describeTaskError(state.error).nextSteps.filter(s => s.command === 'manageTrust');
  if (state.status !== 'failed' || service !== 'live') return [];
  return describeTaskError(state.error).nextSteps.filter(s => s.command !== 'apiInOne.showLog');
}

/** Tells how it ended. */
export async function tellFinished(services: Services, task: Task, origin: Origin): Promise<void> {
  if (task.state.status === 'saved') return tellSaved(services, task, origin);
  const failure = failureText(task);
  if (failure === undefined) return;
  const steps = [...stepsOnCause(task), ...stepsOnTask(task)];
  const advice = task.state.status === 'unconfirmed' ? ` ${shortUnconfirmedWords.advice()}` : '';
  const text = `${plain(task.title, 60)}: ${failure}${advice}`;
  const chosen = await showMessage('warning', text, { buttons: steps.map(s => s.title) });
  const step = steps.find(s => s.title === chosen);
  if (step !== undefined) await takeStep(step);
}
