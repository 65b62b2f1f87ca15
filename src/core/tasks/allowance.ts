/**
 * The service's limit as token buckets: pure, so that it can run inside a transaction of a store that all windows
 * share. A bucket of `b` that refills `(most - b) / 60 s` lets at most `most` through in any minute, and that is safe
 * whether the service counts in a sliding minute, in fixed minutes or with a bucket of its own (RELIABILITY 2).
 *
 * There are two, and a request passes where either has a token; both pay for each request, into debt if need be. So
 * the one that lets a request through has counted the whole minute before it, and `most` holds for both together.
 */
import type { Priority } from '../api/types.ts';

/** What windows share. Plain JSON; times are wall clock, ms since the epoch. */
export interface AllowanceState {
  /** Of each purse of the pace; below 0 for a debt, full where missing. */
  readonly tokens: readonly number[];
  readonly atMs: number;
  /** Nothing is sent before. */
  readonly blockedUntilMs: number;
  /** Share of the pace that is used, 1 when all is well. */
  readonly scale: number;
  /** When the service last refused, and how often in a row. */
  readonly refusedAtMs: number;
  readonly refusals: number;
  /** Windows whose first request waits for a token; missing in what earlier versions wrote. */
  readonly waiting?: readonly Claim[];
}

/** A request that waits. Who came first is served first, whatever the window: the one just served would win again. */
export interface Claim {
  readonly window: string;
  readonly priority: Priority;
  readonly sinceMs: number;
  /** Who has not come back by then has gone. */
  readonly untilMs: number;
}

export type Asking = Omit<Claim, 'untilMs'>;

/** A token bucket. */
export interface Purse {
  readonly capacity: number;
  /** Polls leave so many tokens for people. */
  readonly reserve: number;
  readonly perMs: number;
  /** Closed to ordinary polls: what a quiet time has saved is for people and for looks that are worth much. */
  readonly isSavings: boolean;
}

/** How much may be sent: what any of these purses allows. */
export type Pace = readonly Purse[];

export const freshAllowance: AllowanceState = {
  tokens: [],
  atMs: 0,
  blockedUntilMs: 0,
  scale: 1,
  refusedAtMs: 0,
  refusals: 0,
};

const minuteMs = 60_000;
/** Networks squeeze gaps together: at a gap of exactly 1 s a sliding limiter refuses, at 1.03 s none does. */
const slack = 60 / 58;
/** Below this a spare token would cost more pace than it is worth. */
const reserveFrom = 30;
/** The most that a quiet time saves. More would leave people too slow a pace after it was spent. */
const mostSavings = 20;
const savingsReserve = 3;
const minScale = 0.25;
/** From the lowest pace back to the whole. */
const recoveryMs = 3 * minuteMs;
/** Answers to requests that were under way together are one refusal. */
const sameRefusalMs = 1500;
/** A window that waits looks again at its time; one that is this late is asleep or gone. */
const lateMs = 500;
/** To let an older claim have the token that is there. */
const yieldMs = 25;
/** Nobody waits longer, whatever a `Retry-After` or a clock says. */
export const longestBlockMs = 5 * minuteMs;

/** The pace for a limit a minute; at 60: two at once, then one in 1.07 s, or 20 at once after a quiet time; 58 a minute. */
export function paceFor(perMinute: number): Pace {
  const limit = Math.max(1, perMinute);
  if (limit < reserveFrom)
    return [{ capacity: 1, reserve: 0, perMs: limit / slack / minuteMs, isSavings: false }];
  const most = Math.min(limit - 1, limit / slack);
  const purse = (capacity: number, reserve: number, isSavings: boolean): Purse => ({
    ...{ capacity, reserve, perMs: (most - capacity) / minuteMs, isSavings },
  });
  return [purse(2, 1, false), purse(Math.min(mostSavings, Math.floor(limit / 3)), savingsReserve, true)];
}

/**
 * The state as of now. Clocks jump: time that runs backwards, or a state from the future, must not stop us for hours,
 * so a state that waits is kept settled too.
 */
