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
