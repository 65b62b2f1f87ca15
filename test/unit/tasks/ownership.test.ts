import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ownership } from '../../../src/core/tasks/ownership.ts';
import { createMemoryClock, type MemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLocks, type MemoryLocks } from '../../support/memoryLock.ts';
import { silentLog } from '../../support/silentLog.ts';

interface Side {
  readonly ownership: Ownership;
  readonly owned: readonly string[];
  crash(): void;
}

function openSide(clock: MemoryClock, locks: MemoryLocks): Side {
  const lock = locks.open();
  const owned: string[] = [];
  const ownership = new Ownership({ lock, clock, log: silentLog, onOwned: id => owned.push(id) });
  return { ownership, owned, crash: () => lock.crash() };
}

describe('who works on a task', () => {
  test('a free one is left to a window that has its project, and taken when none comes', async () => {
    const clock = createMemoryClock();
    const locks = createMemoryLocks();
    const [guest, home] = [openSide(clock, locks), openSide(clock, locks)];
    guest.ownership.want('a', false);
    guest.ownership.want('b', false);
    await clock.advance(700);
    assert.deepEqual(guest.owned, []);
    home.ownership.want('a', true);
    await clock.advance(1300);
    assert.deepEqual([home.owned, guest.owned], [['a'], ['b']]);
    guest.ownership.dispose();
    home.ownership.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(locks.held.size, 0);
  });

  test('of hundreds that live windows hold, the one that was left behind is found within two seconds', async () => {
    const clock = createMemoryClock();
    const locks = createMemoryLocks();
    const [busy, dead, next] = [openSide(clock, locks), openSide(clock, locks), openSide(clock, locks)];
    for (let i = 0; i < 300; i++) busy.ownership.want(`busy${i}`, true);
    dead.ownership.want('left', true);
    await clock.advance(0);
    for (let i = 0; i < 300; i++) next.ownership.want(`busy${i}`, true);
    next.ownership.want('left', true);
    await clock.advance(10_000);
    assert.deepEqual(next.owned, []);
    dead.crash();
    await clock.advance(2000);
    assert.deepEqual(next.owned, ['left']);
  });

  test('what is not wanted any more is not taken', async () => {
    const clock = createMemoryClock();
    const locks = createMemoryLocks();
    const [first, second] = [openSide(clock, locks), openSide(clock, locks)];
    first.ownership.want('a', true);
    await clock.advance(0);
    second.ownership.want('a', true);
    await clock.advance(1000);
    second.ownership.release('a');
    first.ownership.release('a');
    await clock.advance(5000);
    assert.deepEqual(second.owned, []);
    assert.equal(clock.pending, 0);
  });
});
