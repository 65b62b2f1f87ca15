/**
 * The Http port over undici: the quick way, without VS Code's proxies and certificates. Own connections, never the
 * global dispatcher, which belongs to whoever runs in the same extension host. 500 KB: import this file lazily.
 */
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import type { Http, HttpRequest } from '../../core/ports.ts';
import { createPublicLookup } from './addressPolicy.ts';
import type { ExchangeControl, ExchangeEvents } from './httpExchange.ts';
import { createHttpOver, wireHeaders } from './httpRequests.ts';

/** How long an idle connection is kept for the next poll. Servers commonly close after 5 s and more. */
const keepAliveMs = 4000;

/**
 * HTTP/1.1 alone: over HTTP/2 one broken connection takes every exchange with it, and what was sent is harder to
 * prove. The exchange watches the limits of its phases, to the millisecond, so undici's own (half-second) are off.
 */
const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: keepAliveMs } as const;

const pathOf = (url: URL): string => `${url.pathname}${url.search}`;

/** Reads may share connections: repeating one costs nothing. */
const canShare = (request: HttpRequest): boolean =>
  request.method !== 'POST' && request.purpose === 'api' && request.addresses === 'any';

/** undici's callbacks as an exchange's events. `started` gets the controller before anything is written. */
function handlerOf(
  events: ExchangeEvents,
  started: (controller: Dispatcher.DispatchController) => void,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      events.connected();
      started(controller);
    },
    onResponseStart(_controller, status, headers) {
      if (status >= 200) events.answered(status, headers);
    },
    onResponseData(controller, chunk) {
      if (!events.received(chunk)) controller.pause();
    },
    onResponseEnd: () => events.ended(),
    onResponseError: (_controller, error) => events.failed(error),
  };
}

/** Sends over `dispatcher`; `destroy` says how to break off. */
function dispatchOn(
  dispatcher: Dispatcher,
  request: { origin: string; options: Dispatcher.DispatchOptions },
  events: ExchangeEvents,
  destroy: () => void,
): ExchangeControl {
  let controller: Dispatcher.DispatchController | undefined;
  let isDestroyed = false;
  const abort = (): void => controller?.abort(new Error('ended by the exchange'));
  dispatcher.dispatch(
    { origin: request.origin, ...request.options },
    handlerOf(events, started => {
      controller = started;
      // Broken off while it waited for its connection: undici writes nothing of an aborted request.
      if (isDestroyed) abort();
    }),
  );
  return {
    resume: () => controller?.resume(),
    destroy() {
      isDestroyed = true;
      abort();
      destroy();
    },
  };
}

/**
 * The connection of one exchange, closed after it. A POST never goes over a connection that was idle: the service
 * may be closing it at that moment, and the reset would leave unknown whether the request was taken (and paid).
 * Files and result hosts get their own as well: a connection made under one address policy must not serve another.
 */
function freshClient(origin: string, connect: buildConnector.connector, events: ExchangeEvents): Client {
  return new Client(origin, {
    ...common,
    pipelining: 0,
    connect(options, callback) {
      connect(options, (...result) => {
        // undici takes a reset in a body without a length for its end.
        result[1]?.once('error', error => events.failed(error));
        callback(...result);
      });
    },
  });
}

/**
 * Http over undici. Rejections of `addresses: 'public'` are NetworkError, sent `no`, with `notPublicCode`.
 * Disposing breaks off everything and closes the connections.
 */
export function createUndiciHttp(): Http {
  // The connectors remember TLS sessions, so that a fresh connection costs one round trip less.
  const connectAny = buildConnector({ allowH2: false, timeout: 0 });
  const connectPublic = buildConnector({ allowH2: false, timeout: 0, lookup: createPublicLookup() });
  /** By connect limit, since that belongs to the connection and not to the request that waits for it. */
  const agents = new Map<number, Agent>();

  const agentFor = (connectTimeoutMs: number): Agent => {
    const known = agents.get(connectTimeoutMs);
    if (known !== undefined) return known;
    const connect = { allowH2: false, timeout: connectTimeoutMs };
    const agent = new Agent({ ...common, connect });
    agents.set(connectTimeoutMs, agent);
    return agent;
  };

  const start = (request: HttpRequest, url: URL, events: ExchangeEvents): ExchangeControl => {
    const options: Dispatcher.DispatchOptions = {
      method: request.method,
      path: pathOf(url),
      headers: wireHeaders(request),
      body: request.body ?? null,
    };
    const target = { origin: url.origin, options };
    if (canShare(request)) return dispatchOn(agentFor(request.connectTimeoutMs), target, events, () => {});
    const connect = request.addresses === 'public' ? connectPublic : connectAny;
    const client = freshClient(url.origin, connect, events);
    return dispatchOn(client, target, events, () => void client.destroy().catch(() => {}));
  };

  return createHttpOver(start, () => {
    for (const agent of agents.values()) void agent.destroy().catch(() => {});
    agents.clear();
  });
}
