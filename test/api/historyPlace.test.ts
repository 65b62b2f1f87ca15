/** Where an export of the history is offered and written: never into a project by itself, never into a restricted one. */
import '../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createMemoryDisk } from '../support/memoryStore.ts';
import { savedTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { editor, Uri } from '../support/vscodeStub.ts';

const { historyCommands } = await import('../../src/host/commands/historyCommands.ts');

async function start() {
  const store = createMemoryDisk().open();
  await store.insert(savedTask('a'));
  const kept = new Map<string, unknown>();
  const globalState = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  const services = { tasks: store, context: { globalState }, background: () => {} };
  return historyCommands(services as never)['apiInOne.history.export'];
}

const uriOf = (file: string): Uri => Uri.parse(pathToFileURL(file).href);
const folderOf = (file: Uri | undefined): string => path.dirname(file?.path ?? '');

describe('an export of the history', () => {
  beforeEach(() => {
    editor.isTrusted = true;
    editor.chosenFile = undefined;
  });

  test('is offered at home first, then where the last one went', async t => {
    const [project, shelf] = [tempFolder(t), tempFolder(t)];
    editor.workspaceFolders = [{ uri: uriOf(project) }];
    const run = await start();
    assert.equal(await run(), undefined);
    assert.equal(folderOf(editor.offeredFile), homedir());
    editor.chosenFile = uriOf(path.join(shelf, 'all.jsonl'));
    assert.deepEqual(await run(), { tasks: 1 });
    assert.deepEqual(await readdir(shelf), ['all.jsonl']);
    editor.chosenFile = undefined;
    await run();
    assert.equal(folderOf(editor.offeredFile), shelf);
  });

  test('is neither offered nor written in a folder in Restricted Mode', async t => {
    const project = tempFolder(t);
    editor.workspaceFolders = [{ uri: uriOf(project) }];
    editor.chosenFile = uriOf(path.join(project, 'all.jsonl'));
    const run = await start();
    await run();
    editor.isTrusted = false;
    editor.chosenFile = uriOf(path.join(project, 'more.jsonl'));
    await assert.rejects(run(), { kind: 'storage', reason: 'untrusted' });
    assert.equal(folderOf(editor.offeredFile), homedir());
    await assert.rejects(run(editor.chosenFile.toString()), { kind: 'storage', reason: 'untrusted' });
    assert.deepEqual(await readdir(project), ['all.jsonl']);
  });

  test('is offered nowhere in particular where home itself is restricted', async () => {
    editor.workspaceFolders = [{ uri: uriOf(homedir()) }];
    editor.isTrusted = false;
    await (await start())();
    assert.equal(editor.offeredFile, undefined);
  });
});
