/** What files say of themselves: nothing, unless the person wants it; and nothing again when they want that. */
import assert from 'node:assert/strict';
import { chmod, lstat, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  rejection,
  run,
  setSetting,
} from './support/liveService.ts';

suite('metadata', () => {
  fakeServiceForSuite();
  let folder: string;

  suiteSetup(async () => {
    await extensionApi();
    folder = await emptyFolder('metadata');
  });

  const generate = (file: string): Promise<TaskSnapshot> =>
    run('generateImage', { params: { prompt: 'a quay of words' }, output: { file: `metadata/${file}` } });

  test('files are as they came, unless the person wants otherwise', async () => {
    const task = await generate('plain.png');
    assert.equal(task.status, 'saved', JSON.stringify(task.error));
    assert.ok(!(await readFile(path.join(folder, 'plain.png'))).includes('quay'));
  });

  test('what is written in is found again by content, and gone once it is stripped', async () => {
    await setSetting('apiInOne.metadata.embed', true);
    const task = await generate('told.png');
    await setSetting('apiInOne.metadata.embed', undefined);
    const file = path.join(folder, 'told.png');
    const uri = vscode.Uri.file(file).toString();
    const told = await readFile(file);
    assert.ok(told.includes('a quay of words') && told.includes(task.taskId ?? '?'));
    assert.equal(task.outputs[0]?.bytes, told.length);
    assert.equal((await run<TaskSnapshot | undefined>('whatMadeThisFile', uri))?.id, task.id);
    assert.equal(await run('stripMetadata', uri), true);
    const stripped = await readFile(file);
    assert.deepEqual(stripped, await readFile(path.join(folder, 'plain.png')));
    assert.equal(await run('stripMetadata', uri), false);
    assert.deepEqual((await readdir(folder)).sort(), ['plain.png', 'told.png']);
  });

  test('a link stays a link; the file that it leads to is stripped', async () => {
    await setSetting('apiInOne.metadata.embed', true);
    await generate('linked.png');
    await setSetting('apiInOne.metadata.embed', undefined);
    const link = path.join(folder, 'link.png');
    await symlink('linked.png', link);
    assert.equal(await run('stripMetadata', vscode.Uri.file(link).toString()), true);
    assert.ok((await lstat(link)).isSymbolicLink());
    assert.ok(!(await readFile(path.join(folder, 'linked.png'))).includes('quay'));
  });

  test('what a link leads to outside of the workspace is not changed; who may read a file stays so', async () => {
    await setSetting('apiInOne.metadata.embed', true);
    await generate('own.png');
    await setSetting('apiInOne.metadata.embed', undefined);
    const own = path.join(folder, 'own.png');
    const outside = path.join(tmpdir(), `outside-${process.pid}.png`);
    const content = await readFile(own);
    await writeFile(outside, content);
    const link = path.join(folder, 'out.png');
    await symlink(outside, link);
    const error = await rejection(run('stripMetadata', vscode.Uri.file(link).toString()));
    assert.match(error.message, /leads out of the workspace/);
    assert.deepEqual(await readFile(outside), content);
    await rm(outside);
    await chmod(own, 0o600);
    assert.equal(await run('stripMetadata', vscode.Uri.file(own).toString()), true);
    if (process.platform !== 'win32') assert.equal((await stat(own)).mode & 0o777, 0o600);
  });

  test('what cannot be stripped is left as it is', async () => {
    const file = path.join(folder, 'text.png');
    await writeFile(file, 'no picture');
    assert.equal((await rejection(run('stripMetadata', vscode.Uri.file(file).toString()))).field, 'file');
    assert.equal(await readFile(file, 'utf8'), 'no picture');
  });
});
