import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  describeForeign,
  extensionFor,
  mediaTypeOf,
  splitMediaName,
} from '../../../src/core/assets/mediaTypes.ts';
import { type MediaFacts, MediaProbe } from '../../../src/core/assets/probe/mediaProbe.ts';
import { media } from '../../support/mediaFixtures.ts';

function probe(ext: string, content: Uint8Array, step = content.length): MediaProbe {
  const made = new MediaProbe(ext);
  for (let at = 0; at < content.length; at += step) made.push(content.subarray(at, at + step));
  return made;
}

const size = { width: 48, height: 32 };
const files: readonly (readonly [string, MediaFacts, boolean])[] = [
  ['picture.png', size, true],
  ['picture.jpg', size, true],
  ['picture.webp', size, true],
  ['picture.gif', size, true],
  ['picture.avif', size, false],
  ['movie.mp4', { ...size, durationMs: 500 }, true],
  ['movie-faststart.mp4', { ...size, durationMs: 500 }, true],
  ['movie.mov', { ...size, durationMs: 500 }, true],
  ['movie.webm', {}, false],
  ['sound.mp3', { durationMs: 576 }, false],
  ['sound.wav', { durationMs: 500 }, true],
  ['sound.flac', { durationMs: 250 }, false],
  ['sound.m4a', { durationMs: 500 }, true],
  ['sound.ogg', {}, false],
];

describe('MediaProbe', () => {
  for (const [name, facts, hasEndMark] of files) {
    test(name, () => {
      const content = media(name);
      const ext = name.split('.').at(-1) ?? '';
      for (const step of [1, 7, 4096]) {
        const whole = probe(ext, content, step);
        assert.deepEqual(whole.facts(), facts, `in pieces of ${step}`);
        assert.equal(whole.isWhole(), true, `in pieces of ${step}`);
      }
      if (hasEndMark) assert.equal(probe(ext, content.subarray(0, -200)).isWhole(), false);
    });
  }

  test('pieces whose memory is used again', () => {
    for (const [name, facts] of files) {
      const ext = name.split('.').at(-1) ?? '';
      const content = media(name);
      const made = new MediaProbe(ext);
      const piece = Buffer.alloc(11);
      for (let at = 0; at < content.length; at += piece.length) {
        const length = Math.min(piece.length, content.length - at);
        piece.set(content.subarray(at, at + length));
        made.push(piece.subarray(0, length));
        piece.fill(0xee);
      }
      assert.deepEqual(made.facts(), facts, name);
      assert.equal(made.isWhole(), true, name);
    }
  });

  test('nonsense and cut heads say nothing, and do no harm', () => {
    for (const [name] of files) {
      const ext = name.split('.').at(-1) ?? '';
      const content = media(name);
      for (let length = 0; length < Math.min(content.length, 400); length += 3) {
        const { width = 1, height = 1, durationMs = 1 } = probe(ext, content.subarray(0, length)).facts();
        assert.ok(width > 0 && height > 0 && durationMs > 0);
      }
      for (const filler of [0x00, 0xff, 0x41])
        assert.deepEqual(probe(ext, new Uint8Array(5000).fill(filler)).facts(), {});
    }
  });

  test('a picture that its camera turned has its sides changed', () => {
    const exif = 'ffe1 0022 457869660000 4d4d002a00000008 0001 0112000300000001 0006 0000 00000000';
    const tag = Buffer.from(exif.replaceAll(' ', ''), 'hex');
    const jpeg = media('picture.jpg');
    const turned = Buffer.concat([jpeg.subarray(0, 2), tag, jpeg.subarray(2)]);
    assert.deepEqual(probe('jpg', turned).facts(), { width: 32, height: 48 });
  });

  test('each kind of WebP', () => {
    const webp = (format: string, hex: string): Uint8Array =>
      Buffer.concat([
        Buffer.from('RIFF\0\0\0\0WEBP'),
        Buffer.from(format),
        Buffer.from(hex.replaceAll(' ', ''), 'hex'),
      ]);
    assert.deepEqual(probe('webp', webp('VP8X', '0a000000 10000000 7f0200 670100')).facts(), {
      width: 640,
      height: 360,
    });
    assert.deepEqual(probe('webp', webp('VP8L', '0a000000 2f 7fc25900')).facts(), {
      width: 640,
      height: 360,
    });
    assert.deepEqual(probe('webp', webp('VP8 ', '0a000000 000000 9d012a 8002 6801')).facts(), {
      width: 640,
      height: 360,
    });
  });

  test('an MP4 whose length runs to the end of the file, and one of 64 bits', () => {
    const content = media('movie-faststart.mp4');
    const at = Buffer.from(content).indexOf('mdat') - 4;
    const open = Buffer.from(content);
    open.writeUInt32BE(0, at);
    assert.equal(probe('mp4', open, 5).isWhole(), true);
    assert.equal(probe('mp4', open, 5).facts().durationMs, 500);
    const long = Buffer.concat([content.subarray(0, at), Buffer.alloc(16), content.subarray(at + 8)]);
    long.writeUInt32BE(1, at);
    long.write('mdat', at + 4, 'latin1');
    long.writeBigUInt64BE(BigInt(long.length - at), at + 8);
    assert.equal(probe('mp4', long, 5).isWhole(), true);
    assert.equal(probe('mp4', long.subarray(0, -1), 5).isWhole(), false);
  });

  test('a small last box is an end', () => {
    const free = Buffer.from('00000008', 'hex');
    const content = Buffer.concat([media('movie.mp4'), free, Buffer.from('free')]);
    assert.equal(probe('mp4', content, 1).isWhole(), true);
    assert.equal(probe('mp4', content).facts().width, 48);
    assert.equal(probe('mp4', content.subarray(0, -2)).isWhole(), false);
  });

  test('a WAV that was streamed has no length in its head', () => {
    const wav = Buffer.from(media('sound.wav'));
    wav.writeUInt32LE(0xffff_ffff, 4);
    wav.writeUInt32LE(0xffff_ffff, wav.indexOf('data') + 4);
    assert.equal(probe('wav', wav).isWhole(), true);
    assert.equal(probe('wav', wav).facts().durationMs, 500);
  });

  test('an MP3 behind a long tag, and one of constant rate without a count', () => {
    const mp3 = Buffer.from(media('sound.mp3'));
    const tag = Buffer.concat([Buffer.from('49443304000000000f50', 'hex'), Buffer.alloc(2000, 0xff)]);
    const frames = mp3.subarray(mp3.indexOf('fff3', 'hex'));
    assert.equal(probe('mp3', Buffer.concat([tag, frames])).facts().durationMs, 576);
    const count = frames.includes('Xing') ? frames.indexOf('Xing') : frames.indexOf('Info');
    assert.ok(count > 0);
    frames.fill(0, count, count + 4);
    const ms = probe('mp3', frames).facts().durationMs ?? 0;
    assert.ok(ms > 400 && ms < 700, String(ms));
  });
});

