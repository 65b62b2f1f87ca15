import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import { decodePng, type Inflate } from '../../../src/core/pictures/decodePng.ts';
import { encodePng } from '../../../src/core/pictures/encodePng.ts';
import type { Raster } from '../../../src/core/pictures/raster.ts';
import { createRandom } from '../../support/seeded.ts';
import { type PngKind, pngChunk, writePng } from '../../support/writePng.ts';

const inflate: Inflate = (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength });

const [width, height] = [13, 11];
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const kinds: readonly (readonly [colourType: number, depths: readonly number[]])[] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
];

/** What a viewer shows for one pixel: red, green, blue, alpha. */
function shown(colourType: number, depth: number, samples: readonly number[], palette: Uint8Array): number[] {
  const codes = samples.map(s => Math.round((s / (2 ** depth - 1)) * 255));
  const [a = 0, b = 0, c = 0, d = 255] = codes;
  if (colourType === 3) return [...palette.subarray((samples[0] ?? 0) * 3, (samples[0] ?? 0) * 3 + 3), 255];
  if (colourType === 0) return [a, a, a, 255];
  if (colourType === 4) return [a, a, a, b];
  return [a, b, c, d];
}

function pixelAt({ width: w, channels, data }: Raster, x: number, y: number): number[] {
  const at = (y * w + x) * channels;
  return [...data.subarray(at, at + channels), 255].slice(0, 4);
}

interface Variety {
  readonly colourType: number;
  readonly depth: number;
  readonly isInterlaced: boolean;
}

const varieties: readonly Variety[] = kinds.flatMap(([colourType, depths]) =>
  depths.flatMap(depth => [false, true].map(isInterlaced => ({ colourType, depth, isInterlaced }))),
);

/** Reads a file of chance samples, by all five filters, and holds every pixel against them. */
function checkPixels({ colourType, depth, isInterlaced }: Variety): void {
  const random = createRandom(colourType * 100 + depth);
  const table = Array.from({ length: width * height }, () =>
    Array.from({ length: samplesOf[colourType] ?? 0 }, () => Math.floor(random() * 2 ** depth)),
  );
  const palette = Uint8Array.from({ length: 3 * 2 ** Math.min(depth, 8) }, () => random() * 256);
  const file = writePng({
    ...{ width, height, depth, colourType, isInterlaced },
    chunks: colourType === 3 ? [['PLTE', palette]] : [],
    filterOf: row => row % 5,
    samplesAt: (x, y) => table[y * width + x] ?? [],
  });
  const raster = decodePng(file, inflate);
  assert.deepEqual([raster.width, raster.height], [width, height]);
  assert.equal(raster.channels, colourType >= 4 ? 4 : 3);
  for (const [at, samples] of table.entries()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    assert.deepEqual(pixelAt(raster, x, y), shown(colourType, depth, samples, palette), `at ${x}, ${y}`);
  }
}

describe('PNG files are read', () => {
  for (const variety of varieties) {
    const { colourType, depth, isInterlaced } = variety;
    test(`colour type ${colourType}, ${depth} bits${isInterlaced ? ', interlaced' : ''}`, () =>
      checkPixels(variety));
  }

  const two = { width: 2, height: 1, samplesAt: (x: number) => [x] };

  test('colours of a palette that shine through', () => {
    const chunks: PngKind['chunks'] = [
      ['PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6)],
      ['tRNS', Uint8Array.of(7)],
    ];
    const raster = decodePng(writePng({ ...two, depth: 1, colourType: 3, chunks }), inflate);
    assert.deepEqual([...raster.data], [1, 2, 3, 7, 4, 5, 6, 255]);
  });

  test('the one grey, or colour, that is clear', () => {
    const grey: PngKind['chunks'] = [['tRNS', Uint8Array.of(0, 1)]];
    const raster = decodePng(writePng({ ...two, depth: 4, colourType: 0, chunks: grey }), inflate);
    assert.deepEqual([...raster.data], [0, 0, 0, 255, 17, 17, 17, 0]);
    const colour: PngKind['chunks'] = [['tRNS', Uint8Array.of(0, 9, 0, 1, 0, 8)]];
    const samplesAt = (x: number): number[] => [9, x, 8];
    const rgb = decodePng(writePng({ ...two, depth: 8, colourType: 2, chunks: colour, samplesAt }), inflate);
    assert.deepEqual([...rgb.data], [9, 0, 8, 255, 9, 1, 8, 0]);
  });

  test('what the house writes comes back pixel by pixel', async () => {
    const random = createRandom(5);
    for (const channels of [3, 4] as const) {
      const data = Uint8Array.from({ length: 17 * 9 * channels }, () => random() * 256);
      const raster: Raster = { width: 17, height: 9, channels, data };
      const file = await encodePng(raster, deflateSync, () => undefined);
      assert.deepEqual(decodePng(file, inflate), { ...raster, data: new Uint8Array(data) });
    }
  });
});

describe('damaged PNG files are refused', () => {
  const file = writePng({ width: 4, height: 4, depth: 8, colourType: 2, samplesAt: (x, y) => [x, y, 7] });
  const withBytes = (at: number, ...bytes: number[]): Uint8Array => {
    const changed = Uint8Array.from(file);
    changed.set(bytes, at);
    return changed;
  };
  const header = (...bytes: number[]): Uint8Array =>
    Buffer.concat([file.subarray(0, 8), pngChunk('IHDR', Uint8Array.from(bytes)), file.subarray(33)]);

  test('at every length', () => {
    for (let length = 0; length < file.length; length++)
      assert.throws(() => decodePng(file.subarray(0, length), inflate), `${length} bytes`);
  });

  test('with any byte changed', () => {
    for (let at = 0; at < file.length; at++)
      assert.throws(() => decodePng(withBytes(at, (file[at] ?? 0) ^ 0x41), inflate), `at ${at}`);
  });

  test('with a header that is none, or promises other pixels than there are', () => {
    const bad = [
      [0, 0, 0, 0, 0, 0, 0, 4, 8, 2, 0, 0, 0],
      [0, 0, 0, 4, 0, 0, 0, 4, 3, 2, 0, 0, 0],
      [0, 0, 0, 4, 0, 0, 0, 4, 8, 5, 0, 0, 0],
      [0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 2],
      [0, 0, 0, 4, 0, 0, 0, 4, 8, 3, 0, 0, 0],
      [0, 0, 0, 4, 0, 0, 0, 5, 8, 2, 0, 0, 0],
      [0, 0, 0, 4, 0, 0, 0, 3, 8, 2, 0, 0, 0],
    ];
    for (const bytes of bad) assert.throws(() => decodePng(header(...bytes), inflate), bytes.join());
  });

  test('and a bomb is not unpacked beyond what its header says', () => {
    const pixels = deflateSync(new Uint8Array(50_000_000));
    const bomb = Buffer.concat([
      file.subarray(0, 33),
      pngChunk('IDAT', pixels),
      pngChunk('IEND', new Uint8Array()),
    ]);
    let most = 0;
    const watched: Inflate = (bytes, maxBytes) => {
      most = maxBytes;
      return inflate(bytes, maxBytes);
    };
    assert.throws(() => decodePng(bomb, watched), { code: 'ERR_BUFFER_TOO_LARGE' });
    assert.equal(most, 4 * (4 * 3 + 1));
  });
});
