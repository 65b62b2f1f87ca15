/** The history as JSON Lines: out of a real ledger into a real file, and into another ledger. */
import assert from 'node:assert/strict';
import { createReadStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isError } from '../../src/core/errors.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import { exportHistory } from '../../src/host/history/exportHistory.ts';
import { type ImportCounts, importHistory } from '../../src/host/history/importHistory.ts';
import { encodeTask } from '../../src/host/ports/ledgerCodec.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { openSqliteStore } from '../support/openStores.ts';
import { sampleStates, sampleTask, savedTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

const nowMs = 1_800_000_000_000;
const never = new AbortController().signal;

async function exported(t: TestContext, store: LedgerStore): Promise<{ file: string; count: number }> {
  const folder = tempFolder(t);
  const temp = await createLocalFiles().createTemp(pathToFileURL(folder).href);
  const count = await exportHistory(store, temp, never);
  assert.deepEqual(await temp.commit('history.jsonl'), { taken: false });
  return { file: path.join(folder, 'history.jsonl'), count };
}

function into(
  store: LedgerStore,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal = never,
): Promise<ImportCounts> {
  const adoptAll = async (tasks: readonly Task[]): Promise<number> => (await store.insertAll(tasks)).length;
  return importHistory({ adoptAll }, chunks, nowMs, signal);
}

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const newStore = (t: TestContext): Promise<LedgerStore> => openSqliteStore(t, tempFolder(t));

describe('a history in a file', () => {
  test('holds all tasks, a line each, newest first, and comes back as it was', async t => {
    const store = await newStore(t);
    const tasks = Array.from({ length: 620 }, (_, i) => {
      const task = savedTask(`t${String(i).padStart(3, '0')}`, {
        ...{ createdAt: 1_700_000_000_000 + i, credits: 2 },
        outputs: [{ sha256: `${i}`, uri: `file:///w/${i}.png`, width: 3 }],
      });
      return { ...task, output: undefined };
    });
    await store.insertAll(tasks);
    const { file, count } = await exported(t, store);
    assert.equal(count, 620);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 620);
    assert.match(lines[0] ?? '', /^\{"v":1,"id":"t619",/);

    const other = await newStore(t);
    assert.deepEqual(await into(other, createReadStream(file)), {
      added: 620,
      known: 0,
      newer: 0,
      damaged: 0,
    });
    const [first] = tasks;
    assert.ok(first);
    assert.deepEqual(await other.get('t000'), JSON.parse(JSON.stringify(first)));
    assert.equal((await other.spending(0)).credits, 1240);
    assert.deepEqual(await into(other, createReadStream(file)), {
      added: 0,
      known: 620,
      newer: 0,
      damaged: 0,
    });
    assert.equal((await other.spending(0)).credits, 1240);
  });

  test('brings nothing to life: no imported task is open to be sent, polled or downloaded', async t => {
    const store = await newStore(t);
    for (const state of sampleStates) {
      const named = 'taskId' in state ? { ...state, taskId: `svc-${state.status}` } : state;
      await store.insert(sampleTask(state.status, { state: named }));
    }
    const { file } = await exported(t, store);
    const other = await newStore(t);
    assert.equal((await into(other, createReadStream(file))).added, sampleStates.length);
    const open = await other.open();
    assert.deepEqual(
      open.map(({ id, state }) => `${id}: ${state.status}`),
      ['saving: unsaved', 'submitting: unconfirmed', 'unconfirmed: unconfirmed', 'unsaved: unsaved'],
    );
    for (const { state } of open.filter(task => task.state.status === 'unsaved'))
      assert.ok(state.status === 'unsaved' && state.error.details['reason'] === 'noFolder');
    assert.equal((await other.get('queued'))?.state.status, 'failed');
    const running = (await other.get('running'))?.state;
    assert.ok(running?.status === 'unwatched' && running.taskId === 'svc-running' && running.since === nowMs);
  });

  test('does not bring in a task under a second id', async t => {
    const store = await newStore(t);
    const own = savedTask('own');
    await store.insert(own);
    const line = encodeTask({ ...savedTask('theirs'), state: own.state });
    assert.deepEqual(await into(store, bytes(line)), { added: 0, known: 1, newer: 0, damaged: 0 });
  });

  test('is read line by line, whatever is wrong with some of them', async t => {
    const store = await newStore(t);
    const [a, b] = [encodeTask(savedTask('a')), encodeTask(savedTask('b'))];
    const text = [
      `\ufeff${a}\r`,
      'not JSON',
      '',
      '{"v":1,"id":"half"}',
      a.replace('"v":1', '"v":2').replace('"id":"a"', '"id":"later"'),
      '[]',
      `{"long":"${'x'.repeat(17 * 1024 * 1024)}"}`,
      b,
    ].join('\n');
    // Cut anywhere, also within a letter.
    const cut = Buffer.from(text);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < cut.length; at += 65_521) yield cut.subarray(at, at + 65_521);
    }
    assert.deepEqual(await into(store, pieces()), { added: 2, known: 0, newer: 1, damaged: 4 });
    assert.deepEqual((await store.get('b'))?.request, savedTask('b').request);
  });

  test('stops when told to, keeps what it has, and goes on where it stopped', async t => {
    const store = await newStore(t);
    const lines = Array.from({ length: 450 }, (_, i) => `${encodeTask(savedTask(`t${i}`))}\n`);
    const abort = new AbortController();
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(lines.slice(0, 300).join(''));
      abort.abort();
      yield Buffer.from(lines.slice(300).join(''));
    }
    await assert.rejects(into(store, cut(), abort.signal), e => isError(e, 'cancelled'));
    assert.equal(await store.count(), 200);
    assert.deepEqual(await into(store, bytes(...lines)), { added: 250, known: 200, newer: 0, damaged: 0 });
  });
});
