/** A picture above the limit for inputs: the copy is made in a thread of the extension host that the person runs. */
import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { Bytes } from '../../src/core/assets/probe/bytes.ts';
import { pictureSize } from '../../src/core/assets/probe/pictureSize.ts';
import { encodePng } from '../../src/core/pictures/encodePng.ts';
import { readFitting } from '../../src/host/inputs/smallerCopy.ts';
import type { LocalInput, Reduction } from '../../src/host/inputs/types.ts';
import { pictureRoomOf } from '../../src/host/pictures/rewritePicture.ts';
import { createRandom } from '../support/seeded.ts';
import { emptyFolder, extensionApi, extensionId, rejection, workspaceFolder } from './support/liveService.ts';

/** The setting's default. */
const maxMegabytes = 25;

suite('a picture that is too large to be an input', () => {
  const file = (): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'large-inputs', 'hero.png');
  let folder: string;

  suiteSetup(async () => {
    await extensionApi();
    folder = await emptyFolder('large-inputs');
    const random = createRandom(11);
    const [width, height] = [3400, 2550];
    const data = Uint8Array.from({ length: width * height * 3 }, () => random() * 256);
    const store = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 0 });
    const png = await encodePng({ width, height, channels: 3, data }, store, () => undefined);
    await writeFile(file().fsPath, png);
    assert.ok((await stat(file().fsPath)).size > maxMegabytes * 1e6);
  });

  function fit(reduction: Reduction): Promise<LocalInput | undefined> {
    const extension = vscode.extensions.getExtension(extensionId);
    assert.ok(extension);
    return readFitting(file(), { room: pictureRoomOf(extension.extensionPath), maxMegabytes, reduction });
  }

  test('becomes a copy that fits, in memory alone', async () => {
    const copy = await fit('agreed');
    assert.ok(copy?.reduced);
    const { width, height, bytes } = copy.reduced;
    assert.deepEqual([copy.name, copy.mime, copy.content.length], ['hero.jpg', 'image/jpeg', bytes]);
    assert.ok(bytes <= maxMegabytes * 1e6);
    assert.deepEqual(pictureSize('jpg', new Bytes(copy.content)), { width, height });
    assert.ok(Math.abs(width / height - 4 / 3) < 0.01);
    assert.deepEqual(await readdir(folder), ['hero.png']);
  });

  test('is refused where code asks', async () => {
    assert.equal((await rejection(fit('refuse'))).kind, 'inputFile');
  });
});
