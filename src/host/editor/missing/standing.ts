/** What has become of an order for a missing file, so that nobody pays for it twice. */
import * as vscode from 'vscode';
import { activeStatuses, type Task } from '../../../core/tasks/task.ts';
import type { Status } from '../../../shared/views.ts';
import { isThere } from '../../fileFacts.ts';
import { sha256Of } from '../../inputs/readInput.ts';
import type { Services } from '../../services.ts';
import { fileUri } from '../../tree/taskItem.ts';

export interface Standing {
  /**
   * `underWay`: it comes by itself. `undecided`: it is paid for, or may be, and a person must look at it. `made`: it lies
   * beside the place under another name.
   */
  readonly is: 'underWay' | 'undecided' | 'made';
  readonly task: Task;
}

/** It may be ordered, under this id: the same in all windows, so that two that order at once make one order of it. */
export interface Free {
  readonly is: 'free';
  readonly id: string;
}

const undecided: ReadonlySet<Status> = new Set(['unconfirmed', 'unsaved', 'unwatched']);

/** Letters may be composed or not: it is the same file to a person. */
const spelled = ({ scheme, authority, path }: vscode.Uri): string =>
  `${scheme}://${authority}${path.normalize('NFC')}`;

const folderOf = (uri: vscode.Uri): string => spelled(vscode.Uri.joinPath(uri, '..'));

function isFor({ output }: Task, target: vscode.Uri): boolean {
  if (output?.exactName === undefined) return false;
  return spelled(vscode.Uri.joinPath(vscode.Uri.parse(output.folder), output.exactName)) === spelled(target);
}

/** Whether the file that the task made lies beside the place: one that was moved elsewhere, or deleted, is of no use to the page. */
async function isMade({ state }: Task, target: vscode.Uri): Promise<boolean> {
  const file = fileUri('outputs' in state ? state.outputs[0]?.uri : undefined);
  if (file === undefined || folderOf(file) !== folderOf(target)) return false;
  return isThere(file);
}

async function standingBy(task: Task, target: vscode.Uri): Promise<Standing | undefined> {
  if (activeStatuses.has(task.state.status)) return { is: 'underWay', task };
  if (undecided.has(task.state.status)) return { is: 'undecided', task };
  return (await isMade(task, target)) ? { is: 'made', task } : undefined;
}

/** By the newest order that the list shows, and by those that went by the ids of missing files, however old. */
export async function standingOf(
  { tasks, service }: Pick<Services, 'tasks' | 'service'>,
  target: vscode.Uri,
): Promise<Standing | Free> {
  await tasks.ready;
  for (const task of tasks.tasks().filter(t => t.service === service() && isFor(t, target))) {
    const standing = await standingBy(task, target);
    if (standing !== undefined) return standing;
  }
  for (let attempt = 1; ; attempt++) {
    const id = `missing-${sha256Of(new TextEncoder().encode(`${service()}\n${spelled(target)}\n${attempt}`)).slice(0, 32)}`;
    const known = await tasks.find(id);
    if (known === undefined) return { is: 'free', id };
    const standing = await standingBy(known, target);
    if (standing !== undefined) return standing;
  }
}
