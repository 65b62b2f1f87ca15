/** How long results lie finished before we know: scheduler, budget and service on virtual time, no socket. */
import { createBudget, createMemoryBudgetStore } from '../../../src/core/tasks/budget.ts';
import type { Duration } from '../../../src/core/tasks/durations.ts';
import { outcomeOf } from '../../../src/core/tasks/outcome.ts';
import { Scheduler } from '../../../src/core/tasks/scheduler.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { createVirtualService, type LimiterKind } from '../../support/virtualService.ts';

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
  /** Ms from "done" to "known", of every task. */
  readonly delays: readonly number[];
  /** Ms from the click to "known", of every task. */
  readonly waits: readonly number[];
  readonly requests: number;
  readonly refusals: number;
  /** The most requests in any 60 s. */
  readonly mostInMinute: number;
}

const sigma = 0.4;
const truth = (medianMs: number): Duration => ({ mu: Math.log(medianMs), sigma });

/** The most entries of the sorted `times` in any minute. */
function mostInMinute(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  for (const [to, time] of times.entries()) {
    while ((times[from] ?? time) <= time - 60_000) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** Runs one load to its end. */
export async function measureDetection(load: Load): Promise<Measured> {
  const clock = createMemoryClock();
  const { limiter = 'sliding', seed, believe = truth } = load;
  const service = createVirtualService({ clock, seed, limiter, sigma });
  const log = createMemoryLog();
  const budget = createBudget({ clock, log, store: createMemoryBudgetStore(), requestsPerMinute: () => 60 });
  const client = service.client(budget);
  const startedAt = clock.now();
  const medianOf = (ref: number): number => load.medians[ref % load.medians.length] ?? 15_000;
  let begun = 0;
  let seen = 0;

  function begin(): void {
    const ref = begun++;
    if (load.isSubmitted === true) scheduler.enqueue(String(ref), undefined);
    else watch(service.begin({ ref, medianMs: medianOf(ref) }).taskId, ref);
  }
  function watch(taskId: string, ref: number): void {
    scheduler.watch(taskId, clock.now(), believe(medianOf(ref)));
  }

  const scheduler = new Scheduler({
    ...{ clock, log, budget, random: () => 0.5, onOutcome: () => {} },
    async submit(id, signal) {
      const ref = Number(id);
      try {
        const { taskId } = await client.createTask('', { ref, medianMs: medianOf(ref) }, signal);
        watch(taskId, ref);
        return 'ok';
      } catch (e) {
        scheduler.enqueue(id, undefined);
        return outcomeOf(e);
      }
    },
    async look(taskId, signal) {
      try {
        const { phase } = await client.getTask(taskId, signal, 'poll');
        if (phase !== 'running') {
          scheduler.forget(taskId);
          seen++;
          if (clock.now() - startedAt < (load.steadyMs ?? 0)) begin();
        }
        return { outcome: 'ok' };
      } catch (e) {
        return { outcome: outcomeOf(e) };
      }
    },
  });
  for (let i = 0; i < load.count; i++) begin();
  await clock.runUntil(() => seen === begun);
  scheduler.dispose();
  budget.dispose();
  const tasks = [...service.tasks.values()];
  return {
    delays: tasks.map(({ seenAt = 0, doneAt }) => seenAt - doneAt),
    waits: tasks.map(({ seenAt = 0 }) => seenAt - startedAt),
    requests: service.arrivals.length,
    refusals: service.refusals,
    mostInMinute: mostInMinute(service.arrivals),
  };
}

/** Mean and 95th percentile, seconds. */
export function summarize(ms: readonly number[]): { readonly mean: number; readonly p95: number } {
  const sorted = [...ms].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length / 1000;
  return { mean, p95: (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0) / 1000 };
}
