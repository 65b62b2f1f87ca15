import { CancelledError } from '../../src/core/errors.ts';
import type { Clock } from '../../src/core/ports.ts';

export interface SkippingClock extends Clock {
  /** Every sleep that was asked for, ms. */
  readonly slept: readonly number[];
  /** Timers that have neither fired nor been disposed. */
  readonly timers: ReadonlySet<unknown>;
  /** Moves time on and fires what is due. */
  advance(ms: number): void;
}

/** A clock whose sleeps last no time at all: they move the clock on and return. */
export function createSkippingClock(start = Date.UTC(2026, 0, 1)): SkippingClock {
  let elapsed = 0;
  const slept: number[] = [];
  const timers = new Set<{ at: number; fn: () => void }>();
  return {
    slept,
    timers,
    now: () => start + elapsed,
    monotonic: () => elapsed,
    async sleep(ms, signal) {
      if (signal?.aborted === true) throw new CancelledError();
      slept.push(ms);
      elapsed += ms;
    },
    setTimer(ms, fn) {
      const timer = { at: elapsed + ms, fn };
      timers.add(timer);
      return { dispose: () => void timers.delete(timer) };
    },
    advance(ms) {
      elapsed += ms;
      for (const timer of [...timers].filter(t => t.at <= elapsed).sort((a, b) => a.at - b.at)) {
        if (timers.delete(timer)) timer.fn();
      }
    },
  };
}
