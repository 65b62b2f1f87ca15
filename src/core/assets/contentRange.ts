/**
 * Whether an answer may be put behind what is there already (RFC 9110, 13.1.5, 14.4 and 8.8): when in doubt it may
 * not, because a file of two halves that do not belong together looks whole.
 */
import type { HttpResponse } from '../ports.ts';

/** `header` where it is a strong entity tag that can be sent back; a weak one may stand for other bytes. */
export function strongEtag(header: string | undefined): string | undefined {
  return header !== undefined && /^"[\x21\x23-\x7e]{1,256}"$/.test(header) ? header : undefined;
}

/** The first and the last byte and the whole length that `Content-Range` tells; undefined unless it tells all. */
export function parseContentRange(
  header: string | undefined,
): { first: number; last: number; length: number } | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(header?.trim() ?? '');
  if (match === null) return undefined;
  const [first = 0, last = 0, length = 0] = match.slice(1).map(Number);
  return { first, last, length };
}

/** What is there already of a file, and how its host called it. */
export interface Part {
  /** The address that it came from at last, redirects followed. */
  readonly url: string;
  readonly bytes: number;
  readonly etag: string;
  readonly length: number | undefined;
}

/**
 * Whether the tags of both addresses speak of the same thing. A tag tells versions of one resource apart; for another
 * resource the same tag can stand for other bytes. Signed addresses differ from time to time in their query alone.
 */
export function isSameResource(a: string, b: string): boolean {
  const [first, second] = [URL.parse(a), URL.parse(b)];
  return first !== null && first.origin === second?.origin && first.pathname === second.pathname;
}

/** The whole file's length where the answer brings exactly what is missing of the very bytes that were part. */
export function restLength(part: Part, { status, headers }: HttpResponse): number | undefined {
  const range = parseContentRange(headers.get('content-range'));
  if (status !== 206 || range === undefined || strongEtag(headers.get('etag')) !== part.etag)
    return undefined;
  const { first, last, length } = range;
  const isMissing = first === part.bytes && last >= first && last === length - 1;
  const isSameFile = part.length === undefined || length === part.length;
  const isPlain = ['', 'identity'].includes(headers.get('content-encoding')?.trim().toLowerCase() ?? '');
  const stated = headers.get('content-length');
  const isOneLength = stated === undefined || Number(stated) === length - first;
  return isMissing && isSameFile && isPlain && isOneLength ? length : undefined;
}
