/** What has become of an order for a missing file: whoever pays for it, pays once. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';
import { editor, Uri } from '../../support/vscodeStub.ts';

const { standingOf } = await import('../../../src/host/editor/missing/standing.ts');

const target = Uri.parse('file:///w/caf\u00e9/hero.png') as never;

const order = (id: string, state: Partial<TaskState>, exactName = 'hero.png'): Task =>
  ({
    ...{ id, service: 'live', state },
    output: { folder: 'file:///w/cafe\u0301', exactName },
  }) as unknown as Task;

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

const states: readonly (readonly [Partial<TaskState>, string])[] = [
  [{ status: 'queued' }, 'underWay'],
  [{ status: 'running' }, 'underWay'],
  [{ status: 'unconfirmed' }, 'undecided'],
  [{ status: 'unsaved' }, 'undecided'],
  [{ status: 'unwatched' }, 'undecided'],
  [{ status: 'failed' }, 'free'],
  [{ status: 'lost' }, 'free'],
];
for (const [state, expected] of states)
  test(`an order that is ${state.status}, whatever way its letters are composed`, async () => {
    assert.equal((await standingOf(services(order('a', state)), target)).is, expected);
    assert.equal((await standingOf(services(order('a', state, 'other.png')), target)).is, 'free');
  });

const savedAt = (uri: string): Task => order('a', { status: 'saved', outputs: [{ uri }] as never });

test('a file under another name counts as long as it lies there', async () => {
  const isOf = async (task: Task): Promise<string> => (await standingOf(services(task), target)).is;
  editor.fs = { stat: async () => ({ type: 1 }) };
  assert.equal(await isOf(savedAt('file:///w/caf\u00e9/hero.jpg')), 'made');
  // Moved by the person: a page that were to name it there would name nothing.
  assert.equal(await isOf(savedAt('file:///w/other/hero.jpg')), 'free');
  assert.equal(await isOf({ ...savedAt('file:///w/caf\u00e9/hero.jpg'), service: 'sandbox' }), 'free');
  editor.fs = { stat: async () => Promise.reject(new Error('FileNotFound')) };
  assert.equal(await isOf(savedAt('file:///w/caf\u00e9/hero.jpg')), 'free');
});

const idOf = async (all: Parameters<typeof standingOf>[0], at = target): Promise<string> => {
  const standing = await standingOf(all, at);
  assert.ok(standing.is === 'free');
  return standing.id;
};

test('all windows order under one id until that has ended', async () => {
  const first = await idOf(services());
  assert.equal(await idOf(services()), first);
  assert.notEqual(await idOf(services(order(first, { status: 'failed' }))), first);
  assert.notEqual(await idOf(services(), Uri.parse('file:///w/other.png') as never), first);
});

test('an order that the list shows no more counts, too', async () => {
  const id = await idOf(services());
  for (const [state, expected] of states) {
    const old = order(id, state);
    const beyond = {
      ...(services() as object),
      tasks: {
        ready: Promise.resolve(),
        tasks: () => [],
        find: async (asked: string) => (asked === id ? old : undefined),
      },
    };
    assert.equal((await standingOf(beyond as never, target)).is, expected, state.status);
  }
});
