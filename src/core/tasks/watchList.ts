import type { Clock } from '../ports.ts';
import type { Duration } from './durations.ts';
import { dueAge, savingsWorthMs, type Watch, worthAge } from './pollOrder.ts';

/** A look worth making now. */
export interface DueLook extends Watch {
  readonly id: string;
  readonly ageMs: number;
}

interface Entry extends Watch {
  readonly id: string;
  readonly submittedAtMs: number;
  /** Monotonic time of the last look, or of sending: ages grow from there also when the wall clock is set back. */
  readonly lookedAt: number;
  readonly lookedAtMs: number | undefined;
  readonly dueAgeMs: number;
  readonly isUnderWay: boolean;
}

/** The tasks being watched, how old they are, and when each is worth its next look. */
export class WatchList {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Adds a task; for a known one only the expectation changes. */
  add(id: string, submittedAtMs: number, duration: Duration): void {
    const known = this.#entries.get(id);
    if (known !== undefined) {
      this.#entries.set(id, { ...known, duration });
      return;
    }
    const lookedAt = this.#clock.monotonic() - Math.max(0, this.#clock.now() - submittedAtMs);
    const looked = { duration, lookedAgeMs: 0, failures: 0 };
    const entry = { id, submittedAtMs, lookedAt, ...looked, lookedAtMs: undefined, dueAgeMs: dueAge(looked) };
    this.#entries.set(id, { ...entry, isUnderWay: false });
  }

  delete(id: string): void {
    this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Wall clock of the last look that said "not yet". */
  lookedAt(id: string): number | undefined {
    return this.#entries.get(id)?.lookedAtMs;
  }

  /** What is worth a look now. */
  due(): DueLook[] {
    const due: DueLook[] = [];
    for (const entry of this.#entries.values()) {
      const ageMs = this.#age(entry);
      if (!entry.isUnderWay && entry.dueAgeMs <= ageMs) due.push({ ...entry, ageMs });
    }
    return due;
  }

  /** Ms until something is worth a look; Infinity for nothing. */
  untilDue(): number {
    let ms = Infinity;
    for (const entry of this.#entries.values()) {
      if (!entry.isUnderWay) ms = Math.min(ms, entry.dueAgeMs - this.#age(entry));
    }
    return Math.max(0, ms);
  }

  /** Ms until a look is worth what a quiet time has saved; Infinity for none. */
  untilWorthSavings(): number {
    const worth = savingsWorthMs(this.#entries.size);
    let ms = Infinity;
    for (const entry of this.#entries.values()) {
      if (!entry.isUnderWay) ms = Math.min(ms, worthAge(entry, worth) - this.#age(entry));
    }
    return Math.max(0, ms);
  }

  /** A look begins; the returned function takes what it found. */
  begin(id: string): (found: 'notYet' | 'nothing' | 'unheard') => void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return () => {};
    const ageMs = this.#age(entry);
    const at = { ageMs, lookedAtMs: this.#clock.now(), lookedAt: this.#clock.monotonic() };
    this.#entries.set(id, { ...entry, isUnderWay: true });
    return found => {
      const now = this.#entries.get(id);
      if (now !== undefined) this.#entries.set(id, looked(now, found, at));
    };
  }

  /** Looks that were put off after a failure are due now. */
  hurry(): void {
    for (const [id, entry] of this.#entries) {
      if (entry.failures > 0) this.#entries.set(id, { ...entry, dueAgeMs: 0 });
    }
  }

  /** Wall clock, as a machine that slept needs; monotonic, as a clock that is set back needs: the greater one. */
  #age(entry: Entry): number {
    const byMonotonic = entry.lookedAgeMs + this.#clock.monotonic() - entry.lookedAt;
    return Math.max(this.#clock.now() - entry.submittedAtMs, byMonotonic, 0);
  }
}

/** `unheard` (offline, refused) says nothing about the task: it stays as due as it was. */
function looked(
  entry: Entry,
  found: 'notYet' | 'nothing' | 'unheard',
  at: { ageMs: number; lookedAtMs: number; lookedAt: number },
): Entry {
  if (found === 'unheard') return { ...entry, isUnderWay: false };
  if (found === 'nothing') {
    const failures = entry.failures + 1;
    const dueAgeMs = dueAge({ ...entry, failures, lookedAgeMs: at.ageMs });
    return { ...entry, failures, dueAgeMs, isUnderWay: false };
  }
  const { ageMs, ...times } = at;
  const heard = { ...times, lookedAgeMs: ageMs, failures: 0 };
  return { ...entry, ...heard, dueAgeMs: dueAge({ ...entry, ...heard }), isUnderWay: false };
}
