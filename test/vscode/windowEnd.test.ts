/**
 * Activates and deactivates as VS Code does at the ends of a window, over a profile of its own. Last of all files:
 * behind it the extension that VS Code itself started is at its end.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { ApiInOne } from '../../src/host/extensionApi.ts';
import type { Answer } from '../support/fakeApi/answers.ts';
import { holdAt } from '../support/fakeApi/holdAt.ts';
import {
  emptyFolder,
  extensionApi,
  extensionId,
  fakeServiceForSuite,
  keyVariable,
  run,
  setSetting,
} from './support/liveService.ts';

interface Bundle {
  activate(context: vscode.ExtensionContext): ApiInOne;
  deactivate(): void | Promise<void>;
}

/** As much of a context as the extension uses, with secrets and state in memory. */
function makeContext(
  storage: string,
  secrets: Map<string, string>,
  workspaceState = new Map<string, unknown>(),
): vscode.ExtensionContext {
  const extension = vscode.extensions.getExtension(extensionId) as vscode.Extension<unknown>;
  const changed = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>();
  const memento = (state: Map<string, unknown>) => ({
    get: (key: string, otherwise: unknown) => state.get(key) ?? otherwise,
    update: async (key: string, value: unknown) => void state.set(key, value),
    keys: () => [...state.keys()],
    setKeysForSync: () => {},
  });
  const context = {
    subscriptions: [],
    extension,
    extensionUri: extension.extensionUri,
    extensionPath: extension.extensionPath,
    extensionMode: vscode.ExtensionMode.Test,
    asAbsolutePath: (relative: string) => path.join(extension.extensionPath, relative),
    globalStorageUri: vscode.Uri.file(storage),
    globalState: memento(new Map()),
    workspaceState: memento(workspaceState),
    secrets: {
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => {
        secrets.set(key, value);
        changed.fire({ key });
      },
      delete: async (key: string) => {
        secrets.delete(key);
        changed.fire({ key });
      },
      keys: async () => [...secrets.keys()],
      onDidChange: changed.event,
    },
  };
  return context as unknown as vscode.ExtensionContext;
}

function contributedCommands(): string[] {
  const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON;
  return manifest.contributes.commands.map((c: { command: string }) => c.command).sort();
}

const ownCommands = async (): Promise<string[]> => {
  const contributed = new Set(contributedCommands());
  const there = await vscode.commands.getCommands(true);
  return there.filter(id => contributed.has(id)).sort();
};

