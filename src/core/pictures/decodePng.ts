/** The pixels of a PNG file (PNG specification, third edition): all colour types and depths, interlaced or not. */
import { Bytes, joinBytes } from '../assets/probe/bytes.ts';
import { crc32 } from '../crc32.ts';
import type { Raster } from './raster.ts';

/** Undoes zlib's format; throws where it is torn, or would give more than `maxBytes`. Made by the host. */
export type Inflate = (bytes: Uint8Array, maxBytes: number) => Uint8Array;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly colourType: number;
  /** Samples a pixel. */
  readonly samples: number;
  readonly isInterlaced: boolean;
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

const broken = (what: string): Error => new Error(`PNG: ${what}`);

interface Chunk {
  readonly type: string;
  readonly body: Uint8Array;
}

/** The chunks up to the end. Throws where one is torn or does not fit its checksum. */
export function pngChunks(file: Uint8Array): readonly Chunk[] {
  const bytes = new Bytes(file);
  if (!bytes.is(0, '\x89PNG\r\n\x1a\n')) throw broken('signature');
  const found: Chunk[] = [];
  for (let at = 8; ; ) {
    const end = at + 12 + bytes.u32(at);
    if (!(end <= file.length)) throw broken('cut off');
    const type = bytes.ascii(at + 4, 4);
    if (crc32(file.subarray(at + 4, end - 4)) !== bytes.u32(end - 4)) throw broken(`checksum of ${type}`);
    found.push({ type, body: file.subarray(at + 8, end - 4) });
    if (type === 'IEND') return found;
    at = end;
  }
}

function readHeader([first]: readonly Chunk[]): Header {
  if (first?.type !== 'IHDR' || first.body.length !== 13) throw broken('header');
  const bytes = new Bytes(first.body);
  const [depth, colourType] = [bytes.u8(8), bytes.u8(9)];
  const samples = samplesOf[colourType];
  const isKnown = depthsOf[colourType]?.includes(depth) === true && bytes.u8(10) === 0 && bytes.u8(11) === 0;
  const [width, height] = [bytes.u32(0), bytes.u32(4)];
  if (!isKnown || samples === undefined || width === 0 || height === 0 || bytes.u8(12) > 1)
    throw broken('header');
  return { width, height, depth, colourType, samples, isInterlaced: bytes.u8(12) === 1 };
}

/** Pixels of the picture at `left + n × right`, `top + n × down`. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
}

const wholePass: Pass = { left: 0, top: 0, right: 1, down: 1 };
/** Section 8.1. */
const adam7: readonly Pass[] = [
  { left: 0, top: 0, right: 8, down: 8 },
  { left: 4, top: 0, right: 8, down: 8 },
  { left: 0, top: 4, right: 4, down: 8 },
  { left: 2, top: 0, right: 4, down: 4 },
  { left: 0, top: 2, right: 2, down: 4 },
  { left: 1, top: 0, right: 2, down: 2 },
  { left: 0, top: 1, right: 1, down: 2 },
];

interface Grid {
  readonly pass: Pass;
  readonly columns: number;
  readonly rows: number;
  /** Bytes of a row without the filter's. */
  readonly stride: number;
}

