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
const lookEveryMs = 400;
/** A free task is left for so long to windows that have its project: two looks of theirs. */
const patienceMs = 2 * lookEveryMs;

/** Wanted, but held elsewhere, or left to others for a while. */
interface Foreign {
  readonly isHome: boolean;
  /** Monotonic time since when every look found it free. */
  readonly freeSince: number | undefined;
}

const lockOf = (id: string): string => `task-${id}`;

/**
 * Which tasks this window works on: one lock a task, held while there is work. What is held elsewhere is looked at now
 * and then, all of it in one look: a lock that has become free means that its window is gone.
 */
export class Ownership implements Disposable {
  readonly #parts: OwnershipParts;
  readonly #held = new Map<string, Disposable>();
  readonly #asking = new Set<string>();
  readonly #foreign = new Map<string, Foreign>();
  readonly #timer = new MutableDisposable<Disposable>();
  #isDisposed = false;

  constructor(parts: OwnershipParts) {
    this.#parts = parts;
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /**
   * Takes the lock if it is free; `onOwned` is called when it is. Otherwise looks again later, until `release`.
   * `isHome`: the task's project is open here. A window without it takes only what no other one wants.
   */
  want(id: string, isHome: boolean): void {
    if (this.#isDisposed || this.has(id) || this.#asking.has(id)) return;
    if (isHome) void this.#ask(id, isHome);
    else if (this.#foreign.get(id)?.isHome !== false) this.#leave(id, isHome);
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

  async #ask(id: string, isHome: boolean): Promise<void> {
    this.#asking.add(id);
    const isOwned = await this.#acquire(id).finally(() => this.#asking.delete(id));
    if (this.#isDisposed) return;
    if (isOwned) {
      this.#foreign.delete(id);
      this.#parts.onOwned(id);
    } else this.#leave(id, isHome);
  }

  async #acquire(id: string): Promise<boolean> {
    try {
      const lock = await this.#parts.lock.tryAcquire(lockOf(id));
      if (lock === undefined) return false;
      if (this.#isDisposed || this.has(id)) lock.dispose();
      else this.#held.set(id, lock);
      return !this.#isDisposed;
    } catch (e) {
      this.#parts.log.error(`the lock of task ${id} could not be asked for`, e);
      return false;
    }
  }

  #leave(id: string, isHome: boolean): void {
    this.#foreign.set(id, { isHome, freeSince: undefined });
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#timer.value !== undefined || this.#foreign.size === 0 || this.#isDisposed) return;
    this.#timer.value = this.#parts.clock.setTimer(lookEveryMs, () => {
      void this.#look().finally(() => {
        this.#timer.value = undefined;
        this.#lookLater();
      });
    });
  }

  async #look(): Promise<void> {
    const free = await this.#free();
    if (this.#isDisposed) return;
    const now = this.#parts.clock.monotonic();
    const due: [string, Foreign][] = [];
    for (const [id, foreign] of this.#foreign) {
      const freeSince = free.has(lockOf(id)) ? (foreign.freeSince ?? now) : undefined;
      this.#foreign.set(id, { ...foreign, freeSince });
      if (freeSince === undefined || this.#asking.has(id)) continue;
      if (foreign.isHome || now - freeSince >= patienceMs) due.push([id, foreign]);
    }
    await Promise.all(due.map(([id, { isHome }]) => this.#ask(id, isHome)));
  }

  async #free(): Promise<ReadonlySet<string>> {
    try {
      return new Set(await this.#parts.lock.free([...this.#foreign.keys()].map(lockOf)));
    } catch (e) {
      this.#parts.log.error('the locks of other windows could not be looked at', e);
      return new Set();
    }
  }
}