suite('the end of a window', () => {
  const fake = fakeServiceForSuite();
  const secrets = new Map<string, string>();
  let storage = '';
  let bundle: Bundle;

  suiteSetup(async () => {
    await extensionApi();
    await emptyFolder('windows');
    storage = await mkdtemp(path.join(tmpdir(), 'aio-window-'));
    bundle = require(
      path.join(vscode.extensions.getExtension(extensionId)?.extensionPath ?? '', 'dist/extension.js'),
    );
    await bundle.deactivate();
  });
  suiteTeardown(async () => {
    await bundle.deactivate();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  });

  test('takes all commands away, and activating again brings them back, several times over', async () => {
    assert.deepEqual(await ownCommands(), []);
    for (let i = 0; i < 3; i++) {
      bundle.activate(makeContext(storage, secrets));
      assert.deepEqual(await ownCommands(), contributedCommands());
      await bundle.deactivate();
      assert.deepEqual(await ownCommands(), []);
    }
  });

  test('what ran goes on in the next window, is asked for with the key of the key store, and saved once', async () => {
    delete process.env[keyVariable];
    secrets.set(`apiInOne.key@${new URL(fake().baseUrl).origin}`, fake().key);
    fake().expectPost('/videos/generations', { task: { durationMs: 800 } });
    const first = bundle.activate(makeContext(storage, secrets));
    const output = { file: 'windows/sea.mp4' };
    const { id } = await first.generate({
      kind: 'video',
      params: { prompt: 'the sea' },
      output,
      wait: false,
    });
    await statusOf(first, id, 'running');
    await bundle.deactivate();
    const requests = fake().requests.length;

    const second = bundle.activate(makeContext(storage, secrets));
    const done = await statusOf(second, id, 'saved');
    assert.match(done.outputs[0]?.uri ?? '', /windows\/sea\.mp4$/);
    assert.ok(fake().requests.length > requests);
    assert.equal(fake().posts('/videos/generations').length, 1);
    assert.equal(fake().requests.filter(r => r.to === 'media').length, 1);
    await bundle.deactivate();
  });

  test('what was begun in a document is inserted there by the next window, once, and where the place has moved to', async () => {
    secrets.set(`apiInOne.key@${new URL(fake().baseUrl).origin}`, fake().key);
    const state = new Map<string, unknown>();
    const isKept = Promise.withResolvers<void>();
    state.set = (key, value) => {
      if (JSON.stringify(value ?? null).includes('"line":1')) isKept.resolve();
      return Map.prototype.set.call(state, key, value) as typeof state;
    };
    const uri = vscode.Uri.joinPath(
      vscode.workspace.workspaceFolders?.[0]?.uri as vscode.Uri,
      'windows/a.md',
    );
    await vscode.workspace.fs.writeFile(uri, Buffer.from('Here: .\n'));
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(0, 6, 0, 6);
    await setSetting('apiInOne.insertWhenDone', 'always');
    const first = bundle.activate(makeContext(storage, secrets, state));
    const made = await first.generate({
      kind: 'image',
      params: { prompt: 'first' },
      output: { folder: 'windows' },
    });
    const held = holdAt(fake(), 'poll');
    const again = await run('tasks.rerun', made.id);
    await held;
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), 'Above.\n'));
    await isKept.promise;
    await bundle.deactivate();
    assert.deepEqual(
      [...state.values()].flatMap(v => Object.keys(v as object)),
      [again.id],
    );

    const inserted = Promise.withResolvers<void>();
    const listening = vscode.workspace.onDidChangeTextDocument(e => {
      if (e.document.getText().includes('![')) inserted.resolve();
    });
    const second = bundle.activate(makeContext(storage, secrets, state));
    await inserted.promise;
    listening.dispose();
    await statusOf(second, again.id, 'saved');
    assert.match(editor.document.getText(), /^Above\.\nHere: !\[[^!]*\)\.\n$/);
    assert.deepEqual(
      [...state.values()].flatMap(v => Object.keys(v as object)),
      [],
    );
    await bundle.deactivate();
    bundle.activate(makeContext(storage, secrets, state));
    await bundle.deactivate();
    assert.equal(editor.document.getText().split('![').length - 1, 1);
    await setSetting('apiInOne.insertWhenDone', undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a page whose missing file was being made follows its format in the next window', async () => {
    secrets.set(`apiInOne.key@${new URL(fake().baseUrl).origin}`, fake().key);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri as vscode.Uri;
    const [page, target] = ['windows/page.md', 'windows/pier.gif'].map(n => vscode.Uri.joinPath(folder, n));
    assert.ok(page && target);
    await vscode.workspace.fs.writeFile(page, Buffer.from('![A pier](pier.gif)\n'));
    const first = bundle.activate(makeContext(storage, secrets));
    const held = holdAt(fake(), 'poll');
    const output = { file: 'windows/pier.gif' };
    const { id } = await first.generate({ kind: 'image', params: { prompt: 'pier' }, output, wait: false });
    await held;
    await bundle.deactivate();

    const changed = Promise.withResolvers<string>();
    const listening = vscode.workspace.onDidChangeTextDocument(e => changed.resolve(e.document.getText()));
    const waiting = { [id]: { document: page.toString(), target: target.toString() } };
    const state = new Map<string, unknown>([['waiting', waiting]]);
    bundle.activate(makeContext(storage, secrets, state));
    assert.equal(await changed.promise, '![A pier](pier.png)\n');
    listening.dispose();
    assert.deepEqual(state.get('waiting'), {});
    await bundle.deactivate();
    await vscode.window.showTextDocument(page);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('a stored key is used, and gone after "Clear API Key"', async () => {
    bundle.activate(makeContext(storage, secrets));
    assert.equal(await vscode.commands.executeCommand('apiInOne.checkApiKey'), 'valid');
    await vscode.commands.executeCommand('apiInOne.clearApiKey');
    assert.equal(secrets.size, 0);
    await bundle.deactivate();
  });

  test('lets go of a download that hangs; the next window fetches it', async () => {
    secrets.set(`apiInOne.key@${new URL(fake().baseUrl).origin}`, fake().key);
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const hang: Answer = {
      name: 'hang',
      isProcessed: true,
      send(request) {
        request.socket.once('close', () => closed.resolve());
        asked.resolve();
      },
    };
    fake().expectMedia('tiny.png', hang);
    const first = bundle.activate(makeContext(storage, secrets));
    const output = { folder: 'windows' };
    const { id } = await first.generate({
      kind: 'image',
      params: { prompt: 'a trace' },
      output,
      wait: false,
    });
    await asked.promise;
    await bundle.deactivate();
    await closed.promise;

    const second = bundle.activate(makeContext(storage, secrets));
    await statusOf(second, id, 'saved');
    await bundle.deactivate();
  });
});

async function statusOf(api: ApiInOne, id: string, status: string) {
  const { promise, resolve } = Promise.withResolvers<NonNullable<ReturnType<ApiInOne['task']>>>();
  const look = (): void => {
    const task = api.task(id);
    if (task?.status === status) resolve(task);
  };
  const subscription = api.onDidChangeTasks(look);
  look();
  return promise.finally(() => subscription.dispose());
}
