/** From what a menu, a key binding or other code hands over to tasks. */
import * as vscode from 'vscode';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import { plain, showMessage } from '../present.ts';
import { askPick } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { kindIcons, statusLabel } from '../words.ts';
import { isProgrammatic } from './registerCommands.ts';

/** Where tasks are found, and how their models are called where one is to be chosen. */
export type TaskPicker = Pick<Services, 'tasks' | 'modelLabel'>;

function idOf(arg: unknown): string | undefined {
  if (typeof arg === 'string') return arg;
  const hasId = typeof arg === 'object' && arg !== null && 'id' in arg && typeof arg.id === 'string';
  return hasId ? (arg.id as string) : undefined;
}

async function pickTask(
  { tasks, modelLabel }: TaskPicker,
  fits: (task: Task) => boolean,
): Promise<Task | undefined> {
  const items = tasks
    .tasks()
    .filter(fits)
    .map(task => ({
      label: `$(${kindIcons[task.kind]}) ${plain(task.title, 80)}`,
      description: `${plain(modelLabel(task.model), 60)} · ${statusLabel(task.state.status)}`,
      task,
    }));
  if (items.length === 0) {
    await showMessage('info', vscode.l10n.t('There is no task for this yet.'));
    return undefined;
  }
  const answer = await askPick({ title: vscode.l10n.t('Choose a task'), items });
  return answer.type === 'value' ? answer.value.task : undefined;
}

/** The one task meant; asks where none is named. InputError where the id is unknown or its task does not fit. */
export async function taskArgument(
  picker: TaskPicker,
  args: readonly unknown[],
  fits: (task: Task) => boolean = () => true,
): Promise<Task | undefined> {
  const { tasks } = picker;
  await tasks.ready;
  const id = idOf(args[0]);
  if (id === undefined && isProgrammatic(args)) throw new InputError({ field: 'id', rule: 'required' });
  if (id === undefined) return pickTask(picker, fits);
  const task = await tasks.find(id);
  if (task === undefined) throw new InputError({ field: 'id', rule: 'notOneOf', limit: plain(id, 60) });
  if (!fits(task)) throw new InputError({ field: 'id', rule: 'notAllowed' });
  return task;
}

/** All tasks meant: VS Code passes the clicked node first and the whole selection second. */
export async function taskArguments(picker: TaskPicker, args: readonly unknown[]): Promise<readonly Task[]> {
  const { tasks } = picker;
  await tasks.ready;
  const nodes = Array.isArray(args[1]) && args[1].length > 0 ? (args[1] as unknown[]) : [args[0]];
  const ids = nodes.flatMap(n => idOf(n) ?? []);
  const found = await Promise.all(ids.map(id => tasks.find(id)));
  const known = found.filter(t => t !== undefined);
  if (known.length > 0) return known;
  const one = await taskArgument(picker, args.slice(0, 1));
  return one === undefined ? [] : [one];
}
