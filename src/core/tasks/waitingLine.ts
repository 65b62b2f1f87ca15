import type { Clock } from '../ports.ts';
import { longestBlockMs } from './allowance.ts';

interface Place {
  /** Monotonic time before which it is not sent. */
  readonly notBefore: number;
  readonly rank: string;
}

/** The tasks to be sent: which one is next, and when. */
export class WaitingLine {
  readonly #clock: Clock;
  readonly #mayBegin: (id: string) => boolean;
  readonly #places = new Map<string, Place>();

  /** `mayBegin` says whether something else than time holds a task back. */
  constructor(clock: Clock, mayBegin: (id: string) => boolean) {
    this.#clock = clock;
    this.#mayBegin = mayBegin;
  }

  /** Adds or moves a task. `notBeforeMs` is wall clock; ranks sort as texts, equal ones by order of coming. */
  set(id: string, notBeforeMs: number | undefined, rank: string): void {
    // A clock that was set back must not keep the task in the line for hours.
    const waitMs = Math.min(longestBlockMs, (notBeforeMs ?? 0) - this.#clock.now());
    this.#places.set(id, { notBefore: this.#clock.monotonic() + Math.max(0, waitMs), rank });
  }

  delete(id: string): void {
    this.#places.delete(id);
  }

  clear(): void {
    this.#places.clear();
  }

  /** The one to send now. */
  next(): string | undefined {
    const now = this.#clock.monotonic();
    let best: { readonly id: string; readonly rank: string } | undefined;
    for (const [id, { notBefore, rank }] of this.#places) {
      if (notBefore > now || (best !== undefined && rank >= best.rank)) continue;
      if (this.#mayBegin(id)) best = { id, rank };
    }
    return best?.id;
  }

  /** Ms until one may be sent; Infinity where none waits for time alone. */
  untilDue(): number {
    let first = Infinity;
    for (const [id, { notBefore }] of this.#places) {
      if (notBefore < first && this.#mayBegin(id)) first = notBefore;
    }
    return Math.max(0, first - this.#clock.monotonic());
  }
}