describe('media types', () => {
  test('nothing that can carry script or run is stored', () => {
    for (const mime of [
      'image/svg+xml',
      'text/html',
      'application/json',
      'application/xml',
      'application/x-msdownload',
      'application/pdf',
      'application/zip',
      'constructor',
      '',
    ]) {
      assert.equal(mediaTypeOf(mime), undefined, mime);
    }
  });

  test('a true extension is left as the person wrote it', () => {
    const jpeg = mediaTypeOf('image/jpeg');
    assert.ok(jpeg !== undefined);
    assert.deepEqual(
      ['JPEG', 'jpg', 'png', ''].map(wished => extensionFor(jpeg, wished)),
      ['JPEG', 'jpg', 'jpg', 'jpg'],
    );
  });

  test('only endings that promise media are taken off', () => {
    assert.deepEqual(splitMediaName('hero.final.PNG'), { base: 'hero.final', ext: 'PNG' });
    assert.deepEqual(splitMediaName('package.json'), { base: 'package.json', ext: '' });
    assert.deepEqual(splitMediaName('v1.2'), { base: 'v1.2', ext: '' });
    assert.deepEqual(splitMediaName('.png'), { base: '.png', ext: '' });
  });

  test('says what came instead, without repeating it', () => {
    const say = (text: string): string => describeForeign(Buffer.from(text), undefined);
    assert.match(say('<!doctype html><title>Sign in canary'), /web page/);
    assert.match(say('\ufeff<svg onload="canary"'), /markup/);
    assert.match(say('  {"error":"canary"}'), /JSON/);
    assert.match(say('MZ canary'), /no known media/);
    assert.match(describeForeign(new Uint8Array(), 'application/zip'), /application\/zip/);
    for (const text of ['<canary', '{canary', 'canary']) assert.doesNotMatch(say(text), /canary/);
  });
});
