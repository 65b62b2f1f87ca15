import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { playTune } from '../../../src/core/sandbox/sound/playTune.ts';
import { countSyllables, speak } from '../../../src/core/sandbox/sound/speak.ts';

const noPause = (): undefined => undefined;

function readWav(file: Uint8Array): { seconds: number; rate: number; samples: Int16Array } {
  const b = Buffer.from(file);
  assert.equal(b.toString('latin1', 0, 4) + b.toString('latin1', 8, 16), 'RIFFWAVEfmt ');
  assert.equal(b.readUInt32LE(4), b.length - 8);
  assert.deepEqual([b.readUInt32LE(16), b.readUInt16LE(20), b.readUInt16LE(22)], [16, 1, 1]);
  const rate = b.readUInt32LE(24);
  assert.deepEqual([b.readUInt32LE(28), b.readUInt16LE(32), b.readUInt16LE(34)], [rate * 2, 2, 16]);
  assert.equal(b.toString('latin1', 36, 40), 'data');
  assert.equal(b.readUInt32LE(40), b.length - 44);
  const samples = new Int16Array(new Uint8Array(b.subarray(44)).buffer);
  return { seconds: samples.length / rate, rate, samples };
}

const loudest = (samples: Int16Array): number => samples.reduce((most, s) => Math.max(most, Math.abs(s)), 0);

describe('music', () => {
  test('a tune of about eight seconds, loud enough, never clipped, silent at the end', async () => {
    const file = await playTune(5, noPause);
    const { seconds, rate, samples } = readWav(file);
    assert.equal(rate, 22_050);
    assert.ok(seconds > 7 && seconds < 10, `${seconds}`);
    assert.ok(loudest(samples) > 8_000 && loudest(samples) < 32_767, `${loudest(samples)}`);
    assert.ok(loudest(samples.subarray(-50)) < 200);
    assert.equal(Buffer.compare(file, await playTune(5, noPause)), 0, 'the seed makes the tune');
    assert.notEqual(Buffer.compare(file, await playTune(6, noPause)), 0);
  });
});

describe('speech', () => {
  test('syllables are counted in words, without stage directions, and in scripts without vowels', () => {
    assert.equal(countSyllables('Hello, welcome'), 5);
    assert.equal(countSyllables('¿Qué tal?'), 2);
    assert.equal(countSyllables('[laughs] no'), 1);
    assert.equal(countSyllables('日本庭園'), 4);
    assert.equal(countSyllables('…'), 1);
    assert.equal(countSyllables('la '.repeat(900)), 255);
  });

  test('longer lines take longer, voices differ, half a minute is the most', async () => {
    const of = async (
      ...lines: { syllables: number; voice: number }[]
    ): Promise<ReturnType<typeof readWav>> => readWav(await speak(lines, 1, noPause));
    const short = await of({ syllables: 4, voice: 1 });
    const long = await of({ syllables: 20, voice: 1 });
    assert.ok(short.seconds > 0.5 && long.seconds > short.seconds * 3);
    assert.ok(loudest(short.samples) > 3_000 && loudest(long.samples) < 32_767);
    const other = await of({ syllables: 4, voice: 2 });
    assert.notDeepEqual(short.samples, other.samples);
    const endless = await of(...Array.from({ length: 10 }, (_, voice) => ({ syllables: 60, voice })));
    assert.ok(endless.seconds <= 30.5, `${endless.seconds}`);
  });
});
