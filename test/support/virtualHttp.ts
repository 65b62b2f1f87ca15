/** The service as HTTP on virtual time, for the real client: tasks, reads, chat, one limit over all of them. */
import { CancelledError, NetworkError } from '../../src/core/errors.ts';
import type { Clock, Http, HttpRequest, HttpResponse } from '../../src/core/ports.ts';
import { createLimiter, type LimiterKind } from './virtualService.ts';

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface VirtualHttp extends Http {
  /** Wall clock of each request that arrived, by what it was for. */
  readonly arrivals: readonly { readonly atMs: number; readonly what: 'order' | 'read' | 'chat' }[];
  /** Answers 429 of the limit. */
  readonly refusals: number;
  /** Orders that were taken, by their `ref`. */
  readonly orders: ReadonlyMap<string, number>;
  isOffline: boolean;
  /** What the service says in place of its own answer; it has not worked then. */
  trouble: (() => WireAnswer) | undefined;
}

const roundTripMs = 100;

function json(body: unknown): WireAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

const tooMany: WireAnswer = { status: 429, body: '{"error":{"code":"rate_limit","message":"slow down"}}' };

function responseOf({ status, headers = {}, body }: WireAnswer): HttpResponse {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(body);
  }
  return { status, headers: new Map(Object.entries(headers)), body: pieces(), dispose() {} };
}

function kindOf({ method, url }: HttpRequest): 'order' | 'read' | 'chat' {
  if (method === 'GET') return 'read';
  return url.endsWith('/chat/completions') ? 'chat' : 'order';
}

export function createVirtualHttp(clock: Clock, limiter: LimiterKind = 'none'): VirtualHttp {
  const arrivals: { atMs: number; what: 'order' | 'read' | 'chat' }[] = [];
  const orders = new Map<string, number>();
  const doneAt = new Map<string, number>();
  const mayPass = createLimiter(limiter);
  let refusals = 0;

  function order({ body }: HttpRequest): WireAnswer {
    const { ref, medianMs } = JSON.parse(String(body)) as { ref: string; medianMs: number };
    orders.set(ref, (orders.get(ref) ?? 0) + 1);
    doneAt.set(`t-${ref}`, clock.now() + medianMs);
    return json({ code: 200, message: 'success', data: { task_id: `t-${ref}`, status: 'IN_PROGRESS' } });
  }

  function read({ url }: HttpRequest): WireAnswer {
    const taskId = url.slice(url.lastIndexOf('/') + 1);
    const at = doneAt.get(taskId);
    if (at === undefined) return { status: 404, body: '{"error":{"code":"not_found","message":"?"}}' };
    const done = { status: 'SUCCESS', consumed_credits: 5, response: [`https://cdn.test/${taskId}.png`] };
    const data = clock.now() >= at ? done : { status: 'IN_PROGRESS' };
    return json({ code: 200, message: 'success', data: { task_id: taskId, ...data } });
  }

  function answer(request: HttpRequest): WireAnswer {
    const what = kindOf(request);
    arrivals.push({ atMs: clock.now(), what });
    if (!mayPass(clock.now())) {
      refusals++;
      return tooMany;
    }
    const bad = http.trouble?.();
    if (bad !== undefined) return bad;
    if (what === 'order') return order(request);
    if (what === 'read') return read(request);
    return json({ choices: [{ message: { content: 'hello' }, finish_reason: 'stop' }] });
  }

  const http: VirtualHttp = {
    ...{ arrivals, orders, isOffline: false, trouble: undefined },
    get refusals() {
      return refusals;
    },
    async send(request) {
      if (request.signal?.aborted) throw new CancelledError();
      if (http.isOffline) throw new NetworkError({ sent: 'no', message: 'offline', code: 'ENETUNREACH' });
      await clock.sleep(roundTripMs / 2, request.signal);
      const response = responseOf(answer(request));
      await clock.sleep(roundTripMs / 2, request.signal);
      return response;
    },
    dispose() {},
  };
  return http;
}
