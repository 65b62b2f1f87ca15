/** What tasks cost: learned from the bills of earlier ones. Pure. */
import type { Task } from './task.ts';

/** Credits that tasks of one price key took. */
export interface LearnedPrice {
  /** The newest bill. */
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** Names what moves the price: the model, its variant and the price-relevant fields. */
export type PriceKeyOf = (task: Task) => string;

/** Credits by price key; sandbox tasks and bills of 0 for failures do not count. Any order of tasks will do. */
export function learnPrices(
  tasks: readonly Task[],
  priceKeyOf: PriceKeyOf,
): ReadonlyMap<string, LearnedPrice> {
  const prices = new Map<string, LearnedPrice>();
  for (const task of [...tasks].sort((a, b) => a.createdAt - b.createdAt)) {
    const credits = billOf(task);
    if (credits === undefined) continue;
    const key = priceKeyOf(task);
    const known = prices.get(key);
    prices.set(key, {
      last: credits,
      min: Math.min(credits, known?.min ?? credits),
      max: Math.max(credits, known?.max ?? credits),
      count: (known?.count ?? 0) + 1,
    });
  }
  return prices;
}

/** What a live task that succeeded was billed; undefined where nothing is known. */
function billOf({ service, state }: Task): number | undefined {
  if (service !== 'live' || !('urls' in state)) return undefined;
  const { credits } = state;
  return credits !== undefined && Number.isFinite(credits) && credits >= 0 ? credits : undefined;
}

/**
 * Credits that went or may go since `sinceMs` (ms since the epoch): bills, and `expected` for what was ordered and is
 * not billed yet, or many orders at once would each find the day's budget untouched.
 */
export function creditsSince(
  tasks: readonly Task[],
  sinceMs: number,
  expected: (task: Task) => number,
): number {
  let sum = 0;
  for (const task of tasks) {
    const { state } = task;
    const orderedAt = 'submittedAt' in state ? (state.submittedAt ?? 0) : task.createdAt;
    if (task.service !== 'live' || orderedAt < sinceMs) continue;
    const credits = 'credits' in state ? state.credits : undefined;
    if (credits !== undefined) sum += credits;
    else if (state.status !== 'failed' && state.status !== 'lost') sum += expected(task);
  }
  return sum;
}
