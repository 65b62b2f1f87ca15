/** One result's bytes from the net: redirects checked hop by hop, the answer's head judged, nothing kept. */
import { NetworkError, StorageError } from '../errors.ts';
import type { Http, HttpResponse } from '../ports.ts';
import { isSameResource, type Part, restLength, strongEtag } from './contentRange.ts';
import {
  checkRedirect,
  checkResultUrl,
  isLoopbackHost,
  maxRedirects,
  type ResultOrigin,
} from './resultUrl.ts';
import type { SaveLimits } from './types.ts';

export interface Download {
  /** The address that answered, redirects followed. */
  readonly url: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Where in the file the body begins: 0, or as much as was there already. */
  readonly start: number;
  /** What the whole file's length must be; undefined where the answer does not say. */
  readonly length: number | undefined;
  /** Whether the transport can tell a cut body from a whole one. */
  readonly hasKnownEnd: boolean;
  /** Names these very bytes, so that the rest of them can be asked for; undefined where the host cannot do that. */
  readonly etag: string | undefined;
  dispose(): void;
}

export interface DownloadRequest {
  readonly url: string;
  readonly origin: ResultOrigin;
  readonly limits: SaveLimits;
  readonly signal: AbortSignal;
  /** Asks for the rest alone. What comes is the rest of the very same bytes (`start`), or the whole file. */
  readonly part?: Part | undefined;
}

/**
 * No key, no cookie, nothing that says who asks. `identity`, because media is compressed already and a packed body
 * could unfold to any size.
 */
const headers = { accept: '*/*', 'accept-encoding': 'identity' } as const;

/**
 * Opens a result URL. Rejects with StorageError `badUrl` (an address of ours to refuse), `gone` (it has expired: ask
 * the service for a new one), and with NetworkError, TimeoutError and CancelledError of the transport. Somebody must
 * dispose the download.
 */
export async function openDownload(http: Http, request: DownloadRequest): Promise<Download> {
  const { response, url } = await followRedirects(http, request);
  const { part } = request;
  if (part === undefined || (response.status !== 206 && response.status !== 416)) return judge(response, url);
  const length = isSameResource(url, part.url) ? restLength(part, response) : undefined;
  if (length !== undefined) return { ...describe(response, url), start: part.bytes, length };
  // The rest of something else, or of nothing: from the start then, without asking for a part.
  response.dispose();
  return openDownload(http, { ...request, part: undefined });
}

async function followRedirects(
  http: Http,
  request: DownloadRequest,
): Promise<{ response: HttpResponse; url: string }> {
  let url = checkResultUrl(request.url, request.origin);
  for (let hop = 0; ; hop++) {
    const response = await send(http, url, request);
    if (!isRedirect(response.status)) return { response, url: url.href };
    response.dispose();
    if (hop === maxRedirects) {
      throw new StorageError({ reason: 'badUrl', message: `more than ${maxRedirects} redirects` });
    }
    url = checkRedirect(response.headers.get('location'), url, request.origin);
  }
}

function send(http: Http, url: URL, request: DownloadRequest): Promise<HttpResponse> {
  const { connectTimeoutMs, headersTimeoutMs, idleTimeoutMs } = request.limits;
  const isOwnMachine = request.origin === 'loopback' && isLoopbackHost(url.hostname);
  const { part } = request;
  return http.send({
    method: 'GET',
    url: url.href,
    headers:
      part === undefined ? headers : { ...headers, range: `bytes=${part.bytes}-`, 'if-range': part.etag },
    purpose: 'media',
    signal: request.signal,
    connectTimeoutMs,
    headersTimeoutMs,
    idleTimeoutMs,
    addresses: isOwnMachine ? 'any' : 'public',
  });
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function judge(response: HttpResponse, url: string): Download {
  const { status } = response;
  if (status === 200 || status === 203) return describe(response, url);
  response.dispose();
  if (status === 204 || status === 205)
    throw new StorageError({ reason: 'truncated', message: 'the result is empty' });
  // 408 and 429 pass; every other 4xx is how hosts say that a signed address has run out (403, 404, 410, also 400).
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    throw new StorageError({ reason: 'gone', message: `the result's host answered ${status}` });
  }
  throw new NetworkError({
    sent: 'unknown',
    message: `the result's host answered ${status}`,
    code: `HTTP_${status}`,
  });
}

function describe(response: HttpResponse, url: string): Download {
  const { headers: answered, body } = response;
  const stated = answered.get('content-length');
  const encoding = answered.get('content-encoding')?.toLowerCase() ?? 'identity';
  const isPlain = encoding === 'identity' || encoding === '';
  const length = isPlain && stated !== undefined && /^\d{1,16}$/.test(stated) ? Number(stated) : undefined;
  const canGoOn = isPlain && answered.get('accept-ranges')?.trim().toLowerCase() !== 'none';
  return {
    url,
    body,
    start: 0,
    length,
    hasKnownEnd: stated !== undefined || answered.has('transfer-encoding'),
    etag: canGoOn ? strongEtag(answered.get('etag')) : undefined,
    dispose: () => response.dispose(),
  };
}
