/** Takes all that ended off the list, of the whole history. What may be paid for without a result stays. */
import * as vscode from 'vscode';
import type { TaskQuery } from '../../core/tasks/search.ts';
import { showMessage, withProgress } from '../present.ts';
import type { Tasks } from '../tasks.ts';

/** So many at a time hold up nobody. */
const sliceSize = 500;

type ClearedTasks = Pick<Tasks, 'search' | 'expire'>;

async function countAll({ search }: ClearedTasks, query: TaskQuery): Promise<number> {
  let count = 0;
  let before: string | undefined;
  do {
    const page = await search({ ...query, before, limit: sliceSize });
    count += page.tasks.length;
    before = page.next;
  } while (before !== undefined);
  return count;
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

/** Asks first, unless `isAgreed`; answers how many went. Those that come while it asks stay. */
export async function clearFinished(tasks: ClearedTasks, isAgreed: boolean): Promise<number> {
  const { l10n } = vscode;
  const beforeMs = Date.now() + 1;
  if (isAgreed) return forgetAll(tasks, beforeMs);
  const count = await countAll(tasks, { statuses: ['saved', 'failed'], toMs: beforeMs });
  if (count === 0) {
    await showMessage('info', l10n.t('There is no finished task to clear.'));
    return 0;
  }
  if (!(await isWanted(count))) return 0;
  return withProgress(l10n.t('Clearing finished tasks…'), signal => forgetAll(tasks, beforeMs, signal));
}
