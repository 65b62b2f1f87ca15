import { throwIfAborted } from './async.ts';
import type { Clock } from './ports.ts';

/** Called often during long work: gives the thread back when it has been held too long, and ends on abort. */
export type Pause = () => Promise<void> | undefined;

/** The extension host serves every other extension too; 8 ms leave it half a frame. */
const stretchMs = 8;

/** A Pause for one piece of work. It throws or rejects with CancelledError once `signal` has aborted. */
export function createPause(clock: Clock, signal: AbortSignal | undefined): Pause {
  let since = clock.monotonic();
  return () => {
    throwIfAborted(signal);
    if (clock.monotonic() - since < stretchMs) return undefined;
    return clock.sleep(0, signal).then(() => {
      since = clock.monotonic();
    });
  };
}
