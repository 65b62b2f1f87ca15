import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBudget, createMemoryBudgetStore } from '../../../src/core/tasks/budget.ts';
import { dueAge, pickPoll, savingsWorthMs, worthAge } from '../../../src/core/tasks/pollOrder.ts';
import { type Looked, Scheduler } from '../../../src/core/tasks/scheduler.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMemoryLog } from '../../support/memoryLog.ts';

const image = { mu: Math.log(15_000), sigma: 0.4 };
const video = { mu: Math.log(120_000), sigma: 0.4 };

function start(look: (id: string) => Looked = () => ({ outcome: 'ok' }), tookMs = 100) {
  const clock = createMemoryClock();
  const log = createMemoryLog();
  const budget = createBudget({ clock, log, store: createMemoryBudgetStore(), requestsPerMinute: () => 60 });
  const calls: { readonly what: string; readonly atMs: number }[] = [];
  const begun = clock.monotonic();
  const note = (what: string) => calls.push({ what, atMs: clock.monotonic() - begun });
  const scheduler = new Scheduler({
    ...{ clock, log, budget, random: () => 0.5 },
    async submit(id, signal) {
      note(`submit ${id}`);
      await budget.take('person', signal);
      await clock.sleep(100, signal);
      return 'ok';
    },
    async look(id, signal) {
      note(`look ${id}`);
      await budget.take('poll', signal);
      await clock.sleep(tookMs, signal);
      return look(id);
    },
    onOutcome: () => {},
  });
  return { clock, log, budget, calls, scheduler };
}

describe('the order of looks', () => {
  const at = (id: string, ageMs: number, lookedAgeMs: number, duration = image) => ({
    ...{ id, ageMs, lookedAgeMs, duration, failures: 0 },
  });

  test('prefers where most delay has accrued: the older gap among equals, the likelier one otherwise', () => {
    const equal = [at('a', 20_000, 15_000), at('b', 20_000, 12_000), at('c', 20_000, 14_000)];
    assert.equal(pickPoll(equal)?.entry.id, 'b');
    assert.equal(
      pickPoll([at('video', 16_000, 11_000, video), at('image', 16_000, 14_000)])?.entry.id,
      'image',
    );
    assert.equal(pickPoll([]), undefined);
  });

  test('knows which one is nearly sure to be done, and takes it first', () => {
    const sure = pickPoll([at('late', 300_000, 100_000, video), at('sure', 40_000, 2000)]);
    assert.deepEqual([sure?.entry.id, sure?.isNearlySure], ['late', true]);
    const one = pickPoll([at('unsure', 100_000, 10_000, video), at('sure', 40_000, 2000)]);
    assert.deepEqual([one?.entry.id, one?.isNearlySure], ['sure', true]);
    assert.equal(pickPoll([at('a', 15_000, 14_000)])?.isNearlySure, false);
  });

  test('looks seldom at first, often around the median, slowly when long overdue, never further apart than 5 min', () => {
    const gap = (lookedAgeMs: number, failures = 0): number =>
      dueAge({ duration: video, lookedAgeMs, failures }) - lookedAgeMs;
    assert.ok(gap(0) > 10_000 && gap(0) < 60_000);
    assert.ok(gap(120_000) < 1000);
    assert.ok(gap(600_000) > 1000 && gap(600_000) < 10_000);
    assert.ok(gap(3_600_000) > 30_000);
    assert.equal(gap(86_400_000), 300_000);
    assert.ok(gap(120_000, 3) >= 8000 && gap(120_000, 20) === 60_000);
  });
});

