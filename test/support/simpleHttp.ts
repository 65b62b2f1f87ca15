import { type IncomingMessage, request as requestHttp } from 'node:http';
import { CancelledError, NetworkError, TimeoutError } from '../../src/core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/core/ports.ts';

/** The smallest Http that keeps the port's promises, for tests of what stands upon it: plain http, loopback. */
export function createSimpleHttp(): Http {
  return { send, dispose: () => {} };
}

function send(request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const sent = requestHttp(request.url, { method: request.method, headers: request.headers, agent: false });
    let response: IncomingMessage | undefined;
    const end = (e: Error): void => {
      reject(e);
      sent.destroy();
      response?.destroy(e);
    };
    const onAbort = (): void => end(new CancelledError());
    request.signal?.addEventListener('abort', onAbort, { once: true });
    sent.on('close', () => request.signal?.removeEventListener('abort', onAbort));
    const timer = setTimeout(
      () =>
        end(new TimeoutError({ sent: 'unknown', afterMs: request.headersTimeoutMs, message: 'no answer' })),
      request.headersTimeoutMs,
    );
    sent.on('error', e => end(asNetworkError(e)));
    sent.on('response', answer => {
      clearTimeout(timer);
      response = answer;
      resolve({
        status: answer.statusCode ?? 0,
        headers: new Map(
          Object.entries(answer.headersDistinct).map(([name, all]) => [name, (all ?? []).join(', ')]),
        ),
        body: pieces(answer, request.idleTimeoutMs),
        dispose: () => {
          sent.destroy();
        },
      });
    });
    sent.on('close', () => clearTimeout(timer));
    sent.end(request.body);
  });
}

async function* pieces(answer: IncomingMessage, idleTimeoutMs: number): AsyncGenerator<Uint8Array> {
  const silence = (): void => {
    answer.destroy(new TimeoutError({ sent: 'unknown', afterMs: idleTimeoutMs, message: 'silence' }));
  };
  answer.setTimeout(idleTimeoutMs, silence);
  try {
    for await (const piece of answer) yield piece as Uint8Array;
  } catch (e) {
    throw e instanceof TimeoutError || e instanceof CancelledError ? e : asNetworkError(e);
  }
}

function asNetworkError(e: unknown): Error {
  if (e instanceof CancelledError || e instanceof TimeoutError) return e;
  const code = e instanceof Error && 'code' in e ? String(e.code) : undefined;
  return new NetworkError({ sent: 'unknown', message: String(e), code }, e);
}
