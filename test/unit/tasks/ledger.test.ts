import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError, StorageError } from '../../../src/core/errors.ts';
import { createLedger } from '../../../src/core/tasks/ledger.ts';
import { createMemoryClock, type MemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { createMemoryDisk, type MemoryDisk } from '../../support/memoryStore.ts';
import { createMachine, openWindow, taskFacts } from '../../support/taskWindow.ts';

function start() {
  const clock = createMemoryClock();
  const disk = createMemoryDisk();
  return { clock, disk, one: openLedger(clock, disk), two: openLedger(clock, disk) };
}

function openLedger(clock: MemoryClock, disk: MemoryDisk) {
  return createLedger({ store: disk.open(), clock, log: createMemoryLog() });
}

const created = { taskId: 't1', apiStatus: undefined, result: undefined };

describe('the ledger', () => {
  test('of two windows that send the same task, one alone is told to', async () => {
    const { clock, one, two } = start();
    await one.insert(taskFacts('a'));
    await two.refresh('a');
    const both = await Promise.all([
      one.apply('a', { type: 'submitStarted' }),
      two.apply('a', { type: 'submitStarted' }),
    ]);
    assert.deepEqual(both.map(({ hasChanged }) => hasChanged).sort(), [false, true]);
    assert.ok(both.every(({ task }) => task?.state.status === 'submitting'));
    const late = await two.apply('a', { type: 'submitAccepted', created });
    assert.equal(late.task?.revision, 2);
    assert.equal((await one.apply('a', { type: 'stopWatching' })).task?.state.status, 'unwatched');
    await clock.advance(100);
    assert.equal(two.get('a')?.state.status, 'unwatched');
    one.dispose();
    two.dispose();
    assert.equal(clock.pending, 0);
  });

  test('applies the events of one task in the order of the calls', async () => {
    const { clock, disk, one } = start();
    await one.insert(taskFacts('a'));
    await one.apply('a', { type: 'submitStarted' });
    await one.apply('a', { type: 'submitAccepted', created });
    disk.onWrite = () => clock.sleep(50);
    const both = Promise.all([one.apply('a', { type: 'stopWatching' }), one.apply('a', { type: 'resume' })]);
    await clock.advance(200);
    assert.ok((await both).every(({ hasChanged }) => hasChanged));
    assert.equal(one.get('a')?.state.status, 'running');
  });

  test('what the disk refuses is not shown, and the next try works', async () => {
    const { disk, one } = start();
    await one.insert(taskFacts('a'));
    disk.onWrite = () => {
      throw new StorageError({ reason: 'ledger', message: 'full' });
    };
    await assert.rejects(one.apply('a', { type: 'submitStarted' }), e => isError(e, 'storage'));
    await assert.rejects(one.insert(taskFacts('b')), e => isError(e, 'storage'));
    assert.equal(one.get('a')?.state.status, 'queued');
    assert.equal(one.get('b'), undefined);
    disk.onWrite = undefined;
    assert.ok((await one.apply('a', { type: 'submitStarted' })).hasChanged);
  });

  test('a task that is gone stays gone', async () => {
    const { clock, disk, one, two } = start();
    await one.insert(taskFacts('a'));
    await one.insert(taskFacts('b'));
    await clock.advance(200);
    const removed: string[] = [];
    two.onDidRemove(ids => removed.push(...ids));
    await one.remove(['a']);
    assert.deepEqual(await two.apply('a', { type: 'submitStarted' }), { task: undefined, hasChanged: false });
    await clock.advance(200);
    assert.deepEqual(removed, ['a']);
    assert.deepEqual(
      two.all().map(({ id }) => id),
      ['b'],
    );
    assert.equal(disk.tasks.has('a'), false);
  });

  test('keeps finished tasks that are older than the page it reads', async () => {
    const { clock, disk, one } = start();
    const old = await openLedger(clock, disk);
    await old.insert(taskFacts('old', { createdAt: 1 }));
    await old.apply('old', { type: 'stopWatching' });
    await one.load();
    assert.equal(one.get('old')?.state.status, 'failed');
    for (let i = 0; i < 600; i++) await old.insert(taskFacts(`n${i}`, { createdAt: 1000 + i }));
    await clock.advance(1000);
    assert.equal(one.get('old')?.state.status, 'failed');
    assert.equal(one.all().length, 601);
  });

  test('even with locks that hold nobody off, no task is sent twice', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const never = new Set<string>();
    const open = {
      ...machine,
      locks: {
        held: never,
        open: () => ({
          tryAcquire: async () => ({ dispose() {} }),
          free: async (names: readonly string[]) => names,
          crash() {},
        }),
      },
    };
    const windows = [openWindow(open), openWindow(open), openWindow(open)];
    const before = openLedger(machine.clock, machine.disk);
    for (let i = 0; i < 9; i++) await before.insert(taskFacts(`n${i}`));
    before.dispose();
    await Promise.all(windows.map(({ engine }) => engine.start()));
    await machine.clock.advance(120_000);
    assert.deepEqual([...machine.service.posts.values()], Array(9).fill(1));
    assert.ok(
      [...machine.disk.tasks.values()].every(
        ({ state }) => state.status === 'saved' || state.status === 'unconfirmed',
      ),
    );
    for (const window of windows) window.close();
  });
});
