/** The waiting line, and orders that are repeated, by the commands and the settings that people use. */
import assert from 'node:assert/strict';
import { suite, suiteSetup, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../src/shared/views.ts';
import { error } from '../support/fakeApi/answers.ts';
import {
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  rejection,
  run,
  setSetting,
  whenTask,
} from './support/liveService.ts';

suite('the waiting line', () => {
  const fake = fakeServiceForSuite();
  const output = { folder: 'queue' };

  suiteSetup(async () => {
    await extensionApi();
    await emptyFolder('queue');
  });

  teardown(async () => {
    await setSetting('apiInOne.queue.paused', undefined);
    await setSetting('apiInOne.queue.concurrency', undefined);
  });

  async function order(prompt: string, more: object = {}): Promise<TaskSnapshot> {
    return run('generateImage', { params: { prompt }, output, wait: false, ...more });
  }

  /** Prompts in the order in which they arrived, of those given. */
  function sent(...prompts: string[]): string[] {
    const all = fake()
      .posts()
      .map(post => (post.body as { prompt: string }).prompt);
    return all.filter(prompt => prompts.includes(prompt));
  }

  test('paused: nothing is sent; the order is changed; resumed, it goes out in that order', async () => {
    await run('queue.pause');
    assert.equal(vscode.workspace.getConfiguration().get('apiInOne.queue.paused'), true);
    const prompts = ['line one', 'line two', 'line three', 'line four'];
    const tasks: TaskSnapshot[] = [];
    for (const prompt of prompts) tasks.push(await order(prompt));
    const [one, two, three, four] = tasks.map(task => task.id);
    await run('tasks.moveUp', two);
    await run('tasks.runNext', four);
    await run('tasks.moveDown', one);
    const api = await extensionApi();
    for (const { id } of tasks) assert.equal(api.task(id)?.status, 'queued');
    assert.deepEqual(sent(...prompts), []);
    await run('queue.resume');
    await Promise.all(tasks.map(({ id }) => whenTask(id, t => t.status === 'saved')));
    assert.deepEqual(sent(...prompts), ['line four', 'line two', 'line three', 'line one']);
    for (const command of ['tasks.moveUp', 'tasks.cancel']) {
      const refused = await rejection(run(command, three));
      assert.deepEqual([refused.kind, refused.field], ['input', 'id'], command);
    }
  });

  test('a limit of a kind holds, and what is cancelled in the line is never sent', async () => {
    await setSetting('apiInOne.queue.concurrency', { image: 1 });
    const prompts = ['limit one', 'limit two', 'limit three'];
    const api = await extensionApi();
    let most = 0;
    const subscription = api.onDidChangeTasks(() => {
      const atService = api.tasks().filter(t => t.status === 'submitting' || t.status === 'running');
      most = Math.max(most, atService.length);
    });
    const tasks: TaskSnapshot[] = [];
    for (const prompt of prompts) {
      fake().expectPost('/images/generations', { task: { durationMs: 400 } });
      tasks.push(await order(prompt));
    }
    const dropped = await order('limit dropped');
    await run('tasks.cancel', dropped.id);
    await Promise.all(tasks.map(({ id }) => whenTask(id, t => t.status === 'saved')));
    subscription.dispose();
    assert.equal(most, 1);
    assert.deepEqual(sent(...prompts, 'limit dropped'), prompts);
    assert.equal(api.task(dropped.id)?.status, 'failed');
  });

  test('an order with the id of another is that one, or an error; a double click is one task', async () => {
    const [one, two] = await Promise.all([
      order('by id', { id: 'my-order_1' }),
      order('by id', { id: 'my-order_1' }),
    ]);
    assert.deepEqual([one.id, two.id], ['my-order_1', 'my-order_1']);
    await whenTask('my-order_1', t => t.status === 'saved');
    const api = await extensionApi();
    const request = { kind: 'image' as const, params: { prompt: 'by id' }, output };
    const again = await api.generate({ ...request, id: 'my-order_1' });
    assert.equal(again.status, 'saved');
    assert.deepEqual(sent('by id'), ['by id']);
    const other = await rejection(
      api.generate({ ...request, id: 'my-order_1', params: { prompt: 'another' } }),
    );
    assert.deepEqual([other.kind, other.field], ['input', 'id']);
    for (const id of ['', 'a b', '../a', 'x'.repeat(65), 7]) {
      const bad = await rejection(order('bad id', { id }));
      assert.deepEqual([bad.kind, bad.field], ['input', 'id'], String(id));
    }
    assert.deepEqual(sent('another', 'bad id'), []);
  });

  test('an unconfirmed task says when it was sent and that no bill is known, and can be forgotten', async () => {
    fake().expectPost('/images/generations', { answer: error(500, 'server_error', 'no') });
    const task = await run('generateImage', { params: { prompt: 'who knows' }, output });
    assert.equal(task.status, 'unconfirmed');
    const uri = vscode.Uri.from({ scheme: 'api-in-one-task', path: '/details.md', query: task.id });
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(text, /Sent .+; no bill is known/);
    await run('tasks.forget', task.id);
    assert.equal((await extensionApi()).task(task.id), undefined);
  });
});
