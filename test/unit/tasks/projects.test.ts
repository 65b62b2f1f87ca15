/** Results belong to the project that their task was begun in, whatever windows are open. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NetworkError } from '../../../src/core/errors.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { isWaitingForProject } from '../../../src/core/tasks/taskError.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import {
  createMachine,
  type Machine,
  openWindow,
  type TaskWindow,
  taskFacts,
} from '../../support/taskWindow.ts';

const facts = (id: string, medianMs = 8000) => taskFacts(id, { request: { ref: id, medianMs } });

const newMachine = (): Machine => createMachine(createMemoryClock(), { sigma: 0 });

/** A window with this folder open; `taskFacts` begin their tasks in `file:///ws`. */
async function openAt(machine: Machine, ...folders: readonly string[]): Promise<TaskWindow> {
  const window = openWindow(machine, { folders: new Set(folders) });
  await window.engine.start();
  return window;
}

function onDisk({ disk }: Machine, id = 'a'): Task {
  const task = disk.tasks.get(id);
  assert.ok(task);
  return task;
}

const isParked = (machine: Machine): boolean => isWaitingForProject(onDisk(machine).state);
const isSaved = (machine: Machine): boolean => onDisk(machine).state.status === 'saved';
const asked = ({ steps }: TaskWindow, step: string): number =>
  steps.filter(name => name === `before ${step}`).length;

/** The only window of the project dies; another one, with these folders, learns that the task succeeded. */
async function parkOne(...folders: readonly string[]): Promise<{ machine: Machine; other: TaskWindow }> {
  const machine = newMachine();
  const own = await openAt(machine, 'file:///ws');
  const other = await openAt(machine, ...folders);
  await own.engine.create(facts('a', 40_000));
  await machine.clock.advance(20_000);
  own.crash();
  await machine.clock.runUntil(() => isParked(machine), 120_000);
  return { machine, other };
}

function closeAll(machine: Machine, ...windows: readonly TaskWindow[]): void {
  for (const window of windows) window.close();
  assert.equal(machine.clock.pending, 0);
  assert.equal(machine.locks.held.size, 0);
}

function outputUris({ state }: Task): (string | undefined)[] {
  return 'outputs' in state ? state.outputs.map(output => output?.uri) : [];
}

