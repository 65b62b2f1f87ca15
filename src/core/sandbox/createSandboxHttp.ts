/** The service's contract, served in this process: no key, no network, no credits. */
import { AbortScope, abortable, throwIfAborted } from '../async.ts';
import { endpoints } from '../catalogue/types.ts';
import { isError, NetworkError } from '../errors.ts';
import { createPause } from '../pause.ts';
import type { Clock, Http, HttpRequest, HttpResponse } from '../ports.ts';
import { sandboxBaseUrl, sandboxOrigin } from './address.ts';
import { answerChat, chatTrouble } from './chat.ts';
import type { Refusal } from './checkBody.ts';
import type { Body } from './models.ts';
import { renderResult, type Studio } from './renderResult.ts';
import { type Exchange, replyBytes, replyError, replyJson } from './replies.ts';
import { hashText } from './seeded.ts';
import { type Order, takeOrder } from './takeOrder.ts';
import { describeCreated, describeTask, isDone } from './taskReply.ts';
import { type EndpointName, readTicket, type Ticket, writeTicket } from './ticket.ts';
import type { Trouble } from './words.ts';

export interface SandboxOptions extends Studio {
  readonly clock: Clock;
  /** 0 ≤ n < 1; seeds what nobody seeded. */
  readonly random?: () => number;
  /** How many times faster than life; Infinity never waits. */
  readonly speed?: number;
}

interface Bench extends SandboxOptions {
  readonly random: () => number;
  readonly speed: number;
  /** Until when equal bodies are refused for `rate limit`, in monotonic ms. */
  readonly refusedUntil: Map<number, number>;
  /** How often the results of `gone` tasks were asked for. */
  readonly links: Map<string, number>;
}

const refusals: Partial<Record<Trouble, Refusal>> = {
  noCredits: {
    status: 402,
    message: 'Insufficient credits (the sandbox, because the prompt says “no credits”)',
  },
  serverError: {
    status: 500,
    message: 'Internal error (the sandbox, because the prompt says “server error”)',
  },
};
const rateLimitMs = 3000;
const submitMs = 250;

/** Remembers, but never more than a few hundred things. */
function remember<K>(map: Map<K, number>, key: K, value: number): void {
  if (map.size >= 500) map.clear();
  map.set(key, value);
}

function headerOf(request: HttpRequest, name: string): string | undefined {
  const entry = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name);
  return entry?.[1];
}

