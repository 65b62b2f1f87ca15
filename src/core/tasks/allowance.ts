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
}

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
