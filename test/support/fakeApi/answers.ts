/** Everything a service, a gateway or a network can do with one request, as data and as the code that does it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Answers one request. `ended` resolves when the server closes; whoever hangs waits for it. */
export interface Answer {
  /** For the record and for messages. */
  readonly name: string;
  /** False: the connection breaks before the request's body is read, so that the service never saw it. */
  readonly isProcessed: boolean;
  send(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

function answer(name: string, send: Answer['send'], isProcessed = true): Answer {
  return { name, isProcessed, send };
}

/** Any JSON. */
export function json(body: unknown, status = 200, headers: Headers = {}): Answer {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

/** Any text under any type. */
export function text(body: string, status = 200, headers: Headers = {}): Answer {
  return answer(`${status}`, (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain', ...headers });
    response.end(body);
  });
}

/** The documented error, in the documented shape. */
export function error(status: number, code: string, message = code, headers: Headers = {}): Answer {
  return json({ error: { code, message, type: code } }, status, headers);
}

/** 429, with `Retry-After` as it stands where it is given: seconds, or an HTTP date. */
export function tooMany(retryAfter?: string): Answer {
  return error(
    429,
    'rate_limit',
    'too many requests',
    retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  );
}

/** A page for people, as proxies and gateways send it. */
export function html(status: number, title: string): Answer {
  const page = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return text(page, status, { 'content-type': 'text/html; charset=utf-8' });
}

export function redirect(location: string, status = 302): Answer {
  return text('', status, { location });
}

/** JSON that stops in the middle, well framed by HTTP. */
export function tornJson(): Answer {
  return text('{"code":200,"message":"success","data":{"task_id":"n41', 200, {
    'content-type': 'application/json',
  });
}

/** The connection breaks in the middle of a body whose length was announced. */
export function cutBody(body: string): Answer {
  return answer('cut body', (_request, response) => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': String(body.length + 100),
    });
    response.write(body, () => response.socket?.destroy());
  });
}

/** A JSON text of `bytes`, sent as it is. */
export function huge(bytes: number, status = 200): Answer {
  return text(JSON.stringify({ data: 'a'.repeat(bytes) }), status, { 'content-type': 'application/json' });
}

/** A JSON text of `bytes` that is small on the wire. */
export function gzipBomb(bytes: number): Answer {
  const body = gzipSync(JSON.stringify({ data: 'a'.repeat(bytes) }), { level: 1 });
  return answer('gzip bomb', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(body);
  });
}

/** Any answer, gzipped. */
export function gzipped(body: unknown): Answer {
  return answer('gzipped', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(body)));
  });
}

/** The connection is reset as soon as the head of the request is there: the service did nothing. */
export function resetBefore(): Answer {
  return answer('reset before reading', request => void request.socket.resetAndDestroy(), false);
}

/** The service does its work, then the connection is reset. */
export function resetAfter(): Answer {
  return answer('reset after processing', request => void request.socket.resetAndDestroy());
}

/** Reads everything and never says a word. */
export function hang(): Answer {
  return answer('hang', () => {});
}

/** Sends the head and the beginning of a body, then falls silent. */
export function stall(beginning = '{"code":200,'): Answer {
  return answer('stall', (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(beginning);
  });
}

/** `then`, after `ms`. */
export function later(ms: number, then: Answer): Answer {
  return answer(`${then.name} after ${ms} ms`, async (request, response) => {
    await new Promise(resolve => setTimeout(resolve, ms).unref());
    if (!response.destroyed) await then.send(request, response);
  });
}

/**
 * An event stream in exactly these pieces, each its own write. `end`: the stream closes, is reset, or stays open;
 * `type`: the content type.
 */
export function stream(
  pieces: readonly (string | Uint8Array)[],
  { end = 'close', type = 'text/event-stream' }: { end?: 'close' | 'reset' | 'open'; type?: string } = {},
): Answer {
  return answer('stream', async (request, response) => {
    response.writeHead(200, { 'content-type': type });
    for (const piece of pieces) {
      response.write(piece);
      await new Promise(resolve => setImmediate(resolve));
    }
    if (end === 'close') response.end();
    if (end === 'reset') request.socket.resetAndDestroy();
  });
}

/** The events of a chat answer as the service sends them: role, reasoning, content, finish, usage, `[DONE]`. */
export function chatEvents(content: readonly string[], reasoning: readonly string[] = []): readonly string[] {
  const delta = (part: object, finish: string | null = null): object => ({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: part, finish_reason: finish }],
  });
  const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
  const chunks: readonly object[] = [
    delta({ role: 'assistant', content: '' }),
    ...reasoning.map(part => delta({ reasoning_content: part })),
    ...content.map(part => delta({ content: part })),
    delta({}, 'stop'),
    { id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [], usage, credits_consumed: 0.5 },
  ];
  return [...chunks.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
}

/** The same answer in one piece. */
export function chatAnswer(content: string, reasoning?: string): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, ...(reasoning && { reasoning_content: reasoning }) },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
    credits_consumed: 0.5,
  };
}
