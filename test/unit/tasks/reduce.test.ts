import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RemoteTask } from '../../../src/core/api/types.ts';
import type { SavedAsset } from '../../../src/core/assets/types.ts';
import type { TaskEvent } from '../../../src/core/tasks/events.ts';
import { reduce } from '../../../src/core/tasks/reduce.ts';
import type { Task, TaskError, TaskState } from '../../../src/core/tasks/task.ts';
import { type Status, statuses } from '../../../src/shared/views.ts';
import { taskFacts } from '../../support/taskWindow.ts';

const now = Date.UTC(2026, 0, 5, 13);
const error: TaskError = { kind: 'network', message: 'reset', details: { sent: 'unknown' } };
const asset: SavedAsset = { url: 'u0', uri: 'file:///a.png', mime: 'image/png', bytes: 1, sha256: 'ff' };
const replacement = {
  ...{ uri: 'file:///a.webp', mime: 'image/webp', bytes: 9, sha256: 'ee' },
  ...{ width: 4, height: 3 },
};
const known = { taskId: 't1', submittedAt: now - 60_000, apiStatus: 'IN_PROGRESS' };
const done = { ...known, credits: 5, urls: ['u0', 'u1'], outputs: [asset, null], succeededAt: now - 1000 };

const states: Readonly<Record<string, TaskState>> = {
  queued: { status: 'queued' },
  'queued, moved': { status: 'queued', rank: 'M' },
  submitting: { status: 'submitting', submittedAt: now - 100 },
  unconfirmed: { status: 'unconfirmed', submittedAt: now - 100, error },
  running: { status: 'running', ...known },
  'running, missing five times': {
    ...{ status: 'running', ...known, missing: { count: 5, since: now - 61_000 } },
  },
  unwatched: { status: 'unwatched', ...known, since: now - 5 },
  lost: { status: 'lost', ...known, finishedAt: now - 5 },
  saving: { status: 'saving', ...done },
  unsaved: { status: 'unsaved', ...done, error },
  'unsaved, no result': {
    status: 'unsaved',
    ...known,
    credits: 5,
    urls: [],
    outputs: [],
    succeededAt: now,
    error,
  },
  saved: { status: 'saved', ...done, outputs: [asset, asset], finishedAt: now - 5 },
  'failed, refused': { status: 'failed', error, finishedAt: now - 5 },
  'failed at the service': { status: 'failed', error, finishedAt: now - 5, taskId: 't1', credits: 1 },
};

const remote = (over: Partial<RemoteTask> = {}): RemoteTask => ({
  taskId: 't1',
  phase: 'running',
  apiStatus: 'IN_PROGRESS',
  credits: undefined,
  reason: undefined,
  urls: [],
  createdAt: undefined,
  request: undefined,
  ...over,
});
const success = remote({ phase: 'succeeded', apiStatus: 'SUCCESS', credits: 6, urls: ['v0', 'v1'] });
const failure = remote({ phase: 'failed', apiStatus: 'FAILED', reason: 'nsfw', credits: 0 });

const events: Readonly<Record<string, TaskEvent>> = {
  ranked: { type: 'ranked', rank: 'M' },
  submitStarted: { type: 'submitStarted' },
  submitAccepted: {
    type: 'submitAccepted',
    created: { taskId: 't2', apiStatus: 'pending', result: undefined },
  },
  'submitAccepted, done': {
    type: 'submitAccepted',
    created: { taskId: 't2', apiStatus: 'SUCCESS', result: success },
  },
  'submitRefused for now': { type: 'submitRefused', error, retryAt: now + 5 },
  submitRefused: { type: 'submitRefused', error },
  submitUnknown: { type: 'submitUnknown', error },
  'observed running': { type: 'observed', remote: remote() },
  'observed waiting': { type: 'observed', remote: remote({ apiStatus: 'WAITING' }) },
  'observed success': { type: 'observed', remote: success, notDoneAt: now - 1000 },
  'observed success without result': { type: 'observed', remote: { ...success, urls: [] } },
  'observed failure': { type: 'observed', remote: failure },
  notFound: { type: 'notFound' },
  'outputNamed 0': { type: 'outputNamed', index: 0, asset },
  'outputNamed 1': { type: 'outputNamed', index: 1, asset },
  'outputNamed beyond': { type: 'outputNamed', index: 9, asset },
  'outputSaved 0': { type: 'outputSaved', index: 0, asset },
  'outputSaved 1': { type: 'outputSaved', index: 1, asset },
  'outputSaved beyond': { type: 'outputSaved', index: 9, asset },
  saveFailed: { type: 'saveFailed', error },
  'outputPlaced elsewhere': { type: 'outputPlaced', index: 0, uri: 'file:///b.png' },
  'outputPlaced nowhere': { type: 'outputPlaced', index: 0, uri: undefined },
  'outputPlaced where it is': { type: 'outputPlaced', index: 0, uri: asset.uri },
  'outputPlaced beyond': { type: 'outputPlaced', index: 9, uri: 'file:///b.png' },
  outputReplaced: { type: 'outputReplaced', index: 0, file: replacement },
  'outputReplaced beyond': { type: 'outputReplaced', index: 9, file: replacement },
  'outputReplaced by itself': {
    type: 'outputReplaced',
    index: 0,
    file: { ...replacement, sha256: asset.sha256 },
  },
  stopWatching: { type: 'stopWatching' },
  resume: { type: 'resume' },
  retrySave: { type: 'retrySave' },
  requeue: { type: 'requeue' },
  confirmWith: { type: 'confirmWith', taskId: 't9' },
  sendAgain: { type: 'sendAgain' },
};

