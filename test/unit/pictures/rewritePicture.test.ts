/** Pictures made anew in their thread, with the real codecs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { describe, type TestContext, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import { Bytes } from '../../../src/core/assets/probe/bytes.ts';
import { pictureSize } from '../../../src/core/assets/probe/pictureSize.ts';
import { isError } from '../../../src/core/errors.ts';
import { colourProfile, withColourProfile } from '../../../src/core/pictures/colourProfile.ts';
import { decodePng, type Inflate } from '../../../src/core/pictures/decodePng.ts';
import { encodeJpeg } from '../../../src/core/pictures/encodeJpeg.ts';
import { encodePng } from '../../../src/core/pictures/encodePng.ts';
import type { Raster } from '../../../src/core/pictures/raster.ts';
import { rewritePicture } from '../../../src/host/pictures/rewritePicture.ts';
import type { MadePicture, PictureWish, ReadableExt } from '../../../src/host/pictures/work.ts';
import { makeJpeg } from '../../support/fakeApi/media.ts';
import { pictureRoom } from '../../support/pictureRoom.ts';
import { root } from '../../support/repository.ts';
import { createRandom } from '../../support/seeded.ts';
import { pngChunk } from '../../support/writePng.ts';

const inflate: Inflate = (bytes, maxOutputLength) => new Uint8Array(inflateSync(bytes, { maxOutputLength }));
const noPause = (): undefined => undefined;
const asPng: PictureWish = { type: 'convert', ext: 'png' };
const asJpeg: PictureWish = { type: 'convert', ext: 'jpg' };

const fixture = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(path.join(root, 'test/fixtures/media', name)));

function rewrite(
  t: TestContext,
  content: Uint8Array,
  ext: ReadableExt,
  wish: PictureWish,
): Promise<MadePicture> {
  const source = { name: `hero.${ext}`, content: new Uint8Array(content), ext };
  return rewritePicture(pictureRoom(t), source, wish, new AbortController().signal);
}

const png = (raster: Raster): Promise<Uint8Array> => encodePng(raster, bytes => deflateSync(bytes), noPause);

async function rasterOf(t: TestContext, { content, ext }: MadePicture): Promise<Raster> {
  if (ext === 'png') return decodePng(content, inflate);
  return decodePng((await rewrite(t, content, 'jpg', asPng)).content, inflate);
}

/** Four quarters, clockwise from the top left: red, green, blue, white; 32 wide, 16 high. */
const quarters = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255], white: [255, 255, 255] };
type Quarter = keyof typeof quarters;

function quartered(): Raster {
  const data = new Uint8Array(32 * 16 * 3);
  for (let y = 0; y < 16; y++)
    for (let x = 0; x < 32; x++) {
      const [left, right] = y < 8 ? (['red', 'green'] as const) : (['white', 'blue'] as const);
      const name = x < 16 ? left : right;
      data.set(quarters[name], (y * 32 + x) * 3);
    }
  return { width: 32, height: 16, channels: 3, data };
}

function quartersSeen({ width, height, channels, data }: Raster): Quarter[] {
  const nameAt = (x: number, y: number): Quarter => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
    const distance = (name: Quarter): number =>
      quarters[name].reduce((sum, value, c) => sum + Math.abs(value - (data[at + c] as number)), 0);
    return (Object.keys(quarters) as Quarter[]).sort((a, b) => distance(a) - distance(b))[0] as Quarter;
  };
  return [nameAt(0.25, 0.25), nameAt(0.75, 0.25), nameAt(0.75, 0.75), nameAt(0.25, 0.75)];
}

/** `jpeg` with an Exif that says how it is to be turned. */
function turned(jpeg: Uint8Array, orientation: number): Uint8Array {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 2]), body]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

