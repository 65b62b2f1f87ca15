/** What the settings say is to be forgotten at start. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createLedger } from '../../../src/core/tasks/ledger.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';
import { sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { userSettings } from '../../support/vscodeStub.ts';

const { keepHistoryShort } = await import('../../../src/host/retention.ts');
const dayMs = 86_400_000;

async function start(count: number) {
  const clock = createMemoryClock();
  const log = createMemoryLog();
  const disk = createMemoryDisk();
  const store = disk.open();
  // One a day, the oldest first; a bit later than this time of the day, for a start takes a while.
  const bornAt = (i: number): number => clock.now() - (count - i) * dayMs + 60_000;
  for (let i = 0; i < count; i += 1)
    await store.insert(savedTask(`t${i}`, { createdAt: bornAt(i), credits: 1 }));
  await store.insert(sampleTask('waiting', { createdAt: 1 }));
  const ledger = createLedger({ store, clock, log });
  await ledger.load();
  const removed: string[] = [];
  ledger.onDidRemove(ids => removed.push(...ids));
  let compacted = 0;
  const compact = async (): Promise<void> => {
    compacted += 1;
  };
  const abort = new AbortController();
  const done = keepHistoryShort({ engine: ledger, store: { compact }, clock, log }, abort.signal);
  await clock.advance(60_000);
  return { abort, done, disk, log, ledger, store, removed, compacted: () => compacted };
}

describe('the retention of the history', () => {
  beforeEach(() => userSettings.clear());

  test('forgets nothing where nothing is set', async () => {
    const { done, disk, log } = await start(10);
    await done;
    assert.equal(disk.tasks.size, 11);
    assert.deepEqual(log.lines, []);
  });

  test('forgets what is older than so many days, and says so once', async () => {
    userSettings.set('apiInOne.history.keepDays', 30);
    const { done, disk, log, ledger, removed, compacted } = await start(290);
    await done;
    assert.equal(disk.tasks.size, 31);
    assert.ok(disk.tasks.has('waiting') && disk.tasks.has('t260') && !disk.tasks.has('t259'));
    assert.equal(ledger.get('t0'), undefined);
    assert.equal(removed.length, 260);
    assert.equal(compacted(), 1);
    assert.equal(log.lines.filter(line => /260 finished tasks/.test(line)).length, 1);
    assert.equal(log.lines.length, 1);
  });

  test('keeps so many; what they cost stays counted', async () => {
    userSettings.set('apiInOne.history.keepTasks', 5);
    const { done, disk, store } = await start(20);
    await done;
    assert.deepEqual([...disk.tasks.keys()], ['t15', 't16', 't17', 't18', 't19', 'waiting']);
    assert.equal((await store.spending(0)).credits, 20);
  });

  test('what the chat took stays counted for as long as the credits page looks back', async () => {
    userSettings.set('apiInOne.history.keepDays', 30);
    const clock = createMemoryClock();
    const log = createMemoryLog();
    const store = createMemoryDisk().open();
    for (const [id, days] of [
      ['young', 1],
      ['shown', 360],
      ['old', 370],
    ] as const) {
      const orderedAt = clock.now() - days * dayMs;
      await store.noteChat({ id, orderedAt, kind: 'chat', model: 'gemini', credits: days });
    }
    const ledger = createLedger({ store, clock, log });
    const done = keepHistoryShort({ engine: ledger, store, clock, log }, new AbortController().signal);
    await clock.advance(60_000);
    await done;
    assert.equal((await store.spending(0)).credits, 361);
  });

  test('forgets nothing where a limit cannot be read', async () => {
    userSettings.set('apiInOne.history.keepTasks', 'five');
    const { done, disk, log } = await start(5);
    await done;
    assert.equal(disk.tasks.size, 6);
    assert.equal(log.lines.length, 1);
  });

  test('ends with the window', async () => {
    userSettings.set('apiInOne.history.keepTasks', 0);
    const clock = createMemoryClock();
    const log = createMemoryLog();
    const disk = createMemoryDisk();
    const store = disk.open();
    await store.insert(savedTask('a'));
    const abort = new AbortController();
    const ledger = createLedger({ store, clock, log });
    const done = keepHistoryShort({ engine: ledger, store, clock, log }, abort.signal);
    abort.abort();
    await clock.advance(60_000);
    await done;
    assert.equal(disk.tasks.size, 1);
    assert.equal(clock.pending, 0);
  });
});
