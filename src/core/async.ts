import { CancelledError } from './errors.ts';
import type { Disposable } from './lifecycle.ts';

/** Throws CancelledError when `signal` has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError('cancelled', signal.reason);
}

/** An AbortController that a store can own: disposing aborts. */
export class AbortScope implements Disposable {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  dispose(): void {
    this.#controller.abort(new CancelledError('disposed'));
  }
}

/** A promise with its ends in hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function defer<T>(): Deferred<T> {
  return Promise.withResolvers<T>();
}

/** `promise`, or CancelledError as soon as `signal` aborts; the promise itself goes on unobserved. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  throwIfAborted(signal);
  const { promise: aborted, reject } = defer<never>();
  const onAbort = (): void => reject(new CancelledError('cancelled', signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
