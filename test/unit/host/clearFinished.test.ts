/** Clearing the list: asked first, over the whole history, sparing what may be paid for without a result. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createLedger } from '../../../src/core/tasks/ledger.ts';
import type { TaskState } from '../../../src/core/tasks/task.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';
import { sampleStates, sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { editor } from '../../support/vscodeStub.ts';

const { clearFinished } = await import('../../../src/host/commands/clearFinished.ts');
const endings: ReadonlySet<string> = new Set(['saved', 'failed']);
const spared = sampleStates.filter(({ status }) => !endings.has(status)).map(({ status }) => status);

/** The service gives no id twice. */
const ownId = (state: TaskState): TaskState =>
  'taskId' in state ? ({ ...state, taskId: `own-${state.status}` } as TaskState) : state;

async function start(saved: number) {
  const disk = createMemoryDisk();
  const store = disk.open();
  for (const state of sampleStates) await store.insert(sampleTask(state.status, { state: ownId(state) }));
  for (let i = 0; i < saved; i += 1) await store.insert(savedTask(`t${i}`, { createdAt: 1000 + i }));
  const ledger = createLedger({ store, clock: createMemoryClock(), log: createMemoryLog() });
  await ledger.load();
  const tasks = { search: store.search, expire: ledger.expire, adoptAll: ledger.adoptAll };
  const background: PromiseLike<unknown>[] = [];
  const clear = (isAgreed: boolean) => clearFinished(tasks, isAgreed, work => background.push(work));
  const told = () => Promise.all(background);
  return {
    disk,
    store,
    clear,
    told,
    left: () => [...disk.tasks.values()].map(({ state }) => state.status).sort(),
  };
}

describe('clearing finished tasks', () => {
  beforeEach(() => {
    editor.said.length = 0;
    editor.commands.length = 0;
    editor.warningAnswer = undefined;
    editor.informationAnswer = undefined;
  });

  test('says how many and what stays, and does nothing without a yes', async () => {
    const { disk, clear } = await start(1200);
    const before = disk.tasks.size;
    assert.equal(await clear(false), 0);
    assert.equal(disk.tasks.size, before);
    assert.match(editor.said[0] ?? '', /Clear all finished tasks.*1202/);
    assert.match(editor.said[1] ?? '', /files stay.*export the history/s);
  });

  test('takes those of the whole history; what needs a person or is at work stays', async () => {
    const { clear, left } = await start(1200);
    editor.warningAnswer = 'Clear';
    assert.equal(await clear(false), 1202);
    assert.deepEqual(left(), [...spared].sort());
    assert.ok(
      ['lost', 'unconfirmed', 'unsaved', 'unwatched'].every(status => left().includes(status as never)),
    );
    assert.equal(await clear(false), 0);
    assert.match(editor.said.at(-1) ?? '', /no finished task/);
  });

  test('can be taken back while the message stands: all is there again as it was', async () => {
    const { disk, store, clear, told } = await start(1200);
    const before = new Map(disk.tasks);
    const facets = async () => Object.values(await store.facets()).map(values => values.toSorted());
    const facetsBefore = await facets();
    const sums = await store.creditSums({});
    [editor.warningAnswer, editor.informationAnswer] = ['Clear', 'Undo'];
    assert.equal(await clear(false), 1202);
    await told();
    assert.match(editor.said.join(), /Cleared from the list: 1202\.,Undo$/);
    assert.deepEqual(disk.tasks.size, before.size);
    for (const [id, task] of before) assert.deepEqual(disk.tasks.get(id), task);
    assert.deepEqual(await facets(), facetsBefore);
    assert.deepEqual(await store.creditSums({}), sums);
  });

  test('stays cleared where the message is closed, or where it was too much to keep', async () => {
    const { clear, told, left } = await start(3);
    editor.warningAnswer = 'Clear';
    assert.equal(await clear(false), 5);
    await told();
    assert.deepEqual(left(), [...spared].sort());
    const many = await start(5001);
    editor.said.length = 0;
    editor.informationAnswer = 'Undo';
    await many.clear(false);
    await many.told();
    assert.equal(editor.said.at(-1), 'Cleared from the list: 5003.');
    assert.deepEqual(many.left(), [...spared].sort());
  });

  test('leads to the export instead', async () => {
    const { disk, clear } = await start(1);
    editor.warningAnswer = 'Export History…';
    assert.equal(await clear(false), 0);
    assert.deepEqual(editor.commands, [['apiInOne.history.export']]);
    assert.ok(disk.tasks.has('t0'));
  });

  test('asks no code', async () => {
    const { clear, left } = await start(3);
    assert.equal(await clear(true), 5);
    assert.deepEqual(left(), [...spared].sort());
    assert.deepEqual(editor.said, []);
  });
});
