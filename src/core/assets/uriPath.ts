/** URIs as text: core has no `Uri` class, and the few things it needs are about whole path segments. */

export interface SplitUri {
  /** `scheme:` or `scheme://authority`, exactly as it came. */
  readonly root: string;
  /** Decoded path segments, empty ones left out. */
  readonly segments: readonly string[];
}

/** Takes a URI apart; query and fragment are dropped. Undefined for text that is no hierarchical URI. */
export function splitUri(uri: string): SplitUri | undefined {
  const match = /^([a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?)(\/[^?#]*)?(?:[?#].*)?$/i.exec(uri);
  if (match?.[1] === undefined) return undefined;
  const segments = (match[2] ?? '').split('/').filter(segment => segment !== '');
  return { root: match[1], segments: segments.map(decodeSegment) };
}

/** The other way round: the URI of these segments. */
export function joinSegments({ root, segments }: SplitUri): string {
  return `${root}/${segments.map(encodeSegment).join('/')}`;
}

/** `folder` with `names` below it, each percent-encoded. `folder` itself stays as it is spelled. */
export function joinUri(folder: string, names: readonly string[]): string {
  const base = folder.replace(/[?#].*$/, '').replace(/\/+$/, '');
  return [base, ...names.map(encodeSegment)].join('/');
}

/** A segment for a URI: everything but letters, digits and `-_.~` is percent-encoded, so that any quoting is safe. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*]/g,
    letter => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The decoded segments that lead from `folder` down to `uri`; undefined where `uri` does not lie in it. */
export function segmentsBelow(folder: string, uri: string): readonly string[] | undefined {
  const [outer, inner] = [splitUri(folder), splitUri(uri)];
  if (outer === undefined || inner === undefined || !isSameRoot(outer, inner)) return undefined;
  const isBelow = outer.segments.every((segment, at) => isSameSegment(segment, inner.segments[at], at));
  return isBelow ? inner.segments.slice(outer.segments.length) : undefined;
}

/** Whether a relative path can lead from one to the other: the same scheme, authority and drive. */
export function isSameRoot(a: SplitUri, b: SplitUri): boolean {
  if (a.root.toLowerCase() !== b.root.toLowerCase()) return false;
  const [driveA, driveB] = [driveOf(a), driveOf(b)];
  return driveA === driveB;
}

/** Equal, where a drive letter may be written in either case. */
export function isSameSegment(a: string, b: string | undefined, at: number): boolean {
  return a === b || (at === 0 && isDrive(a) && a.toLowerCase() === b?.toLowerCase());
}

function driveOf(uri: SplitUri): string | undefined {
  const first = uri.segments[0];
  return first !== undefined && isDrive(first) ? first.toLowerCase() : undefined;
}

function isDrive(segment: string): boolean {
  return /^[a-z]:$/i.test(segment);
}

/** What the segment says; as it is where its encoding is damaged. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
