import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isOpaque, onWhite, type Raster } from '../../../src/core/pictures/raster.ts';
import { fittingSize, scaleDown } from '../../../src/core/pictures/scale.ts';

const raster = (width: number, height: number, channels: 3 | 4, data: readonly number[]): Raster => ({
  width,
  height,
  channels,
  data: Uint8Array.from(data),
});
const times = (count: number, ...values: number[]): number[] => Array<number[]>(count).fill(values).flat();

describe('smaller pictures', () => {
  test('keep their proportions, and never grow', () => {
    assert.deepEqual(fittingSize({ width: 6000, height: 4000 }, 4096), { width: 4096, height: 2731 });
    assert.deepEqual(fittingSize({ width: 10, height: 20 }, 4096), { width: 10, height: 20 });
    assert.deepEqual(fittingSize({ width: 9000, height: 1 }, 100), { width: 100, height: 1 });
  });

  test('one colour stays that colour, whatever the sizes', () => {
    const plain = raster(37, 23, 3, times(37 * 23, 200, 3, 77));
    for (const size of [
      { width: 36, height: 22 },
      { width: 17, height: 11 },
      { width: 5, height: 23 },
      { width: 1, height: 1 },
    ])
      assert.deepEqual([...scaleDown(plain, size).data], times(size.width * size.height, 200, 3, 77));
  });

  test('light is added up, not its codes', () => {
    const checks = raster(2, 2, 3, [
      ...times(1, 255, 255, 255),
      ...times(2, 0, 0, 0),
      ...times(1, 255, 255, 255),
    ]);
    assert.deepEqual([...scaleDown(checks, { width: 1, height: 1 }).data], [180, 180, 180]);
  });

  test('a pixel that lies on two of the result counts for both, by its share', () => {
    const three = raster(3, 1, 3, [...times(1, 255, 0, 0), ...times(1, 0, 0, 0), ...times(1, 0, 255, 0)]);
    const third = Math.round(255 * Math.sqrt(2 / 3));
    assert.deepEqual([...scaleDown(three, { width: 2, height: 1 }).data], [third, 0, 0, 0, third, 0]);
    const down = { ...three, width: 1, height: 3 };
    assert.deepEqual([...scaleDown(down, { width: 1, height: 2 }).data], [third, 0, 0, 0, third, 0]);
  });

  test('the colour of what is clear is not seen', () => {
    const half = raster(2, 1, 4, [255, 0, 0, 255, 0, 255, 0, 0]);
    assert.deepEqual([...scaleDown(half, { width: 1, height: 1 }).data], [255, 0, 0, 128]);
    const clear = raster(2, 1, 4, times(2, 9, 9, 9, 0));
    assert.deepEqual([...scaleDown(clear, { width: 1, height: 1 }).data], [0, 0, 0, 0]);
  });
});

describe('transparency', () => {
  test('is known', () => {
    assert.equal(isOpaque(raster(1, 1, 3, [1, 2, 3])), true);
    assert.equal(isOpaque(raster(2, 1, 4, times(2, 1, 2, 3, 255))), true);
    assert.equal(isOpaque(raster(2, 1, 4, [...times(1, 1, 2, 3, 255), ...times(1, 1, 2, 3, 254)])), false);
  });

  test('becomes white', () => {
    const some = raster(3, 1, 4, [...[10, 20, 30, 255], ...[10, 20, 30, 0], ...[0, 100, 255, 51]]);
    assert.deepEqual([...onWhite(some).data], [10, 20, 30, 255, 255, 255, 204, 224, 255]);
  });
});
