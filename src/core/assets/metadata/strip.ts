/** Takes out of a file what it says of itself, and nothing that it shows or plays. Pure. */
import { Bytes, joinBytes } from '../probe/bytes.ts';
import { stripJpeg } from './stripJpeg.ts';
import { stripSound } from './stripSound.ts';

/** The file without metadata; undefined for formats that are not known, and for files that are damaged. */
export function stripMetadata(file: Uint8Array, ext: string): Uint8Array | undefined {
  return Object.hasOwn(strippers, ext) ? strippers[ext]?.(file) : undefined;
}

const strippers: Readonly<Record<string, (file: Uint8Array) => Uint8Array | undefined>> = {
  png: stripPng,
  jpg: stripJpeg,
  webp: stripWebp,
  mp3: stripSound,
};

/**
 * What a picture is drawn from: its data, its colours, its frames. All else may say something of who made it: texts,
 * Exif, content credentials, and whatever a program has invented for itself.
 */
const pngDrawn: ReadonlySet<string> = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'pHYs', 'bKGD', 'hIST', 'sBIT', 'sPLT'],
  ...['cHRM', 'gAMA', 'iCCP', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'acTL', 'fcTL', 'fdAT'],
]);

function stripPng(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const kept = [file.subarray(0, 8)];
  for (let at = 8; at < file.length; ) {
    const end = at + 12 + bytes.u32(at);
    if (!(end <= file.length)) return undefined;
    const name = bytes.ascii(at + 4, 4);
    if (pngDrawn.has(name)) kept.push(file.subarray(at, end));
    at = end;
    // What stands behind the end belongs to no picture.
    if (name === 'IEND') break;
  }
  return joinBytes(kept);
}

const textFlags = 0x08 | 0x04;
const webpDrawn: ReadonlySet<string> = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);

function stripWebp(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  if (!bytes.is(0, 'RIFF') || !bytes.is(8, 'WEBP')) return undefined;
  const kept = [file.slice(0, 12)];
  const all = Math.min(file.length, 8 + bytes.u32(4, true));
  for (let at = 12; at + 8 <= all; ) {
    const length = bytes.u32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (!(at + 8 + length <= file.length)) return undefined;
    const name = bytes.ascii(at, 4);
    const piece = file.slice(at, end);
    if (name === 'VP8X') piece[8] = (piece[8] ?? 0) & ~textFlags;
    if (webpDrawn.has(name)) kept.push(piece);
    at = end;
  }
  const stripped = joinBytes(kept);
  new DataView(stripped.buffer).setUint32(4, stripped.length - 8, true);
  return stripped;
}
