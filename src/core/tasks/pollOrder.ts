/** When a watched task is worth its next look, and which one is worth it most. Pure. */
import { accruedDelay, type Duration, doneChance } from './durations.ts';

/** A task being watched. Ages are ms since it was sent. */
export interface Watch {
  readonly duration: Duration;
  /** Age at the last look that said "not yet"; 0 before the first. */
  readonly lookedAgeMs: number;
  /** Looks that failed or found nothing, in a row. */
  readonly failures: number;
}

/** A look sooner than this gain is not worth a request of a limit that other programs may share. */
const worthMs = 4;
/** What a look must gain that spends what a quiet time has saved, for one task; see `savingsWorthMs`. */
const savedWorthMs = 30;
/** Nobody is left unlooked at for longer. */
const longestGapMs = 5 * 60_000;
const firstFailureGapMs = 2000;
const longestFailureGapMs = 60_000;
/** A task long overdue is looked at after a further 2 % of the time by which it is overdue. */
const overdueShare = 1 / 50;
/** Surely enough done that a look goes before a new submission (RELIABILITY 2). */
const nearlySure = 0.9;

/** The age at which the next look is worth it. */
export function dueAge(watch: Watch): number {
  const { duration, lookedAgeMs, failures } = watch;
  const overdueMs = lookedAgeMs - Math.exp(duration.mu + 3 * duration.sigma);
  const slow = Math.max(0, overdueMs * overdueShare);
  const failed = failures === 0 ? 0 : Math.min(longestFailureGapMs, firstFailureGapMs * 2 ** (failures - 1));
  return lookedAgeMs + Math.min(longestGapMs, Math.max(slow, failed, gapUntil(worthMs, watch)));
}

/**
 * The expected delay that a look must end to be worth a saved request while `count` tasks are watched. A saved
 * request is spent once: the more tasks want it, the more it can find later. Measured (`test/bench/detection.ts`):
 * less wastes the savings of 10 and 50 tasks before most are done, more leaves those of one task unspent.
 */
export function savingsWorthMs(count: number): number {
  return savedWorthMs * count ** 1.5;
}

/** The age at which the next look is worth a request for which it must gain `worth` ms; Infinity for never. */
export function worthAge(watch: Watch & { readonly dueAgeMs: number }, worth: number): number {
  return Math.max(watch.dueAgeMs, watch.lookedAgeMs + gapUntil(worth, watch));
}

/** The shortest gap after which a look would end an expected delay of `worth` ms; Infinity for none to speak of. */
function gapUntil(worth: number, { duration, lookedAgeMs }: Watch): number {
  const isWorth = (gapMs: number): boolean =>
    accruedDelay(duration, lookedAgeMs + gapMs, lookedAgeMs) >= worth;
  let high = 500;
  while (!isWorth(high)) {
    if (high >= longestGapMs) return Number.POSITIVE_INFINITY;
    high *= 2;
  }
  let low = high === 500 ? 0 : high / 2;
  for (let i = 0; i < 6; i++) {
    const middle = (low + high) / 2;
    if (isWorth(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** What a token is best spent on. */
export interface PollChoice<T> {
  readonly entry: T;
  /** So likely done that it goes before a new submission. */
  readonly isNearlySure: boolean;
}

/** The entry with the greatest expected delay: by itself round robin where all are alike. A nearly sure one wins. */
export function pickPoll<T extends Watch & { readonly ageMs: number }>(
  entries: readonly T[],
): PollChoice<T> | undefined {
  let best: (PollChoice<T> & { delay: number }) | undefined;
  for (const entry of entries) {
    const { duration, ageMs, lookedAgeMs } = entry;
    const isNearlySure = doneChance(duration, ageMs, lookedAgeMs) >= nearlySure;
    const delay = accruedDelay(duration, ageMs, lookedAgeMs);
    const isBetter =
      best === undefined || (isNearlySure === best.isNearlySure ? delay > best.delay : isNearlySure);
    if (isBetter) best = { entry, isNearlySure, delay };
  }
  return best;
}
