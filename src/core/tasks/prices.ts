/** What tasks cost and how long they took: what one of them tells, and prices out of many. Pure. */
import { measuredMs } from './durations.ts';
import { creditsOf } from './spending.ts';
import type { Task } from './task.ts';

/** Credits that tasks of one price key took, for one unit each (see `Sample`). */
export interface LearnedPrice {
  /** The newest bill. */
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** What tells tasks apart that cost and take differently. */
export interface PriceFacts {
  /** Names what moves the price: the model, its variant and the price-relevant fields. */
  readonly priceKey: string;
  /** By what a bill is divided before it is learned; above 0. 1 where the key says all. */
  readonly units: number;
}

/** What one task that succeeded tells of its like. */
export interface Sample {
  /** The task's. */
  readonly id: string;
  readonly service: Task['service'];
  readonly key: string;
  /** When the task was created. */
  readonly at: number;
  /** For one unit; the live service's alone. */
  readonly credits?: number | undefined;
  /** How long the service took. */
  readonly ms?: number | undefined;
}

/** Services change: only so many of the newest count, of each key. */
export const maxSamples = 30;

/** What `task` tells; undefined where that is nothing. Failures tell nothing: their bills are 0. */
export function sampleOf(task: Task, factsFor: (task: Task) => PriceFacts): Sample | undefined {
  if (!('urls' in task.state)) return undefined;
  const bill = task.service === 'live' ? creditsOf(task) : undefined;
  const isPriced = bill !== undefined && bill >= 0;
  const ms = task.state.status === 'unsaved' ? undefined : measuredMs(task);
  if (!isPriced && ms === undefined) return undefined;
  const { priceKey, units } = factsFor(task);
  const credits = isPriced ? bill / units : undefined;
  return { id: task.id, service: task.service, key: priceKey, at: task.createdAt, credits, ms };
}

/** Prices by key. Any order of samples will do. */
export function learnPrices(samples: Iterable<Sample>): ReadonlyMap<string, LearnedPrice> {
  const prices = new Map<string, LearnedPrice>();
  for (const { key, credits } of [...samples].sort((a, b) => a.at - b.at)) {
    if (credits === undefined) continue;
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
