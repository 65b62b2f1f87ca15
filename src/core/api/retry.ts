/** When a request is sent again: pure, so that every case can be listed in a test. */
import type { AppError } from '../errors.ts';

/** How often and how long one kind of request is tried. */
export interface RetryPolicy {
  /** Tries in all, the first included, for failures other than 429. */
  readonly maxAttempts: number;
  /** From the first failure; a wait that would end later is not begun. */
  readonly maxElapsedMs: number;
  /** The first wait; each further one is twice as long, up to `maxDelayMs`. */
  readonly baseMs: number;
  readonly maxDelayMs: number;
}

export interface FailedAttempt {
  readonly method: 'GET' | 'POST';
  readonly error: AppError;
  /** Tries so far, the failed one included. */
  readonly attempts: number;
  /** Since the first failure. */
  readonly elapsedMs: number;
  /** 0 to 1. */
  readonly random: number;
}

/** No delay is longer, whatever `Retry-After` says. */
export const maxRetryAfterMs = 5 * 60_000;

/** One try: the caller has a schedule of its own. */
export const noRetries: RetryPolicy = { maxAttempts: 1, maxElapsedMs: 0, baseMs: 0, maxDelayMs: 0 };

/** After five minutes of 429 the task goes back into our own line. */
export const createPolicy: RetryPolicy = {
  maxAttempts: 3,
  maxElapsedMs: 5 * 60_000,
  baseMs: 1000,
  maxDelayMs: 30_000,
};

/** Somebody waits for these. */
export const personPolicy: RetryPolicy = {
  maxAttempts: 3,
  maxElapsedMs: 60_000,
  baseMs: 500,
  maxDelayMs: 8000,
};

/**
 * The service refused to look at the request for now. Not for want of credits, which waiting does not mend; and a
 * gateway's 5xx that speaks of limits proves nothing.
 */
function isRefusedForNow(error: AppError): boolean {
  if (error.kind !== 'api' || error.code === 'insufficient_credits') return false;
  return error.status === 429 || (error.status < 500 && error.code === 'rate_limit');
}

function isRetryable(method: 'GET' | 'POST', error: AppError): boolean {
  if (isRefusedForNow(error)) return true;
  switch (error.kind) {
    case 'network':
    case 'timeout':
      // A POST that may have arrived may have been charged: there is no idempotency key.
      return method === 'GET' || error.sent === 'no';
    case 'api':
      return method === 'GET' && (error.status === 408 || (error.status >= 500 && error.status !== 501));
    case 'decode':
      return method === 'GET' && error.reason === 'torn';
    default:
      return false;
  }
}

/**
 * Milliseconds to wait before the request is sent again, undefined to give up. `Retry-After` is a lower bound (with
 * jitter on top, so that windows do not come back together); else exponential with jitter over its upper half.
 * A POST is sent again only after 429 or where it surely did not leave.
 */
export function retryDelay(policy: RetryPolicy, failed: FailedAttempt): number | undefined {
  const { error, attempts, random } = failed;
  if (policy.maxAttempts <= 1 || !isRetryable(failed.method, error)) return undefined;
  if (!isRefusedForNow(error) && attempts >= policy.maxAttempts) return undefined;
  const step = Math.min(policy.maxDelayMs, policy.baseMs * 2 ** Math.min(attempts - 1, 20));
  const asked = error.kind === 'api' ? error.retryAfterMs : undefined;
  const delay = asked === undefined ? step / 2 + (random * step) / 2 : asked + (random * policy.baseMs) / 2;
  return failed.elapsedMs + delay > policy.maxElapsedMs ? undefined : Math.round(delay);
}

const httpDate =
  /^(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{5,8}, \d\d-[A-Z][a-z]{2}-\d\d|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d) \d\d:\d\d:\d\d(?: GMT| \d{4})$/;

/** ms since the epoch of an HTTP date in its three forms (RFC 9110 5.6.7); undefined for anything else. */
function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * `Retry-After` in ms, from 0 to five minutes; undefined where it is missing or nonsense. Seconds or an HTTP date,
 * which counts from the answer's own `Date` where there is one, because this machine's clock can be wrong by hours.
 */
export function parseRetryAfter(headers: ReadonlyMap<string, string>, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined) return undefined;
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?)(?:,|$)/.exec(value)?.[1];
  if (seconds !== undefined) return Math.min(maxRetryAfterMs, Math.ceil(Number(seconds) * 1000));
  const until = parseHttpDate(value);
  if (until === undefined) return undefined;
  const from = parseHttpDate(headers.get('date')?.trim() ?? '') ?? nowMs;
  return Math.min(maxRetryAfterMs, Math.max(0, until - from));
}
