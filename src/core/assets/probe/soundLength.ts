/** How long a sound file plays, from its head and its length in bytes. */
import type { Bytes } from './bytes.ts';
import { firstFrame, readFrame } from './mp3Frame.ts';

/** Milliseconds; undefined where the head does not say. */
export function soundLengthMs(ext: string, head: Bytes, totalBytes: number): number | undefined {
  const seconds = readers[ext]?.(head, totalBytes);
  const ms = seconds === undefined ? Number.NaN : Math.round(seconds * 1000);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

const readers: Readonly<Record<string, (head: Bytes, totalBytes: number) => number | undefined>> = {
  wav: wavSeconds,
  flac: flacSeconds,
  mp3: mp3Seconds,
};

/** Chunks until `data`; a length that a streaming encoder left open is replaced by what is there. */
function wavSeconds(head: Bytes, totalBytes: number): number | undefined {
  let bytesPerSecond: number | undefined;
  for (let at = 12; at + 8 <= head.length; ) {
    const size = head.u32(at + 4, true);
    if (head.is(at, 'fmt ')) bytesPerSecond = head.u32(at + 16, true);
    if (head.is(at, 'data')) {
      return bytesPerSecond === undefined ? undefined : Math.min(size, totalBytes - at - 8) / bytesPerSecond;
    }
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** STREAMINFO comes first: 20 bits of sample rate, 36 bits of sample count (RFC 9639, 8.2). */
function flacSeconds(head: Bytes): number | undefined {
  if (!head.is(0, 'fLaC')) return undefined;
  const rate = head.u24(18) >>> 4;
  const samples = (head.u8(21) & 0x0f) * 0x1_0000_0000 + head.u32(22);
  return samples / rate;
}

/** By the frame count of a Xing or Info frame; else by the first frame's bit rate, which is right for constant rates. */
function mp3Seconds(head: Bytes, totalBytes: number): number | undefined {
  const start = firstFrame(head);
  const frame = start === undefined ? undefined : readFrame(head, start);
  if (start === undefined || frame === undefined) return undefined;
  return frame.frames === undefined
    ? ((totalBytes - start) * 8) / frame.bitsPerSecond
    : (frame.frames * frame.samples) / frame.samplesPerSecond;
}
