/** The same load as `measureDetection.ts`, over real sockets and real timers: only time is quicker. */
import { createMemoryBudgetStore } from '../../../src/core/tasks/budget.ts';
import { createFastClock } from '../../support/fastClock.ts';
import { listen } from '../../support/listeningService.ts';
import { watchOverSockets } from '../../support/socketWatch.ts';
import { createVirtualService } from '../../support/virtualService.ts';
import { type Load, sigma } from './measureDetection.ts';

export interface OnSockets {
  /** Ms of the quick clock from "done" to "known", of every task. */
  readonly delays: readonly number[];
  readonly refusals: number;
}

/** Runs one batch of tasks that have been sent, to its end. */
export async function measureOnSockets(
  { count, medians, seed }: Pick<Load, 'count' | 'medians' | 'seed'>,
  speed: number,
): Promise<OnSockets> {
  const clock = createFastClock(speed);
  const service = createVirtualService({ clock, seed, sigma, limiter: 'sliding' });
  await using server = await listen(service);
  const medianOf = (ref: number): number => medians[ref % medians.length] ?? 15_000;
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let left = count;
  const watcher = watchOverSockets({
    ...{ clock, store: createMemoryBudgetStore(), baseUrl: server.baseUrl, medianOf },
    believe: medianMs => ({ mu: Math.log(medianMs), sigma }),
    ended() {
      if (--left === 0) resolve();
    },
  });
  await watcher.warmUp();
  for (let ref = 0; ref < count; ref++) watcher.watch(service.begin({ ref, medianMs: medianOf(ref) }));
  await done;
  watcher.dispose();
  const tasks = [...service.tasks.values()];
  return {
    delays: tasks.map(({ doneAt, seenAt = Number.NaN }) => seenAt - doneAt),
    refusals: service.refusals,
  };
}
