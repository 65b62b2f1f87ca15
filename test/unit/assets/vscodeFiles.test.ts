import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Uri } from 'vscode';
import {
  createVscodeFiles,
  maxBufferedBytes,
  type VscodeFilesParts,
} from '../../../src/host/ports/vscodeFiles.ts';

/** An address that knows its text and its scheme: all that is asked of it here. */
function uriOf(text: string): Uri {
  return { scheme: text.split(':')[0], toString: () => text } as unknown as Uri;
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The editor's file system in a map. */
function setUp(changes: Partial<VscodeFilesParts['fs']> = {}) {
  const stored = new Map<string, Uint8Array>();
  const fs = {
    isWritableFileSystem: () => true,
    createDirectory: () => Promise.resolve(),
    writeFile: (uri: Uri, data: Uint8Array) => Promise.resolve(void stored.set(uri.toString(), data)),
    stat(uri: Uri) {
      const there = stored.get(uri.toString());
      return there === undefined
        ? Promise.reject(failure('FileNotFound'))
        : Promise.resolve({ size: there.length });
    },
    readFile: (uri: Uri) => Promise.resolve(stored.get(uri.toString())),
    rename(from: Uri, to: Uri, options?: { overwrite?: boolean }) {
      assert.equal(options?.overwrite, false);
      if (stored.has(to.toString())) return Promise.reject(failure('FileExists'));
      stored.set(to.toString(), stored.get(from.toString()) ?? new Uint8Array());
      stored.delete(from.toString());
      return Promise.resolve();
    },
    delete: (uri: Uri) => Promise.resolve(void stored.delete(uri.toString())),
    ...changes,
  } as unknown as VscodeFilesParts['fs'];
  const files = createVscodeFiles({ fs, parse: uriOf, join: (folder, name) => uriOf(`${folder}/${name}`) });
  return { files, stored };
}

const folder = 'vscode-vfs://github/site';

describe('files by the editor', () => {
  test('are written whole under another name first', async () => {
    const { files, stored } = setUp();
    const temp = await files.createTemp(folder);
    const piece = Buffer.from('ab');
    await temp.write(piece);
    piece.fill('x');
    await temp.write(Buffer.from('cd'));
    assert.equal(stored.size, 0);
    assert.deepEqual(await temp.commit('x.png'), { taken: false });
    assert.equal(temp.uriFor('x.png'), `${folder}/x.png`);
    assert.deepEqual([...stored], [[`${folder}/x.png`, Buffer.from('abcd')]]);
    await temp.discard();
    assert.equal(stored.size, 1);
  });

  test('never replace: seen before, or refused by the rename', async () => {
    const { files, stored } = setUp();
    stored.set(`${folder}/x.png`, Buffer.from('mine'));
    const temp = await files.createTemp(folder);
    await temp.write(Buffer.from('new'));
    assert.deepEqual(await temp.commit('x.png'), { taken: true });
    assert.deepEqual(await temp.commit('x-2.png'), { taken: false });

    const blind = setUp({ stat: () => Promise.reject(failure('FileNotFound')) });
    blind.stored.set(`${folder}/x.png`, Buffer.from('mine'));
    const late = await blind.files.createTemp(folder);
    await late.write(Buffer.from('new'));
    assert.deepEqual(await late.commit('x.png'), { taken: true });
    assert.deepEqual(blind.stored.get(`${folder}/x.png`), Buffer.from('mine'));
    assert.equal(blind.stored.size, 2);
    await late.discard();
    assert.equal(blind.stored.size, 1);
  });

  test('begun anew, only what comes then is written', async () => {
    const { files, stored } = setUp();
    const temp = await files.createTemp(folder);
    await temp.write(Buffer.from('ab'));
    await temp.restart();
    await temp.write(Buffer.from('cd'));
    await temp.commit('x.png');
    assert.deepEqual([...stored], [[`${folder}/x.png`, Buffer.from('cd')]]);
  });

  test('hold what they are asked for, or cannot be read', async () => {
    const { files, stored } = setUp();
    stored.set(`${folder}/x.png`, Buffer.from('mine'));
    const of = (text: string) => ({
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    const held = ['mine', 'mime', 'min'].map(text => files.holds(`${folder}/x.png`, of(text)));
    assert.deepEqual(await Promise.all(held), [true, false, false]);
    assert.equal(await files.holds(`${folder}/y.png`, of('mine')), false);
  });

  test('a write that failed is discarded as well', async () => {
    const deleted: string[] = [];
    const { files } = setUp({
      writeFile: () => Promise.reject(failure('NoPermissions')),
      delete: uri => Promise.resolve(void deleted.push(uri.toString())),
    });
    const temp = await files.createTemp(folder);
    await temp.write(Buffer.from('new'));
    await assert.rejects(temp.commit('x.png'), { kind: 'storage', reason: 'noPermission' });
    await temp.discard();
    assert.equal(deleted.length, 1);
    assert.match(deleted[0] ?? '', /\.part$/);
  });

  test('have a limit, because they are held in memory', async () => {
    const { files } = setUp();
    assert.equal(files.maxBytes(folder), maxBufferedBytes);
    const temp = await files.createTemp(folder);
    const huge = { length: maxBufferedBytes + 1 } as unknown as Uint8Array;
    await assert.rejects(temp.write(huge), { kind: 'storage', reason: 'tooLarge' });
  });

  test('say why a folder refuses', async () => {
    const readOnly = setUp({ isWritableFileSystem: () => false });
    await assert.rejects(readOnly.files.createTemp(folder), { kind: 'storage', reason: 'noPermission' });
    const missing = setUp({ createDirectory: () => Promise.reject(failure('FileNotADirectory')) });
    await assert.rejects(missing.files.createTemp(folder), { kind: 'storage', reason: 'noFolder' });
    const unknown = setUp({ isWritableFileSystem: () => undefined });
    await (await unknown.files.createTemp(folder)).discard();
  });

  test('exists tells "not there" from "cannot look"', async () => {
    const { files, stored } = setUp();
    stored.set(`${folder}/x.png`, Buffer.from('x'));
    assert.deepEqual(
      [await files.exists(`${folder}/x.png`), await files.exists(`${folder}/y.png`)],
      [true, false],
    );
    const offline = setUp({ stat: () => Promise.reject(failure('Unavailable')) });
    await assert.rejects(offline.files.exists(folder), { kind: 'storage', reason: 'other' });
  });
});
