import {
  type LearnedPrice,
  learnPrices,
  maxSamples,
  type PriceFacts,
  type Sample,
  sampleOf,
} from './prices.ts';
import type { Task } from './task.ts';

/** What this machine's tasks have taught, in memory: the newest samples of each service and price key. */
export interface Experience {
  /** Learns from a task where it tells something. */
  note(task: Task): void;
  /** Learns what the ledger knows. */
  add(samples: Iterable<Sample>): void;
  /** Credits for one unit by price key; the same map until something was learned. */
  prices(): ReadonlyMap<string, LearnedPrice>;
  /** How long such tasks took, ms, newest last. */
  durationsMs(service: Task['service'], priceKey: string): readonly number[];
}

/** An experience that knows nothing. */
export function createExperience(factsFor: (task: Task) => PriceFacts): Experience {
  /** By service and key; each list by age, newest last. */
  const known = new Map<string, readonly Sample[]>();
  let prices: ReadonlyMap<string, LearnedPrice> | undefined;

  function learn(sample: Sample): void {
    const name = `${sample.service} ${sample.key}`;
    const others = (known.get(name) ?? []).filter(({ id }) => id !== sample.id);
    const all = [...others, sample].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    known.set(name, all.slice(-maxSamples));
    prices = undefined;
  }

  return {
    note(task) {
      const sample = sampleOf(task, factsFor);
      if (sample !== undefined) learn(sample);
    },
    add(samples) {
      for (const sample of samples) learn(sample);
    },
    prices() {
      prices ??= learnPrices([...known.values()].flat());
      return prices;
    },
    durationsMs: (service, priceKey) =>
      (known.get(`${service} ${priceKey}`) ?? []).flatMap(({ ms }) => ms ?? []),
  };
}
