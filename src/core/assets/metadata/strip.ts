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

/** `caBX` holds content credentials (C2PA), which name the tool and often its user. */
const pngTexts: ReadonlySet<string> = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'caBX']);

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

/** Of application segments: Exif and XMP, content credentials (C2PA), IPTC; and comments. */
const jpegTexts: ReadonlySet<number> = new Set([0xffe1, 0xffeb, 0xffed, 0xfffe]);

/** Of an Exif that turns the picture the turn stays: without it another picture would be seen. */
function stripJpeg(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  if (bytes.u16(0) !== 0xffd8) return undefined;
  const kept = [file.subarray(0, 2)];
  for (let at = 2; ; ) {
    const marker = bytes.u16(at);
    if (marker === 0xffda) return joinBytes([...kept, file.subarray(at)]);
    const end = at + 2 + bytes.u16(at + 2);
    if (!(marker > 0xff01 && end <= file.length)) return undefined;
    const turn = marker === 0xffe1 ? orientationAt(bytes, at + 4) : 1;
    if (!jpegTexts.has(marker)) kept.push(file.subarray(at, end));
    else if (turn > 1) kept.push(exifOf(turn));
    at = end;
  }
}

const orientationTag = 0x0112;

/** An Exif segment that holds the orientation alone: no place, no camera, no thumbnail. */
function exifOf(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8];
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation & 0xff, 0, 0];
  const payload = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, 0, 1, ...entry, 0, 0, 0, 0];
  return Uint8Array.from([0xff, 0xe1, 0, payload.length + 2, ...payload]);
}

/** 1 where nothing says how the picture is turned. */
function orientationAt(bytes: Bytes, at: number): number {
  if (!bytes.is(at, 'Exif\0\0')) return 1;
  const start = at + 6;
  const isLittle = bytes.is(start, 'II');
  const directory = start + bytes.u32(start + 4, isLittle);
  const count = bytes.u16(directory, isLittle);
  for (let entry = 0; entry < count && entry < 200; entry++) {
    const place = directory + 2 + entry * 12;
    if (bytes.u16(place, isLittle) !== orientationTag) continue;
    const value = bytes.u16(place + 8, isLittle);
    return value <= 8 ? value : 1;
  }
  return 1;
}

const textFlags = 0x08 | 0x04;
const webpTexts: ReadonlySet<string> = new Set(['XMP ', 'EXIF', 'C2PA']);

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
    if (!webpTexts.has(name)) kept.push(piece);
    at = end;
  }
  const stripped = joinBytes(kept);
  new DataView(stripped.buffer).setUint32(4, stripped.length - 8, true);
  return stripped;
}

const id3v1Length = 128;
const apeFooterLength = 32;

/** Where the sound ends that an APE tag stands behind; `end` where there is none. */
function withoutApe(bytes: Bytes, end: number): number {
  const footer = end - apeFooterLength;
  if (footer < 0 || !bytes.is(footer, 'APETAGEX')) return end;
  // The size counts the footer, and the header not.
  const hasHeader = (bytes.u32(footer + 20, true) & 0x80000000) !== 0;
  const begin = end - bytes.u32(footer + 12, true) - (hasHeader ? apeFooterLength : 0);
  return begin > 0 && begin < end ? begin : end;
}

function stripId3(file: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const start = bytes.is(0, 'ID3') ? 10 + id3Length(bytes) + ((bytes.u8(5) & 0x10) === 0 ? 0 : 10) : 0;
  const isTagged = bytes.is(file.length - id3v1Length, 'TAG');
  const end = withoutApe(bytes, isTagged ? file.length - id3v1Length : file.length);
  return start < end ? file.slice(start, end) : undefined;
}
