import { type Deferred, defer } from '../../core/async.ts';

/** Bytes that may wait for the reader before the stack is told to stop: a stop costs a large download dearly. */
const windowBytes = 1024 * 1024;

/**
 * The bridge from a stack that pushes to a reader who pulls. What arrived before a failure is still delivered, then
 * the failure; a slow reader makes `push` answer false, and `onDrain` is called when there is room again.
 */
export class BodyQueue {
  readonly #chunks: Uint8Array[] = [];
  readonly #onDrain: () => void;
  #bytes = 0;
  #isFull = false;
  #end: { error?: unknown } | undefined;
  #waiting: Deferred<void> | undefined;

  constructor(onDrain: () => void) {
    this.#onDrain = onDrain;
  }

  /** Takes a piece; false asks the stack to pause until `onDrain`. */
  push(chunk: Uint8Array): boolean {
    if (this.#end !== undefined) return false;
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes >= windowBytes) this.#isFull = true;
    this.#wake();
    return !this.#isFull;
  }

  end(): void {
    this.#end ??= {};
    this.#wake();
  }

  /** Ends with `error`; the first end counts. `now` throws away what the reader has not fetched. */
  fail(error: unknown, now = false): void {
    if (now) this.#chunks.length = 0;
    if (this.#end === undefined || now) this.#end = { error };
    this.#wake();
  }

  /** Whether the next `next` can answer without waiting. */
  get isReady(): boolean {
    return this.#chunks.length > 0 || this.#end !== undefined;
  }

  /** The next piece, or undefined at the end; one caller at a time. */
  async next(): Promise<Uint8Array | undefined> {
    if (!this.isReady) {
      this.#waiting ??= defer<void>();
      await this.#waiting.promise;
    }
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) return this.#took(chunk);
    if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error;
    return undefined;
  }

  #took(chunk: Uint8Array): Uint8Array {
    this.#bytes -= chunk.byteLength;
    if (this.#isFull && this.#bytes < windowBytes / 2) {
      this.#isFull = false;
      this.#onDrain();
    }
    return chunk;
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
