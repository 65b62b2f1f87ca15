/** A sandbox on a clock whose sleeps pass at once, and short ways to ask it. */
import { deflateSync } from 'node:zlib';
import { throwIfAborted } from '../../../src/core/async.ts';
import type { Clock, Http, HttpRequest, HttpResponse } from '../../../src/core/ports.ts';
import { sandboxBaseUrl } from '../../../src/core/sandbox/address.ts';
import { createSandboxHttp, type SandboxOptions } from '../../../src/core/sandbox/createSandboxHttp.ts';

export interface PassingClock extends Clock {
  /** Moves the wall clock, as time or a person does. */
  pass(ms: number): void;
}

/** Sleeping moves it on; nothing else does. */
export function createPassingClock(startMs = Date.UTC(2026, 4, 1, 9)): PassingClock {
  let elapsed = 0;
  return {
    now: () => startMs + elapsed,
    monotonic: () => elapsed,
    async sleep(ms, signal) {
      throwIfAborted(signal);
      elapsed += ms;
    },
    setTimer: () => ({ dispose: () => {} }),
    pass(ms) {
      elapsed += ms;
    },
  };
}

export const clip = Uint8Array.of(0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70);

export function open(clock: Clock, options: Partial<SandboxOptions> = {}): Http {
  return createSandboxHttp({
    clock,
    random: () => 0.25,
    loadClip: async () => clip,
    deflate: bytes => deflateSync(bytes, { level: 1 }),
    ...options,
  });
}

export const key = { authorization: 'Bearer aio_sandbox' };

export function request(
  method: HttpRequest['method'],
  url: string,
  more: Partial<HttpRequest> = {},
): HttpRequest {
  return {
    method,
    url,
    headers: key,
    purpose: 'api',
    connectTimeoutMs: 1000,
    headersTimeoutMs: 1000,
    idleTimeoutMs: 1000,
    addresses: 'any',
    ...more,
  };
}

export async function bytesOf(response: HttpResponse): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of response.body) parts.push(part);
  return Buffer.concat(parts);
}

/** The fields that the tests look at, in all the shapes that answers have. */
export interface Json {
  readonly code?: number;
  readonly id: string;
  readonly status?: string;
  readonly model?: string;
  readonly created_at?: string;
  readonly data: {
    readonly task_id: string;
    readonly status?: string;
    readonly consumed_credits: number | null;
    readonly error_message: string | null;
    readonly created_at: string;
    readonly request: Record<string, unknown>;
    readonly response: unknown;
  };
  readonly error: { readonly code: number; readonly message: string; readonly type: string };
}

export interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly json: Json;
}

async function read(response: HttpResponse): Promise<Reply> {
  return {
    status: response.status,
    headers: response.headers,
    json: JSON.parse(String(await bytesOf(response))),
  };
}

export async function post(http: Http, path: string, body: unknown): Promise<Reply> {
  return read(await http.send(request('POST', sandboxBaseUrl + path, { body: JSON.stringify(body) })));
}

export async function getTask(http: Http, id: string): Promise<Reply> {
  return read(await http.send(request('GET', `${sandboxBaseUrl}/tasks/${id}`)));
}

/** Fetches a result as a download does: without the key. */
export function download(http: Http, url: string, more: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  return http.send(request('GET', url, { headers: {}, purpose: 'media', ...more }));
}