describe('pictures in another format', () => {
  for (const [name, ext] of [
    ['picture.jpg', 'jpg'],
    ['picture.webp', 'webp'],
    ['picture.png', 'png'],
  ] as const)
    test(`${name} becomes a PNG with its own pixels`, async t => {
      const made = await rewrite(t, fixture(name), ext, asPng);
      assert.deepEqual([made.ext, made.width, made.height], ['png', 48, 32]);
      assert.deepEqual(pictureSize('png', new Bytes(made.content)), { width: 48, height: 32 });
      const seen = decodePng(made.content, inflate);
      // All three are of one test picture; lossy ones differ from it a little.
      const original = decodePng(fixture('picture.png'), inflate);
      const flat = (r: Raster): number[] =>
        Array.from(
          { length: 48 * 32 * 3 },
          (_, i) => r.data[Math.floor(i / 3) * r.channels + (i % 3)] as number,
        );
      const [a, b] = [flat(seen), flat(original)];
      const mean = a.reduce((sum, v, i) => sum + Math.abs(v - (b[i] as number)), 0) / a.length;
      assert.ok(ext === 'png' ? mean === 0 : mean < 24, `${mean}`);
    });

  test('a grey JPEG is grey', async t => {
    const made = await rewrite(t, makeJpeg({ width: 24, height: 16 }), 'jpg', asPng);
    const seen = decodePng(made.content, inflate);
    assert.deepEqual([seen.width, seen.height, seen.channels], [24, 16, 3]);
    assert.deepEqual(new Set(seen.data), new Set([128]));
  });

  test('PNG to PNG keeps alpha to the last bit', async t => {
    const random = createRandom(3);
    const data = Uint8Array.from({ length: 31 * 17 * 4 }, () => random() * 256);
    const made = await rewrite(t, await png({ width: 31, height: 17, channels: 4, data }), 'png', asPng);
    assert.deepEqual(decodePng(made.content, inflate).data, data);
  });

  test('a JPEG has a white ground where something shone through', async t => {
    const data = new Uint8Array(16 * 16 * 4);
    for (let at = 0; at < data.length; at += 4) data.set(at < 512 ? [200, 0, 0, 255] : [0, 0, 0, 0], at);
    const made = await rewrite(t, await png({ width: 16, height: 16, channels: 4, data }), 'png', asJpeg);
    const seen = await rasterOf(t, made);
    const near = (at: number, wanted: readonly number[]): void => {
      for (const [c, value] of wanted.entries())
        assert.ok(Math.abs((seen.data[at * seen.channels + c] as number) - value) < 6);
    };
    near(0, [200, 0, 0]);
    near(255, [255, 255, 255]);
  });

  const turns: Readonly<Record<number, readonly Quarter[]>> = {
    1: ['red', 'green', 'blue', 'white'],
    2: ['green', 'red', 'white', 'blue'],
    3: ['blue', 'white', 'red', 'green'],
    4: ['white', 'blue', 'green', 'red'],
    5: ['red', 'white', 'blue', 'green'],
    6: ['white', 'red', 'green', 'blue'],
    7: ['blue', 'green', 'red', 'white'],
    8: ['green', 'blue', 'white', 'red'],
  };
  for (const [orientation, expected] of Object.entries(turns))
    test(`Exif orientation ${orientation} is in the pixels`, async t => {
      const jpeg = turned(await encodeJpeg(quartered(), noPause), Number(orientation));
      const made = await rewrite(t, jpeg, 'jpg', asPng);
      const seen = decodePng(made.content, inflate);
      assert.deepEqual(quartersSeen(seen), expected);
      const size = pictureSize('jpg', new Bytes(jpeg));
      assert.deepEqual({ width: seen.width, height: seen.height }, size);
    });

  test('the colour profile goes along', async t => {
    const random = createRandom(9);
    const profile = Uint8Array.from({ length: 70_000 }, () => random() * 256);
    profile.set(Buffer.from('RGB '), 16);
    profile.set(Buffer.from('acsp'), 36);
    const jpeg = withColourProfile(await encodeJpeg(quartered(), noPause), 'jpg', profile, deflateSync);
    const made = await rewrite(t, jpeg, 'jpg', asPng);
    assert.deepEqual(colourProfile(made.content, 'png', inflate), profile);
    const back = await rewrite(t, made.content, 'png', asJpeg);
    assert.deepEqual(colourProfile(back.content, 'jpg', inflate), profile);
    assert.deepEqual(quartersSeen(await rasterOf(t, back)), ['red', 'green', 'blue', 'white']);
  });
});

