/** What the list and its details say of a task that waits, and why. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { reduce } from '../../../src/core/tasks/reduce.ts';
import { noResult, projectNotOpen, toTaskError } from '../../../src/core/tasks/taskError.ts';
import { sampleStates, sampleTask } from '../../support/sampleTasks.ts';
import { editor, Uri, userSettings } from '../../support/vscodeStub.ts';

const { countInProgress } = await import('../../../src/host/inProgress.ts');
const { awaitedProject } = await import('../../../src/host/resting.ts');
const { failureText } = await import('../../../src/host/taskError.ts');
const { detailsOf } = await import('../../../src/host/tree/taskDetails.ts');
const { standingOf } = await import('../../../src/host/tree/waitingText.ts');
const { keyCommands } = await import('../../../src/host/commands/keyCommands.ts');

const unsaved = sampleStates.find(state => state.status === 'unsaved');

describe('how a task stands', () => {
  beforeEach(() => userSettings.clear());

  test('one that waits says what for, under the name that people call its model', () => {
    const task = sampleTask('a');
    const standing = standingOf(task, {
      waitingOf: () => ({ reason: 'denied' }),
      modelLabel: () => 'Flux 2',
    });
    const text = detailsOf(task, standing);
    assert.match(text, /waiting – waits for a valid key/);
    assert.match(text, /`Flux 2`/);
  });

  test('one that is being saved says how much of it is here', () => {
    const saving = sampleStates.find(state => state.status === 'saving');
    assert.ok(saving);
    const standing = (bytes: number, length?: number) =>
      standingOf(sampleTask('a', { state: saving }), {
        waitingOf: () => undefined,
        downloadOf: () => ({ bytes, length }),
        modelLabel: () => 'Veo',
      }).waiting;
    assert.equal(standing(34_400_000, 209_900_000), 'Saving… 34 of 210 MB');
    assert.equal(standing(34_400_000), 'Saving… 34 MB');
    assert.equal(standing(310_000, 5_000_000), 'Saving… 0.3 of 5 MB');
  });

  test('one whose project is closed names it', () => {
    assert.ok(unsaved);
    const state = { ...unsaved, error: toTaskError(projectNotOpen()) };
    const task = sampleTask('a', { state, workspace: 'file:///home/me/my%20shop' });
    assert.equal(Uri.parse(task.workspace ?? '').path, '/home/me/my shop');
    assert.equal(awaitedProject(task), 'my shop');
    assert.match(failureText(task) ?? '', /"my shop" is not open/);
    assert.equal(awaitedProject(sampleTask('b')), undefined);
  });

  test('a success without a result says what the service says', () => {
    assert.ok(unsaved);
    const of = (reason: string | undefined) =>
      failureText(sampleTask('a', { state: { ...unsaved, error: noResult(reason) } })) ?? '';
    assert.match(of('the safety filter took it'), /names no result.*“the safety filter took it”/);
    assert.match(of(undefined), /data\.response/);
    const running = sampleStates.find(({ status }) => status === 'running');
    const facts = { taskId: 't', phase: 'succeeded', apiStatus: 'SUCCESS', credits: 5, urls: [] } as const;
    const remote = { ...facts, reason: 'filtered', createdAt: undefined, request: undefined };
    const seen = reduce(sampleTask('b', { state: running ?? unsaved }), { type: 'observed', remote }, 9e12);
    assert.match(failureText(seen) ?? '', /“filtered”/);
  });

  test('badge and status bar count alike: what waits in a paused line is not in progress', () => {
    const tasks = sampleStates.map((state, i) => sampleTask(`t${i}`, { state }));
    assert.equal(countInProgress(tasks), 4);
    userSettings.set('apiInOne.queue.paused', true);
    assert.equal(countInProgress(tasks), 3);
  });
});

test('a key that is not there is not said to be removed', async () => {
  const kept = new Set<string>();
  const secrets = { get: async () => [...kept][0], delete: async () => kept.clear() };
  const clear = keyCommands({ secrets, background: () => {} } as never)['apiInOne.clearApiKey'];
  editor.said.length = 0;
  await clear();
  assert.match(editor.said[0] ?? '', /There was no API key/);
  kept.add('aio_key');
  await clear();
  assert.match(editor.said[1] ?? '', /was removed/);
});