describe('the project of a task', () => {
  test('is gone: another window learns how it ended and stores nothing; opened again, it saves by itself', async () => {
    const { machine, other } = await parkOne('file:///other');
    const at = onDisk(machine).updatedAt - (onDisk(machine).state as { succeededAt: number }).succeededAt;
    assert.ok(at < 100, `parked ${at} ms after its end`);
    assert.equal((onDisk(machine).state as { credits?: number }).credits !== undefined, true);
    await machine.clock.advance(60_000);
    assert.ok(isParked(machine));
    assert.deepEqual(other.saver.saved, []);

    const again = await openAt(machine, 'file:///ws');
    await machine.clock.runUntil(() => isSaved(machine), 10_000);
    assert.equal(again.saver.saved.length, 1);
    assert.equal(machine.service.posts.get('a'), 1);
    assert.equal(asked(other, 'download'), 0);
    closeAll(machine, other, again);
  });

  test('is open elsewhere: that window takes over before one that lacks it, in any order of opening', async () => {
    for (const order of [
      ['file:///other', 'file:///ws'],
      ['file:///ws', 'file:///other'],
    ]) {
      const machine = newMachine();
      const own = await openAt(machine, 'file:///ws');
      const rest = [await openAt(machine, order[0] ?? ''), await openAt(machine, order[1] ?? '')];
      for (let i = 0; i < 5; i++) await own.engine.create(facts(`n${i}`, 40_000));
      await machine.clock.advance(20_000);
      own.crash();
      await machine.clock.runUntil(
        () => [...machine.disk.tasks.values()].every(({ state }) => state.status === 'saved'),
        120_000,
      );
      const [first, second] = rest as [TaskWindow, TaskWindow];
      const [home, guest] = order[0] === 'file:///ws' ? [first, second] : [second, first];
      assert.equal(home.saver.saved.length, 5);
      assert.deepEqual([asked(guest, 'GET'), asked(guest, 'POST'), asked(guest, 'download')], [0, 0, 0]);
      closeAll(machine, ...rest);
    }
  });

  test('is opened in a window that lacked it: results that wait are saved at once, once', async () => {
    const machine = newMachine();
    const own = await openAt(machine, 'file:///ws');
    const folders = new Set(['file:///other']);
    const other = openWindow(machine, { folders });
    await other.engine.start();
    await own.engine.create(facts('a'));
    await machine.clock.advance(3000);
    own.close();
    await machine.clock.runUntil(() => isParked(machine), 60_000);
    folders.add('file:///ws');
    other.engine.wake();
    other.engine.wake();
    await machine.clock.advance(2000);
    assert.ok(isSaved(machine));
    assert.equal(other.saver.saved.length, 1);
    closeAll(machine, other);
  });

  test('comes back while another window watches: that one hands the result over', async () => {
    const machine = newMachine();
    const own = await openAt(machine, 'file:///ws');
    const other = await openAt(machine, 'file:///other');
    await own.engine.create(facts('a', 40_000));
    await machine.clock.advance(20_000);
    own.crash();
    await machine.clock.advance(3000);
    const again = [await openAt(machine, 'file:///ws'), await openAt(machine, 'file:///ws')];
    await machine.clock.runUntil(() => isSaved(machine), 60_000);
    const { succeededAt, finishedAt } = onDisk(machine).state as { succeededAt: number; finishedAt: number };
    assert.ok(finishedAt - succeededAt < 2000, `${finishedAt - succeededAt} ms`);
    assert.equal(again.flatMap(({ saver }) => saver.saved).length, 1);
    assert.ok(asked(other, 'GET') > 0);
    assert.equal(asked(other, 'download'), 0);
    closeAll(machine, other, ...again);
  });

  test('is killed in the middle of a download: the next window of it stores it once', async () => {
    const machine = newMachine();
    const own = await openAt(machine, 'file:///ws');
    const other = await openAt(machine, 'file:///other');
    await own.engine.create(facts('a'));
    await machine.clock.runUntil(() => onDisk(machine).state.status === 'saving', 60_000);
    own.crash();
    await machine.clock.runUntil(() => isParked(machine), 10_000);
    const again = await openAt(machine, 'file:///ws');
    await machine.clock.runUntil(() => isSaved(machine), 10_000);
    assert.equal(again.saver.saved.length, 1);
    assert.equal(other.saver.requests.length, 0);
    assert.deepEqual([...machine.files], outputUris(onDisk(machine)));
    closeAll(machine, other, again);
  });

  test('is closed with orders in the line: nothing is bought for it until it is open again', async () => {
    const machine = newMachine();
    const own = openWindow(machine, { folders: new Set(['file:///ws']), crashAt: 2 });
    await own.engine.start();
    const other = await openAt(machine, 'file:///other');
    void own.engine.create(facts('a'));
    await machine.clock.advance(600_000);
    assert.equal(onDisk(machine).state.status, 'queued');
    assert.equal(machine.service.posts.size, 0);
    const again = await openAt(machine, 'file:///ws');
    await machine.clock.runUntil(() => isSaved(machine), 60_000);
    assert.equal(machine.service.posts.get('a'), 1);
    closeAll(machine, other, again);
  });

  test('is closed while its order is being written: the window keeps it until the answer is there', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0, rttMs: 5000 });
    const folders = new Set(['file:///ws']);
    const own = openWindow(machine, { folders });
    await own.engine.start();
    const other = await openAt(machine, 'file:///ws');
    const seen: string[] = [];
    machine.disk.onWrite = ({ state }) => {
      seen.push(state.status);
      if (state.status !== 'submitting') return;
      folders.clear();
      own.engine.wake();
    };
    await own.engine.create(facts('a'));
    await machine.clock.runUntil(() => isSaved(machine), 60_000);
    assert.ok(!seen.includes('unconfirmed'), seen.join());
    assert.equal(machine.service.posts.get('a'), 1);
    assert.equal(other.saver.saved.length, 1);
    closeAll(machine, own, other);
  });

  test('is closed while a download waits for the network: it is not begun again there', async () => {
    const machine = newMachine();
    const folders = new Set(['file:///ws']);
    const own = openWindow(machine, { folders });
    await own.engine.start();
    await own.engine.create(facts('a'));
    own.saver.onSave = () => {
      throw new NetworkError({ sent: 'unknown', message: 'reset' });
    };
    await machine.clock.runUntil(() => own.saver.requests.length === 2, 60_000);
    folders.clear();
    own.engine.wake();
    await machine.clock.runUntil(() => isParked(machine), 60_000);
    assert.equal(own.saver.requests.length, 2);
    folders.add('file:///ws');
    own.saver.onSave = undefined;
    own.engine.wake();
    await machine.clock.runUntil(() => isSaved(machine), 10_000);
    closeAll(machine, own);
  });

  test('does not matter once the person has chosen a place, nor where there was none', async () => {
    const { machine, other } = await parkOne();
    const moved = other.engine.retry('a', { folder: 'file:///mine', fileName: 'a', isChosen: true });
    await machine.clock.advance(5000);
    await moved;
    assert.equal(other.saver.requests[0]?.folder, 'file:///mine');
    await other.engine.create(taskFacts('b', { workspace: undefined, request: { ref: 'b' } }));
    await machine.clock.runUntil(() => onDisk(machine, 'b').state.status === 'saved', 60_000);
    closeAll(machine, other);
  });

  test('is still missing when the person only says "again": the result goes on waiting', async () => {
    const { machine, other } = await parkOne('file:///other');
    const revision = onDisk(machine).revision;
    const again = other.engine.retry('a');
    await machine.clock.runUntil(() => onDisk(machine).revision > revision + 1, 10_000);
    await again;
    assert.ok(isParked(machine));
    assert.deepEqual(other.saver.requests, []);
    closeAll(machine, other);
  });

  test('has a live window: one that lacks it never touches its tasks, however long they take', async () => {
    const machine = newMachine();
    const other = await openAt(machine, 'file:///other');
    const own = await openAt(machine, 'file:///ws');
    for (let i = 0; i < 4; i++) await own.engine.create(facts(`n${i}`, 20_000 * (i + 1)));
    await machine.clock.runUntil(
      () => [...machine.disk.tasks.values()].every(({ state }) => state.status === 'saved'),
      300_000,
    );
    assert.deepEqual(other.steps, []);
    closeAll(machine, other, own);
  });
});
