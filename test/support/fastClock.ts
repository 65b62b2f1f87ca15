import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';

/** When a quick clock began to differ: by the machine's monotonic time, which all processes share, and by the wall clock. */
export interface ClockStart {
  readonly machineMs: number;
  readonly wallMs: number;
}

const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export function startClock(): ClockStart {
  return { machineMs: machineMs(), wallMs: systemClock.now() };
}

/**
 * Real time, `speed` times as fast: waits of minutes in tests over real sockets and real disks. Processes that are
 * given the same start agree on the time; their wall clocks do so to the millisecond only, and each is `speed` here.
 */
export function createFastClock(speed: number, start = startClock()): Clock {
  const monotonic = (): number => (machineMs() - start.machineMs) * speed;
  return {
    now: () => Math.round(start.wallMs + monotonic()),
    monotonic,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    setTimer: (ms, fn) => systemClock.setTimer(ms / speed, fn),
  };
}
