/** The history's commands in a real window: to a file and back, told in counts. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import * as live from './support/liveService.ts';

const { emptyFolder, extensionApi, rejection, run, whenTask, workspaceFolder } = live;

suite('the history', () => {
  const fake = live.fakeServiceForSuite();
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(workspaceFolder(), 'history', name);
  const linesOf = async (name: string): Promise<string[]> =>
    (await readFile(file(name).fsPath, 'utf8')).trimEnd().split('\n');

  suiteSetup(async () => {
    await extensionApi();
    await emptyFolder('history');
  });

  test('goes to a file and comes back after a task was removed; the key is not in it', async () => {
    const saved: TaskSnapshot = await run('generateImage', {
      params: { prompt: 'a lighthouse for the archive', aspect_ratio: '1:1' },
      output: { folder: 'history' },
    });
    const { tasks } = await run<{ tasks: number }>('history.export', file('all.jsonl').toString());
    const lines = await linesOf('all.jsonl');
    assert.equal(lines.length, tasks);
    assert.ok(lines.some(line => line.includes(saved.id)));
    assert.ok(!lines.join('').includes(live.canaryKey));
    await run('tasks.remove', saved.id);
    const counts = await run('history.import', file('all.jsonl').toString());
    assert.deepEqual(counts, { added: 1, known: tasks - 1, newer: 0, damaged: 0 });
    await whenTask(saved.id, t => t.status === 'saved');
    assert.equal((await run<TaskSnapshot>('whatMadeThisFile', saved.outputs[0]?.uri)).id, saved.id);
  });

  test('never replaces a file that code names', async () => {
    const before = await linesOf('all.jsonl');
    const error = await rejection(run('history.export', file('all.jsonl').toString()));
    assert.match(error.message, /uri/);
    assert.deepEqual(await linesOf('all.jsonl'), before);
  });

  test('begins nothing: a task that was at work elsewhere waits for the person', async () => {
    fake().expectPost('/images/generations', { task: { durationMs: 600_000 } });
    const running = await run('generateImage', { params: { prompt: 'at work' }, wait: false });
    const { taskId = '' } = await whenTask(running.id, t => t.status === 'running');
    const asked = (): number => fake().requests.filter(({ path }) => path.includes(taskId)).length;
    await run('history.export', file('running.jsonl').toString());
    await run('tasks.stopWatching', running.id);
    await run('tasks.remove', running.id);
    const before = [fake().posts().length, asked()];
    await run('history.import', file('running.jsonl').toString());
    const back = await whenTask(running.id, t => t.status === 'unwatched');
    assert.equal(back.taskId, taskId);
    assert.deepEqual([fake().posts().length, asked()], before);
    await run('tasks.remove', running.id);
  });

  test('says how many lines it could not read', async () => {
    await vscode.workspace.fs.writeFile(file('odd.jsonl'), Buffer.from('not JSON\n{"v":99,"id":"x"}\n'));
    const counts = await run('history.import', file('odd.jsonl').toString());
    assert.deepEqual(counts, { added: 0, known: 0, newer: 1, damaged: 1 });
  });
});
