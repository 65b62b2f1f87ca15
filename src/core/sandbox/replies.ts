/** Answers in the shapes of the Http port. */
import { throwIfAborted } from '../async.ts';
import type { HttpResponse } from '../ports.ts';
import type { Refusal } from './checkBody.ts';

const utf8 = new TextEncoder();
const pieceBytes = 64 * 1024;

const types = {
  400: 'invalid_request',
  401: 'authentication_error',
  402: 'insufficient_credits',
  404: 'not_found',
  429: 'rate_limit',
  500: 'server_error',
} as const;

/** The whole of `bytes` in pieces; rejects with CancelledError between them once `signal` has aborted. */
async function* inPieces(bytes: Uint8Array, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    throwIfAborted(signal);
    yield bytes.subarray(at, at + pieceBytes);
  }
  throwIfAborted(signal);
}

/** What every answer needs: the exchange's signal, and the way to end it. */
export interface Exchange {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/** An answer with a known body; for HEAD its headers alone. */
export function replyBytes(
  exchange: Exchange,
  contentType: string,
  bytes: Uint8Array,
  options: {
    readonly status?: number;
    readonly headers?: readonly (readonly [string, string])[];
    readonly isHead?: boolean;
  } = {},
): HttpResponse {
  const headers = new Map([
    ['content-type', contentType],
    ['content-length', String(bytes.length)],
    ...(options.headers ?? []),
  ]);
  const body = inPieces(options.isHead === true ? new Uint8Array(0) : bytes, exchange.signal);
  return { status: options.status ?? 200, headers, body, dispose: exchange.end };
}

/** `value` as JSON. */
export function replyJson(exchange: Exchange, value: unknown, status = 200): HttpResponse {
  return replyBytes(exchange, 'application/json; charset=utf-8', utf8.encode(JSON.stringify(value)), {
    status,
  });
}

/** The service's documented error body. */
export function replyError(exchange: Exchange, refusal: Refusal, retryAfterSeconds?: number): HttpResponse {
  const { status, message } = refusal;
  const bytes = utf8.encode(JSON.stringify({ error: { code: status, message, type: types[status] } }));
  const headers =
    retryAfterSeconds === undefined ? [] : [['retry-after', String(retryAfterSeconds)] as const];
  return replyBytes(exchange, 'application/json; charset=utf-8', bytes, { status, headers });
}

/** A stream of text. */
export function replyStream(
  exchange: Exchange,
  contentType: string,
  body: AsyncGenerator<Uint8Array>,
): HttpResponse {
  const headers = new Map([
    ['content-type', contentType],
    ['cache-control', 'no-cache'],
  ]);
  return { status: 200, headers, body, dispose: exchange.end };
}
