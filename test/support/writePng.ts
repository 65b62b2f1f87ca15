/** PNG files of any kind for tests, sample by sample; written for tests alone, so that it shares no mistake. */
import { crc32, deflateSync } from 'node:zlib';

export interface PngKind {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType: number;
  readonly isInterlaced?: boolean;
  /** The filter of each row, by its number in its pass. */
  readonly filterOf?: (row: number) => number;
  /** Chunks before the pixels. */
  readonly chunks?: readonly (readonly [type: string, body: Uint8Array])[];
  /** The samples of one pixel. */
  readonly samplesAt: (x: number, y: number) => readonly number[];
}

export function pngChunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Samples in a row of bytes, the first in the highest bits. */
function pack(samples: readonly number[], depth: number): number[] {
  if (depth === 16) return samples.flatMap(s => [s >> 8, s & 255]);
  const bits = samples.map(s => s.toString(2).padStart(depth, '0')).join('');
  return (bits.match(/.{1,8}/g) ?? []).map(byte => Number.parseInt(byte.padEnd(8, '0'), 2));
}

function predict(filter: number, a: number, b: number, c: number): number {
  if (filter === 4) {
    const near = [a, b, c].map(v => Math.abs(a + b - c - v));
    return [a, b, c][near.indexOf(Math.min(...near))] ?? 0;
  }
  return [0, a, b, Math.floor((a + b) / 2)][filter] ?? 0;
}

function filtered(
  rows: readonly (readonly number[])[],
  step: number,
  filterOf: (row: number) => number,
): number[] {
  return rows.flatMap((row, y) => {
    const filter = filterOf(y);
    const above = rows[y - 1];
    const differences = row.map((value, i) => {
      const [a, b, c] = [row[i - step] ?? 0, above?.[i] ?? 0, above?.[i - step] ?? 0];
      return (value - predict(filter, a, b, c)) & 255;
    });
    return [filter, ...differences];
  });
}

const order = [
  '16462646',
  '77777777',
  '56565656',
  '77777777',
  '36463646',
  '77777777',
  '56565656',
  '77777777',
];

/** In which of the seven passes a pixel comes, as the picture of the specification shows it. */
const passOf = (x: number, y: number): number => Number(order[y % 8]?.[x % 8]);

/** The rows of one pass; pass 0 is the whole picture. */
function rowsOf({ width, height, depth, samplesAt }: PngKind, pass: number): number[][] {
  const places = (length: number): number[] => Array.from({ length }, (_, at) => at);
  return places(height)
    .map(y =>
      places(width)
        .filter(x => pass === 0 || passOf(x, y) === pass)
        .flatMap(x => samplesAt(x, y)),
    )
    .filter(row => row.length > 0)
    .map(row => pack(row, depth));
}

/** A whole file. */
export function writePng(kind: PngKind): Uint8Array<ArrayBuffer> {
  const { width, height, depth, colourType, isInterlaced = false, filterOf = () => 0, chunks = [] } = kind;
  const samples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType] ?? 0;
  const step = Math.max(1, (samples * depth) / 8);
  const passes = isInterlaced ? [1, 2, 3, 4, 5, 6, 7] : [0];
  const body = passes.flatMap(pass => filtered(rowsOf(kind, pass), step, filterOf));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, isInterlaced ? 1 : 0], 8);
  const pixels = deflateSync(Uint8Array.from(body));
  const half = pixels.length >> 1;
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      ...chunks.map(([type, content]) => pngChunk(type, content)),
      // In two pieces, as the format allows.
      pngChunk('IDAT', pixels.subarray(0, half)),
      pngChunk('IDAT', pixels.subarray(half)),
      pngChunk('IEND', new Uint8Array()),
    ]),
  );
}
