/** Tells the page when what it shows of the history is no longer so. */
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { HistoryRevision } from '../../shared/protocol.ts';

/** The revision after a change. `changed` is empty where tasks came or went; one that still runs is not in the history yet. */
export function nextHistory(
  { any, old }: HistoryRevision,
  changed: readonly Task[],
  shown: readonly Task[],
): HistoryRevision {
  const ended = changed.filter(({ state }) => !activeStatuses.has(state.status));
  const isOld = changed.length === 0 || ended.some(({ id }) => shown.every(task => task.id !== id));
  return { any: any + (isOld || ended.length > 0 ? 1 : 0), old: old + (isOld ? 1 : 0) };
}
