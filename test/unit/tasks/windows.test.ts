/** Several windows over one ledger, one set of locks and one limit. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activeStatuses } from '../../../src/core/tasks/task.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLocks } from '../../support/memoryLock.ts';
import { mostInMinute } from '../../support/mostInMinute.ts';
import {
  createMachine,
  type Machine,
  openWindow,
  type TaskWindow,
  taskFacts,
} from '../../support/taskWindow.ts';

const facts = (id: string, medianMs = 8000) => taskFacts(id, { request: { ref: id, medianMs } });

async function openWindows(machine: Machine, count: number): Promise<TaskWindow[]> {
  const windows = Array.from({ length: count }, (_, i) => openWindow(machine, { seed: i }));
  for (const { engine } of windows) await engine.start();
  return windows;
}

function isAtRest({ disk }: Machine): boolean {
  return [...disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
}

describe('several windows', () => {
  test('five windows, 25 tasks: each is sent once and stored once, 60 a minute hold on every limiter', async () => {
    for (const limiter of ['sliding', 'fixed', 'bucket'] as const) {
      const clock = createMemoryClock();
      const machine = createMachine(clock, { limiter, seed: 3 });
      const windows = await openWindows(machine, 5);
      for (let i = 0; i < 25; i++) await windows[i % 5]?.engine.create(facts(`n${i}`));
      await clock.runUntil(() => isAtRest(machine), 3_600_000);
      const { service, disk } = machine;
      assert.equal(service.refusals, 0, limiter);
      const most = mostInMinute(service.arrivals);
      assert.ok(most <= 58, `${most} requests in a minute, ${limiter}`);
      assert.equal(service.posts.size, 25);
      assert.ok([...service.posts.values()].every(count => count === 1));
      assert.ok([...disk.tasks.values()].every(({ state }) => state.status === 'saved'));
      const stored = windows.flatMap(({ saver }) => saver.saved.map(({ uri }) => uri));
      assert.equal(stored.length, 25);
      assert.equal(new Set(stored).size, 25);
      for (const window of windows) window.close();
      assert.equal(clock.pending, 0);
      assert.equal(machine.locks.held.size, 0);
    }
  });

  test('a task of another window is watched: its end is heard, its work is not done twice', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    await one.engine.create(facts('a'));
    await machine.clock.advance(500);
    assert.equal(two.engine.get('a')?.state.status, 'running');
    const finished = two.engine.finished('a');
    await machine.clock.advance(15_000);
    assert.equal((await finished).state.status, 'saved');
    assert.ok(
      !two.steps.some(step => step.includes('GET') || step.includes('POST') || step.includes('download')),
    );
    one.close();
    two.close();
  });

  test('a second window with the same id does not send it again, also at the same moment', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    const both = await Promise.all([one.engine.create(facts('a')), two.engine.create(facts('a'))]);
    assert.deepEqual(
      both.map(task => task.id),
      ['a', 'a'],
    );
    await one.engine.create(facts('a'));
    await machine.clock.runUntil(() => isAtRest(machine), 60_000);
    await two.engine.create(facts('a'));
    await machine.clock.advance(10_000);
    assert.equal(machine.service.posts.get('a'), 1);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'saved');
    one.close();
    two.close();
  });

  test('when a window dies, another goes on within two seconds', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    for (let i = 0; i < 6; i++) await one.engine.create(facts(`n${i}`, 40_000));
    await machine.clock.advance(20_000);
    one.crash();
    assert.ok(!two.steps.includes('before GET'));
    await machine.clock.advance(2000);
    assert.equal(machine.locks.held.size, 6);
    await machine.clock.runUntil(() => isAtRest(machine), 120_000);
    assert.equal(two.saver.saved.length, 6);
    two.close();
    assert.equal(machine.clock.pending, 0);
  });

  test('a window that died while sending leaves an unconfirmed task, and only the person sends it again', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    await one.engine.create(facts('a'));
    await machine.clock.advance(60);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'submitting');
    one.crash();
    await machine.clock.advance(600_000);
    assert.equal(two.engine.get('a')?.state.status, 'unconfirmed');
    assert.equal(machine.service.posts.get('a'), 1);
    await two.engine.confirmWith('a', 't1');
    await machine.clock.advance(5000);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'saved');
    assert.equal(machine.service.posts.get('a'), 1);
    two.close();
  });

  test('what one window removes in the moment in which another one sends it is known again by its answer', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    await one.engine.create(facts('a'));
    await machine.clock.advance(20);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'submitting');
    await two.store.remove(['a']);
    await machine.clock.advance(20);
    assert.equal(one.engine.get('a'), undefined);
    await machine.clock.advance(30_000);
    assert.equal(one.engine.get('a')?.state.status, 'saved');
    assert.equal(two.engine.get('a')?.state.status, 'saved');
    assert.equal(machine.service.posts.get('a'), 1);
    one.close();
    two.close();
    assert.equal(machine.locks.held.size, 0);
  });

  test('two windows that have lost each other’s locks store a result once, whoever is how far', async () => {
    for (let lateMs = 0; lateMs < 120; lateMs += 4) {
      const machine = createMachine(createMemoryClock(), { sigma: 0 });
      const one = openWindow(machine);
      const two = openWindow({ ...machine, locks: createMemoryLocks() });
      one.saver.onSave = () => machine.clock.sleep(lateMs);
      // Between a file's name and its line in the ledger the other one may look.
      for (const { saver } of [one, two]) saver.onNamed = () => machine.clock.sleep(5);
      for (const { engine } of [one, two]) await engine.start();
      void one.engine.create(facts('a'));
      await machine.clock.runUntil(() => machine.disk.tasks.get('a')?.state.status === 'saved', 60_000);
      await machine.clock.advance(10_000);
      const state = machine.disk.tasks.get('a')?.state;
      assert.ok(state?.status === 'saved');
      assert.equal(one.saver.requests.length + two.saver.requests.length, 2, 'only one fetched it');
      assert.deepEqual([...machine.files], [state.outputs[0]?.uri], `${lateMs} ms late`);
      one.close();
      two.close();
    }
  });

  test('what is stopped, resumed or removed in one window is so in the other', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const [one, two] = await openWindows(machine, 2);
    assert.ok(one && two);
    await one.engine.create(facts('a', 60_000));
    await machine.clock.advance(5000);
    await two.engine.stopWatching('a');
    await machine.clock.advance(300);
    const before = one.steps.length;
    await machine.clock.advance(20_000);
    assert.equal(one.engine.get('a')?.state.status, 'unwatched');
    assert.equal(one.steps.length, before, 'still looked at');
    assert.equal(machine.locks.held.size, 0);
    await two.engine.resume('a');
    await machine.clock.advance(100_000);
    assert.equal(one.engine.get('a')?.state.status, 'saved');
    const removed: string[] = [];
    one.engine.onDidRemove(ids => removed.push(...ids));
    await two.engine.remove(['a']);
    await machine.clock.advance(300);
    assert.deepEqual(removed, ['a']);
    assert.equal(one.engine.get('a'), undefined);
    one.close();
    two.close();
  });
});
