import { StorageError } from '../errors.ts';

/** Whose results these are: `loopback` where `baseUrl` is itself loopback, so that http and loopback are allowed. */
export type ResultOrigin = 'public' | 'loopback';

/** Redirects followed for one result. */
export const maxRedirects = 5;

const maxUrlLength = 8192;

/**
 * The address of a result, when it may be fetched: https to a named public host, without user and password; http
 * and loopback hosts only where `origin` is `loopback`. Throws StorageError `badUrl`.
 *
 * Addresses in numbers and names without a dot are refused for the public: no public result host is reached so, and
 * a literal address would slip past the check that the transport makes when it looks a name up.
 */
export function checkResultUrl(url: string, origin: ResultOrigin): URL {
  if (url.length > maxUrlLength) throw refused('it is too long');
  const parsed = parse(url);
  if (parsed.username !== '' || parsed.password !== '') throw refused('it carries a user name or password');
  const isLoopback = isLoopbackHost(parsed.hostname);
  if (parsed.protocol === 'http:') {
    if (origin !== 'loopback' || !isLoopback) throw refused('it is not https');
  } else if (parsed.protocol !== 'https:') throw refused('it is not https');
  if (!(isLoopback && origin === 'loopback') && !isPublicName(parsed.hostname)) {
    throw refused('its host is not a public name');
  }
  return parsed;
}

/**
 * Where a redirect leads, when it may be followed: every rule of `checkResultUrl` again, and never from https to
 * http. Throws StorageError `badUrl`.
 */
export function checkRedirect(location: string | undefined, from: URL, origin: ResultOrigin): URL {
  if (location === undefined || location === '') throw refused('it redirects to nowhere');
  const target = checkResultUrl(parse(location, from).href, origin);
  if (from.protocol === 'https:' && target.protocol !== 'https:')
    throw refused('it redirects from https to http');
  return target;
}

/** Whether a URL's host is this machine itself, by its spelling alone. */
export function isLoopbackHost(hostname: string): boolean {
  const host = withoutRootDot(hostname);
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
  );
}

/** `URL` has made every spelling of an IPv4 address (0x7f.1, 2130706433) into four decimal numbers by now. */
function isPublicName(hostname: string): boolean {
  const host = withoutRootDot(hostname);
  if (host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)) return false;
  return host.includes('.') && !/\.(localhost|local|internal|home\.arpa)$/.test(host);
}

function withoutRootDot(hostname: string): string {
  return hostname.toLowerCase().replace(/\.+$/, '');
}

function parse(url: string, base?: URL): URL {
  try {
    return new URL(url, base);
  } catch (e) {
    throw refused('it is not a URL', e);
  }
}

/** The URL itself is kept out of the text: it may be signed, and it is foreign text. */
function refused(why: string, cause?: unknown): StorageError {
  return new StorageError({ reason: 'badUrl', message: `the result's address was refused: ${why}` }, cause);
}
