/** How far a download is, told seldom enough for lists to show it. */
import type { Clock } from '../ports.ts';

export interface DownloadProgress {
  readonly bytes: number;
  /** Of all that is to come; undefined where the host does not say. */
  readonly length: number | undefined;
}

/** Smaller ones are there before anybody could read a figure, unless they are slow. */
const largeBytes = 8 * 1024 * 1024;
const slowMs = 2000;
const betweenMs = 500;

/** Passes on what it is told of: at most twice a second, and only of a download that is large or slow. */
export function createProgressTeller(
  clock: Pick<Clock, 'monotonic'>,
  tell: (progress: DownloadProgress) => void,
): (bytes: number, length: number | undefined) => void {
  const begunMs = clock.monotonic();
  let toldMs = Number.NEGATIVE_INFINITY;
  return (bytes, length) => {
    const nowMs = clock.monotonic();
    const isWorthIt = Math.max(bytes, length ?? 0) > largeBytes || nowMs - begunMs > slowMs;
    if (!isWorthIt || nowMs - toldMs < betweenMs) return;
    toldMs = nowMs;
    tell({ bytes, length });
  };
}
