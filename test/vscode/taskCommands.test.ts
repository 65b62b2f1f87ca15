/** The commands on tasks, run the way a key binding or other code runs them: with an id. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  rejection,
  run,
  whenTask,
  workspaceFolder,
} from './support/liveService.ts';

suite('commands on tasks', () => {
  const fake = fakeServiceForSuite();
  let saved: TaskSnapshot;

  suiteSetup(async () => {
    await extensionApi();
    await emptyFolder('tasks');
    saved = await run('generateImage', {
      params: { prompt: 'a lamp room', aspect_ratio: '16:9' },
      output: { file: 'tasks/lamp room.png' },
    });
    assert.equal(saved.status, 'saved', JSON.stringify(saved.error));
  });

  test('what made a file is found after a rename, and not once it is changed', async () => {
    const [from, to] = ['tasks/lamp room.png', 'tasks/other name.png'].map(name =>
      vscode.Uri.joinPath(workspaceFolder(), name),
    ) as [vscode.Uri, vscode.Uri];
    await vscode.workspace.fs.copy(from, to);
    const maker = await run<TaskSnapshot | undefined>('whatMadeThisFile', to.toString());
    assert.equal(maker?.id, saved.id);
    await vscode.workspace.fs.writeFile(to, Buffer.from('another'));
    assert.equal(await run('whatMadeThisFile', to.toString()), undefined);
    await vscode.workspace.fs.delete(to);
  });

  /** A file of the workspace, open, with the cursor before `marker`. */
  async function openAt(file: string, content: string, marker = '|'): Promise<vscode.TextEditor> {
    const uri = vscode.Uri.joinPath(workspaceFolder(), file);
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content.replace(marker, '')));
    const editor = await vscode.window.showTextDocument(uri);
    const at = editor.document.positionAt(content.indexOf(marker));
    editor.selection = new vscode.Selection(at, at);
    return editor;
  }

  const insertions: readonly (readonly [file: string, before: string, after: string])[] = [
    [
      'tasks/page.html',
      '<body>\n  |\n</body>\n',
      '<body>\n  <img src="lamp%20room.png" alt="alt text" width="16" height="16" loading="lazy">\n</body>\n',
    ],
    ['notes.md', 'Look: |!\n', 'Look: ![alt text](tasks/lamp%20room.png)!\n'],
    ['tasks/look.css', 'a { background: |; }\n', 'a { background: url("lamp%20room.png"); }\n'],
    ['tasks/list.txt', '|', 'lamp room.png'],
  ];
  for (const [file, before, after] of insertions) {
    test(`insert at the cursor of ${file}`, async () => {
      const editor = await openAt(file, before);
      await run('tasks.insert', saved.id);
      assert.equal(editor.document.getText(), after);
      // The alternative text is what a person writes next.
      if (after.includes('alt text')) assert.equal(editor.document.getText(editor.selection), 'alt text');
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    });
  }

  test('inserting into a module writes its import too, and one undo takes both back', async () => {
    const editor = await openAt('tasks/Lamp.jsx', 'export const Lamp = () => <p>|</p>;\n');
    await run('tasks.insert', saved.id);
    assert.match(editor.document.getText(), /^import \w+ from '.\/lamp room.png';\n.*<p><img src=\{/s);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'export const Lamp = () => <p></p>;\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  /** Resolves when the tab in front is the one meant. */
  async function whenTab(isMeant: (tab: vscode.Tab) => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
      if (tab !== undefined && isMeant(tab)) resolve();
    };
    const subscription = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
    await promise.finally(() => subscription.dispose());
  }

  test('open shows the file', async () => {
    await run('tasks.open', saved.id);
    // The image preview, which tells of itself a little later.
    await whenTab(
      ({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === saved.outputs[0]?.uri,
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  test('with a picture in front the document before it is meant, at its cursor', async () => {
    const { document } = await openAt('before.md', 'Look: |!\n');
    await run('tasks.open', saved.id);
    await whenTab(({ input }) => input instanceof vscode.TabInputCustom);
    assert.equal(vscode.window.activeTextEditor, undefined);
    await run('tasks.insert', saved.id);
    assert.equal(document.getText(), 'Look: ![alt text](tasks/lamp%20room.png)!\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('details are shown as a page, with the request as text', async () => {
    await run('tasks.showDetails', saved.id);
    await whenTab(({ input }) => input instanceof vscode.TabInputWebview && /markdown/.test(input.viewType));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const uri = vscode.Uri.from({ scheme: 'api-in-one-task', path: '/details.md', query: saved.id });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    for (const part of ['a lamp room', '"aspect_ratio": "16:9"', saved.taskId ?? '?', 'lamp%20room.png'])
      assert.ok(text.includes(part), `${part} in ${text}`);
  });

  test('prompt and id go to the clipboard', async () => {
    await run('tasks.copyPrompt', saved.id);
    assert.equal(await vscode.env.clipboard.readText(), 'a lamp room');
    await run('tasks.copyTaskId', saved.id);
    assert.equal(await vscode.env.clipboard.readText(), saved.taskId);
  });

  test('run again makes another task of the same request, under a name of its own', async () => {
    const again = await run('tasks.rerun', saved.id);
    assert.notEqual(again.id, saved.id);
    assert.deepEqual(again.request, saved.request);
    const done = await whenTask(again.id, t => t.status === 'saved');
    assert.notEqual(done.outputs[0]?.uri, saved.outputs[0]?.uri);
  });

  test('remix sends a new seed where the model takes one', async () => {
    const first = await run('generateImage', { model: 'imagen-4', params: { prompt: 'a lamp', seed: 7 } });
    const remix = await run('tasks.remix', first.id);
    const { seed } = remix.request as { seed?: number };
    assert.ok(typeof seed === 'number' && seed !== 7, String(seed));
    await whenTask(remix.id, t => t.status === 'saved');
  });

  test('stop watching, resume', async () => {
    fake().expectPost('/images/generations', { task: { durationMs: 1500 } });
    const task = await run('generateImage', { params: { prompt: 'takes its time' }, wait: false });
    await whenTask(task.id, t => t.status === 'running');
    await run('tasks.stopWatching', task.id);
    await whenTask(task.id, t => t.status === 'unwatched');
    await run('tasks.resume', task.id);
    const done = await whenTask(task.id, t => t.status === 'saved');
    assert.equal(
      fake()
        .posts()
        .filter(p => (p.body as { prompt: string }).prompt === 'takes its time').length,
      1,
    );
    assert.ok(done.outputs[0]?.uri);
  });

  test('a task of the service can be taken over by its id, once', async () => {
    fake().addTask('n7_elsewhere', '/videos/generations');
    const posts = fake().posts().length;
    const task = await run('trackTask', 'n7_elsewhere');
    assert.equal(task.taskId, 'n7_elsewhere');
    const done = await whenTask(task.id, t => t.status === 'saved');
    assert.match(done.outputs[0]?.uri ?? '', /\.mp4$/);
    const api = await extensionApi();
    assert.equal((await api.trackTask('n7_elsewhere')).id, task.id);
    assert.equal(fake().posts().length, posts);
    const error = await rejection(run('trackTask', 'n8_nowhere'));
    assert.match(error.message, /does not know this task/);
  });

  test('removed is gone from the list, the file stays; clearing leaves what is not over', async () => {
    const api = await extensionApi();
    await run('tasks.remove', saved.id);
    assert.equal(api.task(saved.id), undefined);
    await vscode.workspace.fs.stat(vscode.Uri.parse(saved.outputs[0]?.uri ?? ''));
    fake().expectPost('/images/generations', { task: { durationMs: 600_000 } });
    const running = await run('generateImage', { params: { prompt: 'still at it' }, wait: false });
    await whenTask(running.id, t => t.status === 'running');
    await run('tasks.clearFinished', {});
    const left = api.tasks();
    assert.ok(left.some(t => t.id === running.id));
    assert.deepEqual(
      left.filter(t => ['saved', 'failed'].includes(t.status)),
      [],
    );
    await run('tasks.stopWatching', running.id);
    await run('tasks.remove', running.id);
    assert.equal(api.task(running.id), undefined);
  });

  test('an id that nobody knows rejects', async () => {
    for (const name of ['open', 'insert', 'rerun', 'showDetails', 'remove', 'stopWatching'])
      assert.match((await rejection(run(`tasks.${name}`, 'nobody'))).message, /nobody/, name);
  });

  test('a file that is no longer there does not keep the task from being asked for', async () => {
    const task = await run('generateImage', { params: { prompt: 'soon gone' }, output: { folder: 'tasks' } });
    await rm(vscode.Uri.parse(task.outputs[0]?.uri ?? '').fsPath);
    await run('tasks.showDetails', task.id);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });
});
