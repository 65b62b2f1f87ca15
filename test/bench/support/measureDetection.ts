/** How long results lie finished before we know: a watcher and the service on virtual time, no socket. */
import { createMemoryBudgetStore } from '../../../src/core/tasks/budget.ts';
import type { Duration } from '../../../src/core/tasks/durations.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { mostInMinute } from '../../support/mostInMinute.ts';
import { createVirtualService, type LimiterKind } from '../../support/virtualService.ts';
import { type MakeWatcher, type Scene, scheduled } from '../../support/watchers.ts';

export interface Load {
  readonly count: number;
  /** Medians, ms, taken in turn. */
  readonly medians: readonly number[];
  /** A new task begins when one is seen to be done, for so long; a batch otherwise. */
  readonly steadyMs?: number;
  /** What the scheduler believes of a task with this median; the truth by default. */
  readonly believe?: (medianMs: number) => Duration;
  /** Tasks are sent through the line, and their POSTs count. */
  readonly isSubmitted?: boolean;
  readonly limiter?: LimiterKind;
  readonly seed: number;
}

export interface Measured {
  /** Ms from "done" to "known", of every task that was not lost. */
  readonly delays: readonly number[];
  /** Ms from the click to "known", of every task that was not lost. */
  readonly waits: readonly number[];
  readonly tasks: number;
  readonly lost: number;
  readonly requests: number;
  readonly refusals: number;
  /** The most requests in any 60 s. */
  readonly mostInMinute: number;
}

/** The spread of the service's durations, as the reliability study has it. */
export const sigma = 0.4;
const truth = (medianMs: number): Duration => ({ mu: Math.log(medianMs), sigma });

/** Runs one load to its end, watched by the client's own scheduler or by another. */
export async function measureDetection(load: Load, make?: MakeWatcher): Promise<Measured> {
  const clock = createMemoryClock();
  const { limiter = 'sliding', seed, believe = truth } = load;
  const service = createVirtualService({ clock, seed, limiter, sigma });
  const startedAt = clock.now();
  const medianOf = (ref: number): number => load.medians[ref % load.medians.length] ?? 15_000;
  let begun = 0;
  let ended = 0;

  function begin(): void {
    const ref = begun++;
    if (load.isSubmitted === true) watcher.submit(ref);
    else watcher.watch(service.begin({ ref, medianMs: medianOf(ref) }));
  }
  const scene: Scene = {
    ...{ clock, medianOf, believe, connect: budget => service.client(budget) },
    doneAt: taskId => service.tasks.get(taskId)?.doneAt ?? 0,
    ended() {
      ended++;
      if (clock.now() - startedAt < (load.steadyMs ?? 0)) begin();
    },
  };
  const watcher = (make ?? scheduled(createMemoryBudgetStore()))(scene);
  try {
    for (let i = 0; i < load.count; i++) begin();
    await clock.runUntil(() => ended === begun);
  } finally {
    watcher.dispose();
  }
  const known = [...service.tasks.values()].flatMap(({ doneAt, seenAt }) =>
    seenAt === undefined ? [] : [{ doneAt, seenAt }],
  );
  return {
    delays: known.map(({ seenAt, doneAt }) => seenAt - doneAt),
    waits: known.map(({ seenAt }) => seenAt - startedAt),
    ...{ tasks: begun, lost: begun - known.length },
    requests: service.arrivals.length,
    refusals: service.refusals,
    mostInMinute: mostInMinute(service.arrivals),
  };
}

/** Mean and 95th percentile, seconds. */
export function summarize(ms: readonly number[]): { readonly mean: number; readonly p95: number } {
  const sorted = [...ms].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length / 1000;
  return {
    mean,
    p95: (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? Number.NaN) / 1000,
  };
}
