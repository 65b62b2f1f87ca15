/** From what the stacks throw to the Http port's errors. Codes decide, never message texts. */
import { errorText, isError, NetworkError, type Sent } from '../../core/errors.ts';
import { redact } from '../../core/redact.ts';

/** Error, cause, cause of the cause …; of an AggregateError (one failure an address) the first. */
function chainOf(e: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = e; at !== undefined && at !== null && chain.length < 6; ) {
    chain.push(at);
    if (!(at instanceof Error)) break;
    at = at.cause ?? (at instanceof AggregateError ? at.errors[0] : undefined);
  }
  return chain;
}

function codeOf(chain: readonly unknown[]): string | undefined {
  for (const e of chain) {
    if (e instanceof Error && 'code' in e && typeof e.code === 'string') return e.code;
  }
  return undefined;
}

/** A copy that holds nothing but redacted text: originals can carry the request with its headers. */
function harmless(e: unknown): Error {
  const copy = new Error(errorText(e));
  copy.name = e instanceof Error ? redact(e.name) : 'Error';
  return copy;
}

/**
 * The port's error for anything a stack threw while talking to `host`; errors of the port pass unchanged, also from
 * inside a cause. `sent` is the caller's knowledge of the connection, never a guess from the code.
 */
export function toHttpError(e: unknown, sent: Sent, host: string): Error {
  const chain = chainOf(e);
  const ours = chain.find(each => isError(each));
  if (isError(ours)) return ours;
  const code = codeOf(chain);
  const what = sent === 'no' ? `no connection to ${host}` : `the connection to ${host} broke`;
  return new NetworkError({ sent, code, message: `${what} (${code ?? 'unknown reason'})` }, harmless(e));
}
