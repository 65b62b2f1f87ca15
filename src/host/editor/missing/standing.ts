/** What has become of an order for a missing file, so that nobody pays for it twice. */
import * as vscode from 'vscode';
import { activeStatuses, type Task } from '../../../core/tasks/task.ts';
import type { Status } from '../../../shared/views.ts';
import { createSha256 } from '../../ports/sha256.ts';
import type { Services } from '../../services.ts';
import { savedUris } from '../../tree/taskItem.ts';

export interface Standing {
  /**
   * `underWay`: it comes by itself. `undecided`: it is paid for, or may be, and a person must look at it. `made`: it lies
   * there under another name.
   */
  readonly is: 'underWay' | 'undecided' | 'made';
  readonly task: Task;
}

const undecided: ReadonlySet<Status> = new Set(['unconfirmed', 'unsaved', 'unwatched']);

/** Letters may be composed or not: it is the same file to a person. */
const spelled = ({ scheme, authority, path }: vscode.Uri): string =>
  `${scheme}://${authority}${path.normalize('NFC')}`;

function isFor({ output }: Task, target: vscode.Uri): boolean {
  if (output?.exactName === undefined) return false;
  return spelled(vscode.Uri.joinPath(vscode.Uri.parse(output.folder), output.exactName)) === spelled(target);
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** By the newest order that is known; undefined where it may be ordered. */
export async function standingOf(
  { tasks }: Pick<Services, 'tasks'>,
  target: vscode.Uri,
): Promise<Standing | undefined> {
  await tasks.ready;
  for (const task of tasks.tasks().filter(known => isFor(known, target))) {
    if (activeStatuses.has(task.state.status)) return { is: 'underWay', task };
    if (undecided.has(task.state.status)) return { is: 'undecided', task };
    const [saved] = savedUris(task);
    if (saved !== undefined && (await isThere(saved))) return { is: 'made', task };
  }
  return undefined;
}

/**
 * An id for the order of the file at `target`: the same in all windows, so that two that order at once make one order
 * of it; another one once that has ended.
 */
export async function orderIdFor(
  { tasks, service }: Pick<Services, 'tasks' | 'service'>,
  target: vscode.Uri,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const hash = createSha256();
    hash.update(new TextEncoder().encode(`${service()}\n${spelled(target)}\n${attempt}`));
    const id = `missing-${hash.digest().slice(0, 32)}`;
    const known = await tasks.find(id);
    if (known === undefined || activeStatuses.has(known.state.status)) return id;
  }
}
