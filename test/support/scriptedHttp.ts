import { CancelledError } from '../../src/core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/core/ports.ts';

/** One answer: a thrown error, `hang` until aborted, or what comes back. */
export type ScriptedAnswer =
  | Error
  | 'hang'
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text, JSON of anything else that is no list, or pieces; an Error among them breaks the body there. */
      readonly body?: unknown;
    };

export interface ScriptedHttp extends Http {
  readonly requests: readonly HttpRequest[];
  /** Answers whose exchange has not been ended. */
  readonly open: ReadonlySet<HttpResponse>;
}

type Piece = string | Uint8Array | Error | 'hang';

function piecesOf(body: unknown): readonly Piece[] {
  if (body === undefined) return [];
  if (Array.isArray(body)) return body as Piece[];
  return [typeof body === 'string' ? body : JSON.stringify(body)];
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal?.aborted === true) reject(new CancelledError());
  signal?.addEventListener('abort', () => reject(new CancelledError()), { once: true });
  return promise;
}

async function* readBody(
  pieces: readonly Piece[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    await Promise.resolve();
    if (signal?.aborted === true) throw new CancelledError();
    if (piece instanceof Error) throw piece;
    if (piece === 'hang') await untilAborted(signal);
    else yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
  }
}

/** Answers in order, without a socket; a request too many is an error. */
export function createScriptedHttp(...answers: readonly ScriptedAnswer[]): ScriptedHttp {
  const left = [...answers];
  const requests: HttpRequest[] = [];
  const open = new Set<HttpResponse>();

  return {
    requests,
    open,
    async send(request) {
      requests.push(request);
      const answer = left.shift();
      if (answer === undefined) throw new Error(`a request too many: ${request.method} ${request.url}`);
      if (answer instanceof Error) throw answer;
      if (answer === 'hang') return untilAborted(request.signal);
      const response: HttpResponse = {
        status: answer.status ?? 200,
        headers: new Map(Object.entries(answer.headers ?? {})),
        body: readBody(piecesOf(answer.body), request.signal),
        dispose: () => void open.delete(response),
      };
      open.add(response);
      return response;
    },
    dispose() {},
  };
}
