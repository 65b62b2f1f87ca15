/** Takes out of a file what it says of itself, and nothing that it shows or plays. Pure. */
import { Bytes, joinBytes } from '../probe/bytes.ts';
import { id3Length } from './embed.ts';

/** The file without metadata; undefined for formats that are not known, and for files that are damaged. */
export function stripMetadata(file: Uint8Array, ext: string): Uint8Array | undefined {
  return Object.hasOwn(strippers, ext) ? strippers[ext]?.(file) : undefined;
}

const strippers: Readonly<Record<string, (file: Uint8Array) => Uint8Array | undefined>> = {
  png: stripPng,
  jpg: stripJpeg,
  webp: stripWebp,
  mp3: stripId3,
};

const pngTexts: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME']);

function stripPng(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const kept = [file.subarray(0, 8)];
  for (let at = 8; at < file.length; ) {
    const end = at + 12 + bytes.u32(at);
    if (!(end <= file.length)) return undefined;
    const name = bytes.ascii(at + 4, 4);
    if (!pngTexts.has(name)) kept.push(file.subarray(at, end));
    at = end;
    // What stands behind the end belongs to no picture.
    if (name === 'IEND') break;
  }
  return joinBytes(kept);
}

/** Exif, XMP, IPTC and comments. An Exif that turns the picture stays: without it another picture would be seen. */
function stripJpeg(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  if (bytes.u16(0) !== 0xffd8) return undefined;
  const kept = [file.subarray(0, 2)];
  for (let at = 2; ; ) {
    const marker = bytes.u16(at);
    if (marker === 0xffda) return joinBytes([...kept, file.subarray(at)]);
    const end = at + 2 + bytes.u16(at + 2);
    if (!(marker > 0xff01 && end <= file.length)) return undefined;
    const isText = marker === 0xffe1 || marker === 0xffed || marker === 0xfffe;
    if (!isText || isTurned(bytes, at + 4)) kept.push(file.subarray(at, end));
    at = end;
  }
}

const orientationTag = 0x0112;

function isTurned(bytes: Bytes, at: number): boolean {
  if (!bytes.is(at, 'Exif\0\0')) return false;
  const start = at + 6;
  const isLittle = bytes.is(start, 'II');
  const directory = start + bytes.u32(start + 4, isLittle);
  const count = bytes.u16(directory, isLittle);
  for (let entry = 0; entry < count && entry < 200; entry++) {
    const place = directory + 2 + entry * 12;
    if (bytes.u16(place, isLittle) === orientationTag) return bytes.u16(place + 8, isLittle) > 1;
  }
  return false;
}

const textFlags = 0x08 | 0x04;

function stripWebp(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  if (!bytes.is(0, 'RIFF') || !bytes.is(8, 'WEBP')) return undefined;
  const kept = [file.slice(0, 12)];
  for (let at = 12; at + 8 <= file.length; ) {
    const length = bytes.u32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (!(at + 8 + length <= file.length)) return undefined;
    const name = bytes.ascii(at, 4);
    const piece = file.slice(at, end);
    if (name === 'VP8X') piece[8] = (piece[8] ?? 0) & ~textFlags;
    if (name !== 'XMP ' && name !== 'EXIF') kept.push(piece);
    at = end;
  }
  const stripped = joinBytes(kept);
  new DataView(stripped.buffer).setUint32(4, stripped.length - 8, true);
  return stripped;
}

const id3v1Length = 128;

function stripId3(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const start = bytes.is(0, 'ID3') ? 10 + id3Length(bytes) + ((bytes.u8(5) & 0x10) === 0 ? 0 : 10) : 0;
  const isTagged = bytes.is(file.length - id3v1Length, 'TAG');
  const end = isTagged ? file.length - id3v1Length : file.length;
  return start < end ? file.slice(start, end) : undefined;
}
