/** The Http port over `node:http`, for tests: what the port promises and nothing more. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CancelledError, isError, NetworkError, type Sent, TimeoutError } from '../../src/core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/core/ports.ts';

/** What must have left by now, and how long each phase may last. */
interface Exchange {
  readonly request: ClientRequest;
  sent: Sent;
}

function codeOf(e: unknown): string | undefined {
  return e instanceof Error && 'code' in e && typeof e.code === 'string' ? e.code : undefined;
}

function toOurs(e: unknown, sent: Sent): Error {
  if (isError(e)) return e;
  const message = e instanceof Error ? e.message : String(e);
  return new NetworkError({ sent, message, code: codeOf(e) }, e);
}

function timeout(exchange: Exchange, ms: number, phase: string): TimeoutError {
  return new TimeoutError({
    sent: exchange.sent,
    afterMs: ms,
    message: `${phase} took longer than ${ms} ms`,
  });
}

/** Connect and headers, each under its limit. */
function sendHead(exchange: Exchange, asked: HttpRequest): Promise<IncomingMessage> {
  const { request } = exchange;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const limit = (ms: number, phase: string): NodeJS.Timeout =>
    setTimeout(() => request.destroy(timeout(exchange, ms, phase)), ms);
  let timer = limit(asked.connectTimeoutMs, 'connecting');
  request.on('socket', socket => {
    socket.once(asked.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      exchange.sent = 'unknown';
      timer = limit(asked.headersTimeoutMs, 'the answer');
    });
  });
  request.on('error', e => {
    clearTimeout(timer);
    reject(toOurs(e, exchange.sent));
  });
  request.on('response', message => {
    clearTimeout(timer);
    resolve(message);
  });
  request.end(asked.body);
  return promise;
}

const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;

function decoded(message: IncomingMessage): Readable {
  const encoding = message.headers['content-encoding'];
  if (encoding !== 'gzip' && encoding !== 'deflate' && encoding !== 'br') return message;
  return pipeline(message, decoders[encoding](), () => {});
}

async function* readBody(exchange: Exchange, stream: Readable, idleMs: number): AsyncGenerator<Uint8Array> {
  const pieces = stream[Symbol.asyncIterator]();
  try {
    while (true) {
      const timer = setTimeout(() => stream.destroy(timeout(exchange, idleMs, 'the next piece')), idleMs);
      const next = (await pieces.next().finally(() => clearTimeout(timer))) as IteratorResult<Buffer>;
      if (next.done === true) return;
      yield next.value;
    }
  } catch (e) {
    throw toOurs(e, 'unknown');
  } finally {
    exchange.request.destroy();
  }
}

/** Every request has a connection of its own, so that nothing outlives a test. */
export function createNodeHttp(): Http {
  const open = new Set<ClientRequest>();

  async function send(asked: HttpRequest): Promise<HttpResponse> {
    const { signal } = asked;
    if (signal?.aborted === true) throw new CancelledError();
    const { method, headers } = asked;
    const options = { method, headers: { 'accept-encoding': 'gzip, br', ...headers }, agent: false as const };
    const request = (asked.url.startsWith('https:') ? requestHttps : requestHttp)(asked.url, options);
    const exchange: Exchange = { request, sent: 'no' };
    let stream: Readable | undefined;
    const onAbort = (): void => {
      stream?.destroy(new CancelledError());
      request.destroy(new CancelledError());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    open.add(request);
    request.once('close', () => {
      open.delete(request);
      signal?.removeEventListener('abort', onAbort);
    });
    const message = await sendHead(exchange, asked);
    stream = decoded(message);
    stream.on('error', () => {});
    return {
      status: message.statusCode ?? 0,
      headers: new Map(
        Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
      ),
      body: readBody(exchange, stream, asked.idleTimeoutMs),
      dispose() {
        request.destroy();
      },
    };
  }

  return {
    send,
    dispose() {
      for (const request of open) request.destroy();
    },
  };
}