describe('the scheduler', () => {
  test('goes round robin where all are alike, and starves nobody', async () => {
    const { clock, calls, scheduler, budget } = start();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const id of ids) scheduler.watch(id, clock.now() - 15_000, image);
    await clock.advance(60_000);
    const looks = calls.map(({ what }) => what.slice(5));
    assert.deepEqual(looks.slice(0, 7).sort(), ids);
    const repeats = looks.slice(7, 49).filter((id, i) => id !== looks[i]).length;
    assert.ok(repeats <= 14, `${repeats} looks out of turn: ${looks.join('')}`);
    scheduler.dispose();
    budget.dispose();
  });

  test('spends what a quiet time has saved where a result is likely, and not before', async () => {
    const { clock, calls, scheduler, budget } = start();
    for (let i = 0; i < 10; i++) scheduler.watch(`n${i}`, clock.now(), image);
    await clock.advance(45_000);
    const looksIn = (from: number, to: number): number =>
      calls.filter(({ atMs }) => atMs >= from && atMs < to).length;
    assert.ok(looksIn(0, 8000) <= 8, `${looksIn(0, 8000)} looks before anything can be done`);
    assert.ok(looksIn(9000, 27_000) >= 25, `${looksIn(9000, 27_000)} looks while most get done`);
    scheduler.dispose();
    budget.dispose();
  });

  test('the more tasks there are, the more a saved request must find', async () => {
    const worthAt = (count: number): number => {
      const watch = { duration: image, lookedAgeMs: 0, failures: 0, dueAgeMs: 0 };
      return worthAge(watch, savingsWorthMs(count));
    };
    assert.ok(worthAt(1) < worthAt(10) && worthAt(10) < worthAt(50));
    assert.ok(worthAt(1) > 4000, 'one task is looked at with saved requests long before it can be done');
    const failed = { duration: image, lookedAgeMs: 15_000, failures: 3, dueAgeMs: 23_000 };
    assert.equal(worthAge(failed, savingsWorthMs(1)), 23_000, 'a failed look is put off, savings or not');
  });

  test('an overdue task among many fresh ones is looked at again and again', async () => {
    const { clock, calls, scheduler, budget } = start();
    scheduler.watch('old', clock.now() - 3_600_000, image);
    for (let i = 0; i < 30; i++) scheduler.watch(`n${i}`, clock.now() - 15_000, image);
    await clock.advance(8 * 60_000);
    const times = calls.filter(({ what }) => what === 'look old').map(({ atMs }) => atMs);
    const gaps = times.map((ms, i) => ms - (times[i - 1] ?? 0));
    assert.ok(times.length >= 3, `${times.length} looks`);
    assert.ok(Math.max(...gaps) < 240_000);
    scheduler.dispose();
    budget.dispose();
  });

  test('a submission goes before looks, but not before one that is nearly sure to find a result', async () => {
    const { clock, calls, scheduler, budget } = start();
    for (let i = 0; i < 5; i++) scheduler.watch(`n${i}`, clock.now() - 15_000, image);
    await clock.advance(10_000);
    const before = calls.length;
    scheduler.enqueue('x', undefined);
    await clock.settle();
    assert.equal(calls[before]?.what, 'submit x', 'the person waits');
    scheduler.watch('sure', clock.now() - 60_000, image);
    scheduler.enqueue('y', undefined);
    await clock.advance(2500);
    const rest = calls.slice(before + 1).map(({ what }) => what);
    assert.deepEqual(rest.slice(0, 2), ['look sure', 'submit y']);
    scheduler.dispose();
    budget.dispose();
  });

  test('a submission is not sent before its time, and each only once', async () => {
    const { clock, calls, scheduler, budget } = start();
    scheduler.enqueue('later', clock.now() + 30_000);
    scheduler.enqueue('now', undefined);
    scheduler.enqueue('now', undefined);
    await clock.advance(29_000);
    assert.deepEqual(
      calls.map(({ what }) => what),
      ['submit now'],
    );
    await clock.advance(2000);
    assert.equal(calls.at(-1)?.what, 'submit later');
    assert.equal(clock.pending, 0);
    scheduler.dispose();
    budget.dispose();
  });

  test('one probe at a time after a failure, then all again', async () => {
    let isOffline = true;
    const { clock, calls, scheduler, budget } = start(() => ({ outcome: isOffline ? 'offline' : 'ok' }));
    for (let i = 0; i < 20; i++) scheduler.watch(`n${i}`, clock.now() - 15_000, image);
    await clock.advance(60_000);
    assert.ok(calls.length < 25, `${calls.length} probes in a minute`);
    isOffline = false;
    const before = calls.length;
    await clock.advance(10_000);
    assert.ok(calls.length - before >= 6);
    scheduler.dispose();
    budget.dispose();
  });

  test('requests that hang do not pile up: after the first failure one goes at a time', async () => {
    const { clock, calls, scheduler, budget } = start(() => ({ outcome: 'offline' }), 30_000);
    for (let i = 0; i < 20; i++) scheduler.watch(`n${i}`, clock.now() - 15_000, image);
    await clock.advance(29_500);
    const before = calls.length;
    assert.equal(before, 12, 'so many are under way at most');
    await clock.advance(240_000);
    assert.ok(calls.length - before <= 9, `${calls.length - before} requests in four minutes`);
    scheduler.dispose();
    budget.dispose();
  });

  test('forgets, and leaves no timer and no request when it ends', async () => {
    const { clock, calls, scheduler, budget, log } = start();
    scheduler.watch('a', clock.now() - 15_000, image);
    await clock.advance(3050);
    scheduler.forget('a');
    const before = calls.length;
    await clock.advance(60_000);
    assert.equal(calls.length, before);
    assert.equal(clock.pending, 0);
    scheduler.watch('b', clock.now() - 15_000, image);
    scheduler.enqueue('c', undefined);
    await clock.advance(50);
    scheduler.dispose();
    budget.dispose();
    await clock.settle();
    assert.equal(clock.pending, 0);
    assert.ok(
      log.lines.every(line => line.includes('nobody foresaw')),
      log.lines.join('\n'),
    );
  });

  test('a clock that is set back keeps nobody in the line for hours', async () => {
    const { clock, calls, scheduler, budget } = start();
    scheduler.enqueue('soon', clock.now() + 20_000);
    scheduler.enqueue('from the future', clock.now() + 9 * 3_600_000);
    clock.jump(-3 * 3_600_000);
    await clock.advance(19_000);
    assert.equal(calls.length, 0);
    await clock.advance(6 * 60_000);
    assert.deepEqual(
      calls.map(call => call.what),
      ['submit soon', 'submit from the future'],
    );
    scheduler.dispose();
    budget.dispose();
  });

  test('follows the age by the wall clock after a sleep, and survives one that is set back', async () => {
    const { clock, calls, scheduler, budget } = start();
    scheduler.watch('a', clock.now(), video);
    await clock.advance(3000);
    const before = calls.length;
    clock.jump(120_000);
    await clock.advance(9000);
    assert.ok(calls.length > before + 3, 'asleep');
    clock.jump(-86_400_000);
    const later = calls.length;
    await clock.advance(30_000);
    assert.ok(calls.length > later + 5, 'set back');
    scheduler.dispose();
    budget.dispose();
  });
});
