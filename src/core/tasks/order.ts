/** In which orders a search can answer. The stores agree on it by contract. Pure. */
import { searchTextOf } from './search.ts';
import { creditsOf } from './spending.ts';
import type { Task } from './task.ts';

/** By age, by what was billed, or by title; where two are alike the newer one is first. */
export type TaskSort = 'newest' | 'oldest' | 'dearest' | 'title';

/** Where a task stands in an order. */
export interface Place {
  readonly createdAt: number;
  readonly id: string;
  /** What the order goes by, where that is not the age. */
  readonly key?: string | number | undefined;
}

/** By code points, which is as SQLite compares: JavaScript's own comparison puts emoji before some letters. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1)
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
  return a.length - b.length;
}

/** Titles that are alike for so long are alike. */
export const longestTitleKey = 100;

/**
 * Letters that stand with their plain ones. A table, not the rules of a language: SQLite must sort the same way, in
 * windows of every version, with what it has built in.
 */
export const plainLetters: readonly (readonly [plain: string, letters: string])[] = [
  ['a', 'àáâãäå'],
  ['c', 'ç'],
  ['e', 'èéêë'],
  ['i', 'ìíîï'],
  ['n', 'ñ'],
  ['o', 'òóôõöø'],
  ['u', 'ùúûü'],
  ['y', 'ýÿ'],
];

const plainOf = new Map(
  plainLetters.flatMap(([plain, letters]) => [...letters].map(l => [l, plain] as const)),
);

/** What titles are sorted by: the first line of what the task is found by. */
function titleKey(task: Task): string {
  const [line = ''] = searchTextOf(task).toWellFormed().split('\n', 1);
  return [...line]
    .slice(0, longestTitleKey)
    .map(letter => plainOf.get(letter) ?? letter)
    .join('');
}

/** The place of `task` in the order. */
export function placeOf(task: Task, sort: TaskSort): Place {
  const { createdAt, id } = task;
  if (sort === 'dearest') return { createdAt, id, key: creditsOf(task) ?? 0 };
  return sort === 'title' ? { createdAt, id, key: titleKey(task) } : { createdAt, id };
}

/** Newest first. */
export function byAge(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || compareText(b.id, a.id);
}

const orders: Readonly<Record<TaskSort, (a: Place, b: Place) => number>> = {
  newest: byAge,
  oldest: (a, b) => byAge(b, a),
  dearest: (a, b) => Number(b.key) - Number(a.key) || byAge(a, b),
  title: (a, b) => compareText(String(a.key), String(b.key)) || byAge(a, b),
};

/** Compares two places of that order. */
export function comparePlaces(sort: TaskSort): (a: Place, b: Place) => number {
  return orders[sort];
}
