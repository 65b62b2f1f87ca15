import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { extensionApi, extensionId } from './support/liveService.ts';

/** PRODUCT's list, written by hand: what others rely on. */
const promised = [
  ...['generateImage', 'generateVideo', 'generateMusic', 'generateSpeech'],
  ...['removeBackground', 'swapFace', 'upscaleImage', 'removeVideoBackground', 'animateImage'],
  ...['chat', 'openStudio', 'setApiKey', 'clearApiKey', 'checkApiKey', 'useSandbox', 'useLiveService'],
  ...['trackTask', 'insertAsset', 'showLog'],
  ...['open', 'reveal', 'insert', 'saveAs', 'rerun', 'remix', 'editInStudio', 'useAsInput', 'copyPrompt']
    .concat('copyTaskId', 'stopWatching', 'resume', 'retry', 'remove', 'clearFinished', 'showDetails')
    .map(name => `tasks.${name}`),
].map(name => `apiInOne.${name}`);

suite('activation', () => {
  test('hands out version 1 of the API, whole', async () => {
    const api = await extensionApi();
    assert.equal(api.apiVersion, 1);
    for (const name of ['generate', 'tasks', 'task', 'trackTask', 'onDidChangeTasks'] as const)
      assert.equal(typeof api[name], 'function', name);
    assert.ok(Array.isArray(api.tasks()));
    assert.equal(api.task('nobody'), undefined);
    api.onDidChangeTasks(() => {}).dispose();
  });

  test('activates once: everybody gets the same API', async () => {
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
    assert.equal(await extensionApi(), await extensionApi());
  });

  test('every promised command is there', async () => {
    const there = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      promised.filter(id => !there.has(id)),
      [],
    );
    assert.equal(promised.length, 35);
  });

  test('every command that the manifest offers is there', async () => {
    const there = new Set(await vscode.commands.getCommands(true));
    const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON;
    const offered: string[] = manifest.contributes.commands.map((c: { command: string }) => c.command);
    assert.deepEqual(
      offered.filter(id => !there.has(id)),
      [],
    );
  });

  test('settings start as promised', () => {
    const config = vscode.workspace.getConfiguration('apiInOne');
    const defaults = Object.fromEntries(
      ['baseUrl', 'service', 'requestsPerMinute', 'output.folder', 'output.fileName', 'insertWhenDone'].map(
        name => [name, config.inspect(name)?.defaultValue],
      ),
    );
    assert.deepEqual(defaults, {
      baseUrl: 'https://apiin.one/api/v1',
      service: 'live',
      requestsPerMinute: 60,
      'output.folder': 'assets/generated',
      'output.fileName': '${slug}',
      insertWhenDone: 'ask',
    });
  });
});
