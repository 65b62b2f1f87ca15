/** What both stacks do with a request before it starts, and the set of exchanges that are under way. */
import { CancelledError, NetworkError } from '../../core/errors.ts';
import type { Http, HttpRequest } from '../../core/ports.ts';
import { checkLiteralHost } from './addressPolicy.ts';
import { acceptedEncodings } from './contentDecoding.ts';
import { HttpExchange, type StartExchange } from './httpExchange.ts';

/** The URL of `request`; what is no http(s) URL or leads to a literal address that may not be is a NetworkError. */
function checkUrl(request: HttpRequest): URL {
  const url = URL.parse(request.url);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // Without the URL: it may be signed.
    throw new NetworkError({ sent: 'no', code: 'ERR_INVALID_URL', message: 'not an http(s) URL' });
  }
  if (request.addresses === 'public') checkLiteralHost(url);
  return url;
}

/** The request's headers as both stacks send them; names in lower case. */
export function wireHeaders(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  headers['accept-encoding'] = request.purpose === 'media' ? 'identity' : acceptedEncodings;
  if (request.body !== undefined) headers['content-length'] = String(Buffer.byteLength(request.body));
  return headers;
}

/** An Http over `start`; disposing cancels what is under way, then calls `onDispose`. */
export function createHttpOver(start: StartExchange, onDispose: () => void): Http {
  const active = new Set<HttpExchange>();
  let isDisposed = false;
  return {
    async send(request) {
      if (isDisposed) throw new CancelledError('disposed');
      const url = checkUrl(request);
      const exchange = new HttpExchange(request, url, over => active.delete(over));
      active.add(exchange);
      return exchange.run(events => start(request, url, events));
    },
    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      for (const exchange of [...active]) exchange.cancel();
      onDispose();
    },
  };
}
