import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAnimated } from '../../../src/core/pictures/animated.ts';
import { root } from '../../support/repository.ts';
import { pngChunk, writePng } from '../../support/writePng.ts';

const fixture = (name: string): Buffer => readFileSync(path.join(root, 'test/fixtures/media', name));

/** A GIF of `frames` pictures, each 1 × 1, with what tools write between them. */
function gif(frames: number): Buffer {
  const head = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const comment = Buffer.from('!\xfe\x03abc\0', 'latin1');
  const frame = Buffer.from(',\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
  return Buffer.concat([head, comment, ...Array<Buffer>(frames).fill(frame), Buffer.from(';')]);
}

test('a GIF moves that has a second picture', () => {
  assert.equal(isAnimated(gif(1), 'gif'), false);
  assert.equal(isAnimated(gif(2), 'gif'), true);
  assert.equal(isAnimated(fixture('picture.gif'), 'gif'), true);
});

test('a PNG moves that says so before its pixels', () => {
  const still = writePng({ width: 1, height: 1, depth: 8, colourType: 0, samplesAt: () => [0] });
  const control = pngChunk('acTL', new Uint8Array(8));
  assert.equal(isAnimated(still, 'png'), false);
  assert.equal(isAnimated(Buffer.concat([still.subarray(0, 33), control, still.subarray(33)]), 'png'), true);
  assert.equal(isAnimated(still, 'apng'), true);
});

test('a WebP moves whose header says so', () => {
  const header = Buffer.from('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0', 'latin1');
  assert.equal(isAnimated(header, 'webp'), true);
  header[20] = 0x10;
  assert.equal(isAnimated(header, 'webp'), false);
  assert.equal(isAnimated(fixture('picture.webp'), 'webp'), false);
});

test('torn ones end the look', () => {
  for (const ext of ['gif', 'png', 'webp', 'jpg'])
    for (let length = 0; length < 60; length++) isAnimated(gif(2).subarray(0, length), ext);
  assert.equal(isAnimated(new Uint8Array(), 'gif'), false);
});
