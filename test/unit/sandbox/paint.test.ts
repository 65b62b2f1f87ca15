import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { encodeJpeg } from '../../../src/core/pictures/encodeJpeg.ts';
import { encodePng } from '../../../src/core/pictures/encodePng.ts';
import type { Raster } from '../../../src/core/pictures/raster.ts';
import { glyphsOf, measureText } from '../../../src/core/sandbox/paint/font.ts';
import { wrapText } from '../../../src/core/sandbox/paint/lettering.ts';
import { type PictureRequest, paintPicture } from '../../../src/core/sandbox/paint/paintPicture.ts';

const noPause = (): undefined => undefined;
const small: PictureRequest = { words: 'A lake', seed: 7, width: 128, height: 80, style: 'scene' };
const paint = (change: Partial<PictureRequest> = {}): Promise<Raster> =>
  paintPicture({ ...small, ...change }, noPause);
/** Seeds that draw cloud, hills, bokeh and silk. */
const oneOfEach = [1, 2, 11, 12];
const isSame = (a: Raster, b: Raster): boolean => Buffer.compare(a.data, b.data) === 0;

/** A second reading of the format: chunks with their sums, then rows whose differences are undone. */
function decodePng(file: Uint8Array): Raster {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  assert.deepEqual([...file.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 8; at < file.length; ) {
    const length = view.getUint32(at);
    const named = file.subarray(at + 4, at + 8 + length);
    assert.equal(view.getUint32(at + 8 + length), crc32(named));
    chunks.set(String.fromCharCode(...named.subarray(0, 4)), named.subarray(4));
    at += length + 12;
  }
  assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
  const header = Buffer.from(chunks.get('IHDR') ?? []);
  assert.equal(header.length, 13);
  assert.equal(header[8], 8);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const rows = inflateSync(chunks.get('IDAT') ?? new Uint8Array());
  const stride = width * channels + 1;
  assert.equal(rows.length, stride * height);
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    assert.equal(rows[y * stride], 1);
    for (let i = 0; i < stride - 1; i++) {
      const left = i < channels ? 0 : (data[y * (stride - 1) + i - channels] as number);
      data[y * (stride - 1) + i] = (rows[y * stride + 1 + i] as number) + left;
    }
  }
  return { width, height, channels, data };
}

describe('pictures', () => {
  test('the same words and seed draw the same pixels, others do not', async () => {
    const first = await paint();
    assert.ok(isSame(first, await paint()));
    assert.ok(!isSame(first, await paint({ seed: 8 })));
    assert.ok(!isSame(first, await paint({ words: 'A lane' })));
  });

  test('the words are on the picture, white, in the middle', async () => {
    const raster = await paint({ words: 'WORDS', seed: 3, width: 256, height: 256 });
    const brighter = (than: number, y1: number, y2: number): number => {
      let count = 0;
      for (let i = y1 * 256 * 3; i < y2 * 256 * 3; i += 3)
        if ([0, 1, 2].every(c => (raster.data[i + c] as number) > than)) count++;
      return count;
    };
    assert.ok(brighter(250, 112, 144) > 100, 'letters in the middle');
    assert.ok(brighter(200, 225, 256) > 40, 'badge and size at the foot');
  });

  test('every kind of background and long, foreign or empty words are drawn', async () => {
    const odd = ['', 'x'.repeat(120), '日本庭園 🎉 Привет', 'a\u0000b\u202ec'];
    for (const [i, words] of odd.entries()) {
      const raster = await paint({ words, seed: oneOfEach[i] as number, width: 96, height: 48 });
      assert.equal(raster.data.length, 96 * 48 * 3);
    }
  });

  test('a cutout has a transparent ground, an opaque figure and a soft edge', async () => {
    const { data, channels, width } = await paint({ style: 'cutout', width: 320, height: 320 });
    assert.equal(channels, 4);
    const alpha = Array.from({ length: width * 320 }, (_, i) => data[i * 4 + 3] as number);
    assert.equal(alpha[0], 0);
    assert.equal(alpha[width * 140 + 160], 255);
    assert.equal(alpha[width * 202 + 198], 0, 'beside the neck, below the head');
    assert.ok(alpha.some(a => a > 40 && a < 215));
    const opaque = alpha.filter(a => a === 255).length / alpha.length;
    assert.ok(opaque > 0.2 && opaque < 0.6, `${opaque}`);
  });

  test('pauses are taken often, and what they throw ends the work', async () => {
    let pauses = 0;
    const stop = new Error('stop');
    const pause = (): undefined => {
      if (++pauses === 60) throw stop;
    };
    await assert.rejects(paintPicture(small, pause), e => e === stop);
  });
});

