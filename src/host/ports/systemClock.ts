/** The Clock port over Node's timers. */
import { CancelledError } from '../../core/errors.ts';
import { type Disposable, toDisposable } from '../../core/lifecycle.ts';
import type { Clock } from '../../core/ports.ts';

/** Node fires a longer timer after 1 ms instead; longer waits are walked in steps of this. */
const maxTimerMs = 2 ** 31 - 1;

function setTimer(ms: number, fn: () => void): Disposable {
  let handle: NodeJS.Timeout | undefined;
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(Math.max(leftMs, 0), maxTimerMs);
    handle = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fn()), stepMs);
  };
  arm(ms);
  return toDisposable(() => clearTimeout(handle));
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.reject(new CancelledError('cancelled', signal.reason));
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      timer.dispose();
      reject(new CancelledError('cancelled', signal?.reason));
    };
    const timer = setTimer(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Real time. A timer keeps the process alive until it fires or is disposed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep,
  setTimer,
};
