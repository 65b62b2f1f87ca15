/** How long a sound file plays, from its head and its length in bytes. */
import type { Bytes } from './bytes.ts';

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

/** kbit/s of layer III by index, for MPEG 1 and for MPEG 2 and 2.5. */
const rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const samplings = [44100, 48000, 32000];

/** By the frame count of a Xing or Info frame; else by the first frame's bit rate, which is right for constant rates. */
function mp3Seconds(head: Bytes, totalBytes: number): number | undefined {
  const start = firstFrame(head);
  if (start === undefined) return undefined;
  const version = (head.u8(start + 1) >> 3) & 3;
  const isFirst = version === 3;
  const rate = (isFirst ? rates1 : rates2)[head.u8(start + 2) >> 4];
  const sampling = samplings[(head.u8(start + 2) >> 2) & 3];
  if (rate === undefined || rate === 0 || sampling === undefined) return undefined;
  // MPEG 1, 2 and 2.5 sample at the full, half and quarter rate.
  const samplesPerSecond = sampling / (version === 3 ? 1 : 4 / Math.max(1, version));
  const frames = frameCount(head, start, isFirst);
  return frames === undefined
    ? ((totalBytes - start) * 8) / (rate * 1000)
    : (frames * (isFirst ? 1152 : 576)) / samplesPerSecond;
}

/** Behind an ID3v2 tag, whose length has seven bits a byte. */
function firstFrame(head: Bytes): number | undefined {
  let at = 0;
  if (head.is(0, 'ID3')) {
    at = 10 + [6, 7, 8, 9].reduce((sum, byte) => sum * 128 + (head.u8(byte) & 0x7f), 0);
  }
  const end = Math.min(head.length, at + 4096);
  for (; at + 4 <= end; at++) {
    // Sync word, layer III.
    if (head.u8(at) === 0xff && (head.u8(at + 1) & 0xe6) === 0xe2) return at;
  }
  return undefined;
}

function frameCount(head: Bytes, start: number, isFirst: boolean): number | undefined {
  const isMono = head.u8(start + 3) >> 6 === 3;
  const [monoBytes, stereoBytes] = isFirst ? [17, 32] : [9, 17];
  const sideBytes = isMono ? monoBytes : stereoBytes;
  const at = start + 4 + sideBytes;
  const isTagged = head.is(at, 'Xing') || head.is(at, 'Info');
  return isTagged && (head.u32(at + 4) & 1) === 1 ? head.u32(at + 8) : undefined;
}