describe('PNG', () => {
  test('what is encoded can be decoded, with and without alpha', async () => {
    for (const style of ['scene', 'cutout'] as const) {
      const raster = await paint({ style });
      const decoded = decodePng(await encodePng(raster, deflateSync, noPause));
      assert.deepEqual({ ...decoded, data: 0 }, { ...raster, data: 0 });
      assert.ok(isSame(decoded, raster));
    }
  });
});

describe('JPEG', () => {
  const flat = (grey: number): Raster => ({
    width: 8,
    height: 8,
    channels: 3,
    data: new Uint8Array(192).fill(grey),
  });
  const scanOf = (file: Uint8Array): number[] => {
    const bytes = [...file];
    const from = bytes.findIndex((b, i) => b === 0xff && bytes[i + 1] === 0xda);
    return bytes.slice(from + 14, -2);
  };

  test('a grey block codes as three zero differences and three ends of block', async () => {
    // T.81 table K.3: category 0 is 00 (luma table, used for all), table K.5: end of block is 1010; then ones.
    assert.deepEqual(scanOf(await encodeJpeg(flat(128), noPause)), [0x28, 0xa2, 0xbf]);
  });

  test('a black block begins with its level in the category of its size', async () => {
    // -128 is -1024 after the transform, -341 after the step of 3: category 9 is 1111110, then 341's complement.
    const scan = scanOf(await encodeJpeg(flat(0), noPause));
    assert.deepEqual(scan.slice(0, 2), [0b11111100, 0b10101010]);
  });

  test('the frame has the size, and the scan no stray marker', async () => {
    const file = await encodeJpeg(await paint({ width: 99, height: 45 }), noPause);
    assert.deepEqual([...file.subarray(0, 4)], [0xff, 0xd8, 0xff, 0xe0]);
    assert.deepEqual([...file.subarray(-2)], [0xff, 0xd9]);
    const frame = Buffer.from(file).indexOf(Buffer.of(0xff, 0xc0));
    const sizes = Buffer.from(file.subarray(frame + 5, frame + 9));
    assert.deepEqual([sizes.readUInt16BE(0), sizes.readUInt16BE(2)], [45, 99]);
    const scan = scanOf(file);
    assert.ok(scan.every((b, i) => b !== 0xff || scan[i + 1] === 0));
  });
});

describe('letters', () => {
  test('ASCII and Spanish have signs of their own, accents are added to their letter', () => {
    const box = JSON.stringify(glyphsOf('字')[0]?.strokes);
    const ascii = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
    for (const sign of `${ascii}¿¡«»€£·…ßø°`)
      assert.notEqual(JSON.stringify(glyphsOf(sign)[0]?.strokes), box, sign);
    for (const sign of 'áéíóúüñçÁÉÍÓÚÜÑàâãäåêîôûÅŠř') {
      const [glyph] = glyphsOf(sign);
      const [plain] = glyphsOf(sign.normalize('NFD').charAt(0));
      assert.ok(JSON.stringify(glyph?.strokes) !== JSON.stringify(plain?.strokes), sign);
      assert.equal(glyphsOf(sign).length, 1);
      assert.notEqual(JSON.stringify(glyph?.strokes), box, sign);
    }
  });

  test('lines are broken at spaces, and inside words that are too long', () => {
    const width = measureText('hello world');
    assert.deepEqual(wrapText('hello world hello', width), ['hello world', 'hello']);
    const lines = wrapText(`a ${'m'.repeat(40)}`, width);
    assert.ok(lines.length > 2 && lines.every(line => measureText(line) <= width));
    assert.equal(lines.join('').replace('a', ''), 'm'.repeat(40));
    assert.deepEqual(wrapText('   ', width), []);
  });
});
