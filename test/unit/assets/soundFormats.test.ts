import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { soundFormats } from '../../../src/core/assets/probe/soundFormats.ts';
import { root } from '../../support/repository.ts';

const box = (type: string, ...parts: Uint8Array[]): Uint8Array => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const handler = (type: string): Uint8Array =>
  box('hdlr', Buffer.alloc(8), Buffer.from(`${type}${'\0'.repeat(12)}`));
const descriptions = (format: string): Uint8Array =>
  box('minf', box('stbl', box('stsd', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), box(format, Buffer.alloc(28)))));
const track = (type: string, format: string): Uint8Array =>
  box('trak', box('mdia', handler(type), descriptions(format)));

test('finds the sound tracks of a film by their format, wherever the index stands', () => {
  const index = box('moov', track('vide', 'avc1'), track('soun', 'mp4a'), track('soun', 'Opus'));
  const film = Buffer.concat([box('ftyp', Buffer.from('isom')), box('mdat', Buffer.alloc(64)), index]);
  assert.deepEqual(soundFormats(film), ['mp4a', 'Opus']);
});

test('a silent film has none, and what is no film has none', async () => {
  assert.deepEqual(soundFormats(await readFile(path.join(root, 'media/sandbox/square.mp4'))), []);
  for (const bytes of [new Uint8Array(), new Uint8Array(9), Buffer.from('RIFF....WAVE')])
    assert.deepEqual(soundFormats(bytes), []);
});
