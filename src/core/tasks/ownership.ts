import { type Disposable, MutableDisposable } from '../lifecycle.ts';
import type { Clock, Lock, Log } from '../ports.ts';

export interface OwnershipParts {
  readonly lock: Lock;
  readonly clock: Clock;
  readonly log: Log;
  /** This window has come to own the task: read it again, what is in memory may be old. */
  readonly onOwned: (id: string) => void;
}

/** A window that dies frees its locks; its tasks go on in another one within two seconds. */
const retryMs = 1500;

/**
 * Which tasks this window works on: one lock a task, held while there is work. Tasks whose lock is held elsewhere are
 * asked for again, one at a time in turn, because the first that is free means that their window is gone.
 */
export class Ownership implements Disposable {
  readonly #parts: OwnershipParts;
  readonly #held = new Map<string, Disposable>();
  readonly #asking = new Set<string>();
  /** Wanted, but held elsewhere. */
  readonly #foreign = new Set<string>();
  readonly #timer = new MutableDisposable<Disposable>();
  #isDisposed = false;

  constructor(parts: OwnershipParts) {
    this.#parts = parts;
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** Takes the lock if it is free; `onOwned` is called when it is. Otherwise asks again later, until `release`. */
  want(id: string): void {
    if (this.#isDisposed || this.has(id) || this.#asking.has(id) || this.#foreign.has(id)) return;
    void this.#ask(id);
  }

  /** As `want`, for a task that is not in the ledger yet: no call of `onOwned`. False where somebody else holds it. */
  async take(id: string): Promise<boolean> {
    return this.has(id) || (await this.#acquire(id));
  }

  release(id: string): void {
    this.#foreign.delete(id);
    const lock = this.#held.get(id);
    this.#held.delete(id);
    lock?.dispose();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer.dispose();
    this.#foreign.clear();
    for (const id of [...this.#held.keys()]) this.release(id);
  }

  async #ask(id: string): Promise<boolean> {
    this.#asking.add(id);
    const isOwned = await this.#acquire(id).finally(() => this.#asking.delete(id));
    if (this.#isDisposed) return false;
    if (isOwned) {
      this.#foreign.delete(id);
      this.#parts.onOwned(id);
    } else {
      this.#foreign.add(id);
      this.#retryLater();
    }
    return isOwned;
  }

  async #acquire(id: string): Promise<boolean> {
    try {
      const lock = await this.#parts.lock.tryAcquire(`task-${id}`);
      if (lock === undefined) return false;
      if (this.#isDisposed || this.has(id)) lock.dispose();
      else this.#held.set(id, lock);
      return !this.#isDisposed;
    } catch (e) {
      this.#parts.log.error(`the lock of task ${id} could not be asked for`, e);
      return false;
    }
  }

  #retryLater(): void {
    if (this.#timer.value !== undefined || this.#foreign.size === 0 || this.#isDisposed) return;
    this.#timer.value = this.#parts.clock.setTimer(retryMs, () => {
      this.#timer.value = undefined;
      void this.#retry().finally(() => this.#retryLater());
    });
  }

  async #retry(): Promise<void> {
    const [first] = this.#foreign;
    if (first === undefined) return;
    this.#foreign.delete(first);
    if (!(await this.#ask(first))) return;
    const rest = [...this.#foreign];
    this.#foreign.clear();
    await Promise.all(rest.map(id => this.#ask(id)));
  }
}
