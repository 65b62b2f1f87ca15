/** Files into the trash and back, and into other folders: with real files. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type * as vscode from 'vscode';
import { reduce } from '../../../src/core/tasks/reduce.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { createNodeFs } from '../../support/nodeFs.ts';
import { silentLog } from '../../support/silentLog.ts';
import { savedTask } from '../../support/studio/studioTasks.ts';
import { editor, restoreTrust, Uri } from '../../support/vscodeStub.ts';

const { EntryTrash } = await import('../../../src/host/panel/gallery/trashEntries.ts');
const { moveEntries } = await import('../../../src/host/panel/gallery/moveEntries.ts');

let folder: string;
let tasks: Map<string, Task>;

const at = (...names: string[]): string => path.join(folder, ...names);
const ref = (id: string) => ({ id, output: 0 });
const store = {
  find: async (id: string) => tasks.get(id),
  placeOutput: async (id: string, index: number, uri: string | undefined) => {
    const next = reduce(tasks.get(id) as Task, { type: 'outputPlaced', index, uri }, 5);
    tasks.set(id, next);
    return next;
  },
};
const uriOf = (id: string): string | undefined => {
  const { state } = tasks.get(id) as Task;
  return 'outputs' in state ? state.outputs[0]?.uri : undefined;
};

function createTrash() {
  let count = 0;
  return new EntryTrash({
    tasks: store,
    ids: { next: () => `batch${++count}` },
    log: silentLog,
    folder: Uri.parse(`file://${at('kept')}`) as unknown as vscode.Uri,
  });
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gallery-'));
  await Promise.all([mkdir(at('trash')), mkdir(at('out'))]);
  tasks = new Map();
  for (const id of ['a', 'b']) {
    await writeFile(at('out', `${id}.png`), `picture ${id}`);
    const task = savedTask({ id, title: id }, ['wide.png']);
    const state = {
      ...task.state,
      outputs: [{ url: 'u', uri: `file://${at('out', `${id}.png`)}` }],
    } as Task['state'];
    tasks.set(id, { ...task, state });
  }
  editor.fs = createNodeFs(at('trash'));
  editor.warnings.length = 0;
  editor.warningAnswer = undefined;
});
afterEach(() => rm(folder, { recursive: true }));

describe('the trash', () => {
  test('takes files, and gives them back where they were', async () => {
    const trash = createTrash();
    const done = await trash.trash([ref('a'), ref('b'), ref('unknown'), { id: 'a', output: 7 }]);
    assert.deepEqual(done.gone, [ref('a'), ref('b')]);
    assert.deepEqual((await readdir(at('trash'))).sort(), ['a.png', 'b.png']);
    assert.deepEqual(await readdir(at('out')), []);
    assert.equal(uriOf('a'), undefined);
    await trash.undo(done.undo ?? '');
    assert.equal(await readFile(at('out', 'b.png'), 'utf8'), 'picture b');
    assert.equal(uriOf('b'), `file://${at('out', 'b.png')}`);
    assert.deepEqual(await readdir(at('kept')), [], 'no copy stays behind');
  });

  test('a file that has taken the place is not replaced', async () => {
    const trash = createTrash();
    const done = await trash.trash([ref('a')]);
    await writeFile(at('out', 'a.png'), 'another');
    assert.match((await trash.undo(done.undo ?? '')).problem ?? '', /^1 of 1 failed/);
    assert.equal(await readFile(at('out', 'a.png'), 'utf8'), 'another');
    assert.equal(uriOf('a'), undefined);
  });

  test('one whose place is taken keeps no other from coming back, and comes back later', async () => {
    const trash = createTrash();
    const done = await trash.trash([ref('a'), ref('b')]);
    await writeFile(at('out', 'a.png'), 'another');
    assert.match((await trash.undo(done.undo ?? '')).problem ?? '', /^1 of 2 failed/);
    assert.equal(await readFile(at('out', 'b.png'), 'utf8'), 'picture b');
    await rm(at('out', 'a.png'));
    assert.deepEqual(await trash.undo(done.undo ?? ''), {});
    assert.equal(await readFile(at('out', 'a.png'), 'utf8'), 'picture a');
    assert.deepEqual(await readdir(at('kept')), []);
  });

  test('one that cannot be deleted costs the others nothing, not even the way back', async () => {
    const fs = createNodeFs(at('trash')) as unknown as vscode.FileSystem;
    editor.fs = {
      ...fs,
      delete: (uri: vscode.Uri, options?: object) =>
        uri.path.endsWith('b.png') ? Promise.reject(new Error('busy')) : fs.delete(uri, options),
    };
    editor.warningAnswer = 'Delete';
    const trash = createTrash();
    const done = await trash.trash([ref('a'), ref('b')]);
    assert.deepEqual(done.gone, [ref('a')]);
    assert.match(done.problem ?? '', /^1 of 2 failed/);
    assert.equal(uriOf('b'), `file://${at('out', 'b.png')}`);
    await trash.undo(done.undo ?? '');
    assert.deepEqual((await readdir(at('out'))).sort(), ['a.png', 'b.png']);
  });

  test('in Restricted Mode nothing of the folder is deleted, brought back or moved', async t => {
    restoreTrust(t);
    const trash = createTrash();
    const before = await trash.trash([ref('b')]);
    editor.workspaceFolders = [{ uri: Uri.parse(`file://${at('out')}`) }];
    editor.isTrusted = false;
    const done = await trash.trash([ref('a')]);
    assert.deepEqual([done.gone, /Restricted/.test(done.problem ?? '')], [[], true]);
    assert.match((await trash.undo(before.undo ?? '')).problem ?? '', /Restricted/);
    await mkdir(at('new'));
    editor.chosenFolder = Uri.parse(`file://${at('new')}`);
    assert.equal((await moveEntries(store, [ref('a')]))?.moved, 0);
    assert.deepEqual(await readdir(at('out')), ['a.png']);
  });

  test('where there is none the person is asked once, and no means no', async () => {
    editor.fs = createNodeFs(undefined);
    const trash = createTrash();
    assert.deepEqual((await trash.trash([ref('a'), ref('b')])).gone, []);
    assert.equal(editor.warnings.length, 1);
    assert.deepEqual((await readdir(at('out'))).sort(), ['a.png', 'b.png']);
    editor.warningAnswer = 'Delete';
    const done = await trash.trash([ref('a')]);
    assert.deepEqual(done.gone, [ref('a')]);
    await trash.undo(done.undo ?? '');
    assert.equal(await readFile(at('out', 'a.png'), 'utf8'), 'picture a', 'even that can be taken back');
  });

  test('a file that is gone already leaves the gallery', async () => {
    await rm(at('out', 'a.png'));
    const done = await createTrash().trash([ref('a')]);
    assert.deepEqual(done, { gone: [ref('a')], undo: undefined });
    assert.equal(uriOf('a'), undefined);
  });

  test('copies that a killed window left are cleared a day later, others stay', async () => {
    const now = Date.now();
    const hoursAgo = (hours: number): Date => new Date(now - hours * 3_600_000);
    for (const [name, hours] of [
      ['old', 25],
      ['new', 23],
    ] as const) {
      await mkdir(at('kept', name), { recursive: true });
      await writeFile(at('kept', name, '0'), 'copy');
      await utimes(at('kept', name), hoursAgo(hours), hoursAgo(hours));
    }
    const trash = createTrash();
    const done = await trash.trash([ref('a')]);
    await trash.clearLeftovers(now);
    assert.deepEqual((await readdir(at('kept'))).sort(), [done.undo ?? '', 'new'].sort());
    await trash.clearLeftovers(now + 48 * 3_600_000);
    assert.deepEqual(await readdir(at('kept')), [done.undo], 'what can be taken back here stays');
    await rm(at('kept'), { recursive: true });
    await trash.clearLeftovers(now);
  });

  test('closing forgets the copies', async () => {
    const trash = createTrash();
    await trash.trash([ref('a')]);
    assert.equal((await readdir(at('kept'))).length, 1);
    await trash.dispose();
    assert.deepEqual(await readdir(at('kept')), []);
  });
});

describe('moving', () => {
  test('finds a free name and notes the new place', async () => {
    await mkdir(at('new'));
    await writeFile(at('new', 'a.png'), 'somebody else');
    editor.chosenFolder = Uri.parse(`file://${at('new')}`);
    assert.equal((await moveEntries(store, [ref('a'), ref('b')]))?.moved, 2);
    assert.deepEqual((await readdir(at('new'))).sort(), ['a-2.png', 'a.png', 'b.png']);
    assert.equal(await readFile(at('new', 'a.png'), 'utf8'), 'somebody else');
    assert.equal(uriOf('a'), `file://${at('new', 'a-2.png')}`);
  });

  test('to where it is already moves nothing; giving up moves nothing', async () => {
    editor.chosenFolder = Uri.parse(`file://${at('out')}`);
    assert.equal((await moveEntries(store, [ref('a')]))?.moved, 0);
    editor.chosenFolder = undefined;
    assert.equal(await moveEntries(store, [ref('a')]), undefined);
    assert.deepEqual((await readdir(at('out'))).sort(), ['a.png', 'b.png']);
  });
});
