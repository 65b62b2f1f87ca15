import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { pageMark, parsePageMark } from '../../../src/core/tasks/pageMark.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { decodeTask, encodeTask, openStatuses, recordStart } from '../../../src/host/ports/ledgerCodec.ts';
import { statuses } from '../../../src/shared/views.ts';
import { sampleStates, sampleTask } from '../../support/sampleTasks.ts';

/** A record as text, with some of its properties replaced; undefined takes one out. */
function record(over: Record<string, unknown>, task: Task = sampleTask('a')): string {
  return JSON.stringify({ v: 1, ...task, ...over });
}

describe('records of the ledger', () => {
  test('every status comes back as it went', () => {
    assert.deepEqual(sampleStates.map(state => state.status).sort(), [...statuses].sort());
    for (const state of sampleStates) {
      const task = sampleTask('a', { state, parent: 'p' });
      const text = encodeTask(task);
      assert.ok(text.startsWith(recordStart));
      assert.deepEqual(decodeTask(text), { kind: 'task', task });
    }
  });

  test('an input that went as a smaller copy says so', () => {
    const input = { url: 'u', file: 'file:///a.png', way: 'bucket' };
    const withInput = (reduced: unknown): Task =>
      sampleTask('a', { inputs: [{ ...input, reduced }] as never });
    const task = withInput({ width: 4, height: 3, bytes: 9 });
    assert.deepEqual(decodeTask(encodeTask(task)), { kind: 'task', task });
    assert.throws(() => encodeTask(withInput({ width: '4', height: 3, bytes: 9 })), /not a task: inputs/);
  });

  test('fields that nobody knows are kept', () => {
    const decoded = decodeTask(record({ rating: 5, state: { status: 'queued', lane: 'fast' } }));
    assert.ok(decoded.kind === 'task');
    const again = JSON.parse(encodeTask(decoded.task));
    assert.equal(again.rating, 5);
    assert.equal(again.state.lane, 'fast');
  });

  test('what is wrong is named', () => {
    const states = Object.fromEntries(sampleStates.map(state => [state.status, state]));
    const cases: [string, string][] = [
      ['', 'null'],
      ['', '[]'],
      ['', '{"v":1'],
      ['v', '{}'],
      ['v', record({ v: '1' })],
      ['id', record({ id: '' })],
      ['id', record({ id: 7 })],
      ['createdAt', record({ createdAt: null })],
      ['revision', record({ revision: 1.5 })],
      ['service', record({ service: 'elsewhere' })],
      ['request', record({ request: [] })],
      ['output', record({ output: { folder: 'f' } })],
      ['output', record({ output: { folder: 'f', fileName: 'n', isChosen: 1 } })],
      ['baseUrl', record({ baseUrl: 'not an address' })],
      ['parent', record({ parent: 1 })],
      ['state', record({ state: 'queued' })],
      ['state', record({ state: { status: 3 } })],
      ['state.taskId', record({ state: { status: 'running', submittedAt: 1 } })],
      ['state.missing', record({ state: { ...states['running'], missing: { count: 1 } } })],
      ['state.urls', record({ state: { ...states['saved'], urls: [1] } })],
      ['state.outputs', record({ state: { ...states['saved'], outputs: [{ bytes: '9' }] } })],
      ['state.error', record({ state: { ...states['failed'], error: { kind: 'api' } } })],
      ['state.finishedAt', record({ state: { ...states['lost'], finishedAt: undefined } })],
    ];
    for (const [path, text] of cases) assert.deepEqual(decodeTask(text), { kind: 'damaged', path }, text);
  });

  test('what a newer version wrote is not called damaged', () => {
    assert.deepEqual(decodeTask(record({ v: 2, id: undefined })), { kind: 'newer' });
    assert.deepEqual(decodeTask(record({ state: { status: 'paused' } })), { kind: 'newer' });
    assert.deepEqual(decodeTask(record({ kind: 'hologram' })), { kind: 'newer' });
  });

  test('no record brings a prototype, however it is spelt', () => {
    const evil = '"prompt":"x","__proto__":{"isAdmin":true},"\\u005f_proto_\\u005f":{"isAdmin":true}';
    const text = record({}).replace('"prompt":', `${evil},"prompt2":`);
    const decoded = decodeTask(text);
    assert.ok(decoded.kind === 'task');
    assert.equal(Object.hasOwn(decoded.task.request, '__proto__'), false);
    const copy: Record<string, unknown> = Object.assign({}, decoded.task.request);
    assert.equal(copy['isAdmin'], undefined);
    assert.equal(copy['prompt'], 'x');
  });

  test('what could not be read back is not written', () => {
    const bad = [
      { ...sampleTask('a'), createdAt: Number.NaN },
      { ...sampleTask('a'), kind: 'hologram' as 'image' },
      { ...sampleTask('a'), request: undefined as unknown as Task['request'] },
    ];
    for (const task of bad)
      assert.throws(
        () => encodeTask(task),
        e => isError(e, 'storage') && e.reason === 'ledger',
      );
  });

  test('open are the active ones and those that wait for a person', () => {
    const resting = statuses.filter(status => !openStatuses.has(status));
    assert.deepEqual(resting.sort(), ['failed', 'lost', 'saved', 'unwatched']);
  });
});

test('a mark of a page comes back as it went', () => {
  for (const mark of [
    { createdAt: 1_700_000_000_000, id: 'a' },
    { createdAt: 0.5, id: 'with:colon' },
  ])
    assert.deepEqual(parsePageMark(pageMark(mark)), mark);
  for (const text of ['', ':', 'x:a', '17']) assert.throws(() => parsePageMark(text));
});
