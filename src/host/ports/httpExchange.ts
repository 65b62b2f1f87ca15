/**
 * One exchange over any stack: limits of the phases, cancelling, what can have left, pulling. A stack only says what
 * happened; everything that has to be the same for both is decided here.
 */
import { type Deferred, defer } from '../../core/async.ts';
import { CancelledError, isError, type Sent, TimeoutError } from '../../core/errors.ts';
import type { HttpRequest, HttpResponse } from '../../core/ports.ts';
import { networkHost } from './addressPolicy.ts';
import { BodyQueue } from './bodyQueue.ts';
import { decodePieces, decoderFor } from './contentDecoding.ts';
import { toHttpError } from './httpErrors.ts';
import { systemClock } from './systemClock.ts';

/** What a stack reports; all may come late or twice, only the first end counts. */
export interface ExchangeEvents {
  /** The connection stands (TLS included), and nothing was written before: from here on bytes may have left. */
  connected(): void;
  /** The final answer's head; values as the stack has them. */
  answered(status: number, headers: Readonly<Record<string, string | readonly string[] | undefined>>): void;
  /** A piece of the body as it came; false asks to pause until `resume`. */
  received(chunk: Uint8Array): boolean;
  /** The whole body came. */
  ended(): void;
  failed(e: unknown): void;
}

/** What an exchange asks of its stack. */
export interface ExchangeControl {
  resume(): void;
  /** Breaks the connection, in any phase, also after the end. */
  destroy(): void;
}

/** Starts `request`; nothing may be written before `connected` was called. */
export type StartExchange = (request: HttpRequest, url: URL, events: ExchangeEvents) => ExchangeControl;

type Phase = 'connect' | 'headers' | 'body' | 'over';

const hasNoBody = (request: HttpRequest, status: number): boolean =>
  request.method === 'HEAD' || status === 204 || status === 304;

export class HttpExchange {
  readonly #request: HttpRequest;
  readonly #host: string;
  readonly #response: Deferred<HttpResponse> = defer<HttpResponse>();
  readonly #queue = new BodyQueue(() => this.#control?.resume());
  readonly #onOver: (exchange: HttpExchange) => void;
  #phase: Phase = 'connect';
  #sent: Sent = 'no';
  #control: ExchangeControl | undefined;
  #stopTimer: () => void = () => {};
  #cancelled: Error | undefined;

  /** `onOver` is called once, when nothing of the exchange lives any more. */
  constructor(request: HttpRequest, url: URL, onOver: (exchange: HttpExchange) => void) {
    this.#request = request;
    this.#host = networkHost(url);
    this.#onOver = onOver;
  }

  /** Runs the exchange; call once. */
  run(start: (events: ExchangeEvents) => ExchangeControl): Promise<HttpResponse> {
    const { signal, connectTimeoutMs } = this.#request;
    if (signal?.aborted) {
      this.cancel(signal.reason);
      return this.#response.promise;
    }
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#startTimer(connectTimeoutMs, `no connection to ${this.#host}`);
    try {
      this.#control = start({
        connected: () => this.#connected(),
        answered: (status, headers) => this.#answered(status, headers),
        received: chunk => this.#queue.push(chunk),
        ended: () => this.#ended(),
        failed: e => this.#fail(e),
      });
      if (this.#phase === 'over') this.#control.destroy();
    } catch (e) {
      this.#fail(e);
    }
    return this.#response.promise;
  }

  /** Ends the exchange in any phase: what waits for it gets CancelledError. */
  cancel(reason?: unknown): void {
    if (this.#phase === 'over') return;
    this.#cancelled = new CancelledError('cancelled', isError(reason) ? reason : undefined);
    this.#close(this.#cancelled, true);
  }

  readonly #onAbort = (): void => this.cancel(this.#request.signal?.reason);

  #startTimer(ms: number, what: string): void {
    this.#stopTimer();
    const timer = systemClock.setTimer(ms, () =>
      this.#close(new TimeoutError({ sent: this.#sent, afterMs: ms, message: `${what} within ${ms} ms` })),
    );
    this.#stopTimer = () => timer.dispose();
  }

  #connected(): void {
    this.#sent = 'unknown';
    if (this.#phase !== 'connect') return;
    this.#phase = 'headers';
    this.#startTimer(this.#request.headersTimeoutMs, `no answer from ${this.#host}`);
  }

  #answered(status: number, raw: Readonly<Record<string, string | readonly string[] | undefined>>): void {
    this.#connected();
    if (this.#phase !== 'headers') return;
    try {
      const headers = new Map<string, string>();
      for (const [name, value] of Object.entries(raw)) {
        if (value !== undefined)
          headers.set(name.toLowerCase(), typeof value === 'string' ? value : value.join(', '));
      }
      const body = this.#bodyOf(status, headers);
      this.#phase = 'body';
      this.#stopTimer();
      this.#response.resolve({ status, headers, body, dispose: () => this.cancel() });
    } catch (e) {
      this.#fail(e);
    }
  }

  /** With nothing left to read the exchange is over, also where nobody reads (HEAD, 204). */
  #ended(): void {
    const isRead = !this.#queue.isReady;
    this.#queue.end();
    if (isRead && this.#phase === 'body') this.#over();
  }

  /** A failure that the stack reports; the body's earlier pieces are still delivered. */
  #fail(e: unknown): void {
    this.#close(toHttpError(e, this.#sent, this.#host));
  }

  #close(error: Error, now = false): void {
    if (this.#phase === 'over') return;
    if (this.#phase !== 'body') this.#response.reject(error);
    this.#queue.fail(error, now);
    this.#over();
  }

  #over(): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#stopTimer();
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#control?.destroy();
    this.#onOver(this);
  }

  /**
   * The body for the reader. A part of a coded file cannot be decoded; where decoding happens the headers that speak
   * of the coded form are taken away, so that they never contradict the body.
   */
  #bodyOf(status: number, headers: Map<string, string>): AsyncIterable<Uint8Array> {
    const isCoded = status !== 206 && !hasNoBody(this.#request, status);
    const make = isCoded ? decoderFor(headers.get('content-encoding')) : undefined;
    const raw: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: () => this.#pull() }) };
    if (make !== undefined) {
      headers.delete('content-encoding');
      headers.delete('content-length');
      // It names the coded bytes.
      headers.delete('etag');
    }
    const pieces = (make === undefined ? raw : decodePieces(raw, make))[Symbol.asyncIterator]();
    const reader: AsyncIterator<Uint8Array> = {
      next: () => this.#next(pieces),
      return: async () => {
        this.cancel();
        // Frees the decoder; a piece it waits for has just been refused.
        await pieces.return?.().catch(() => {});
        return { done: true, value: undefined };
      },
    };
    return { [Symbol.asyncIterator]: () => reader };
  }

  async #next(pieces: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
    if (this.#cancelled !== undefined) throw this.#cancelled;
    try {
      const result = await pieces.next();
      if (result.done === true) this.#over();
      return result;
    } catch (e) {
      const error = toHttpError(e, 'unknown', this.#host);
      this.#close(error);
      throw error;
    }
  }

  /** The limit between two pieces runs only while somebody waits for one: a slow reader is no silent server. */
  async #pull(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#queue.isReady) {
      this.#startTimer(this.#request.idleTimeoutMs, `nothing more from ${this.#host}`);
    }
    try {
      const value = await this.#queue.next();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    } finally {
      this.#stopTimer();
    }
  }
}
