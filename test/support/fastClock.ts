import type { Clock } from '../../src/core/ports.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';

/** Real time, `speed` times as fast: waits of minutes in tests over real sockets and real disks. */
export function createFastClock(speed: number): Clock {
  const wall = systemClock.now();
  const start = systemClock.monotonic();
  const monotonic = (): number => (systemClock.monotonic() - start) * speed;
  return {
    now: () => Math.round(wall + monotonic()),
    monotonic,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
    setTimer: (ms, fn) => systemClock.setTimer(ms / speed, fn),
  };
}
