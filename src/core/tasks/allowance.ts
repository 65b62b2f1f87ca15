/**
 * The service's limit as a token bucket: pure, so that it can run inside a transaction of a store that all windows
 * share. A bucket of `b` that refills `(limit - b) / 60 s` is safe whether the service counts in a sliding minute,
 * in fixed minutes or with a bucket of its own (RELIABILITY 2).
 */
import type { Priority } from '../api/types.ts';

/** What windows share. Plain JSON; times are wall clock, ms since the epoch. */
export interface AllowanceState {
  readonly tokens: number;
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

/** How much may be sent. */
export interface Pace {
  readonly capacity: number;
  /** Polls leave so many tokens for people. */
  readonly reserve: number;
  readonly perMs: number;
}

export const freshAllowance: AllowanceState = {
  tokens: Number.MAX_SAFE_INTEGER,
  atMs: 0,
  blockedUntilMs: 0,
  scale: 1,
  refusedAtMs: 0,
  refusals: 0,
};

const minuteMs = 60_000;
/** Networks squeeze gaps together: at a gap of exactly 1 s a sliding limiter refuses, at 1.03 s none does. */
const slack = 1.03;
/** Below this a spare token would cost more pace than it is worth. */
const reserveFrom = 30;
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

/** The pace for a limit a minute; at 60: two at once, then one in 1.05 s, at most 59 in any minute. */
export function paceFor(perMinute: number): Pace {
  const limit = Math.max(1, perMinute);
  if (limit < reserveFrom) return { capacity: 1, reserve: 0, perMs: limit / slack / minuteMs };
  return { capacity: 2, reserve: 1, perMs: Math.min(limit - 3, limit / slack - 1) / minuteMs };
}

/**
 * The state as of now. Clocks jump: time that runs backwards, or a state from the future, must not stop us for hours,
 * so a state that waits is kept settled too.
 */
export function refill(state: AllowanceState, pace: Pace, now: number): AllowanceState {
  const elapsed = Math.max(0, now - state.atMs);
  const scale = Math.min(1, state.scale + (elapsed / recoveryMs) * (1 - minScale));
  const tokens = Math.min(pace.capacity, state.tokens + elapsed * pace.perMs * ((scale + state.scale) / 2));
  const blockedUntilMs = Math.min(state.blockedUntilMs, now + longestBlockMs);
  return { ...state, tokens, scale, blockedUntilMs, atMs: now };
}

/** Ms until a request of this priority may go; 0 for now. */
export function waitFor(state: AllowanceState, pace: Pace, now: number, priority: Priority): number {
  const { tokens, scale, blockedUntilMs } = refill(state, pace, now);
  const needed = priority === 'person' ? 1 : 1 + pace.reserve;
  const forTokens = tokens >= needed - 1e-6 ? 0 : (needed - tokens) / (pace.perMs * scale);
  return Math.ceil(Math.max(forTokens, blockedUntilMs - now, 0));
}

/** Takes a token where `waitFor` says 0. */
export function spend(state: AllowanceState, pace: Pace, now: number): AllowanceState {
  const filled = refill(state, pace, now);
  return { ...filled, tokens: Math.max(0, filled.tokens - 1) };
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
    tokens: Math.min(filled.tokens, pace.reserve),
    scale: isSame ? filled.scale : Math.max(minScale, filled.scale * 0.6),
    blockedUntilMs: Math.max(filled.blockedUntilMs, now + pause),
    refusedAtMs: isSame ? state.refusedAtMs : now,
    refusals,
  };
}
