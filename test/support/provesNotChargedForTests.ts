import { isError } from '../../src/core/errors.ts';

/** The rule of the API client in a few words, for tests of what builds on it. */
export function provesNotChargedForTests(error: unknown): boolean {
  if (!isError(error)) return false;
  if (error.kind === 'api') return error.status >= 400 && error.status < 500 && error.status !== 408;
  if (error.kind === 'network' || error.kind === 'timeout') return error.sent === 'no';
  return error.kind !== 'decode';
}
