/**
 * The Http port over Node's own `https` and `http`, which VS Code patches in its extension host: proxies (settings,
 * variables, PAC, their sign-ins) and the system's certificates work there. Both purposes go this way; `fetch`, which
 * VS Code patches too, cannot keep the port's promises: its undici (Node 22 and 24) throws an uncatchable assertion
 * and then never ends when a server closes while the reader is slow (nodejs/undici#5360), and it does not tell
 * whether a request was written.
 */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { NetworkError } from '../../core/errors.ts';
import type { Http, HttpRequest } from '../../core/ports.ts';
import { checkResolvedHost, createPublicLookup, networkHost } from './addressPolicy.ts';
import type { ExchangeControl, ExchangeEvents } from './httpExchange.ts';
import { createHttpOver, wireHeaders } from './httpRequests.ts';

const isTls = (socket: Socket): boolean => 'encrypted' in socket;

/**
 * A proxy that makes no tunnel answers in the service's place: VS Code's agent then hands over a socket without TLS
 * that replays the proxy's words. Nothing was sent to the service, and nothing may be written there.
 */
function proxyRefusal(status: number | undefined): NetworkError {
  return new NetworkError({
    sent: 'no',
    code: 'ERR_PROXY_TUNNEL',
    message: `the proxy made no tunnel (${status})`,
  });
}

/** Calls `then` once `socket` (of whatever agent, perhaps through a proxy) can carry the request, TLS included. */
function whenConnected(socket: Socket, then: () => void): void {
  // Without a way to the address the socket fails before anybody can listen: not connecting, and not connected.
  if (socket.destroyed) return;
  const isOpen = !socket.connecting && !('secureConnecting' in socket && socket.secureConnecting === true);
  if (isOpen) then();
  else socket.once(isTls(socket) ? 'secureConnect' : 'connect', then);
}

/**
 * No agent of our own: with one, VS Code leaves the request unpatched under `http.proxySupport: on`. The default
 * agent keeps idle connections, on which a POST could meet a reset that leaves unknown whether it was taken; ours
 * are never kept (a "connection: close" header alone leaves that to the server).
 */
function makeRequest(request: HttpRequest, url: URL): http.ClientRequest {
  const transport = url.protocol === 'https:' ? https : http;
  // Parts instead of the URL, whose user and password would become an Authorization header.
  const outgoing = transport.request({
    protocol: url.protocol,
    hostname: networkHost(url),
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: wireHeaders(request),
    ...(request.addresses === 'public' ? { lookup: createPublicLookup(networkHost(url)) } : {}),
  });
  outgoing.shouldKeepAlive = false;
  return outgoing;
}

function watchAnswer(answer: http.IncomingMessage, events: ExchangeEvents): void {
  answer.on('error', e => events.failed(e));
  answer.on('end', () => events.ended());
  answer.on('close', () => {
    if (!answer.complete) events.failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
  });
  events.answered(answer.statusCode ?? 0, answer.headers);
  answer.on('data', (chunk: Buffer) => {
    if (!events.received(chunk)) answer.pause();
  });
}

function startRequest(request: HttpRequest, url: URL, events: ExchangeEvents): ExchangeControl {
  const outgoing = makeRequest(request, url);
  let answer: http.IncomingMessage | undefined;
  outgoing.on('error', e => events.failed(e));
  outgoing.on('close', () => {
    // For example after an unasked-for "101 Switching Protocols".
    if (answer === undefined) events.failed(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
  });
  let isProxySpeaking = false;
  outgoing.on('socket', socket => {
    isProxySpeaking = url.protocol === 'https:' && !isTls(socket);
    if (isProxySpeaking) return;
    whenConnected(socket, () => {
      // Node would write while the connection is still being made; waiting makes `connected` a proof.
      events.connected();
      if (!outgoing.destroyed) outgoing.end(request.body);
    });
  });
  outgoing.on('response', incoming => {
    answer = incoming;
    if (isProxySpeaking) events.failed(proxyRefusal(incoming.statusCode));
    else watchAnswer(incoming, events);
  });
  return {
    resume: () => answer?.resume(),
    destroy: () => void outgoing.destroy(),
  };
}

/** Waits until `check` lets the request through; what happens meanwhile is kept. */
function startAfter(
  check: Promise<void>,
  start: () => ExchangeControl,
  events: ExchangeEvents,
): ExchangeControl {
  let control: ExchangeControl | undefined;
  let isDestroyed = false;
  check
    .then(() => {
      if (!isDestroyed) control = start();
    })
    .catch((e: unknown) => events.failed(e));
  return {
    resume: () => control?.resume(),
    destroy() {
      isDestroyed = true;
      control?.destroy();
    },
  };
}

/**
 * Http over VS Code's patched stack. Rejections of `addresses: 'public'` are NetworkError, sent `no`, with
 * `notPublicCode`. Through a proxy the proxy resolves the name, so that the check at connect time cannot be made
 * here; a name that this machine resolves to an address that is not public is then refused beforehand.
 */
export function createPlatformHttp(): Http {
  return createHttpOver(
    (request, url, events) => {
      const start = (): ExchangeControl => startRequest(request, url, events);
      return request.addresses === 'public' ? startAfter(checkResolvedHost(url), start, events) : start();
    },
    () => {},
  );
}
