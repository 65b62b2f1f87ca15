import type { Priority } from '../api/types.ts';
import { defer } from '../async.ts';
import { isError } from '../errors.ts';
import { type Disposable, MutableDisposable } from '../lifecycle.ts';
import type { Clock, Log } from '../ports.ts';
import type { RequestBudget } from './budget.ts';
import type { Duration } from './durations.ts';
import { type Outcome, pauseAfter } from './outcome.ts';
import { pickPoll } from './pollOrder.ts';
import { SubmissionGate } from './submissionGate.ts';
import { WaitingLine } from './waitingLine.ts';
import { WatchList } from './watchList.ts';

/** What a look at one task came to. `isOdd`: this task deserves a pause of its own, others do not. */
export interface Looked {
  readonly outcome: Outcome;
  readonly isOdd?: boolean;
}

export interface SchedulerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: RequestBudget;
  /** 0 to 1. */
  readonly random: () => number;
  /** All are given a signal whose next `take` is paid. They do not reject. Undefined: nothing was sent after all. */
  readonly submit: (id: string, signal: AbortSignal) => Promise<Outcome | undefined>;
  readonly look: (id: string, signal: AbortSignal) => Promise<Looked>;
  /**
   * A request that costs nothing and tells how the service is. After a failure it goes ahead of a submission, whose
   * answer, if it were lost, would leave a task unconfirmed. Left out: the submission itself is the probe.
   */
  readonly probe?: (signal: AbortSignal) => Promise<Outcome>;
  /** Whether a task of the line may be sent now; call `reconsider` when that may have changed. */
  readonly mayBegin?: (id: string) => boolean;
  /** The state of the service as the last request found it. */
  readonly onOutcome: (outcome: Outcome) => void;
}

const maxUnderWay = 12;
/** A machine that slept wakes with timers that know nothing of it. */
const longestSleepMs = 5000;

/**
 * Decides what the next request is for, at the moment when the limit allows one. Owns one timer, and the requests
 * under way; disposing aborts them.
 */
