/** A baseline JPEG (ITU T.81) without subsampling: three components, one scan, the standard's own tables. */
import type { Pause } from '../pause.ts';
import type { Raster } from './raster.ts';

const bytesOf = (hex: string): number[] => (hex.match(/../g) ?? []).map(h => Number.parseInt(h, 16));

/** Annex K.1, in zigzag order. */
const lumaSteps = bytesOf(
  '100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763',
);
const chromaSteps = bytesOf('1112121815182f1a1a2f63423842'.padEnd(128, '63'));

/** Annex K.3: how many codes of each length, then the symbols. */
const dcCounts = bytesOf('00010501010101010100000000000000');
const dcSymbols = bytesOf('000102030405060708090a0b');
const acCounts = bytesOf('0002010303020403050504040000017d');
const acSymbols = bytesOf(
  '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
);

interface Codes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

function makeCodes(counts: readonly number[], symbols: readonly number[]): Codes {
  const code = new Uint16Array(256);
  const length = new Uint8Array(256);
  let next = 0;
  let at = 0;
  counts.forEach((count, i) => {
    for (let k = 0; k < count; k++) {
      const symbol = symbols[at++] as number;
      code[symbol] = next++;
      length[symbol] = i + 1;
    }
    next <<= 1;
  });
  return { code, length };
}

/** Row-major place of each zigzag position. */
function makeZigzag(): Uint8Array {
  const cells = Array.from({ length: 64 }, (_, i) => ({ i, x: i & 7, y: i >> 3 }));
  const sum = (c: { x: number; y: number }): number => c.x + c.y;
  cells.sort((a, b) => sum(a) - sum(b) || (sum(a) % 2 === 0 ? b.y - a.y : a.y - b.y));
  return Uint8Array.from(cells, c => c.i);
}

/** Bits to bytes; a 0xff in the scan is followed by a zero. */
class BitWriter {
  bytes: Uint8Array = new Uint8Array(1 << 16);
  length = 0;
  #held = 0;
  #count = 0;

  byte(value: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = value;
  }

  /** A marker segment with its length. */
  segment(marker: number, body: readonly number[]): void {
    for (const b of [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]) this.byte(b);
  }

  bits(value: number, count: number): void {
    this.#held = (this.#held << count) | (value & ((1 << count) - 1));
    this.#count += count;
    while (this.#count >= 8) {
      this.#count -= 8;
      const b = (this.#held >> this.#count) & 255;
      this.byte(b);
      if (b === 255) this.byte(0);
    }
    this.#held &= (1 << this.#count) - 1;
  }
}

/** The cosines of an 8 point DCT, scaled so that two passes give T.81's A.3.3. */
const cosines = Float32Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

function transform(block: Float32Array, temp: Float32Array): void {
  for (const [from, to] of [
    [block, temp],
    [temp, block],
  ] as const)
    for (let row = 0; row < 8; row++)
      for (let u = 0; u < 8; u++) {
        let sum = 0;
        for (let x = 0; x < 8; x++) sum += (from[row * 8 + x] as number) * (cosines[u * 8 + x] as number);
        // Written turned, so that the second pass runs along what were columns.
        to[u * 8 + row] = sum;
      }
}

interface Component {
  readonly steps: readonly number[];
  /** Weights of red, green, blue, and the shift. */
  readonly mix: readonly [number, number, number, number];
  before: number;
}

const dc = makeCodes(dcCounts, dcSymbols);
const ac = makeCodes(acCounts, acSymbols);
const zigzag = makeZigzag();

function writeValue(out: BitWriter, codes: Codes, run: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  const symbol = (run << 4) | size;
  out.bits(codes.code[symbol] as number, codes.length[symbol] as number);
  if (size > 0) out.bits(value < 0 ? value - 1 : value, size);
}

function writeBlock(out: BitWriter, block: Float32Array, part: Component): void {
  const level = (k: number): number =>
    Math.round((block[zigzag[k] as number] as number) / (part.steps[k] as number));
  const first = level(0);
  writeValue(out, dc, 0, first - part.before);
  part.before = first;
  let run = 0;
  for (let k = 1; k < 64; k++) {
    const value = level(k);
    if (value === 0) {
      run++;
      continue;
    }
    for (; run > 15; run -= 16) writeValue(out, ac, 15, 0);
    writeValue(out, ac, run, value);
    run = 0;
  }
  if (run > 0) writeValue(out, ac, 0, 0);
}

/** Fills `block` with one component of the 8 × 8 pixels at (left, top). */
function readBlock(
  raster: Raster,
  at: readonly [left: number, top: number],
  mix: Component['mix'],
  block: Float32Array,
): void {
  const { width, height, channels, data } = raster;
  for (let i = 0; i < 64; i++) {
    const x = Math.min(at[0] + (i & 7), width - 1);
    const y = Math.min(at[1] + (i >> 3), height - 1);
    const p = (y * width + x) * channels;
    block[i] =
      (data[p] as number) * mix[0] +
      (data[p + 1] as number) * mix[1] +
      (data[p + 2] as number) * mix[2] +
      mix[3];
  }
}

function writeHeaders(
  out: BitWriter,
  raster: Raster,
  luma: readonly number[],
  chroma: readonly number[],
): void {
  const { width, height } = raster;
  out.byte(0xff);
  out.byte(0xd8);
  out.segment(0xe0, [...bytesOf('4a46494600'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  out.segment(0xdb, [0, ...luma, 1, ...chroma]);
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  out.segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1]);
  out.segment(0xc4, [0, ...dcCounts, ...dcSymbols, 0x10, ...acCounts, ...acSymbols]);
  out.segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
}

/** A JPEG file of `raster`, at a quality of about 90; alpha is left out. */
export async function encodeJpeg(raster: Raster, pause: Pause): Promise<Uint8Array> {
  const scaled = (steps: readonly number[]): number[] => steps.map(s => Math.max(1, Math.round(s * 0.2)));
  const luma = scaled(lumaSteps);
  const chroma = scaled(chromaSteps);
  const parts: Component[] = [
    { steps: luma, mix: [0.299, 0.587, 0.114, -128], before: 0 },
    { steps: chroma, mix: [-0.168736, -0.331264, 0.5, 0], before: 0 },
    { steps: chroma, mix: [0.5, -0.418688, -0.081312, 0], before: 0 },
  ];
  const out = new BitWriter();
  writeHeaders(out, raster, luma, chroma);
  const block = new Float32Array(64);
  const temp = new Float32Array(64);
  for (let top = 0; top < raster.height; top += 8) {
    for (let left = 0; left < raster.width; left += 8)
      for (const part of parts) {
        readBlock(raster, [left, top], part.mix, block);
        transform(block, temp);
        writeBlock(out, block, part);
      }
    await pause();
  }
  out.bits(127, 7);
  out.byte(0xff);
  out.byte(0xd9);
  return out.bytes.slice(0, out.length);
}
