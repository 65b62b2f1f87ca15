/** How often a download is told of: seldom, and only where it lasts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createProgressTeller, type DownloadProgress } from '../../../src/core/assets/progress.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createSavingRig } from '../../support/savingRig.ts';

const mib = 1024 ** 2;

function start() {
  const clock = createMemoryClock();
  const told: DownloadProgress[] = [];
  return { clock, told, grown: createProgressTeller(clock, progress => told.push(progress)) };
}

describe('the progress of a download', () => {
  test('is told at once where it is large, then at most twice a second', async () => {
    const { clock, told, grown } = start();
    grown(1, 210 * mib);
    for (let step = 1; step <= 100; step++) {
      await clock.advance(50);
      grown(step * mib, 210 * mib);
    }
    assert.equal(told.length, 11);
    assert.deepEqual(told[0], { bytes: 1, length: 210 * mib });
    assert.deepEqual(told.at(-1), { bytes: 100 * mib, length: 210 * mib });
  });

  test('is not told of a small one that is quick', async () => {
    const { clock, told, grown } = start();
    for (let step = 1; step <= 20; step++) {
      await clock.advance(100);
      grown(step * 1000, 8 * mib);
    }
    assert.deepEqual(told, []);
    await clock.advance(100);
    grown(21_000, 8 * mib);
    assert.deepEqual(told, [{ bytes: 21_000, length: 8 * mib }]);
  });

  test('is told of one without a length once it is large', () => {
    const { told, grown } = start();
    grown(8 * mib, undefined);
    assert.deepEqual(told, []);
    grown(8 * mib + 1, undefined);
    assert.deepEqual(told, [{ bytes: 8 * mib + 1, length: undefined }]);
  });

  test('comes from the saver', async () => {
    const told: DownloadProgress[] = [];
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(5000)]);
    const rig = createSavingRig({
      'https://cdn.example.com/1': {
        headers: { 'content-length': String(png.length + 9 * mib) },
        body: [png, Buffer.alloc(9 * mib)],
      },
    });
    await rig.save({ onProgress: progress => told.push(progress) });
    assert.deepEqual(told, [{ bytes: png.length + 9 * mib, length: png.length + 9 * mib }]);
  });
});
