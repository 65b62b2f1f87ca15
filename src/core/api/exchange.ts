/** One request and its answer's head, under our time limits. */
import {
  type AppError,
  CancelledError,
  isError,
  NetworkError,
  type Sent,
  StorageError,
  TimeoutError,
} from '../errors.ts';
import { type Disposable, toDisposable } from '../lifecycle.ts';
import type { Clock, HttpRequest, HttpResponse } from '../ports.ts';
import type { TimeLimits } from './limits.ts';
import type { Connection } from './types.ts';
import { createWithoutKey, type WithoutKey } from './withoutKey.ts';

/** What is asked of the service; the same for every endpoint. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, with a leading slash, already encoded. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string | undefined;
  readonly accept: string;
  readonly limits: TimeLimits;
  /**
   * True where the service may charge for what an abort no longer stops: an abort after sending is then a
   * NetworkError `sent: 'unknown'`, and CancelledError always means that nothing was accepted.
   */
  readonly isOrder: boolean;
}

/** The overall limit of one exchange and the caller's signal, as one signal. */
class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #ends: Disposable;
  readonly #ms: number;
  #isOver = false;

  constructor(clock: Clock, ms: number, signal: AbortSignal | undefined) {
    this.#ms = ms;
    const timer = clock.setTimer(ms, () => {
      this.#isOver = true;
      this.#controller.abort();
    });
    const onAbort = (): void => this.#controller.abort(signal?.reason);
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#ends = toDisposable(() => {
      timer.dispose();
      signal?.removeEventListener('abort', onAbort);
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The TimeoutError when it was our limit that ended the exchange. */
  timeout(cause: unknown): TimeoutError | undefined {
    if (!this.#isOver) return undefined;
    const message = `no whole answer within ${this.#ms} ms`;
    return new TimeoutError({ sent: 'unknown', afterMs: this.#ms, message }, cause);
  }

  dispose(): void {
    this.#ends.dispose();
  }
}

/** What of ours went wrong, whatever was thrown. `from` is the least that must be assumed to have left. */
function translate(e: unknown, deadline: Deadline, isOrder: boolean, from: Sent): AppError {
  const timeout = deadline.timeout(e);
  if (timeout !== undefined) return timeout;
  if (!isError(e)) return new NetworkError({ sent: 'unknown', message: 'the exchange failed' }, e);
  if (e.kind === 'cancelled' && isOrder) {
    const message = 'stopped after the request had been sent';
    return new NetworkError({ sent: 'unknown', message, code: 'ABORTED' }, e);
  }
  if (from === 'no' || (e.kind !== 'network' && e.kind !== 'timeout') || e.sent === 'unknown') return e;
  const message = e.message;
  return e.kind === 'network'
    ? new NetworkError({ sent: 'unknown', message, code: e.code }, e)
    : new TimeoutError({ sent: 'unknown', message, afterMs: e.afterMs }, e);
}

function headersOf(connection: Connection, request: ApiRequest): Record<string, string> {
  if (!/^[\x21-\x7e]+$/.test(connection.key)) {
    throw new StorageError({ reason: 'noKey', message: 'the key holds characters that no header can carry' });
  }
  return {
    authorization: `Bearer ${connection.key}`,
    accept: request.accept,
    'user-agent': 'api-in-one-vscode',
    ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

/**
 * Sends once and hands the answer to `read`, which must take the body to its end or leave early; limits and aborts
 * hold until `read` is done. Rejects with our errors only; see `ApiRequest.isOrder` for aborts.
 */
export async function exchange<T>(
  ports: { connection: Connection; clock: Clock; signal: AbortSignal | undefined },
  request: ApiRequest,
  read: (response: HttpResponse, withoutKey: WithoutKey) => Promise<T>,
): Promise<T> {
  const opened = await openExchange(ports, request);
  try {
    return await read(opened.response, opened.withoutKey);
  } catch (e) {
    throw opened.translate(e);
  } finally {
    opened.dispose();
  }
}

/** An exchange whose body is still to be read. */
export interface OpenExchange extends Disposable {
  readonly response: HttpResponse;
  /** For all text of the answer, before anything looks at it: no sink behind can then let the key out. */
  readonly withoutKey: WithoutKey;
  /** The error of ours for what reading threw. */
  translate(e: unknown): AppError;
}

/** As `exchange`, for a body that is read a piece at a time; the caller disposes. */
export async function openExchange(
  ports: { connection: Connection; clock: Clock; signal: AbortSignal | undefined },
  request: ApiRequest,
): Promise<OpenExchange> {
  const { connection, clock, signal } = ports;
  const { method, body, limits, isOrder } = request;
  const headers = headersOf(connection, request);
  if (signal?.aborted === true) throw new CancelledError('cancelled', signal.reason);
  const deadline = new Deadline(clock, limits.totalMs, signal);
  const { connectTimeoutMs, headersTimeoutMs, idleTimeoutMs } = limits;
  const httpRequest: HttpRequest = {
    method,
    url: connection.baseUrl + request.path,
    headers,
    body,
    purpose: 'api',
    signal: deadline.signal,
    connectTimeoutMs,
    headersTimeoutMs,
    idleTimeoutMs,
    addresses: 'any',
  };
  try {
    const response = await connection.http.send(httpRequest);
    return {
      response,
      withoutKey: createWithoutKey(connection.key),
      translate: e => translate(e, deadline, isOrder, 'unknown'),
      dispose() {
        deadline.dispose();
        response.dispose();
      },
    };
  } catch (e) {
    deadline.dispose();
    throw translate(e, deadline, isOrder, 'no');
  }
}
