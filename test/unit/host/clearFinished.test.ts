/** Clearing the list: asked first, over the whole history, sparing what may be paid for without a result. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createLedger } from '../../../src/core/tasks/ledger.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';
import { sampleStates, sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { editor } from '../../support/vscodeStub.ts';

const { clearFinished } = await import('../../../src/host/commands/clearFinished.ts');
const endings: ReadonlySet<string> = new Set(['saved', 'failed']);
const spared = sampleStates.filter(({ status }) => !endings.has(status)).map(({ status }) => status);

async function start(saved: number) {
  const disk = createMemoryDisk();
  const store = disk.open();
  for (const state of sampleStates) await store.insert(sampleTask(state.status, { state }));
  for (let i = 0; i < saved; i += 1) await store.insert(savedTask(`t${i}`, { createdAt: 1000 + i }));
  const ledger = createLedger({ store, clock: createMemoryClock(), log: createMemoryLog() });
  await ledger.load();
  const tasks = { search: store.search, expire: ledger.expire };
  return { disk, tasks, left: () => [...disk.tasks.values()].map(({ state }) => state.status).sort() };
}

describe('clearing finished tasks', () => {
  beforeEach(() => {
    editor.said.length = 0;
    editor.commands.length = 0;
    editor.warningAnswer = undefined;
  });

  test('says how many and what stays, and does nothing without a yes', async () => {
    const { disk, tasks } = await start(1200);
    const before = disk.tasks.size;
    assert.equal(await clearFinished(tasks, false), 0);
    assert.equal(disk.tasks.size, before);
    assert.match(editor.said[0] ?? '', /Clear all finished tasks.*1202/);
    assert.match(editor.said[1] ?? '', /files stay.*export the history/s);
  });

  test('takes those of the whole history; what needs a person or is at work stays', async () => {
    const { tasks, left } = await start(1200);
    editor.warningAnswer = 'Clear';
    assert.equal(await clearFinished(tasks, false), 1202);
    assert.deepEqual(left(), [...spared].sort());
    assert.ok(
      ['lost', 'unconfirmed', 'unsaved', 'unwatched'].every(status => left().includes(status as never)),
    );
    assert.equal(await clearFinished(tasks, false), 0);
    assert.match(editor.said.at(-1) ?? '', /no finished task/);
  });

  test('leads to the export instead', async () => {
    const { disk, tasks } = await start(1);
    editor.warningAnswer = 'Export History…';
    assert.equal(await clearFinished(tasks, false), 0);
    assert.deepEqual(editor.commands, [['apiInOne.history.export']]);
    assert.ok(disk.tasks.has('t0'));
  });

  test('asks no code', async () => {
    const { tasks, left } = await start(3);
    assert.equal(await clearFinished(tasks, true), 5);
    assert.deepEqual(left(), [...spared].sort());
    assert.deepEqual(editor.said, []);
  });
});
