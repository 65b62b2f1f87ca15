import type { Clock } from '../ports.ts';
import type { Outcome } from './outcome.ts';

/** Under way at once while nothing is known of the service: so many may each need a person when it fails. */
const firstWidth = 2;
const maxWidth = 12;
const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/**
 * How many submissions may be under way at once. A submission whose answer is lost leaves a task that only a person
 * can clear up, so a service is trusted with more of them as its answers come in, and with one after a failure:
 * then they are also tried further and further apart, though reads may go well meanwhile.
 */
export class SubmissionGate {
  readonly #clock: Clock;
  #underWay = 0;
  #width = firstWidth;
  /** Failures in a row. */
  #lost = 0;
  #closedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ms until the next one may begin; Infinity: not before one under way has ended. */
  untilOpen(): number {
    if (this.#underWay >= this.#width) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#closedUntil - this.#clock.monotonic());
  }

  /** One begins; the returned function takes its end, undefined where nothing was sent after all. */
  begin(): (outcome: Outcome | undefined) => void {
    this.#underWay++;
    return outcome => {
      this.#underWay--;
      if (outcome === 'ok') {
        this.#lost = 0;
        this.#width = Math.min(maxWidth, this.#width + 1);
      } else if (outcome !== undefined) this.#width = 1;
      if (outcome !== 'broken' && outcome !== 'offline') return;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#lost);
      this.#lost++;
      this.#closedUntil = this.#clock.monotonic() + pauseMs;
    };
  }

  /** Something outside has changed: the pauses are over. */
  wake(): void {
    this.#lost = 0;
    this.#closedUntil = 0;
  }
}