function checkKey(request: HttpRequest): Refusal | undefined {
  const key = /^Bearer\s+(\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (key === undefined) return { status: 401, message: 'Missing API key' };
  return /invalid|revoked/i.test(key) ? { status: 401, message: 'Invalid API key' } : undefined;
}

function readBody(request: HttpRequest): Body | undefined {
  try {
    const value: unknown = JSON.parse(String(request.body ?? ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
  } catch {
    return undefined;
  }
}

/** Answers or throws what `trouble` asks of any POST; undefined where it asks for nothing here. */
async function makeTrouble(
  bench: Bench,
  exchange: Exchange,
  trouble: Trouble | undefined,
  request: HttpRequest,
): Promise<HttpResponse | undefined> {
  const refusal = trouble === undefined ? undefined : refusals[trouble];
  if (refusal !== undefined) return replyError(exchange, refusal);
  if (trouble !== 'rateLimit') return undefined;
  const key = hashText(`${request.url}${request.body}`);
  const now = bench.clock.monotonic();
  const until = bench.refusedUntil.get(key) ?? now + rateLimitMs / bench.speed;
  if (bench.refusedUntil.has(key) && now >= until) {
    bench.refusedUntil.delete(key);
    return undefined;
  }
  remember(bench.refusedUntil, key, until);
  const message = 'Rate limit exceeded (the sandbox, because the prompt says “rate limit”)';
  return replyError(exchange, { status: 429, message }, Math.ceil((until - now) / 1000));
}

function issue(bench: Bench, order: Order): { id: string; ticket: Ticket } {
  const nonce = Math.floor(bench.random() * 65_536);
  const ticket = { ...order.ticket, createdAt: bench.clock.now(), nonce };
  return { id: writeTicket(ticket), ticket };
}

async function create(
  bench: Bench,
  exchange: Exchange,
  endpoint: EndpointName,
  request: HttpRequest,
): Promise<HttpResponse> {
  const body = readBody(request);
  if (body === undefined)
    return replyError(exchange, { status: 400, message: 'The body must be a JSON object' });
  const order = takeOrder(endpoint, body, bench.random);
  await wait(bench, submitMs, exchange.signal);
  if ('status' in order) return replyError(exchange, order);
  const troubled = await makeTrouble(bench, exchange, order.trouble, request);
  if (troubled !== undefined) return troubled;
  if (order.trouble === 'drop')
    throw new NetworkError({
      sent: 'unknown',
      code: 'ECONNRESET',
      message: 'the sandbox dropped the connection, because the prompt says “drop”',
    });
  const { id, ticket } = issue(bench, order);
  return replyJson(exchange, describeCreated(id, ticket));
}

async function wait(bench: Bench, ms: number, signal: AbortSignal): Promise<void> {
  if (ms / bench.speed >= 1) await bench.clock.sleep(ms / bench.speed, signal);
}

async function chat(bench: Bench, exchange: Exchange, request: HttpRequest): Promise<HttpResponse> {
  const body = readBody(request);
  if (body === undefined)
    return replyError(exchange, { status: 400, message: 'The body must be a JSON object' });
  const troubled = await makeTrouble(bench, exchange, chatTrouble(body), request);
  return troubled ?? answerChat(body, exchange, bench);
}

function readTask(bench: Bench, exchange: Exchange, id: string): HttpResponse {
  const ticket = readTicket(id);
  if (ticket === undefined) return replyError(exchange, { status: 404, message: 'Task not found' });
  const now = bench.clock.now();
  const { speed } = bench;
  const link = (bench.links.get(id) ?? 0) + 1;
  if (ticket.fate === 'gone' && isDone(ticket, now, speed)) remember(bench.links, id, link);
  return replyJson(exchange, describeTask(id, ticket, { now, speed, link }));
}

/** Whether a result's address leads nowhere, as those of real services do after a while. */
function isDeadLink(ticket: Ticket, link: string | undefined): boolean {
  return ticket.fate === 'expired' || (ticket.fate === 'gone' && !(Number(link) >= 2));
}

async function sendResult(
  bench: Bench,
  exchange: Exchange,
  request: HttpRequest,
  path: string,
): Promise<HttpResponse> {
  if (headerOf(request, 'authorization') !== undefined)
    return replyError(exchange, { status: 400, message: 'The key must not be sent to result hosts' });
  const [, id = '', number, link] = /^\/results\/([\w-]+)\/(\d{1,2})\.\w+(?:\?link=(\d+))?$/.exec(path) ?? [];
  const ticket = readTicket(id);
  const index = Number(number) - 1;
  const isThere =
    ticket !== undefined &&
    index >= 0 &&
    index < ticket.count &&
    ticket.fate !== 'fail' &&
    isDone(ticket, bench.clock.now(), bench.speed);
  if (!isThere || isDeadLink(ticket, link))
    return replyError(exchange, { status: 404, message: 'This file does not exist any more' });
  const { signal } = exchange;
  const work = { signal, pause: createPause(bench.clock, signal) };
  const { contentType, bytes } = await renderResult(ticket, index, bench, work);
  return replyBytes(exchange, contentType, bytes, { isHead: request.method === 'HEAD' });
}

async function answer(bench: Bench, exchange: Exchange, request: HttpRequest): Promise<HttpResponse> {
  const { method, url } = request;
  if (url.startsWith(`${sandboxOrigin}/results/`) && method !== 'POST')
    return sendResult(bench, exchange, request, url.slice(sandboxOrigin.length));
  if (!url.startsWith(`${sandboxOrigin}/`))
    throw new NetworkError({
      sent: 'no',
      code: 'ENOTFOUND',
      message: 'the sandbox serves its own addresses only',
    });
  const refusal = checkKey(request);
  if (refusal !== undefined) return replyError(exchange, refusal);
  const path = url.startsWith(`${sandboxBaseUrl}/`) ? url.slice(sandboxBaseUrl.length) : '';
  const task = /^\/tasks\/([^/?#]+)$/.exec(path);
  if (task !== null && method === 'GET') return readTask(bench, exchange, task[1] as string);
  if (method === 'POST' && path === '/chat/completions') return chat(bench, exchange, request);
  const endpoint = Object.entries(endpoints).find(([, at]) => at === path)?.[0] as EndpointName | undefined;
  if (endpoint !== undefined && method === 'POST') return create(bench, exchange, endpoint, request);
  return replyError(exchange, { status: 404, message: `No such endpoint: ${method} ${path}` });
}

/**
 * An Http that answers everything under `sandboxBaseUrl` and the result addresses that it gave out, and nothing else.
 * It holds no state that a result depends on: a task made by one instance is finished by any other.
 * `loadClip` and `deflate` come from the host; what they reject with comes out as NetworkError.
 */
export function createSandboxHttp(options: SandboxOptions): Http {
  const bench: Bench = {
    random: Math.random,
    speed: 1,
    ...options,
    refusedUntil: new Map(),
    links: new Map(),
  };
  const life = new AbortScope();
  return {
    async send(request) {
      const own = new AbortController();
      const signals = [life.signal, own.signal, ...(request.signal === undefined ? [] : [request.signal])];
      const signal = AbortSignal.any(signals);
      throwIfAborted(signal);
      try {
        return await abortable(answer(bench, { signal, end: () => own.abort() }, request), signal);
      } catch (e) {
        if (isError(e)) throw e;
        throw new NetworkError({ sent: 'unknown', message: 'the sandbox could not make its answer' }, e);
      }
    },
    dispose: () => life.dispose(),
  };
}