export function refill(state: AllowanceState, pace: Pace, now: number): AllowanceState {
  const elapsed = Math.max(0, now - state.atMs);
  // A pause after a refusal saves nothing up: its end lets one request through, not a handful.
  const open = Math.max(0, now - Math.max(state.atMs, Math.min(state.blockedUntilMs, now)));
  const scale = Math.min(1, state.scale + (elapsed / recoveryMs) * (1 - minScale));
  const paceMs = open * ((scale + state.scale) / 2);
  const tokens = pace.map(({ capacity, perMs }, i) =>
    Math.min(capacity, (state.tokens[i] ?? capacity) + paceMs * perMs),
  );
  const blockedUntilMs = Math.min(state.blockedUntilMs, now + longestBlockMs);
  return { ...state, tokens, scale, blockedUntilMs, atMs: now };
}

/** How full a purse must be for a request of this priority; Infinity where it is closed to it. */
function needed({ reserve, isSavings }: Purse, priority: Priority): number {
  if (priority === 'person') return 1;
  return priority === 'poll' && isSavings ? Number.POSITIVE_INFINITY : 1 + reserve;
}

/** Ms until a request of this priority may go; 0 for now. */
export function waitFor(state: AllowanceState, pace: Pace, now: number, priority: Priority): number {
  const { tokens, scale, blockedUntilMs } = refill(state, pace, now);
  const waits = pace.map((purse, i) => {
    const missing = needed(purse, priority) - (tokens[i] ?? 0);
    return missing <= 1e-6 ? 0 : missing / (purse.perMs * scale);
  });
  return Math.ceil(Math.max(Math.min(...waits), blockedUntilMs - now, 0));
}

/** Takes a token where `waitFor` says 0: from every purse, see the head of this file. */
export function spend(state: AllowanceState, pace: Pace, now: number): AllowanceState {
  const filled = refill(state, pace, now);
  // A debt of more than a minute's refill says nothing about the last minute.
  const tokens = pace.map(({ perMs }, i) => Math.max(-minuteMs * perMs, (filled.tokens[i] ?? 0) - 1));
  return { ...filled, tokens };
}

/** Other windows' claims that still count; a clock that was set back must not keep one for ever. */
function claimsOfOthers({ waiting = [] }: AllowanceState, window: string, now: number): Claim[] {
  return waiting.filter(
    claim =>
      claim.window !== window && claim.untilMs >= now && claim.untilMs <= now + 2 * longestBlockMs + lateMs,
  );
}

/**
 * Takes a token for who asks, or notes that it waits and says for how long, ms. A token goes to the oldest claim of
 * its priority.
 */
export function claim(
  state: AllowanceState,
  pace: Pace,
  now: number,
  asking: Asking,
): { readonly state: AllowanceState; readonly waitMs: number } {
  const { window, priority, sinceMs } = asking;
  const others = claimsOfOthers(state, window, now);
  const forToken = waitFor(state, pace, now, priority);
  const isOutranked = others.some(other => other.priority === priority && other.sinceMs < sinceMs);
  const waitMs = forToken === 0 && isOutranked ? yieldMs : forToken;
  if (waitMs === 0) return { state: { ...spend(state, pace, now), waiting: others }, waitMs };
  const own = { window, priority, sinceMs, untilMs: now + waitMs + lateMs };
  return { state: { ...refill(state, pace, now), waiting: [...others, own] }, waitMs };
}

/** After a 429: nothing for a while (`Retry-After` where there is one, at most five minutes), then a slower pace. */
export function slowDown(
  state: AllowanceState,
  pace: Pace,
  now: number,
  retryAfterMs: number | undefined,
): AllowanceState {
  const filled = refill(state, pace, now);
  const isSame = Math.abs(now - state.refusedAtMs) < sameRefusalMs;
  const isInRow = now - state.refusedAtMs < minuteMs;
  const refusals = isSame ? state.refusals : (isInRow ? state.refusals : 0) + 1;
  const asked = retryAfterMs !== undefined && Number.isFinite(retryAfterMs) ? retryAfterMs : undefined;
  const pause = Math.min(longestBlockMs, Math.max(0, asked ?? Math.min(30_000, 1000 * 2 ** (refusals - 1))));
  return {
    ...filled,
    tokens: pace.map(({ reserve, isSavings }, i) => Math.min(filled.tokens[i] ?? 0, isSavings ? 0 : reserve)),
    scale: isSame ? filled.scale : Math.max(minScale, filled.scale * 0.6),
    blockedUntilMs: Math.max(filled.blockedUntilMs, now + pause),
    refusedAtMs: isSame ? state.refusedAtMs : now,
    refusals,
  };
}
