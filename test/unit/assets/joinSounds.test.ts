import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinSounds } from '../../../src/core/assets/probe/joinSounds.ts';
import { MediaProbe } from '../../../src/core/assets/probe/mediaProbe.ts';
import { makeMp3, makeWav } from '../../support/fakeApi/media.ts';
import { media } from '../../support/mediaFixtures.ts';

function durationMs(file: Uint8Array, ext: string): number {
  const probe = new MediaProbe(ext);
  probe.push(file);
  assert.ok(probe.isWhole());
  return probe.facts().durationMs ?? 0;
}

test('recordings one behind the other are as long as all of them', () => {
  const wav = joinSounds([makeWav(250), makeWav(500), makeWav(125)], 'wav');
  assert.equal(wav && durationMs(wav, 'wav'), 875);
  const mp3 = joinSounds([makeMp3(12), makeMp3(24)], 'mp3');
  assert.equal(mp3?.length, makeMp3(36).length);
});

test('tags and counts of one part are not taken for those of the whole', () => {
  const real = media('sound.mp3');
  const joined = joinSounds([real, real, real], 'mp3');
  assert.ok(joined);
  const text = Buffer.from(joined).toString('latin1');
  for (const mark of ['ID3', 'Xing', 'Info', 'TAG']) assert.ok(!text.includes(mark), mark);
  const [one, all] = [durationMs(real, 'mp3'), durationMs(joined, 'mp3')];
  // Without a count the length is told by the bit rate, and the frame that held the count is gone.
  assert.ok(Math.abs(all - 3 * one) <= 3 * 60, `${all} of 3 × ${one}`);
});

test('what differs, or is damaged, is not joined', () => {
  const other = makeWav(100);
  other.writeUInt32LE(16_000, 24);
  assert.equal(joinSounds([makeWav(100), other], 'wav'), undefined);
  assert.equal(joinSounds([makeMp3(), Buffer.from('no sound at all')], 'mp3'), undefined);
  assert.equal(joinSounds([makeWav(10), Buffer.from('RIFF')], 'wav'), undefined);
  assert.equal(joinSounds([media('sound.ogg'), media('sound.ogg')], 'ogg'), undefined);
  assert.equal(joinSounds([], 'wav'), undefined);
});

test('a recording whose length was left open goes on to the end of its file', () => {
  for (const open of [0, 0xffff_ffff]) {
    const streamed = makeWav(250);
    streamed.writeUInt32LE(open, 40);
    const joined = joinSounds([streamed, makeWav(250)], 'wav');
    assert.equal(joined && durationMs(joined, 'wav'), 500, String(open));
  }
});

test('an empty recording is no open one, and nothing joined is no file', () => {
  const empty = makeWav(0);
  const noted = Buffer.concat([empty, Buffer.from('LIST\x04\0\0\0abcd', 'latin1')]);
  const joined = joinSounds([noted, makeWav(250)], 'wav');
  assert.equal(joined && durationMs(joined, 'wav'), 250);
  assert.equal(joinSounds([empty, noted], 'wav'), undefined);
});

/** A frame of MPEG-1 layer III, 44.1 kHz, mono, by the index of its bit rate; `mark` stands at `at`. */
function mp3Frame(rate: number, length: number, mark = '', at = 36): Buffer {
  const frame = Buffer.alloc(length);
  frame.set([0xff, 0xfb, rate << 4, 0xc4]);
  frame.write(mark, at, 'latin1');
  return frame;
}

test('a rate that varies is counted for the whole', () => {
  const part = Buffer.concat(Array.from({ length: 20 }, () => [mp3Frame(9, 417), mp3Frame(5, 208)]).flat());
  const joined = joinSounds([part, part], 'mp3');
  assert.ok(joined);
  // 80 frames of 1152 samples at 44.1 kHz.
  assert.equal(durationMs(joined, 'mp3'), Math.round((80 * 1152 * 1000) / 44_100));
  const at = Buffer.from(joined).indexOf('Xing');
  const header = Buffer.from(joined).subarray(at);
  assert.deepEqual([header.readUInt32BE(8), header.readUInt32BE(12)], [80, joined.length]);
  const table = [...header.subarray(16, 116)];
  assert.ok(table.every((byte, i) => byte >= (table[i - 1] ?? 0)) && (table[50] ?? 0) >= 127, table.join());
});

test("Fraunhofer's count of one part is no sound of the whole", () => {
  const part = Buffer.concat([mp3Frame(9, 417, 'VBRI'), mp3Frame(9, 417), mp3Frame(9, 417)]);
  const joined = joinSounds([part, part], 'mp3');
  assert.equal(joined?.length, 4 * 417);
});
