/** Local files that cannot be an input: each is refused with a sentence of its own, before anything is sent. */
import assert from 'node:assert/strict';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { describeAny } from '../../src/host/describe.ts';
import { readInput } from '../../src/host/inputs/readInput.ts';
import { emptyFolder, fakeServiceForSuite, workspaceFolder } from './support/liveService.ts';

const maxMegabytes = 25;

suite('a local file as an input', () => {
  const fake = fakeServiceForSuite();
  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'bad-inputs', name);
  let sent = 0;

  suiteSetup(async () => {
    await emptyFolder('bad-inputs');
    await vscode.workspace.fs.createDirectory(at('folder.png'));
    await writeFile(at('empty.png').fsPath, '');
    await writeFile(at('words.png').fsPath, 'these are words');
    await writeFile(at('large.png').fsPath, Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    await truncate(at('large.png').fsPath, 30_000_000);
    await symlink(path.join(path.dirname(workspaceFolder().fsPath), 'elsewhere.png'), at('gone.png').fsPath);
    await symlink('/etc/hostname', at('outside.png').fsPath);
    sent = fake().requests.length;
  });

  async function refused(uri: vscode.Uri): Promise<{ reason: unknown; text: string }> {
    try {
      await readInput(uri, maxMegabytes);
    } catch (e) {
      return { reason: (e as { reason?: unknown }).reason, text: describeAny(e).text };
    }
    return assert.fail(`${uri.path} was taken`);
  }

  const table: readonly (readonly [name: string, reason: string, words: RegExp])[] = [
    ['large.png', 'tooLarge', /larger than the 25 MB/],
    ['folder.png', 'notFile', /is not a file/],
    ['empty.png', 'empty', /is empty/],
    ['words.png', 'notMedia', /holds no picture/],
    ['never.png', 'missing', /not there any more/],
    ['outside.png', 'outsideFolder', /leads out of the workspace/],
  ];
  for (const [name, reason, words] of table)
    test(`${reason}: ${name}`, async () => {
      const { reason: found, text } = await refused(at(name));
      assert.equal(found, reason);
      assert.match(text, words);
      assert.match(text, /Nothing was sent\./);
    });

  test('unreadable: a file that answers reads with an error', async function () {
    // Tests run as root, whom no permission keeps out: this one of the system can only be written.
    if (process.platform !== 'linux') return this.skip();
    const { reason, text } = await refused(vscode.Uri.file('/sys/bus/platform/drivers_probe'));
    assert.equal(reason, 'unreadable');
    assert.match(text, /cannot be read.*Nothing was sent\./);
  });

  test('nothing was sent for any of them', () => assert.equal(fake().requests.length, sent));
});
