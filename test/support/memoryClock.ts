/** A clock that stands still until the test moves it. Timers run in order of time, then of making. */
import { CancelledError } from '../../src/core/errors.ts';
import { type Disposable, toDisposable } from '../../src/core/lifecycle.ts';
import type { Clock } from '../../src/core/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

export interface MemoryClock extends Clock {
  /** Runs what falls due in the next `ms`; between two timers, everything that promises have set off. */
  advance(ms: number): Promise<void>;
  /** Runs timers until `isDone` says so; throws when `maxMs` have passed before. */
  runUntil(isDone: () => boolean, maxMs?: number): Promise<void>;
  /** Lets promises settle; no time passes. */
  settle(): Promise<void>;
  /** Moves the wall clock alone, as a person or a time server does. */
  jump(ms: number): void;
  /** Timers that wait: 0 after everything has been disposed. */
  readonly pending: number;
}

/** Promises settle before the next macrotask; a macrotask is no sleep. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

export function createMemoryClock(startMs = Date.UTC(2026, 0, 5, 12)): MemoryClock {
  const timers = new Set<Timer>();
  let monotonic = 0;
  let offset = startMs;
  let order = 0;

  function setTimer(ms: number, fn: () => void): Disposable {
    const timer: Timer = { atMs: monotonic + Math.max(0, ms), order: order++, fn };
    timers.add(timer);
    return toDisposable(() => timers.delete(timer));
  }

  function first(): Timer | undefined {
    let best: Timer | undefined;
    for (const t of timers) {
      if (best === undefined || t.atMs < best.atMs || (t.atMs === best.atMs && t.order < best.order))
        best = t;
    }
    return best;
  }

  function run(timer: Timer): void {
    timers.delete(timer);
    monotonic = Math.max(monotonic, timer.atMs);
    timer.fn();
  }

  return {
    now: () => offset + monotonic,
    monotonic: () => monotonic,
    setTimer,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (signal?.aborted) return Promise.reject(new CancelledError('cancelled', signal.reason));
      const onAbort = (): void => {
        timer.dispose();
        reject(new CancelledError('cancelled', signal?.reason));
      };
      const timer = setTimer(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      return promise;
    },
    settle,
    async advance(ms) {
      const end = monotonic + ms;
      await settle();
      for (let t = first(); t !== undefined && t.atMs <= end; t = first()) {
        run(t);
        await settle();
      }
      monotonic = end;
    },
    async runUntil(isDone, maxMs = 48 * 3_600_000) {
      const end = monotonic + maxMs;
      await settle();
      while (!isDone()) {
        const timer = first();
        if (timer === undefined || timer.atMs > end)
          throw new Error(`not done after ${maxMs} ms of virtual time`);
        run(timer);
        await settle();
      }
    },
    jump: ms => {
      offset += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}