const fromQueued: Readonly<Record<string, Status>> = {
  submitStarted: 'submitting',
  submitAccepted: 'running',
  'submitAccepted, done': 'saving',
  stopWatching: 'failed',
};

/** Every pair that moves a task; all others leave it as it is. */
const moves: Readonly<Record<string, Readonly<Record<string, Status>>>> = {
  queued: { ranked: 'queued', ...fromQueued },
  'queued, moved': fromQueued,
  submitting: {
    submitAccepted: 'running',
    'submitAccepted, done': 'saving',
    'submitRefused for now': 'queued',
    submitRefused: 'failed',
    submitUnknown: 'unconfirmed',
  },
  unconfirmed: {
    submitAccepted: 'running',
    'submitAccepted, done': 'saving',
    confirmWith: 'running',
    sendAgain: 'queued',
  },
  running: {
    'observed waiting': 'running',
    'observed success': 'saving',
    'observed success without result': 'unsaved',
    'observed failure': 'failed',
    notFound: 'running',
    stopWatching: 'unwatched',
  },
  'running, missing five times': {
    'observed running': 'running',
    'observed waiting': 'running',
    'observed success': 'saving',
    'observed success without result': 'unsaved',
    'observed failure': 'failed',
    notFound: 'lost',
    stopWatching: 'unwatched',
  },
  unwatched: { resume: 'running' },
  lost: { resume: 'running' },
  saving: {
    'observed success': 'saving',
    'outputNamed 1': 'saving',
    'outputSaved 1': 'saved',
    saveFailed: 'unsaved',
  },
  unsaved: {
    'observed success': 'unsaved',
    'outputSaved 1': 'saved',
    retrySave: 'saving',
    'outputPlaced elsewhere': 'unsaved',
    'outputPlaced nowhere': 'unsaved',
    outputReplaced: 'unsaved',
  },
  'unsaved, no result': { 'observed success': 'unsaved' },
  saved: { 'outputPlaced elsewhere': 'saved', 'outputPlaced nowhere': 'saved', outputReplaced: 'saved' },
  'failed, refused': { submitAccepted: 'running', 'submitAccepted, done': 'saving', requeue: 'queued' },
  'failed at the service': {},
};

function taskIn(state: TaskState): Task {
  return { ...taskFacts('a'), revision: 4, updatedAt: now - 5, state };
}

const taskIdOf = (state: TaskState): string | undefined => ('taskId' in state ? state.taskId : undefined);
const savedOf = (state: TaskState): number =>
  'outputs' in state ? state.outputs.filter(o => o !== null).length : 0;

/** What may never happen, whatever the pair. */
function checkInvariants(before: TaskState, after: TaskState, event: TaskEvent, name: string): void {
  if (taskIdOf(before) !== undefined)
    assert.equal(taskIdOf(after), taskIdOf(before), `${name}: the id changed`);
  assert.ok(savedOf(after) >= savedOf(before), `${name}: an output is gone`);
  if ('credits' in before && before.credits !== undefined) {
    assert.ok('credits' in after && after.credits !== undefined, `${name}: the bill is gone`);
  }
  if ('submittedAt' in before && after.status === 'queued') {
    const isProved = event.type === 'submitRefused' || event.type === 'requeue';
    assert.ok(isProved || event.type === 'sendAgain', `${name}: sent twice`);
  }
}

