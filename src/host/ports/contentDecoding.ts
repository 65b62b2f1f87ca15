/** Content codings of answers: gzip, br, deflate. */
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { NetworkError } from '../../core/errors.ts';

/** What requests of purpose `api` say that they understand. */
export const acceptedEncodings = 'gzip, br, deflate';

/** Fewer and larger pieces than zlib's default of 16 KiB. */
const options = { chunkSize: 64 * 1024 };

type MakeDecoder = (firstByte: number) => Transform;

const decoders: ReadonlyMap<string, MakeDecoder> = new Map<string, MakeDecoder>([
  ['gzip', () => createGunzip(options)],
  ['x-gzip', () => createGunzip(options)],
  ['br', () => createBrotliDecompress(options)],
  // "deflate" means zlib's format, and some servers send the raw one; zlib's first byte says method 8.
  ['deflate', first => ((first & 15) === 8 ? createInflate(options) : createInflateRaw(options))],
]);

/**
 * The decoder that a Content-Encoding asks for; undefined for none. Throws NetworkError for unknown codings and for
 * chains, which nobody needs and bombs are made of (CVE-2026-22036).
 */
export function decoderFor(contentEncoding: string | undefined): MakeDecoder | undefined {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
    .filter(coding => coding !== '' && coding !== 'identity');
  if (codings.length === 0) return undefined;
  const make = codings.length === 1 ? decoders.get(codings[0] ?? '') : undefined;
  if (make !== undefined) return make;
  const message = `the answer has a content coding nobody asked for (${codings.join(', ').slice(0, 60)})`;
  throw new NetworkError({ sent: 'unknown', code: 'ERR_CONTENT_ENCODING', message });
}

/** The first piece with anything in it. */
async function firstOf(source: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  for (;;) {
    const { value, done } = await source.next();
    if (done) return undefined;
    if (value.byteLength > 0) return value;
  }
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/**
 * `source` decoded, pulled: nothing is read ahead but the streams' windows (some 100 KiB), so a bomb goes no further
 * than its reader. A source that fails passes its error on; so does a damaged coding, with zlib's code.
 */
export async function* decodePieces(
  source: AsyncIterable<Uint8Array>,
  make: MakeDecoder,
): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  const first = await firstOf(pieces);
  if (first === undefined) return;
  const decoder = make(first[0] ?? 0);
  const stop = new AbortController();
  const input = Readable.from(joined(first, pieces), { objectMode: false, highWaterMark: 64 * 1024 });
  // Its failure is the decoder's too and is thrown by the loop below.
  const done = pipeline(input, decoder, { signal: stop.signal, end: true }).catch(() => {});
  try {
    for await (const piece of decoder) yield piece as Uint8Array;
  } finally {
    stop.abort();
    await done;
  }
}
