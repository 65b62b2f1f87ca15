/** What a request's end says about the service as a whole, so that all tasks back off together. Pure. */
import { isError } from '../errors.ts';

/**
 * `ok`: the service answered, also with "not found" or "invalid". `limited`: nothing is learned, for a 429 the
 * budget waits. `offline`: the
 * network. `broken`: the service or something before it. `denied`: no key, or a key that is refused.
 */
export type Outcome = 'ok' | 'limited' | 'offline' | 'broken' | 'denied';

export function outcomeOf(error: unknown): Outcome {
  if (!isError(error)) return 'broken';
  switch (error.kind) {
    case 'network':
    case 'timeout':
      return 'offline';
    case 'api':
      return apiOutcome(error.status, error.code);
    case 'storage':
      return error.reason === 'noKey' || error.reason === 'keyStoreRefused' ? 'denied' : 'broken';
    case 'setting':
    case 'budget':
      return 'denied';
    case 'decode':
      return 'broken';
    case 'cancelled':
    case 'input':
    case 'inputFile':
    case 'taskFailed':
      return 'ok';
  }
}

function apiOutcome(status: number, code: string): Outcome {
  if (status === 429 || code === 'rate_limit') return 'limited';
  if (status === 401 || code === 'authentication_error') return 'denied';
  return status >= 500 ? 'broken' : 'ok';
}

/** Ms of silence after `failures` bad outcomes in a row. Offline is asked often: a probe is cheap, people wait. */
export function pauseAfter(outcome: Outcome, failures: number, random: number): number {
  const step = 2 ** Math.min(failures - 1, 10);
  const jitter = 0.8 + 0.2 * random;
  switch (outcome) {
    case 'offline':
      return Math.min(4000, 1000 * step) * jitter;
    case 'broken':
      return Math.min(15_000, 1000 * step) * jitter;
    case 'denied':
      return 30_000;
    case 'ok':
    case 'limited':
      return 0;
  }
}
