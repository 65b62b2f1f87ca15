/** The order of the waiting line as texts that sort: a place between any two can be made. Pure. */
import type { Task } from './task.ts';

/** Below every character of a default rank. */
const lowest = 0x21;
const middle = 'U';

/** Time first, so that ranks sort by age; an odd clock must not make a text of another length. */
function timeText(ms: number): string {
  return String(Math.min(1e15, Math.max(0, Math.round(ms)))).padStart(16, '0');
}

/**
 * Where a task stands that nobody has moved: a single order goes before the rest of a batch, whenever that was begun;
 * among its like the older one goes first.
 */
function defaultRank(task: Task): string {
  return `${task.batch === undefined ? 's' : 't'}${timeText(task.createdAt)}${task.id}`;
}

/** The place of a queued task in the line; less is earlier. */
export function rankOf(task: Task): string {
  const moved = task.state.status === 'queued' ? task.state.rank : undefined;
  return moved ?? defaultRank(task);
}

function compareTasks(a: Task, b: Task): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA < rankB ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The queued ones of `tasks` in the order in which they are to be sent. */
export function lineOf(tasks: readonly Task[]): Task[] {
  return tasks.filter(({ state }) => state.status === 'queued').sort(compareTasks);
}

/** A text between nothing and `end`, which is not empty. */
function below(end: string): string {
  const code = end.charCodeAt(0);
  const half = Math.floor((lowest + code) / 2);
  if (half > lowest && half < code) return String.fromCharCode(half);
  const first = String.fromCharCode(Math.min(lowest, code));
  // It goes on after the lowest character, so that there is room before it the next time.
  return code > lowest ? first + middle : first + below(end.slice(1) || middle);
}

/**
 * A rank after `before` and ahead of `after`; undefined stands for the ends of the line. Where the two do not leave
 * room (two windows moved at the same moment) it comes right after `before`.
 */
export function rankBetween(before: string | undefined, after: string | undefined): string {
  if (after === undefined) return `${before ?? ''}${middle}`;
  if (before === undefined) return below(after);
  if (!after.startsWith(before) || after === before) return before + middle;
  return before + below(after.slice(before.length));
}
