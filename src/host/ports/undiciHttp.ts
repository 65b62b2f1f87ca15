/**
 * The Http port over undici: the quick way, without VS Code's proxies and certificates. Own connections, never the
 * global dispatcher, which belongs to whoever runs in the same extension host. Large: import this file lazily.
 */
import { Socket } from 'node:net';
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
  (request.method === 'GET' || request.method === 'HEAD') &&
  request.purpose === 'api' &&
  request.addresses === 'any';

/**
 * `connect` that keeps its unfinished sockets in `connecting`: undici has no way to give up a connection that is
 * being made, and destroying a client waits for it. `onBroken` hears of a socket's error before undici does.
 */
function breakable(
  connect: buildConnector.connector,
  connecting: Set<Socket>,
  onBroken: (e: Error) => void = () => {},
): buildConnector.connector {
  return (options, callback) => {
    // The type says void; the contract's test of cancelling shows that it is the socket.
    const socket: unknown = connect(options, (...result) => {
      if (socket instanceof Socket) connecting.delete(socket);
      result[1]?.once('error', onBroken);
      callback(...result);
    });
    if (socket instanceof Socket) connecting.add(socket);
  };
}

/** undici's callbacks as an exchange's events. `started` gets the controller before anything is written. */
function handlerOf(
  events: ExchangeEvents,
  started: (controller: Dispatcher.DispatchController) => void,
  brokenBy: () => Error | undefined,
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
    onResponseEnd() {
      // undici takes a reset in a body without a length for its end.
      const broken = brokenBy();
      if (broken === undefined) events.ended();
      else events.failed(broken);
    },
    onResponseError: (_controller, error) => events.failed(error),
  };
}

/** Where a request goes over: what to send on, what went wrong with its socket, how to give it up. */
interface Route {
  readonly dispatcher: Dispatcher;
  brokenBy(): Error | undefined;
  destroy(): void;
}

function dispatchOn(
  { dispatcher, brokenBy, destroy }: Route,
  options: Dispatcher.DispatchOptions,
  events: ExchangeEvents,
): ExchangeControl {
  let controller: Dispatcher.DispatchController | undefined;
  let isDestroyed = false;
  const abort = (): void => controller?.abort(new Error('ended by the exchange'));
  const started = (its: Dispatcher.DispatchController): void => {
    controller = its;
    // Broken off while it waited for its connection: undici writes nothing of an aborted request.
    if (isDestroyed) abort();
  };
  dispatcher.dispatch(options, handlerOf(events, started, brokenBy));
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
function freshRoute(origin: string, connect: buildConnector.connector): Route {
  let broken: Error | undefined;
  const connecting = new Set<Socket>();
  const dispatcher = new Client(origin, {
    ...common,
    pipelining: 0,
    connect: breakable(connect, connecting, e => {
      broken = e;
    }),
  });
  return {
    dispatcher,
    brokenBy: () => broken,
    destroy() {
      for (const socket of connecting) socket.destroy();
      void dispatcher.destroy().catch(() => {});
    },
  };
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
  const connecting = new Set<Socket>();

  const agentFor = (connectTimeoutMs: number): Agent => {
    const known = agents.get(connectTimeoutMs);
    if (known !== undefined) return known;
    const connect = breakable(buildConnector({ allowH2: false, timeout: connectTimeoutMs }), connecting);
    const agent = new Agent({ ...common, connect });
    agents.set(connectTimeoutMs, agent);
    return agent;
  };

  const routeFor = (request: HttpRequest, origin: string): Route => {
    if (canShare(request)) {
      return { dispatcher: agentFor(request.connectTimeoutMs), brokenBy: () => undefined, destroy() {} };
    }
    return freshRoute(origin, request.addresses === 'public' ? connectPublic : connectAny);
  };

  const start = (request: HttpRequest, url: URL, events: ExchangeEvents): ExchangeControl =>
    dispatchOn(
      routeFor(request, url.origin),
      {
        origin: url.origin,
        method: request.method,
        path: pathOf(url),
        headers: wireHeaders(request),
        body: request.body ?? null,
      },
      events,
    );

  return createHttpOver(start, () => {
    for (const socket of connecting) socket.destroy();
    for (const agent of agents.values()) void agent.destroy().catch(() => {});
    agents.clear();
  });
}