describe('smaller copies', () => {
  const noise = (channels: 3 | 4): Raster => {
    const random = createRandom(channels);
    const data = Uint8Array.from({ length: 400 * 300 * channels }, () => random() * 256);
    return { width: 400, height: 300, channels, data };
  };

  test('an opaque one is a JPEG of at most so many bytes and pixels', async t => {
    const file = await png(noise(3));
    const made = await rewrite(t, file, 'png', { type: 'reduce', maxBytes: 30_000, maxSide: 200 });
    assert.equal(made.ext, 'jpg');
    assert.ok(made.content.length <= 30_000, `${made.content.length}`);
    assert.ok(made.width <= 200 && Math.abs(made.width / made.height - 4 / 3) < 0.02);
    assert.deepEqual(pictureSize('jpg', new Bytes(made.content)), { width: made.width, height: made.height });
  });

  test('one that something shines through stays a PNG', async t => {
    const made = await rewrite(t, await png(noise(4)), 'png', {
      type: 'reduce',
      maxBytes: 40_000,
      maxSide: 4096,
    });
    assert.equal(made.ext, 'png');
    assert.ok(made.content.length <= 40_000);
    assert.equal(decodePng(made.content, inflate).channels, 4);
  });

  test('one that is small enough in pixels keeps them', async t => {
    const made = await rewrite(t, await png(noise(3)), 'png', {
      type: 'reduce',
      maxBytes: 1e6,
      maxSide: 4096,
    });
    assert.deepEqual([made.width, made.height], [400, 300]);
  });
});

describe('what no copy is made of', () => {
  async function reasonOf(work: Promise<unknown>): Promise<string> {
    const e = await work.then(
      () => assert.fail('it was made'),
      (e: unknown) => e,
    );
    return isError(e, 'inputFile') ? e.reason : String(e);
  }

  test('torn and foreign ones', async t => {
    for (const [name, ext] of [
      ['picture.jpg', 'jpg'],
      ['picture.webp', 'webp'],
      ['picture.png', 'png'],
    ] as const) {
      const whole = fixture(name);
      for (const length of [whole.length - 40, whole.length >> 1, 60, 8, 0])
        assert.equal(
          await reasonOf(rewrite(t, whole.subarray(0, length), ext, asPng)),
          'damaged',
          `${length} bytes of ${name}`,
        );
    }
    assert.equal(await reasonOf(rewrite(t, fixture('picture.gif'), 'png', asPng)), 'damaged');
  });

  test('bombs: many pixels in few bytes', async t => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(30_000);
    header.writeUInt32BE(30_000, 4);
    header.set([8, 6], 8);
    const bomb = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      pngChunk('IEND', new Uint8Array()),
    ]);
    assert.equal(await reasonOf(rewrite(t, bomb, 'png', asPng)), 'tooManyPixels');
  });

  test('what moves', async t => {
    const whole = await png(quartered());
    const moving = Buffer.concat([
      whole.subarray(0, 33),
      pngChunk('acTL', new Uint8Array(8)),
      whole.subarray(33),
    ]);
    assert.equal(await reasonOf(rewrite(t, moving, 'png', asPng)), 'animated');
  });

  test('an abort ends the thread', async t => {
    const abort = new AbortController();
    const source = { name: 'hero.png', content: fixture('picture.png'), ext: 'png' } as const;
    const work = rewritePicture(pictureRoom(t), source, asPng, abort.signal);
    abort.abort();
    await assert.rejects(work, { kind: 'cancelled' });
    const threads = process.getActiveResourcesInfo().filter(name => /worker|messageport/i.test(name));
    assert.deepEqual(threads, []);
  });
});
