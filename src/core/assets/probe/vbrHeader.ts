/** The frame in front of an MP3 whose bit rate varies: without it players guess its length, and seek to wrong places. */
import { Bytes } from './bytes.ts';
import { readFrame } from './mp3Frame.ts';

const tocLength = 100;
/** Behind the mark: flags, frames, bytes, table of contents. */
const infoLength = 4 + 4 + 4 + tocLength;
const framesBytesAndToc = 7;

/** Where each frame of a sound begins; undefined where its rate is the same throughout, and needs no header. */
function framesOf(sound: Bytes): readonly number[] | undefined {
  const starts: number[] = [];
  const rates = new Set<number>();
  for (let at = 0; at + 4 <= sound.length; ) {
    const frame = sound.u8(at) === 0xff ? readFrame(sound, at) : undefined;
    if (frame === undefined) break;
    starts.push(at);
    rates.add(frame.bitsPerSecond);
    at += frame.length;
  }
  return rates.size > 1 ? starts : undefined;
}

/** A frame like `like` without sound, with room for the facts. */
function emptyFrame(like: Bytes): { frame: Uint8Array; infoAt: number } | undefined {
  const version = (like.u8(1) >> 3) & 3;
  const isMono = like.u8(3) >> 6 === 3;
  const [monoBytes, stereoBytes] = version === 3 ? [17, 32] : [9, 17];
  const infoAt = 4 + (isMono ? monoBytes : stereoBytes);
  for (let rate = 1; rate < 15; rate++) {
    // No checksum, no padding.
    const head = [0xff, like.u8(1) | 1, (rate << 4) | (like.u8(2) & 0x0c), like.u8(3)];
    const length = readFrame(new Bytes(Uint8Array.from(head)), 0)?.length ?? 0;
    if (length < infoAt + 4 + infoLength) continue;
    const frame = new Uint8Array(length);
    frame.set(head);
    return { frame, infoAt };
  }
  return undefined;
}

/**
 * The Xing frame of `sound`, which begins with a frame and has no such one; undefined where it needs none. The table
 * says for each hundredth of the time which 256th of the bytes it begins at.
 */
export function vbrHeader(sound: Uint8Array): Uint8Array | undefined {
  const bytes = new Bytes(sound);
  const starts = framesOf(bytes);
  const made = starts && emptyFrame(bytes);
  if (starts === undefined || made === undefined) return undefined;
  const { frame, infoAt } = made;
  const total = frame.length + sound.length;
  frame.set(new TextEncoder().encode('Xing'), infoAt);
  const view = new DataView(frame.buffer);
  view.setUint32(infoAt + 4, framesBytesAndToc);
  view.setUint32(infoAt + 8, starts.length);
  view.setUint32(infoAt + 12, total);
  for (let part = 0; part < tocLength; part++) {
    const start = starts[Math.floor((part * starts.length) / tocLength)] ?? 0;
    frame[infoAt + 16 + part] = Math.floor(((frame.length + start) * 256) / total);
  }
  return frame;
}
