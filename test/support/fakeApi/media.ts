/** Small real media files, made in code: every decoder opens them, and their facts are known. */
import { crc32, deflateSync } from 'node:zlib';

export interface Picture {
  readonly width?: number;
  readonly height?: number;
  /** Red, green, blue, alpha, 0 to 255. */
  readonly color?: readonly [number, number, number, number];
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

function u16(value: number): Buffer {
  const b = Buffer.alloc(2);
  b.writeUInt16BE(value);
  return b;
}

function u32(value: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(value);
  return b;
}

/** A PNG of one colour with alpha. */
export function makePng({ width = 16, height = 16, color = [40, 120, 200, 255] }: Picture = {}): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([ascii(type), data]);
    return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
  };
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from(color))]);
  const pixels = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([8, 6, 0, 0, 0])])),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A grey baseline JPEG: both Huffman tables have one code of one bit, "no difference" and "end of block". */
export function makeJpeg({ width = 16, height = 16 }: Picture = {}): Buffer {
  const segment = (marker: number, data: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data]);
  const oneCode = (id: number): Buffer => Buffer.from([id, 1, ...Array<number>(15).fill(0), 0]);
  const bits = 2 * Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = Buffer.alloc(Math.ceil(bits / 8));
  if (bits % 8 !== 0) scan[scan.length - 1] = 0xff >> (bits % 8);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.concat([ascii('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])])),
    segment(0xdb, Buffer.from([0, ...Array<number>(64).fill(1)])),
    segment(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])])),
    segment(0xc4, oneCode(0x00)),
    segment(0xc4, oneCode(0x10)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    scan,
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** A lossless WebP of one colour: each of its five prefix codes has one symbol, so that pixels cost no bits. */
export function makeWebp({ width = 16, height = 16, color = [200, 80, 40, 255] }: Picture = {}): Buffer {
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  put(width - 1, 14);
  put(height - 1, 14);
  put(1, 1);
  put(0, 3);
  put(0, 3);
  const [red, green, blue, alpha] = color;
  for (const symbol of [green, red, blue, alpha]) {
    put(0b101, 3);
    put(symbol, 8);
  }
  put(0b0001, 4);
  const data = Buffer.alloc(1 + Math.ceil(bits.length / 8));
  data[0] = 0x2f;
  bits.forEach((bit, i) => {
    const at = 1 + (i >> 3);
    data[at] = (data[at] ?? 0) | (bit << (i & 7));
  });
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const le = (value: number): Buffer => u32(value).reverse();
  return Buffer.concat([ascii('RIFF'), le(12 + padded.length), ascii('WEBPVP8L'), le(data.length), padded]);
}

/** Eight-bit mono PCM at 8 kHz: a 440 Hz square wave. */
export function makeWav(durationMs = 250): Buffer {
  const samples = Buffer.alloc(durationMs * 8, 128).map((_, i) => (((i * 880) / 8000) % 2 < 1 ? 148 : 108));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono; 26.12 ms a frame. */
export function makeMp3(frames = 12): Buffer {
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc4]), Buffer.alloc(413)]);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(8 + body.length), ascii(type), body]);
};
const zeros = (count: number): Buffer => Buffer.alloc(count);
const matrix = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32));

function videoTrack(width: number, height: number, durationMs: number, stbl: Buffer): Buffer {
  const ids = Buffer.concat([zeros(8), u32(1), zeros(4), u32(durationMs), zeros(8)]);
  const shape = Buffer.concat([zeros(8), matrix, u32(width * 65536), u32(height * 65536)]);
  const dinf = box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1))));
  const minf = box('minf', box('vmhd', u32(1), zeros(8)), dinf, stbl);
  const mdhd = box('mdhd', zeros(12), u32(1000), u32(durationMs), u16(0x55c4), zeros(2));
  const hdlr = box('hdlr', zeros(8), ascii('vide'), zeros(12), ascii('video\0'));
  return box('trak', box('tkhd', u32(3), ids, shape), box('mdia', mdhd, hdlr, minf));
}

/** One second of one JPEG picture in an MP4 box structure; players without Motion JPEG show its frame, not more. */
export function makeMp4({
  width = 32,
  height = 16,
  durationMs = 1000,
}: Picture & { durationMs?: number } = {}): Buffer {
  const sample = makeJpeg({ width, height });
  const entry = box(
    'jpeg',
    Buffer.concat([zeros(6), u16(1), zeros(16), u16(width), u16(height), u32(0x480000), u32(0x480000)]),
    Buffer.concat([zeros(4), u16(1), zeros(32), u16(24), u16(0xffff)]),
  );
  const ftyp = box('ftyp', ascii('isom'), u32(512), ascii('isommp41'));
  const moovAt = (offset: number): Buffer => {
    const stbl = box(
      'stbl',
      box('stsd', u32(0), u32(1), entry),
      box('stts', u32(0), u32(1), u32(1), u32(durationMs)),
      box('stsc', u32(0), u32(1), u32(1), u32(1), u32(1)),
      box('stsz', u32(0), u32(sample.length), u32(1)),
      box('stco', u32(0), u32(1), u32(offset)),
    );
    const mvhd = Buffer.concat([zeros(12), u32(1000), u32(durationMs), u32(0x10000), u16(0x100), zeros(10)]);
    const header = box('mvhd', mvhd, matrix, zeros(24), u32(2));
    return box('moov', header, videoTrack(width, height, durationMs, stbl));
  };
  const offset = ftyp.length + moovAt(0).length + 8;
  return Buffer.concat([ftyp, moovAt(offset), box('mdat', sample)]);
}

/** By the name that the media route serves it under. */
export const mediaFiles: Readonly<Record<string, { type: string; make: () => Buffer }>> = {
  'tiny.png': { type: 'image/png', make: () => makePng() },
  'cutout.png': { type: 'image/png', make: () => makePng({ color: [200, 30, 30, 0] }) },
  'tiny.jpg': { type: 'image/jpeg', make: () => makeJpeg() },
  'tiny.webp': { type: 'image/webp', make: () => makeWebp() },
  'tiny.mp4': { type: 'video/mp4', make: () => makeMp4() },
  'tiny.mp3': { type: 'audio/mpeg', make: () => makeMp3() },
  'tiny.wav': { type: 'audio/wav', make: () => makeWav() },
};
