/** What of a task out of a file is believed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importedTask } from '../../../src/core/tasks/importTask.ts';
import { isWorthRetrying } from '../../../src/core/tasks/saving.ts';
import { activeStatuses, type Task } from '../../../src/core/tasks/task.ts';
import { sampleStates, sampleTask, savedTask } from '../../support/sampleTasks.ts';

const nowMs = 1_800_000_000_000;
const network = { kind: 'network', message: 'offline', details: { sent: 'no' } };

describe('a task out of a file', () => {
  test('is never at work, whatever it was, and keeps its id of the service and its bill', () => {
    for (const state of sampleStates) {
      const after = importedTask(sampleTask('a', { state }), nowMs)?.state;
      assert.ok(after, state.status);
      assert.ok(!activeStatuses.has(after.status), state.status);
      assert.ok(!isWorthRetrying(after), state.status);
      for (const name of ['taskId', 'credits', 'urls', 'submittedAt'])
        assert.deepEqual((after as never)[name], (state as never)[name], `${state.status}.${name}`);
    }
  });

  test('is not stored by itself at the next start, although the network was to blame', () => {
    const unsaved = sampleStates.find(({ status }) => status === 'unsaved');
    assert.ok(unsaved?.status === 'unsaved');
    const task = sampleTask('a', { state: { ...unsaved, error: network } });
    assert.ok(isWorthRetrying(task.state));
    const after = importedTask(task, nowMs);
    assert.ok(after && !isWorthRetrying(after.state));
  });

  test('names no place of this computer: neither for results nor as input', () => {
    const input = {
      url: 'https://x/1',
      file: 'file:///home/me/.ssh/id_rsa',
      way: 'bucket',
      object: 'theirs',
    };
    const after = importedTask(sampleTask('a', { inputs: [input] }), nowMs);
    assert.equal(after?.output, undefined);
    assert.ok(after && !('inputs' in after));
  });

  test('has results that can be opened only where they are files', () => {
    const outputs = ['file:///w/a.png', 'vscode-remote://ssh/w/b.png', 'command:evil', 'https://x/c.png'].map(
      uri => ({ uri, sha256: 'f' }),
    );
    const after = importedTask(savedTask('a', { outputs }), nowMs)?.state;
    assert.ok(after?.status === 'saved');
    assert.deepEqual(
      after.outputs.map(output => output?.uri),
      ['file:///w/a.png', 'vscode-remote://ssh/w/b.png', undefined, undefined],
    );
    assert.ok(after.outputs.every(output => output?.sha256 === 'f'));
  });

  const harmful: readonly (readonly [what: string, over: Partial<Task>])[] = [
    ['a path that would change the address', { path: '.evil.example/x' }],
    ['a path that leaves the API', { path: '/images/../../other' }],
    ['a path with a query', { path: '/images?x=1' }],
    ['a path with a user', { path: '@evil.example/x' }],
    ['an id of the service that would change the address', { state: withTaskId('../balance') }],
    ['an id of the service that is too long', { state: withTaskId('x'.repeat(129)) }],
    ['a time that cannot be shown', { createdAt: 9e15 }],
    ['a time in its state that cannot be shown', { state: { ...withTaskId('x'), submittedAt: -9e15 } }],
    ['a revision before the first', { revision: -1 }],
  ];
  function withTaskId(taskId: string) {
    return { status: 'lost', taskId, submittedAt: 1, finishedAt: 2 } as const;
  }
  for (const [what, over] of harmful)
    test(`is refused for ${what}`, () => assert.equal(importedTask(sampleTask('a', over), nowMs), undefined));

  test('may have no path, as one that was taken over', () =>
    assert.equal(importedTask(sampleTask('a', { path: '' }), nowMs)?.path, ''));
});
