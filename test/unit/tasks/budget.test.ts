import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Budget, Priority } from '../../../src/core/api/types.ts';
import { isError } from '../../../src/core/errors.ts';
import {
  freshAllowance,
  paceFor,
  refill,
  slowDown,
  spend,
  waitFor,
} from '../../../src/core/tasks/allowance.ts';
import {
  type BudgetStore,
  createBudget,
  createLateBudgetStore,
  createMemoryBudgetStore,
} from '../../../src/core/tasks/budget.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';
import { mostInMinute } from '../../support/mostInMinute.ts';
import { createRandom } from '../../support/seeded.ts';

function start(options: { perMinute?: number; store?: BudgetStore } = {}) {
  const clock = createMemoryClock();
  const settings = { perMinute: options.perMinute ?? 60 };
  const log = createMemoryLog();
  const store = options.store ?? createMemoryBudgetStore();
  const budget = createBudget({ clock, log, store, requestsPerMinute: () => settings.perMinute });
  return { clock, settings, log, store, budget };
}

/** Calls `fn` when the request may go; a budget that ends meanwhile is no matter. */
function whenGranted(budget: Budget, priority: Priority, fn: () => void): void {
  budget.take(priority, undefined).then(fn, () => {});
}

describe('the request budget', () => {
  test('keeps any limit in any minute, over several windows of one store', async () => {
    for (const perMinute of [1, 2, 5, 29, 30, 60, 120]) {
      const { clock, budget, store, log, settings } = start({ perMinute });
      const other = createBudget({ clock, log, store, requestsPerMinute: () => settings.perMinute });
      const times: number[] = [];
      for (let i = 0; i < 3 * perMinute + 2; i++) {
        const from = i % 3 === 0 ? other : budget;
        whenGranted(from, i % 4 === 0 ? 'person' : 'poll', () => times.push(clock.now()));
      }
      await clock.advance(5 * 60_000);
      assert.equal(times.length, 3 * perMinute + 2);
      const most = mostInMinute(times);
      assert.ok(most <= Math.max(1, perMinute), `${most} at ${perMinute} a minute`);
      const gap = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1);
      assert.ok(gap < (60_000 / perMinute) * 1.13, `a gap of ${gap} ms at ${perMinute} a minute`);
      assert.equal(clock.pending, 0);
    }
  });

  test('at 60 a minute no minute has more than 58, whoever asks for what and after whatever rest', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = createRandom(seed);
      const { clock, budget, store, log } = start();
      const other = createBudget({ clock, log, store, requestsPerMinute: () => 60 });
      const times: number[] = [];
      // Calm and storm in turn: a few wishes at once, then a rest of seconds or of minutes.
      for (let i = 0; i < 120; i++) {
        const wishes = Math.floor(random() ** 3 * 90);
        for (let n = 0; n < wishes; n++) {
          const priority = (['person', 'urgentPoll', 'poll'] as const)[Math.floor(random() * 3)] ?? 'poll';
          whenGranted(n % 2 ? budget : other, priority, () => times.push(clock.now()));
        }
        await clock.advance(random() ** 4 * 150_000);
      }
      const most = mostInMinute(times, 60_001);
      assert.ok(most <= 58, `${most} with seed ${seed}`);
      assert.ok(most >= 56, `the load asks for too little: ${most}`);
      budget.dispose();
      other.dispose();
    }
  });

  test('a quiet time saves 20 requests for people; then the pace is slower until the minute is even', async () => {
    const { clock, budget } = start();
    const times: number[] = [];
    const begun = clock.now();
    for (let i = 0; i < 70; i++) whenGranted(budget, 'person', () => times.push(clock.now() - begun));
    await clock.advance(70_000);
    assert.equal(times.filter(ms => ms < 1500).length, 20);
    assert.ok(times.filter(ms => ms < 30_000).length >= 38, 'a standstill after the burst');
    assert.equal(times.filter(ms => ms <= 60_000).length, 58);
    budget.dispose();
  });

  test('savings are for looks that are worth them, down to the three that people find; others go at the pace', async () => {
    const { clock, budget } = start();
    const times: Record<Priority, number> = { person: 0, urgentPoll: 0, poll: 0 };
    const ask = (priority: Priority, count: number): void => {
      for (let i = 0; i < count; i++) whenGranted(budget, priority, () => times[priority]++);
    };
    ask('poll', 30);
    await clock.advance(5000);
    assert.equal(times.poll, 5);
    ask('urgentPoll', 30);
    await clock.settle();
    assert.ok(times.urgentPoll >= 13 && times.urgentPoll <= 17, `${times.urgentPoll} saved requests`);
    ask('person', 3);
    await clock.settle();
    assert.equal(times.person, 3);
    budget.dispose();
  });

  test('polls alone leave room for a person: a person need not wait', async () => {
    const { clock, budget } = start();
    for (let i = 0; i < 100; i++) whenGranted(budget, 'poll', () => {});
    await clock.advance(80_500);
    const asked = clock.now();
    let granted = 0;
    whenGranted(budget, 'person', () => {
      granted = clock.now();
    });
    await clock.settle();
    assert.equal(granted, asked);
    budget.dispose();
  });

  test('serves people before polls, each in order', async () => {
    const { clock, budget } = start();
    const order: string[] = [];
    for (const name of ['poll 1', 'poll 2', 'person 1', 'person 2', 'person 3']) {
      const priority = name.startsWith('poll') ? 'poll' : 'person';
      whenGranted(budget, priority, () => order.push(name));
    }
    await clock.advance(10_000);
    assert.deepEqual(order, ['person 1', 'person 2', 'person 3', 'poll 1', 'poll 2']);
  });

  test('ends a wait on abort, and lets the next one through', async () => {
    const { clock, budget } = start();
    await budget.take('person', undefined);
    await budget.take('person', undefined);
    const controller = new AbortController();
    const aborted = budget.take('person', controller.signal);
    let isThrough = false;
    whenGranted(budget, 'person', () => {
      isThrough = true;
    });
    controller.abort();
    await assert.rejects(aborted, e => isError(e, 'cancelled'));
    await clock.advance(1100);
    assert.ok(isThrough);
    await assert.rejects(budget.take('poll', AbortSignal.abort()), e => isError(e, 'cancelled'));
    assert.equal(clock.pending, 0);
  });

  test('lets a paid signal through once', async () => {
    const { clock, budget } = start({ perMinute: 1 });
    await budget.take('person', undefined);
    const { signal } = new AbortController();
    budget.prepay(signal);
    await budget.take('poll', signal);
    let isThrough = false;
    const second = budget.take('poll', signal).then(() => {
      isThrough = true;
    });
    await clock.advance(30_000);
    assert.equal(isThrough, false);
    budget.dispose();
    await assert.rejects(second);
  });

  test('rejects who waits on dispose, and leaves no timer', async () => {
    const { clock, budget } = start({ perMinute: 1 });
    await budget.take('person', undefined);
    const waiting = budget.take('poll', undefined);
    await clock.settle();
    assert.equal(clock.pending, 1);
    budget.dispose();
    await assert.rejects(waiting, e => isError(e, 'cancelled'));
    await assert.rejects(budget.take('person', undefined), e => isError(e, 'cancelled'));
    assert.equal(clock.pending, 0);
  });

  test('obeys Retry-After up to five minutes, for people too', async () => {
    for (const [retryAfterMs, expectedMs] of [
      [7000, 7000],
      [3_600_000, 300_000],
      [undefined, 1000],
      [Number.NaN, 1000],
      [-5, 0],
    ] as const) {
      const { clock, budget } = start();
      budget.refused(retryAfterMs);
      await clock.settle();
      const asked = clock.now();
      const waited = budget.take('person', undefined).then(() => clock.now() - asked);
      await clock.advance(400_000);
      assert.equal(await waited, expectedMs);
    }
  });

  test('goes slower after a refusal and recovers; refusals of one moment count once', () => {
    const pace = paceFor(60);
    const now = 1_800_000_000_000;
    const once = slowDown(freshAllowance, pace, now, undefined);
    const burst = slowDown(slowDown(once, pace, now + 50, undefined), pace, now + 100, undefined);
    assert.ok(burst.scale >= once.scale, 'one moment counted three times');
    assert.ok(once.scale < 1);
    let worst = once;
    for (let i = 1; i < 20; i++) worst = slowDown(worst, pace, now + i * 5000, undefined);
    assert.ok(worst.scale >= 0.25);
    assert.equal(refill(worst, pace, now + 95_000 + 180_000).scale, 1);
    assert.ok(worst.blockedUntilMs - (now + 95_000) <= 30_000);
  });

  test('goes on when the clock jumps either way, and when the setting changes', async () => {
    const { clock, budget, settings } = start();
    await budget.take('person', undefined);
    await budget.take('person', undefined);
    clock.jump(-86_400_000);
    let count = 0;
    for (let i = 0; i < 6; i++) whenGranted(budget, 'poll', () => count++);
    await clock.advance(3500);
    assert.ok(count >= 2, `${count} grants after a jump back`);
    clock.jump(86_400_000);
    settings.perMinute = 600;
    await clock.advance(1500);
    assert.equal(count, 6);
    budget.dispose();
  });

  test('a store that fails is asked again', async () => {
    const memory = createMemoryBudgetStore();
    let failures = 2;
    const store: BudgetStore = {
      change: step => (failures-- > 0 ? Promise.reject(new Error('locked')) : memory.change(step)),
    };
    const { clock, budget, log } = start({ store });
    let isThrough = false;
    whenGranted(budget, 'poll', () => {
      isThrough = true;
    });
    await clock.advance(2500);
    assert.ok(isThrough);
    assert.equal(log.lines.length, 2);
    assert.equal(clock.pending, 0);
  });

  test('what asks before the windows share a budget waits for it, and takes from it', async () => {
    const late = createLateBudgetStore();
    const { clock, budget, log } = start({ store: late.store });
    const shared = createMemoryBudgetStore();
    const other = createBudget({ clock, log, store: shared, requestsPerMinute: () => 60 });
    // All that a quiet time has saved.
    for (let i = 0; i < 20; i++) await other.take('person', undefined);
    const asked = clock.now();
    const waited = budget.take('person', undefined).then(() => clock.now() - asked);
    await clock.advance(100);
    late.use(shared);
    await clock.advance(5000);
    assert.ok((await waited) > 1000, `${await waited} ms: from a budget of its own`);
    const alone = createLateBudgetStore();
    const lonely = createBudget({ clock, log, store: alone.store, requestsPerMinute: () => 60 });
    const granted = lonely.take('person', undefined);
    alone.use();
    await granted;
  });

  test('over windows the oldest claim is served first; one that has gone is not waited for', async () => {
    const { clock, log, store } = start();
    const windows = ['a', 'b', 'c'].map(window =>
      createBudget({ clock, log, store, requestsPerMinute: () => 60, window }),
    );
    const [busy, other, gone] = windows;
    assert.ok(busy && other && gone);
    const order: string[] = [];
    // A window that always wants the next token, like one with a long line.
    async function wantMany(): Promise<void> {
      for (let i = 0; i < 12; i++) {
        await busy?.take('person', undefined);
        order.push('busy');
      }
    }
    const many = wantMany();
    await clock.advance(3000);
    whenGranted(gone, 'person', () => {});
    await clock.settle();
    gone.dispose();
    const before = order.length;
    whenGranted(other, 'person', () => order.push('other'));
    await clock.advance(4000);
    assert.ok(order.slice(before).indexOf('other') <= 1, order.join(' '));
    await clock.advance(20_000);
    await many;
    assert.equal(order.length, 13);
    for (const window of windows) window.dispose();
  });

  test('the state is plain JSON', () => {
    const pace = paceFor(60);
    const state = spend(freshAllowance, pace, 1_800_000_000_000);
    assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
    assert.equal(waitFor(JSON.parse(JSON.stringify(freshAllowance)), pace, 1_800_000_000_000, 'poll'), 0);
  });
});
