import { abortable, type Deferred, defer, throwIfAborted } from '../async.ts';

/** Lets so many through at a time; the rest wait in order. */
export interface Gate {
  /** Rejects with CancelledError when `signal` aborts while waiting. */
  pass<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createGate(width: number): Gate {
  const line: Deferred<void>[] = [];
  let inside = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (inside < width) {
      inside++;
      return;
    }
    const turn = defer<void>();
    line.push(turn);
    try {
      await abortable(turn.promise, signal);
    } catch (e) {
      const at = line.indexOf(turn);
      // Called in at the very moment of giving up: the place goes to the next.
      if (at < 0) leave();
      else line.splice(at, 1);
      throw e;
    }
  }

  /** A place that is passed on stays taken. */
  function leave(): void {
    const next = line.shift();
    if (next === undefined) inside--;
    else next.resolve();
  }

  return {
    async pass(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
