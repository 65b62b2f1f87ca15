/** The frames that an MP3 is made of (MPEG audio, layer III). */
import type { Bytes } from './bytes.ts';

export interface Mp3Frame {
  readonly bitsPerSecond: number;
  readonly samplesPerSecond: number;
  /** Samples that the frame stands for. */
  readonly samples: number;
  /** Bytes, with the header. */
  readonly length: number;
  readonly isMono: boolean;
  /** It holds no sound, but facts about the others. */
  readonly isInfo: boolean;
  /** How many the file has, where an info frame says so. */
  readonly frames: number | undefined;
}

/** kbit/s of layer III by index, for MPEG 1 and for MPEG 2 and 2.5. */
const rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const samplings = [44100, 48000, 32000];

/** Where the first one begins, behind an ID3v2 tag, whose length has seven bits a byte. */
export function firstFrame(head: Bytes): number | undefined {
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

/** The frame at `start`; undefined where its header makes no sense. */
export function readFrame(head: Bytes, start: number): Mp3Frame | undefined {
  const version = (head.u8(start + 1) >> 3) & 3;
  const isFirst = version === 3;
  const flags = head.u8(start + 2);
  const rate = (isFirst ? rates1 : rates2)[flags >> 4];
  const sampling = samplings[(flags >> 2) & 3];
  if (rate === undefined || rate === 0 || sampling === undefined) return undefined;
  // MPEG 1, 2 and 2.5 sample at the full, half and quarter rate.
  const samplesPerSecond = sampling / (isFirst ? 1 : 4 / Math.max(1, version));
  const samples = isFirst ? 1152 : 576;
  const length = Math.floor((samples / 8) * ((rate * 1000) / samplesPerSecond)) + ((flags >> 1) & 1);
  const isMono = head.u8(start + 3) >> 6 === 3;
  return {
    bitsPerSecond: rate * 1000,
    samplesPerSecond,
    samples,
    length,
    isMono,
    ...infoIn(head, start, isFirst, isMono),
  };
}

function infoIn(
  head: Bytes,
  start: number,
  isFirst: boolean,
  isMono: boolean,
): Pick<Mp3Frame, 'isInfo' | 'frames'> {
  const [monoBytes, stereoBytes] = isFirst ? [17, 32] : [9, 17];
  const at = start + 4 + (isMono ? monoBytes : stereoBytes);
  // Fraunhofer's, at the same place in all frames.
  const fraunhoferAt = start + 4 + 32;
  if (head.is(fraunhoferAt, 'VBRI')) return { isInfo: true, frames: head.u32(fraunhoferAt + 14) };
  const isInfo = head.is(at, 'Xing') || head.is(at, 'Info');
  return { isInfo, frames: isInfo && (head.u32(at + 4) & 1) === 1 ? head.u32(at + 8) : undefined };
}
