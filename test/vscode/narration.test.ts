/** Reading documents aloud: what is sent for them, where it lies, and what is refused. */
import assert from 'node:assert/strict';
import { mkdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  filesBelow,
  rejection,
  run,
} from './support/liveService.ts';

suite('narration', () => {
  const fake = fakeServiceForSuite();
  let folder: string;

  suiteSetup(async () => {
    await extensionApi();
    folder = await emptyFolder('spoken');
  });

  const uriOf = (name: string): string => vscode.Uri.file(path.join(folder, name)).toString();

  async function narrate(name: string, content: string, voices?: object): Promise<TaskSnapshot[]> {
    await writeFile(path.join(folder, name), content);
    return run<TaskSnapshot[]>('narrate', { file: uriOf(name), voices });
  }

  test('a dialogue is sent speaker by speaker, and lies beside its file', async () => {
    const text = '# Scene\n\n**Ada:** Is it *cold*?\n\nBo: Yes.\n\nAda: Then `go` in.\n';
    const [task, ...others] = await narrate('scene.md', text, { Ada: 'narrator' });
    assert.deepEqual(others, []);
    assert.equal(task?.status, 'saved', JSON.stringify(task?.error));
    assert.deepEqual(task?.request['dialogue'], [
      { text: 'Scene.' },
      { text: 'Is it cold?', voice: 'narrator' },
      { text: 'Yes.', voice: 'Bo' },
      { text: 'Then in.', voice: 'narrator' },
    ]);
    assert.deepEqual(await filesBelow(folder), ['scene-narration.mp3', 'scene.md']);
  });

  test('a long text becomes numbered parts that end with sentences, and one file of them all', async () => {
    const tasks = await narrate('long.txt', 'Every word of this sentence is read aloud. '.repeat(150));
    assert.equal(tasks.length, 3);
    for (const { request, status } of tasks) {
      assert.equal(status, 'saved');
      const [line] = request['dialogue'] as { text: string }[];
      assert.match(line?.text ?? '', /^Every .*aloud\.$/);
      assert.ok((line?.text.length ?? 0) <= 3000);
    }
    const spoken = (await filesBelow(folder)).filter(name => name.startsWith('long-'));
    const parts = [1, 2, 3].map(number => `long-narration-${number}.mp3`);
    assert.deepEqual(spoken.sort(), [...parts, 'long-narration.mp3']);
    const sizeOf = async (name: string): Promise<number> => (await stat(path.join(folder, name))).size;
    const [one = 0] = await Promise.all(parts.map(sizeOf));
    assert.equal(await sizeOf('long-narration.mp3'), 3 * one);
    await rename(path.join(folder, 'long-narration.mp3'), path.join(folder, 'whole.mp3'));
    const makers = await run<TaskSnapshot[]>('whatMadeThisFile', uriOf('whole.mp3'));
    assert.deepEqual(
      makers.map(({ id }) => id),
      tasks.map(({ id }) => id),
    );
  });

  test('what is no text is refused with a sentence, and nothing is sent', async () => {
    const outside = path.join(tmpdir(), `outside-${process.pid}.md`);
    await writeFile(outside, 'secret words');
    await symlink(outside, path.join(folder, 'link.md'));
    await mkdir(path.join(folder, 'folder.md'));
    await writeFile(path.join(folder, 'binary.md'), Buffer.from([1, 0, 2]));
    await writeFile(path.join(folder, 'empty.md'), '');
    const posts = fake().posts().length;
    const refused: Readonly<Record<string, RegExp>> = {
      'link.md': /leads out of the workspace.*Nothing was sent/,
      'folder.md': /is not a file.*Nothing was sent/,
      'binary.md': /is not a text file\. Nothing was sent/,
      'empty.md': /is empty\. Nothing was sent/,
      'gone.md': /is not there any more\. Nothing was sent/,
    };
    for (const [name, message] of Object.entries(refused))
      assert.match((await rejection(run('narrate', { file: uriOf(name) }))).message, message);
    assert.equal(fake().posts().length, posts);
    await rm(outside);
  });
});
