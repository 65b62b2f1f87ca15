/** A task belongs to the address that it was made at, also when the setting names another one in the middle. */
import assert from 'node:assert/strict';
import { suite, suiteSetup, test } from 'mocha';
import { holdAt } from '../support/fakeApi/holdAt.ts';
import { startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import {
  canaryKey,
  emptyFolder,
  extensionApi,
  fakeServiceForSuite,
  run,
  setSetting,
  whenTask,
} from './support/liveService.ts';

suite('the address of a task', () => {
  const fake = fakeServiceForSuite();
  const image = (prompt: string) => ({ params: { prompt }, output: { folder: 'addresses' } });

  suiteSetup(() => emptyFolder('addresses'));

  test('another service is never asked for it; it goes on when its own is back', async () => {
    await using other = await startFakeApi({ accept: 'any', key: canaryKey });
    // Both fakes count their tasks from one: after this one the ids differ.
    await run('generateImage', image('before'));
    const held = holdAt(fake(), 'poll');
    const { id } = await run('generateImage', { ...image('made here'), wait: false });
    await held;
    const { taskId } = await whenTask(id, task => task.status === 'running');
    await setSetting('apiInOne.baseUrl', other.baseUrl);
    const asked = fake().requests.length;
    const elsewhere = await run('generateImage', image('made elsewhere'));
    assert.equal(elsewhere.status, 'saved');
    assert.equal(other.posts().length, 1);
    assert.notEqual(elsewhere.taskId, taskId);
    assert.ok(!other.requests.some(r => r.path === `/tasks/${taskId}`));
    assert.equal(fake().requests.length, asked);
    assert.equal((await extensionApi()).task(id)?.status, 'running');

    await setSetting('apiInOne.baseUrl', fake().baseUrl);
    await whenTask(id, task => task.status === 'saved');
    assert.equal(fake().posts().length, 2);
  });
});
