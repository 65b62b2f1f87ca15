/** The colour profile (ICC) of a picture: without it the same pixels are shown in other colours. */
import { Bytes, joinBytes } from '../assets/probe/bytes.ts';
import { crc32 } from '../crc32.ts';
import { type Inflate, pngChunks } from './decodePng.ts';

/** Those of cameras and screens have some KB; larger ones are for printing. */
const maxProfileBytes = 1_000_000;

const iccMark = 'ICC_PROFILE\0';

/** Segments of a JPEG up to its pixels: where each begins, its marker, where it ends. */
function* jpegSegments(bytes: Bytes): Generator<{ marker: number; from: number; to: number }> {
  for (let at = 2; at + 4 <= bytes.length && bytes.u8(at) === 0xff; ) {
    const marker = bytes.u8(at + 1);
    // A fill byte: the marker comes after it.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const to = at + 2 + Math.max(2, bytes.u16(at + 2));
    yield { marker, from: at + 4, to };
    if (marker === 0xda) return;
    at = to;
  }
}

function jpegProfile(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const parts: Uint8Array[] = [];
  // Behind the mark: which part of how many it is.
  for (const { marker, from, to } of jpegSegments(bytes))
    if (marker === 0xe2 && bytes.is(from, iccMark)) parts[bytes.u8(from + 12)] = file.subarray(from + 14, to);
  return parts.length === 0 ? undefined : joinBytes(parts.filter(part => part !== undefined));
}

function webpProfile(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.u32(at + 4, true);
    if (bytes.is(at, 'ICCP')) return file.subarray(at + 8, at + 8 + length);
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function pngProfile(file: Uint8Array, inflate: Inflate): Uint8Array | undefined {
  const body = pngChunks(file).find(({ type }) => type === 'iCCP')?.body;
  // A name, its end, and the method of compression, of which there is one.
  return body && inflate(body.subarray(body.indexOf(0) + 2), maxProfileBytes);
}

/** A profile that is torn, or too large to be one, says nothing of the pixels, which may be whole. */
function readOrNone(read: (() => Uint8Array | undefined) | undefined): Uint8Array | undefined {
  try {
    return read?.();
  } catch {
    return undefined;
  }
}

/** The profile of an RGB picture; undefined where it has none that can be read, or one that fits no RGB pixels. */
export function colourProfile(file: Uint8Array, ext: string, inflate: Inflate): Uint8Array | undefined {
  const readers: Readonly<Record<string, () => Uint8Array | undefined>> = {
    jpg: () => jpegProfile(file),
    webp: () => webpProfile(file),
    png: () => pngProfile(file, inflate),
  };
  const profile = readOrNone(readers[ext]);
  if (profile === undefined || profile.length > maxProfileBytes) return undefined;
  // ICC.1, 7.2: the colour space of the data, and the file signature.
  const bytes = new Bytes(profile);
  return bytes.is(16, 'RGB ') && bytes.is(36, 'acsp') ? profile : undefined;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** The largest part that a segment takes beside its length and the mark. */
const maxPartBytes = 65_519;

function jpegSegmentsOf(profile: Uint8Array): Uint8Array {
  const count = Math.ceil(profile.length / maxPartBytes);
  const parts = Array.from({ length: count }, (_, at) => {
    const part = profile.subarray(at * maxPartBytes, (at + 1) * maxPartBytes);
    const length = part.length + 16;
    return [
      Uint8Array.of(0xff, 0xe2, length >> 8, length & 255),
      utf8(iccMark),
      Uint8Array.of(at + 1, count),
      part,
    ];
  });
  return joinBytes(parts.flat());
}

function pngChunkOf(packed: Uint8Array): Uint8Array {
  const body = joinBytes([utf8('iCCPICC profile\0\0'), packed]);
  return joinBytes([u32(body.length - 4), body, u32(crc32(body))]);
}

/** `file`, as `encodePng` or `encodeJpeg` made it, with `profile` behind its first chunk or segment. */
export function withColourProfile(
  file: Uint8Array,
  ext: 'png' | 'jpg',
  profile: Uint8Array,
  deflate: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const piece = ext === 'png' ? pngChunkOf(deflate(profile)) : jpegSegmentsOf(profile);
  const at = ext === 'png' ? 33 : 4 + new Bytes(file).u16(4);
  return joinBytes([file.subarray(0, at), piece, file.subarray(at)]);
}
