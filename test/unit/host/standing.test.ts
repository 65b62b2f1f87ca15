/** What has become of an order for a missing file: whoever pays for it, pays once. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';
import { editor, Uri } from '../../support/vscodeStub.ts';

const { orderIdFor, standingOf } = await import('../../../src/host/editor/missing/standing.ts');

const target = Uri.parse('file:///w/caf\u00e9/hero.png') as never;

const order = (id: string, state: Partial<TaskState>, exactName = 'hero.png'): Task =>
  ({ id, output: { folder: 'file:///w/cafe\u0301', exactName }, state }) as unknown as Task;

const services = (...all: readonly Task[]) =>
  ({
    service: () => 'live',
    tasks: {
      ready: Promise.resolve(),
      tasks: () => all,
      find: async (id: string) => all.find(task => task.id === id),
    },
  }) as never;

afterEach(() => {
  editor.fs = undefined;
});

const states: readonly (readonly [Partial<TaskState>, string | undefined])[] = [
  [{ status: 'queued' }, 'underWay'],
  [{ status: 'running' }, 'underWay'],
  [{ status: 'unconfirmed' }, 'undecided'],
  [{ status: 'unsaved' }, 'undecided'],
  [{ status: 'unwatched' }, 'undecided'],
  [{ status: 'failed' }, undefined],
  [{ status: 'lost' }, undefined],
];
for (const [state, expected] of states)
  test(`an order that is ${state.status}, whatever way its letters are composed`, async () => {
    assert.equal((await standingOf(services(order('a', state)), target))?.is, expected);
    assert.equal(await standingOf(services(order('a', state, 'other.png')), target), undefined);
  });

test('a file under another name counts as long as it is there', async () => {
  const outputs = [{ uri: 'file:///w/caf\u00e9/hero.jpg' }] as never;
  const saved = order('a', { status: 'saved', outputs });
  editor.fs = { stat: async () => ({ type: 1 }) };
  assert.equal((await standingOf(services(saved), target))?.is, 'made');
  editor.fs = { stat: async () => Promise.reject(new Error('FileNotFound')) };
  assert.equal(await standingOf(services(saved), target), undefined);
});

test('all windows order under one id until that has ended', async () => {
  const first = await orderIdFor(services(), target);
  assert.equal(await orderIdFor(services(), target), first);
  assert.equal(await orderIdFor(services(order(first, { status: 'running' })), target), first);
  const next = await orderIdFor(services(order(first, { status: 'failed' })), target);
  assert.notEqual(next, first);
  assert.notEqual(await orderIdFor(services(), Uri.parse('file:///w/other.png') as never), first);
});
