/** Answers for stores that have no index: found by going through the tasks. Pure. */
import type { Status } from '../../shared/views.ts';
import { maxSamples, type PriceFacts, type Sample, sampleOf } from './prices.ts';
import { matchesQuery, type TaskQuery } from './search.ts';
import type { Retention } from './store.ts';
import type { Task } from './task.ts';

const ended: ReadonlySet<Status> = new Set<Status>(['saved', 'failed', 'lost']);

/** As much of a task as retention looks at; without a status it is not ours to remove. */
export interface Listed {
  readonly createdAt: number;
  readonly status: Status | undefined;
}

/** Of a sorted list (newest first) what is beyond `retention`, the oldest first. */
export function beyond<T extends Listed>(
  sorted: readonly T[],
  { beforeMs, keep, sparesLost }: Retention,
): T[] {
  return sorted
    .filter(({ status }) => status !== 'lost' || sparesLost !== true)
    .filter(({ status }) => status !== undefined && ended.has(status))
    .filter(({ createdAt }, i) => createdAt < (beforeMs ?? -Infinity) || i >= (keep ?? Infinity))
    .reverse();
}

/** The first `limit` of `tasks` that match, and whether there are more. */
export function findMatching(
  tasks: Iterable<Task>,
  query: TaskQuery,
  limit: number,
): { found: Task[]; isMore: boolean } {
  const found: Task[] = [];
  for (const task of tasks) {
    if (!matchesQuery(task, query)) continue;
    if (found.length === limit) return { found, isMore: true };
    found.push(task);
  }
  return { found, isMore: false };
}

/** Of each service and key the newest, out of tasks that come newest first. */
export function samplesOf(tasks: Iterable<Task>, factsFor: (task: Task) => PriceFacts): Sample[] {
  const byKey = new Map<string, Sample[]>();
  for (const task of tasks) {
    const sample = sampleOf(task, factsFor);
    if (sample === undefined) continue;
    const name = `${sample.service} ${sample.key}`;
    const known = byKey.get(name) ?? [];
    if (known.length < maxSamples) byKey.set(name, [...known, sample]);
  }
  return [...byKey.values()].flat();
}