function gridsOf({ width, height, depth, samples, isInterlaced }: Header): readonly Grid[] {
  return (isInterlaced ? adam7 : [wholePass])
    .map(pass => {
      const columns = Math.ceil((width - pass.left) / pass.right);
      const rows = Math.ceil((height - pass.top) / pass.down);
      return { pass, columns, rows, stride: Math.ceil((columns * samples * depth) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

/** Section 9.4. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

/** What each filter adds; `a` is on the left, `b` above, `c` above on the left. */
const filters: readonly ((a: number, b: number, c: number) => number)[] = [
  () => 0,
  a => a,
  (_, b) => b,
  (a, b) => (a + b) >> 1,
  paeth,
];

/** `above` is all zeros for the first row. */
function unfilterRow(
  row: Uint8Array,
  above: Uint8Array,
  filter: (typeof filters)[number],
  step: number,
): void {
  for (let i = 0; i < row.length; i++) {
    const a = i < step ? 0 : (row[i - step] as number);
    const c = i < step ? 0 : (above[i - step] as number);
    row[i] = (row[i] as number) + filter(a, above[i] as number, c);
  }
}

/** Undoes the filters in place, from `start`; answers where the grid ends. */
function unfilter(data: Uint8Array, start: number, { rows, stride }: Grid, step: number): number {
  let above: Uint8Array = new Uint8Array(stride);
  let at = start;
  for (let y = 0; y < rows; y++, at += stride + 1) {
    const filter = filters[data[at] as number];
    if (filter === undefined) throw broken('filter');
    const row = data.subarray(at + 1, at + 1 + stride);
    if (data[at] !== 0) unfilterRow(row, above, filter, step);
    above = row;
  }
  return at;
}

/** Reads the sample `index` of the row that begins at `start`. */
type ReadSample = (start: number, index: number) => number;

function sampleReader(data: Uint8Array, depth: number): ReadSample {
  if (depth === 8) return (start, index) => data[start + index] as number;
  if (depth === 16)
    return (start, index) =>
      (data[start + index * 2] as number) * 256 + (data[start + index * 2 + 1] as number);
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  return (start, index) => {
    const shift = 8 - depth * ((index % perByte) + 1);
    return ((data[start + Math.floor(index / perByte)] as number) >> shift) & mask;
  };
}

/** Writes one pixel, whose samples begin at `index` of the row at `start`, to `to`. */
type WritePixel = (start: number, index: number, to: number) => void;

interface Colours {
  readonly palette: Uint8Array | undefined;
  /** `tRNS`: alphas of the palette, or the one colour that is clear. */
  readonly clear: Uint8Array | undefined;
}

function paletteWriter(read: ReadSample, { palette, clear }: Colours, out: Raster): WritePixel {
  if (palette === undefined) throw broken('no palette');
  return (start, index, to) => {
    const entry = read(start, index);
    if (entry * 3 + 2 >= palette.length) throw broken('beyond the palette');
    for (let c = 0; c < 3; c++) out.data[to + c] = palette[entry * 3 + c] as number;
    if (out.channels === 4) out.data[to + 3] = clear?.[entry] ?? 255;
  };
}

function directWriter(read: ReadSample, header: Header, { clear }: Colours, out: Raster): WritePixel {
  const { depth, samples } = header;
  const largest = 2 ** depth - 1;
  const isGrey = samples < 3;
  const colours = isGrey ? 1 : 3;
  const hasAlpha = samples === colours + 1;
  const bytes = new Bytes(clear ?? new Uint8Array());
  const isClear = (start: number, index: number): boolean => {
    for (let c = 0; c < colours; c++) if (read(start, index + c) !== bytes.u16(c * 2)) return false;
    return true;
  };
  const to8 = (sample: number): number => (depth === 8 ? sample : Math.round((sample * 255) / largest));
  return (start, index, to) => {
    for (let c = 0; c < 3; c++) out.data[to + c] = to8(read(start, index + (isGrey ? 0 : c)));
    if (hasAlpha) out.data[to + 3] = to8(read(start, index + colours));
    else if (out.channels === 4) out.data[to + 3] = isClear(start, index) ? 0 : 255;
  };
}

/** The pixels of `file`. Throws where it is torn or breaks the format; reserves what its header says, no more. */
export function decodePng(file: Uint8Array, inflate: Inflate): Raster {
  const chunks = pngChunks(file);
  const header = readHeader(chunks);
  const { width, height, depth, samples } = header;
  const bodyOf = (type: string): Uint8Array | undefined => chunks.find(chunk => chunk.type === type)?.body;
  const grids = gridsOf(header);
  const expected = grids.reduce((sum, { rows, stride }) => sum + rows * (stride + 1), 0);
  const packed = joinBytes(chunks.filter(({ type }) => type === 'IDAT').map(({ body }) => body));
  const data = inflate(packed, expected);
  if (data.length !== expected) throw broken('too few pixels');
  const colours: Colours = { palette: bodyOf('PLTE'), clear: bodyOf('tRNS') };
  const channels = samples % 2 === 0 || colours.clear !== undefined ? 4 : 3;
  const out: Raster = { width, height, channels, data: new Uint8Array(width * height * channels) };
  const read = sampleReader(data, depth);
  const write =
    header.colourType === 3 ? paletteWriter(read, colours, out) : directWriter(read, header, colours, out);
  const step = Math.max(1, (samples * depth) >> 3);
  let start = 0;
  for (const grid of grids) {
    const end = unfilter(data, start, grid, step);
    const { pass, columns, rows, stride } = grid;
    for (let y = 0; y < rows; y++) {
      const row = start + y * (stride + 1) + 1;
      const line = (pass.top + y * pass.down) * width + pass.left;
      for (let x = 0; x < columns; x++) write(row, x * samples, (line + x * pass.right) * channels);
    }
    start = end;
  }
  return out;
}
