/** Answers for stores that have no index: found by going through the tasks. Pure. */
import type { Status } from '../../shared/views.ts';
import { comparePlaces, type Place, placeOf, type TaskSort } from './order.ts';
import { pageMark, parsePageMark } from './pageMark.ts';
import { maxSamples, type PriceFacts, type Sample, sampleOf } from './prices.ts';
import { type Facets, matchesQuery, type SearchQuery, storedOutputs } from './search.ts';
import type { Retention, TaskPage } from './store.ts';
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

interface Found {
  readonly task: Task;
  readonly place: Place;
}

function* findAll(tasks: Iterable<Task>, query: SearchQuery): Iterable<Found> {
  const { sort = 'newest', before } = query;
  const compare = comparePlaces(sort);
  const mark = before === undefined ? undefined : parsePageMark(before, sort);
  for (const task of tasks) {
    if (!matchesQuery(task, query)) continue;
    const place = placeOf(task, sort);
    if (mark === undefined || compare(mark, place) < 0) yield { task, place };
  }
}

/** The first `count` in the order; never holds many more than that. */
function firstOf(found: Iterable<Found>, count: number, compare: (a: Place, b: Place) => number): Found[] {
  const kept: Found[] = [];
  const cut = (): void => {
    kept.sort((a, b) => compare(a.place, b.place));
    kept.splice(count);
  };
  for (const one of found) if (kept.push(one) >= 2 * count + 100) cut();
  cut();
  return kept;
}

/** The first `count` of what comes in order; no more is looked at. */
function headOf(found: Iterable<Found>, count: number): Found[] {
  const kept: Found[] = [];
  for (const one of found) if (kept.push(one) === count) break;
  return kept;
}

/** Whether an order goes by the tasks' age: a store that knows the ages needs not look at all tasks then. */
export function isByAge(sort: TaskSort | undefined): boolean {
  return sort !== 'dearest' && sort !== 'title';
}

/** A page of what `query` asks for, out of `tasks`: they come in its order where that is by age, else in any. */
export function pageOf(tasks: Iterable<Task>, query: SearchQuery): TaskPage {
  const { sort = 'newest', limit } = query;
  const all = findAll(tasks, query);
  const found = isByAge(sort) ? headOf(all, limit + 1) : firstOf(all, limit + 1, comparePlaces(sort));
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { tasks: shown.map(({ task }) => task), next: last && pageMark(last.place) };
}

/** What there is to choose from. */
export function facetsOf(tasks: Iterable<Task>): Facets {
  const models = new Set<string>();
  const workspaces = new Set<string>();
  for (const { model, workspace } of tasks) {
    models.add(model);
    if (workspace !== undefined) workspaces.add(workspace);
  }
  return { models: [...models], workspaces: [...workspaces] };
}

/** Where the results of `tasks` lie, as URIs. */
export function* placesOf(tasks: Iterable<Task>): Iterable<string> {
  for (const task of tasks)
    for (const { output } of storedOutputs(task)) if (output.uri !== undefined) yield output.uri;
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
