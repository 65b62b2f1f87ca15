/** Whether a picture moves: then a copy of its first moment is another picture. */
import { Bytes } from '../assets/probe/bytes.ts';

/** From the formats' own structure; no pixel is decoded. `ext` as the content says. */
export function isAnimated(file: Uint8Array, ext: string): boolean {
  const bytes = new Bytes(file);
  if (ext === 'gif') return hasSeveralFrames(bytes);
  // The extended header's flag for animation.
  if (ext === 'webp') return bytes.is(12, 'VP8X') && (bytes.u8(20) & 0x02) !== 0;
  return ext === 'apng' || (ext === 'png' && hasAnimationControl(bytes));
}

/** `acTL` stands before the pixels. */
function hasAnimationControl(bytes: Bytes): boolean {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.u32(at)) {
    if (bytes.is(at + 4, 'acTL')) return true;
    if (bytes.is(at + 4, 'IDAT')) return false;
  }
  return false;
}

const tableLength = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Where the sub-blocks that begin at `at` end. */
function skipBlocks(bytes: Bytes, at: number): number {
  let next = at;
  while (bytes.u8(next) > 0) next += 1 + bytes.u8(next);
  return next + 1;
}

/** GIF89a: image descriptors after one another. */
function hasSeveralFrames(bytes: Bytes): boolean {
  let frames = 0;
  for (let at = 13 + tableLength(bytes.u8(10)); at < bytes.length; ) {
    const mark = bytes.u8(at);
    if (mark === 0x2c) {
      frames += 1;
      if (frames > 1) return true;
      at = skipBlocks(bytes, at + 11 + tableLength(bytes.u8(at + 9)));
    } else if (mark === 0x21) at = skipBlocks(bytes, at + 2);
    else return false;
  }
  return false;
}
