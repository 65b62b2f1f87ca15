/** One window at a time. */
import type { Clock } from '../core/ports.ts';
import type { Tasks } from './tasks.ts';

const everyMs = 20;
/** A window that hangs must not hold all others up for ever. */
const mostMs = 15_000;

/** Runs `work` while no other window does the same. Rejects as `work` does, and with CancelledError on abort. */
export async function alone<T>(
  tasks: Pick<Tasks, 'claim'>,
  clock: Pick<Clock, 'sleep'>,
  { work, signal }: { work(): Promise<T>; signal: AbortSignal },
): Promise<T> {
  let held = await tasks.claim('order');
  for (let waitedMs = 0; held === undefined && waitedMs < mostMs; waitedMs += everyMs) {
    await clock.sleep(everyMs, signal);
    held = await tasks.claim('order');
  }
  try {
    return await work();
  } finally {
    held?.dispose();
  }
}
