/** What the ledger's tasks say in other words: prices, sums, snapshots, errors. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError, NetworkError } from '../../../src/core/errors.ts';
import { learnPrices, sampleOf } from '../../../src/core/tasks/prices.ts';
import { snapshotOf } from '../../../src/core/tasks/snapshot.ts';
import { billOf, spendingSince } from '../../../src/core/tasks/spending.ts';
import type { Task, TaskFacts, TaskState } from '../../../src/core/tasks/task.ts';
import { toTaskError } from '../../../src/core/tasks/taskError.ts';
import { taskFacts } from '../../support/taskWindow.ts';

const t0 = Date.UTC(2026, 0, 5, 12);
const asset = {
  url: 'u0',
  uri: 'file:///a.png',
  mime: 'image/png',
  bytes: 1,
  sha256: 'ff',
  width: 2,
  height: 3,
};

function task(id: string, state: TaskState, over: Partial<TaskFacts> = {}): Task {
  return { ...taskFacts(id, over), revision: 1, updatedAt: t0, state };
}

function saved(credits: number | undefined, submittedAt = t0): TaskState {
  const times = { submittedAt, succeededAt: submittedAt + 9000, finishedAt: submittedAt + 9500 };
  return {
    status: 'saved',
    taskId: 't1',
    apiStatus: 'SUCCESS',
    credits,
    urls: ['u0'],
    outputs: [asset],
    ...times,
  };
}

const spent = (tasks: readonly Task[], sinceMs: number): number =>
  spendingSince(
    tasks.flatMap(one => billOf(one) ?? []),
    tasks,
    sinceMs,
  ).credits;

describe('what past tasks tell', () => {
  test('prices: the newest bill, the least, the most, of live successes alone', () => {
    const tasks = [
      task('c', saved(7.5), { createdAt: t0 + 3 }),
      task('a', saved(5), { createdAt: t0 + 1 }),
      task('b', saved(12), { createdAt: t0 + 2 }),
      task('d', saved(99), { service: 'sandbox', createdAt: t0 + 4 }),
      task('e', { status: 'failed', error: toTaskError(1), finishedAt: t0, credits: 0, taskId: 't' }),
      task('f', saved(undefined), { createdAt: t0 + 5 }),
      task('g', saved(1), { model: 'suno' }),
    ];
    assert.deepEqual(
      [
        ...learnPrices(
          tasks.flatMap(one => sampleOf(one, ({ model }) => ({ priceKey: model, units: 1 })) ?? []),
        ),
      ],
      [
        ['suno', { last: 1, min: 1, max: 1, count: 1 }],
        ['flux-2', { last: 7.5, min: 5, max: 12, count: 3 }],
      ],
    );
    assert.equal(spent(tasks, t0), 25.5);
    assert.equal(spent(tasks, t0 + 1), 0);
  });

  test('a day counts what may still be billed: orders under way, answers missed, bills not told', () => {
    const sent = { submittedAt: t0, taskId: 't' };
    const error = toTaskError(1);
    const counted = [
      task('a', { status: 'queued' }, { createdAt: t0 }),
      task('b', { status: 'submitting', submittedAt: t0 }),
      task('c', { status: 'running', ...sent }),
      task('d', { status: 'unconfirmed', submittedAt: t0, error }),
      task('e', { status: 'unwatched', ...sent, since: t0 }),
      task('f', saved(undefined)),
    ];
    const free = [
      task('g', { status: 'failed', error, finishedAt: t0 }),
      task('h', { status: 'lost', ...sent, finishedAt: t0 }),
      task('i', { status: 'running', ...sent }, { service: 'sandbox' }),
      task('j', { status: 'running', ...sent, submittedAt: t0 - 1 }),
    ];
    const tasks = [...counted, ...free, task('k', saved(5))];
    assert.equal(spent(tasks, t0), 5);
    assert.deepEqual(spendingSince([], tasks, t0).unbilled, counted);
  });

  test('a snapshot has the names and times of PRODUCT, and no empty fields', () => {
    assert.deepEqual(snapshotOf(task('a', { status: 'queued' })), {
      id: 'a',
      kind: 'image',
      model: 'flux-2',
      title: 'A fox',
      status: 'queued',
      request: { ref: 'a' },
      outputs: [],
      createdAt: '2026-01-05T12:00:00.000Z',
    });
    const done = snapshotOf(task('a', saved(5), { service: 'sandbox', model: '' }));
    assert.equal(done.taskId, 't1');
    assert.equal(done.apiStatus, 'SUCCESS');
    assert.equal(done.credits, 5);
    assert.equal(done.sandbox, true);
    assert.ok(!('model' in done) && !('error' in done));
    assert.deepEqual(done.outputs, [asset]);
    assert.equal(done.submittedAt, '2026-01-05T12:00:00.000Z');
    assert.equal(done.finishedAt, '2026-01-05T12:00:09.500Z');
    const { finishedAt: _never, ...rest } = saved(5) as Extract<TaskState, { status: 'saved' }>;
    const error = toTaskError(new NetworkError({ sent: 'no', message: 'offline' }));
    const unsaved = snapshotOf(
      task('a', { ...rest, status: 'unsaved', error, urls: ['u0', 'u1'], outputs: [asset, null] }),
    );
    assert.deepEqual(unsaved.outputs, [asset, { url: 'u1' }]);
    assert.deepEqual(unsaved.error, { kind: 'network', message: 'offline' });
    assert.equal(unsaved.finishedAt, '2026-01-05T12:00:09.000Z');
  });

  test('an error is kept with its fields, without its cause and without secrets', () => {
    const cause = new Error('Authorization: Bearer aio_secret');
    const error = toTaskError(
      new ApiError({ status: 402, code: 'insufficient_credits', reason: 'aio_secret is empty' }, cause),
    );
    assert.equal(error.kind, 'api');
    assert.deepEqual(error.details, {
      status: 402,
      code: 'insufficient_credits',
      reason: '[redacted] is empty',
    });
    assert.ok(!JSON.stringify([error, toTaskError(cause)]).includes('aio_secret'));
    assert.equal(toTaskError('odd').kind, 'unknown');
  });
});
