/** Takes out of a JPEG what it is not drawn from. Pure. */
import { Bytes, joinBytes } from '../probe/bytes.ts';

const none = new Uint8Array(0);

const startOfScan = 0xda;
const endOfImage = 0xd9;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** Tables, frames, scans and their end; no application's segment and no comment. */
const isJpegDrawn = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf) || marker >= endOfImage;

/** Applications whose segments say how colours are meant. */
function isColour(bytes: Bytes, marker: number, at: number): boolean {
  if (marker === 0xe0) return bytes.is(at + 4, 'JFIF\0');
  if (marker === 0xe2) return bytes.is(at + 4, 'ICC_PROFILE\0');
  return marker === 0xee && bytes.is(at + 4, 'Adobe') && bytes.u16(at + 2) === 14;
}

/** What is kept of the segment from `at` to `end`. Of an Exif that turns the picture the turn stays: without it another picture would be seen. */
function keptOf(file: Uint8Array, { marker, at, end }: Segment): Uint8Array | undefined {
  const bytes = new Bytes(file);
  const turn = marker === 0xe1 ? orientationAt(bytes, at + 4) : 1;
  if (turn > 1) return exifOf(turn);
  const isDrawn = marker < 0xe0 ? isJpegDrawn(marker) : isColour(bytes, marker, at);
  return isDrawn ? file.subarray(at, end) : undefined;
}

/** Where the pixels that begin at `start` end: at the next marker. */
function scanEnd(file: Uint8Array, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1] ?? 0;
    // An escaped byte, a mark within the pixels, a filler before a marker.
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  return file.length;
}

interface Segment {
  readonly marker: number;
  readonly at: number;
  /** Of a scan, where its pixels end. */
  readonly end: number;
}

/** What begins at `from`, fillers passed over; undefined where no segment does, or one that is longer than the file. */
function segmentAt(file: Uint8Array, from: number): Segment | undefined {
  let at = from;
  while (file[at] === 0xff && file[at + 1] === 0xff) at++;
  const marker = file[at + 1] ?? 0;
  if (file[at] !== 0xff || marker <= 1 || isRestart(marker)) return undefined;
  if (marker === endOfImage) return { marker, at, end: at + 2 };
  const end = at + 2 + new Bytes(file).u16(at + 2);
  if (!(end >= at + 4 && end <= file.length)) return undefined;
  return { marker, at, end: marker === startOfScan ? scanEnd(file, end) : end };
}

/** Up to the picture's end: other pictures, films and notes of the camera lie behind it. Undefined where it is damaged. */
export function stripJpeg(file: Uint8Array): Uint8Array | undefined {
  if (new Bytes(file).u16(0) !== 0xffd8) return undefined;
  const kept = [file.subarray(0, 2)];
  let hasPixels = false;
  for (let at = 2; at < file.length; ) {
    const segment = segmentAt(file, at);
    if (segment === undefined) return undefined;
    kept.push(keptOf(file, segment) ?? none);
    hasPixels ||= segment.marker === startOfScan;
    if (segment.marker === endOfImage) break;
    at = segment.end;
  }
  // Viewers show a picture whose end is missing, too; one without any pixels is none.
  return hasPixels ? joinBytes(kept) : undefined;
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
