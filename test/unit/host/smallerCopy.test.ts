/** Pictures that are too large to be inputs: real files, the real thread, and what a person is asked. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, type TestContext, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import type * as vscode from 'vscode';
import { Bytes } from '../../../src/core/assets/probe/bytes.ts';
import { pictureSize } from '../../../src/core/assets/probe/pictureSize.ts';
import { isError } from '../../../src/core/errors.ts';
import { encodePng } from '../../../src/core/pictures/encodePng.ts';
import type { LocalInput, Reduction } from '../../../src/host/inputs/types.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { pictureRoom } from '../../support/pictureRoom.ts';
import { root } from '../../support/repository.ts';
import { createRandom } from '../../support/seeded.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { editor, Uri } from '../../support/vscodeStub.ts';
import { pngChunk } from '../../support/writePng.ts';

const { readFitting } = await import('../../../src/host/inputs/smallerCopy.ts');
const { describeAny } = await import('../../../src/host/describe.ts');

/** MB: what fits is small enough for a test. */
const maxMegabytes = 0.05;

async function noise(): Promise<Uint8Array> {
  const random = createRandom(1);
  const data = Uint8Array.from({ length: 300 * 200 * 3 }, () => random() * 256);
  return encodePng(
    { width: 300, height: 200, channels: 3, data },
    bytes => deflateSync(bytes),
    () => undefined,
  );
}

function fit(
  t: TestContext,
  file: string,
  reduction: Reduction,
  megabytes = maxMegabytes,
): Promise<LocalInput | undefined> {
  editor.fs = createNodeFs(undefined);
  const uri = Uri.file(file) as unknown as vscode.Uri;
  return readFitting(uri, { room: pictureRoom(t), maxMegabytes: megabytes, reduction });
}

async function written(
  t: TestContext,
  name: string,
  content: Uint8Array | Promise<Uint8Array>,
): Promise<string> {
  const file = path.join(tempFolder(t), name);
  writeFileSync(file, await content);
  return file;
}

async function refusal(work: Promise<unknown>): Promise<{ reason: string; text: string }> {
  const e = await work.then(
    () => assert.fail('it was taken'),
    (e: unknown) => e,
  );
  assert.ok(isError(e, 'inputFile'), String(e));
  return { reason: e.reason, text: describeAny(e).text };
}

afterEach(() => {
  editor.fs = undefined;
  editor.warningAnswer = undefined;
  editor.warnings.length = 0;
});

describe('a picture that is too large', () => {
  test('goes as a smaller copy in memory where the person says so', async t => {
    const file = await written(t, 'hero.png', noise());
    const before = readFileSync(file);
    editor.warningAnswer = 'Send a Smaller Copy';
    const copy = await fit(t, file, 'ask');
    assert.ok(copy?.reduced);
    const { width, height, bytes } = copy.reduced;
    assert.deepEqual([copy.name, copy.mime, bytes], ['hero.jpg', 'image/jpeg', copy.content.length]);
    assert.ok(bytes <= maxMegabytes * 1e6);
    assert.deepEqual(pictureSize('jpg', new Bytes(copy.content)), { width, height });
    assert.deepEqual(editor.warnings, [
      `"hero.png" is 0.2 MB; inputs take at most 0.05 MB. Send a smaller copy (${width} × ${height}, 0.0 MB)?`,
    ]);
    assert.deepEqual(readFileSync(file), before, 'the file itself stays as it is');
  });

  test('does not go where they do not', async t => {
    assert.equal(await fit(t, await written(t, 'hero.png', noise()), 'ask'), undefined);
    assert.equal(editor.warnings.length, 1);
  });

  test('is not asked about twice', async t => {
    const copy = await fit(t, await written(t, 'hero.png', noise()), 'agreed');
    assert.equal(copy?.name, 'hero.jpg');
    assert.deepEqual(editor.warnings, []);
  });

  test('is refused where code asks', async t => {
    const { reason, text } = await refusal(fit(t, await written(t, 'hero.png', noise()), 'refuse'));
    assert.equal(reason, 'tooLarge');
    assert.match(text, /^The file "hero\.png" is larger than the 0\.05 MB/);
    assert.deepEqual(editor.warnings, []);
  });

  test('one that fits is what it is', async t => {
    const file = await written(t, 'hero.png', noise());
    const same = await fit(t, file, 'ask', 25);
    assert.deepEqual(same?.content, new Uint8Array(readFileSync(file)));
    assert.equal(same?.reduced, undefined);
  });
});

describe('what no smaller copy is made of', () => {
  const media = (t: TestContext, name: string): string => {
    const file = path.join(tempFolder(t), name);
    copyFileSync(path.join(root, 'test/fixtures/media', name), file);
    return file;
  };

  test('a film, a sound, a picture of another format: too large, as ever', async t => {
    for (const name of ['movie.mp4', 'sound.wav', 'picture.avif'])
      assert.equal((await refusal(fit(t, media(t, name), 'ask', 1e-6))).reason, 'tooLarge', name);
  });

  test('what moves', async t => {
    const { reason, text } = await refusal(fit(t, media(t, 'picture.gif'), 'ask', 1e-6));
    assert.equal(reason, 'animated');
    assert.match(text, /it moves: a smaller copy would stand still.*Nothing was sent\.$/);
  });

  test('what is damaged', async t => {
    const torn = (await noise()).subarray(0, 100_000);
    const { reason, text } = await refusal(fit(t, await written(t, 'torn.png', torn), 'ask'));
    assert.equal(reason, 'damaged');
    assert.match(text, /it is damaged, or of a kind that cannot be read here\. Nothing was sent\.$/);
  });

  test('a bomb', async t => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(20_000);
    header.writeUInt32BE(20_000, 4);
    header.set([8, 2], 8);
    const pixels = pngChunk('IDAT', deflateSync(new Uint8Array(20_000_000)));
    const ends = [pngChunk('IHDR', header), pixels, pngChunk('IEND', new Uint8Array())];
    const bomb = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...ends]);
    const { reason, text } = await refusal(fit(t, await written(t, 'bomb.png', bomb), 'ask', 0.01));
    assert.equal(reason, 'tooManyPixels');
    assert.match(text, /more than 100 MP.*Nothing was sent\.$/);
    assert.deepEqual(editor.warnings, []);
  });
});