export class Scheduler implements Disposable {
  readonly #parts: SchedulerParts;
  readonly #line: WaitingLine;
  readonly #watched: WatchList;
  readonly #submissions: SubmissionGate;
  readonly #underWay = new Set<AbortController>();
  readonly #timer = new MutableDisposable<Disposable>();
  #failures = 0;
  #pausedUntil = 0;
  /** The wait for a token, and whether a poll is what it is for. */
  #round: { readonly isPoll: boolean; readonly controller: AbortController } | undefined;
  #wakeUp: (() => void) | undefined;
  #isRunning = false;
  #isDisposed = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#line = new WaitingLine(parts.clock, parts.mayBegin ?? (() => true));
    this.#watched = new WatchList(parts.clock);
    this.#submissions = new SubmissionGate(parts.clock);
  }

  /**
   * To be sent, not before `notBeforeMs` (wall clock), the least rank first, equal ones in the order of the calls.
   * A repeated call changes rank and time.
   */
  enqueue(id: string, notBeforeMs: number | undefined, rank = ''): void {
    this.#line.set(id, notBeforeMs, rank);
    this.#think();
  }

  /** What `mayBegin` says may have changed. */
  reconsider(): void {
    this.#think();
  }

  /** To be looked at until `forget`. A repeated call changes only the expectation. */
  watch(id: string, submittedAtMs: number, duration: Duration): void {
    this.#watched.add(id, submittedAtMs, duration);
    this.#think();
  }

  /** Wall clock of the last look that said "not yet". */
  lookedAt(id: string): number | undefined {
    return this.#watched.lookedAt(id);
  }

  /** Neither to be sent nor to be looked at. A request under way goes on. */
  forget(id: string): void {
    this.#line.delete(id);
    this.#watched.delete(id);
  }

  /** Something outside has changed (a key was entered, the network is back): try now. */
  wake(): void {
    this.#failures = 0;
    this.#pausedUntil = 0;
    this.#submissions.wake();
    this.#watched.hurry();
    this.#think();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#timer.dispose();
    this.#wakeUp?.();
    this.#round?.controller.abort();
    for (const controller of this.#underWay) controller.abort();
    this.#line.clear();
    this.#watched.clear();
  }

  #nextSubmission(): string | undefined {
    return this.#submissions.untilOpen() > 0 ? undefined : this.#line.next();
  }

  /** Ms until something may be due; 0 for now, undefined where nothing waits. */
  #untilDue(): number | undefined {
    const now = this.#parts.clock.monotonic();
    const untilSubmission = Math.max(this.#line.untilDue(), this.#submissions.untilOpen());
    if (untilSubmission === Infinity && this.#watched.size === 0) return undefined;
    // After a failure one request goes ahead alone, as a probe; its end wakes the rest.
    if (this.#underWay.size >= (this.#failures > 0 ? 1 : maxUnderWay)) return longestSleepMs;
    const paused = this.#pausedUntil - now;
    if (paused > 0) return paused;
    return Math.max(0, Math.min(this.#watched.untilDue(), longestSleepMs, untilSubmission));
  }

  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = defer<void>();
    this.#wakeUp = resolve;
    // Whole ms: the clock would not move by what rounding leaves, and the loop would turn without end.
    this.#timer.value = this.#parts.clock.setTimer(Math.min(Math.ceil(ms), longestSleepMs), resolve);
    await promise;
    this.#wakeUp = undefined;
    this.#timer.value = undefined;
  }

  /** Something has changed: think again about what is next. */
  #think(): void {
    this.#wakeUp?.();
    // A person's submission does not stand behind a poll in the budget's line.
    if (this.#round?.isPoll === true && this.#nextSubmission() !== undefined) this.#round.controller.abort();
    if (this.#isRunning || this.#isDisposed) return;
    this.#isRunning = true;
    this.#run().catch((e: unknown) => this.#parts.log.error('the scheduler stopped', e));
  }

  async #run(): Promise<void> {
    try {
      for (let ms = this.#untilDue(); ms !== undefined && !this.#isDisposed; ms = this.#untilDue()) {
        if (ms > 0) await this.#sleep(ms);
        else await this.#takeAndSpend();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  async #takeAndSpend(): Promise<void> {
    const controller = new AbortController();
    const isPoll = this.#nextSubmission() === undefined;
    this.#round = { isPoll, controller };
    try {
      await this.#parts.budget.take(isPoll ? this.#pollPriority(controller) : 'person', controller.signal);
      // A failure may have come in while we waited: then the token goes unused.
      if (!this.#isDisposed && this.#untilDue() === 0) this.#spend();
    } catch (e) {
      if (!isError(e, 'cancelled') || !controller.signal.aborted) throw e;
    } finally {
      this.#round = undefined;
      this.#timer.value = undefined;
    }
  }

  /** A look that becomes urgent while it waits asks anew: `round` is then ended. */
  #pollPriority(round: AbortController): Priority {
    const ms = Math.ceil(this.#watched.untilWorthSavings());
    if (ms === 0) return 'urgentPoll';
    if (Number.isFinite(ms)) this.#timer.value = this.#parts.clock.setTimer(ms, () => round.abort());
    return 'poll';
  }

  /** A token is in hand: what is it best spent on, now? */
  #spend(): void {
    const submission = this.#nextSubmission();
    const poll = pickPoll(this.#watched.due());
    const { probe } = this.#parts;
    const isDoubtful = this.#failures > 0 && probe !== undefined;
    if (poll !== undefined && (submission === undefined || poll.isNearlySure || isDoubtful)) {
      const { id } = poll.entry;
      this.#begin(signal => this.#lookAt(id, signal));
    } else if (submission !== undefined && isDoubtful) this.#begin(probe);
    else if (submission !== undefined) {
      this.#line.delete(submission);
      this.#begin(signal => this.#post(submission, signal));
    }
  }

  async #post(id: string, signal: AbortSignal): Promise<Outcome | undefined> {
    const end = this.#submissions.begin();
    let outcome: Outcome | undefined = 'broken';
    try {
      outcome = await this.#parts.submit(id, signal);
      return outcome;
    } finally {
      end(outcome);
    }
  }

  /** Runs one request; its token is paid. */
  #begin(work: (signal: AbortSignal) => Promise<Outcome | undefined>): void {
    const controller = new AbortController();
    this.#underWay.add(controller);
    this.#parts.budget.prepay(controller.signal);
    work(controller.signal)
      .catch((e: unknown): Outcome => {
        this.#parts.log.error('a request ended in a way nobody foresaw', e);
        return 'broken';
      })
      .then(outcome => {
        this.#underWay.delete(controller);
        if (outcome === undefined) this.#think();
        else this.#settle(outcome);
      })
      .catch((e: unknown) => this.#parts.log.error('the end of a request could not be told', e));
  }

  async #lookAt(id: string, signal: AbortSignal): Promise<Outcome> {
    const end = this.#watched.begin(id);
    let found: Parameters<typeof end>[0] = 'nothing';
    try {
      const { outcome, isOdd = false } = await this.#parts.look(id, signal);
      if (outcome === 'ok' && !isOdd) found = 'notYet';
      else if (outcome !== 'broken' && !isOdd) found = 'unheard';
      return outcome;
    } finally {
      end(found);
    }
  }

  #settle(outcome: Outcome): void {
    if (this.#isDisposed) return;
    if (outcome === 'ok') this.#failures = 0;
    else if (outcome !== 'limited') {
      this.#failures++;
      const pauseMs = pauseAfter(outcome, this.#failures, this.#parts.random());
      this.#pausedUntil = this.#parts.clock.monotonic() + pauseMs;
    }
    this.#parts.onOutcome(outcome);
    this.#think();
  }
}