describe('reduce', () => {
  test('the tables know every status', () => {
    assert.deepEqual(new Set(Object.values(states).map(state => state.status)), new Set(statuses));
    assert.deepEqual(Object.keys(moves), Object.keys(states));
  });

  test('is total: every pair moves as the table says, or returns the same object', () => {
    for (const [stateName, state] of Object.entries(states)) {
      for (const [eventName, event] of Object.entries(events)) {
        const name = `${stateName} + ${eventName}`;
        const task = taskIn(state);
        const frozen = structuredClone(task);
        const next = reduce(task, event, now);
        assert.deepEqual(task, frozen, `${name}: not pure`);
        const expected = moves[stateName]?.[eventName];
        if (expected === undefined) assert.equal(next, task, `${name} should change nothing`);
        else {
          assert.equal(next.state.status, expected, name);
          assert.equal(next.revision, 5, name);
          assert.equal(next.updatedAt, now, name);
        }
        checkInvariants(state, next.state, event, name);
      }
    }
  });

  test('fresh addresses replace only those of outputs that are not stored', () => {
    const fresh = reduce(
      taskIn(states['unsaved'] as TaskState),
      events['observed success'] as TaskEvent,
      now,
    );
    assert.ok(fresh.state.status === 'unsaved');
    assert.deepEqual(fresh.state.urls, ['u0', 'v1']);
    assert.deepEqual(fresh.state.outputs, [asset, null]);
    assert.equal(fresh.state.credits, 6);
  });

  test('a success notes the bill, the addresses and when it came', () => {
    const next = reduce(taskIn(states['running'] as TaskState), events['observed success'] as TaskEvent, now);
    const { status, ...facts } = next.state;
    assert.equal(status, 'saving');
    assert.deepEqual(facts, {
      taskId: 't1',
      submittedAt: now - 60_000,
      apiStatus: 'SUCCESS',
      credits: 6,
      urls: ['v0', 'v1'],
      outputs: [null, null],
      succeededAt: now,
      notDoneAt: now - 1000,
    });
  });

  test('is lost only after six answers over more than a minute, in a row', () => {
    let task = taskIn(states['running'] as TaskState);
    const at = (ms: number, event: TaskEvent = { type: 'notFound' }): Status => {
      task = reduce(task, event, now + ms);
      return task.state.status;
    };
    for (const ms of [0, 10_000, 20_000, 30_000, 60_000]) assert.equal(at(ms), 'running');
    assert.equal(at(61_000, { type: 'observed', remote: remote() }), 'running');
    // A clock that jumps makes no minute of a moment.
    for (const ms of [62_000, 86_400_000, 86_400_001, 86_400_002, 86_400_003])
      assert.equal(at(ms), 'running');
    assert.equal(at(86_400_004), 'lost');
  });

  test('a place in the line outlasts a try that the service refused', () => {
    const moved = taskIn(states['queued, moved'] as TaskState);
    const sent = reduce(moved, { type: 'submitStarted' }, now);
    const refused = reduce(sent, { type: 'submitRefused', error, retryAt: now + 5 }, now);
    assert.deepEqual(refused.state, { status: 'queued', rank: 'M', notBefore: now + 5, error });
  });

  test('what was about to get its name is kept until it is stored', () => {
    const saving = taskIn({ ...done, status: 'saving', outputs: [null, null] });
    const at = (index: number, type: 'outputNamed' | 'outputSaved'): TaskEvent => ({ type, index, asset });
    let task = reduce(saving, at(1, 'outputNamed'), now);
    assert.ok(task.state.status === 'saving');
    assert.deepEqual(task.state.named, [null, asset]);
    task = reduce(task, at(0, 'outputNamed'), now);
    task = reduce(task, { type: 'saveFailed', error }, now);
    task = reduce(task, { type: 'retrySave' }, now);
    assert.ok(task.state.status === 'saving');
    assert.deepEqual(task.state.named, [asset, asset]);
    task = reduce(reduce(task, at(0, 'outputSaved'), now), at(1, 'outputSaved'), now);
    assert.ok(task.state.status === 'saved');
    assert.equal('named' in task.state, false);
  });

  test('a file that is moved or thrown away leaves all else as it was', () => {
    const saved = taskIn(states['saved'] as TaskState);
    const outputsAfter = (event: string): unknown => {
      const next = reduce(saved, events[event] as TaskEvent, now);
      return 'outputs' in next.state ? next.state.outputs : undefined;
    };
    const { uri: _gone, ...facts } = asset;
    assert.deepEqual(outputsAfter('outputPlaced elsewhere'), [{ ...asset, uri: 'file:///b.png' }, asset]);
    assert.deepEqual(outputsAfter('outputPlaced nowhere'), [facts, asset]);
  });

  test('a file that is made anew is known by what it is now, and where it came from stays', () => {
    const saved = taskIn(states['saved'] as TaskState);
    const next = reduce(saved, events['outputReplaced'] as TaskEvent, now);
    assert.ok(next.state.status === 'saved');
    assert.deepEqual(next.state.outputs, [{ ...asset, ...replacement, url: asset.url }, asset]);
    const gone = reduce(saved, events['outputPlaced nowhere'] as TaskEvent, now);
    assert.equal(reduce(gone, events['outputReplaced'] as TaskEvent, now), gone);
  });

  test('the person may name another place for an unsaved task', () => {
    const output = { folder: 'file:///other', fileName: 'x' };
    const unsaved: TaskState = { ...done, status: 'unsaved', error, named: [null, asset] };
    const next = reduce(taskIn(unsaved), { type: 'retrySave', output }, now);
    assert.deepEqual(next.output, output);
    assert.ok(next.state.status === 'saving');
    assert.equal(next.state.named, undefined);
  });
});
