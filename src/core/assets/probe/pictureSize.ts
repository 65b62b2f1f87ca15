/** Width and height from the head of a picture, by the formats' own headers. No pixel is decoded. */
import { boxes, findBox } from './boxes.ts';
import type { Bytes } from './bytes.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size in pixels; undefined where the head does not say. A JPEG that is turned by Exif is given turned. */
export function pictureSize(ext: string, head: Bytes): PictureSize | undefined {
  const size = readers[ext]?.(head);
  return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
}

const readers: Readonly<Record<string, (head: Bytes) => PictureSize | undefined>> = {
  // The IHDR chunk is always the first (PNG specification, 11.2.2).
  png: head => (head.is(12, 'IHDR') ? { width: head.u32(16), height: head.u32(20) } : undefined),
  gif: head => (head.is(0, 'GIF8') ? { width: head.u16(6, true), height: head.u16(8, true) } : undefined),
  webp: webpSize,
  jpg: jpegSize,
  avif: avifSize,
};

function webpSize(head: Bytes): PictureSize | undefined {
  const format = head.ascii(12, 4);
  if (format === 'VP8X') return { width: head.u24(24, true) + 1, height: head.u24(27, true) + 1 };
  if (format === 'VP8 ') return { width: head.u16(26, true) & 0x3fff, height: head.u16(28, true) & 0x3fff };
  if (format !== 'VP8L') return undefined;
  const bits = head.u32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function jpegSize(head: Bytes): PictureSize | undefined {
  let isTurned = false;
  for (let at = 2; at + 9 <= head.length; ) {
    const marker = head.u8(at + 1);
    if (head.u8(at) !== 0xff) return undefined;
    if (isFrameStart(marker)) return frameSize(head, at, isTurned);
    isTurned ||= marker === 0xe1 && head.is(at + 4, 'Exif\0\0') && isExifTurned(head, at + 10);
    at += segmentLength(head, at, marker);
  }
  return undefined;
}

function frameSize(head: Bytes, at: number, isTurned: boolean): PictureSize {
  const [height, width] = [head.u16(at + 5), head.u16(at + 7)];
  return isTurned ? { width: height, height: width } : { width, height };
}

function segmentLength(head: Bytes, at: number, marker: number): number {
  // A fill byte: the marker comes after it.
  if (marker === 0xff) return 1;
  return isStandalone(marker) ? 2 : 2 + Math.max(2, head.u16(at + 2));
}

/** TEM, RSTn and SOI carry no length. */
function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0–SOF15, without DHT, JPG and DAC, which share the range. */
function isFrameStart(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Orientation 5 to 8 stands on its side. */
function isExifTurned(head: Bytes, tiff: number): boolean {
  const isLittle = head.is(tiff, 'II');
  const directory = tiff + head.u32(tiff + 4, isLittle);
  const count = Math.min(64, head.u16(directory, isLittle) || 0);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    if (head.u16(at, isLittle) === 0x0112) return head.u16(at + 8, isLittle) >= 5;
  }
  return false;
}

/** The largest `ispe` of `meta/iprp/ipco`: a grid's tiles have one each, the whole picture the largest. */
function avifSize(head: Bytes): PictureSize | undefined {
  const meta = findBox(head, ['meta']);
  const properties = meta === undefined ? undefined : findBox(meta.slice(4, meta.length), ['iprp', 'ipco']);
  let best: PictureSize | undefined;
  for (const box of properties === undefined ? [] : boxes(properties)) {
    if (box.type !== 'ispe') continue;
    const size = { width: box.body.u32(4), height: box.body.u32(8) };
    if (best === undefined || size.width * size.height > best.width * best.height) best = size;
  }
  return best;
}
