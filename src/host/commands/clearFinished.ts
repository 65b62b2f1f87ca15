/** Takes all that ended off the list, of the whole history. What may be paid for without a result stays. */
import * as vscode from 'vscode';
import type { TaskQuery } from '../../core/tasks/search.ts';
import type { Task } from '../../core/tasks/task.ts';
import { showError, showMessage, withProgress } from '../present.ts';
import type { Tasks } from '../tasks.ts';

/** So many at a time hold up nobody. */
const sliceSize = 500;

/** What is kept for taking it back: so many tasks, of so many characters in all. */
const mostUndone = 5000;
const longestUndone = 64 * 1024 ** 2;

type ClearedTasks = Pick<Tasks, 'search' | 'expire' | 'adoptAll'>;

async function* pagesOf({ search }: ClearedTasks, query: TaskQuery): AsyncGenerator<readonly Task[]> {
  let before: string | undefined;
  do {
    const page = await search({ ...query, before, limit: sliceSize });
    yield page.tasks;
    before = page.next;
  } while (before !== undefined);
}

async function countAll(tasks: ClearedTasks, query: TaskQuery): Promise<number> {
  let count = 0;
  for await (const page of pagesOf(tasks, query)) count += page.length;
  return count;
}

/** All that a query asks for, to be brought back; undefined where that is too much to keep. */
async function keepAll(tasks: ClearedTasks, query: TaskQuery): Promise<readonly Task[] | undefined> {
  const kept: Task[] = [];
  let length = 0;
  for await (const page of pagesOf(tasks, query)) {
    kept.push(...page);
    // Requests can hold whole pictures as text.
    length += page.reduce((sum, task) => sum + JSON.stringify(task.request).length, 0);
    if (kept.length > mostUndone || length > longestUndone) return undefined;
  }
  return kept;
}

async function forgetAll({ expire }: ClearedTasks, beforeMs: number, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for (let last = sliceSize; last === sliceSize && signal?.aborted !== true; count += last)
    last = await expire({ beforeMs, sparesLost: true }, sliceSize);
  return count;
}

async function isWanted(count: number): Promise<boolean> {
  const { l10n, commands } = vscode;
  const clear = l10n.t('Clear');
  const exportFirst = l10n.t('Export History…');
  const detail = l10n.t(
    'Their files stay, and so does what they cost in the credits. The list forgets their prompts and settings for good, unless you export the history first. Tasks that need attention stay in the list.',
  );
  const text = l10n.t('Clear all finished tasks from the list? ({0})', count);
  const chosen = await showMessage('warning', text, { modal: { detail }, buttons: [clear, exportFirst] });
  if (chosen === exportFirst) await commands.executeCommand('apiInOne.history.export');
  return chosen === clear;
}

/** The tasks are there again as they were; what else knows them by their ids, such as stars, never forgot them. */
async function bringBack({ adoptAll }: ClearedTasks, kept: readonly Task[]): Promise<void> {
  for (let at = 0; at < kept.length; at += sliceSize) await adoptAll(kept.slice(at, at + sliceSize));
}

/** Offers to take it back for as long as the message stands. */
async function tellCleared(
  tasks: ClearedTasks,
  count: number,
  kept: readonly Task[] | undefined,
): Promise<void> {
  const { l10n } = vscode;
  const undo = l10n.t('Undo');
  const text = l10n.t('Cleared from the list: {0}.', count);
  const chosen = await showMessage('info', text, { buttons: kept === undefined ? [] : [undo] });
  if (chosen !== undefined && kept !== undefined) await bringBack(tasks, kept).catch(showError);
}

/**
 * Asks first, unless `isAgreed`; answers how many went. Those that come while it asks stay. A person may take it back:
 * that goes on in the background.
 */
export async function clearFinished(
  tasks: ClearedTasks,
  isAgreed: boolean,
  background: (work: PromiseLike<unknown>) => void,
): Promise<number> {
  const { l10n } = vscode;
  const beforeMs = Date.now() + 1;
  if (isAgreed) return forgetAll(tasks, beforeMs);
  const query: TaskQuery = { statuses: ['saved', 'failed'], toMs: beforeMs };
  const count = await countAll(tasks, query);
  if (count === 0) {
    await showMessage('info', l10n.t('There is no finished task to clear.'));
    return 0;
  }
  if (!(await isWanted(count))) return 0;
  const { kept, cleared } = await withProgress(l10n.t('Clearing finished tasks…'), async signal => ({
    kept: await keepAll(tasks, query),
    cleared: await forgetAll(tasks, beforeMs, signal),
  }));
  if (cleared > 0) background(tellCleared(tasks, cleared, kept));
  return cleared;
}
