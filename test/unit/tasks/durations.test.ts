import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  accruedDelay,
  doneBy,
  doneChance,
  estimateDuration,
  measuredMs,
} from '../../../src/core/tasks/durations.ts';
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';
import { createRandom, drawLognormal } from '../../support/seeded.ts';
import { taskFacts } from '../../support/taskWindow.ts';

const known = { mu: Math.log(15_000), sigma: 0.4 };

describe('durations', () => {
  test('the distribution is the lognormal', () => {
    assert.ok(Math.abs(doneBy(known, 15_000) - 0.5) < 1e-12);
    assert.ok(Math.abs(doneBy(known, 15_000 * Math.exp(0.4)) - 0.841344746068543) < 1e-12);
    assert.ok(Math.abs(doneBy(known, 15_000 * Math.exp(-0.8)) - 0.0227501319481792) < 1e-12);
    assert.equal(doneBy(known, 0), 0);
  });

  test('expected delay and chance agree with drawn tasks', () => {
    const random = createRandom(11);
    const draws = Array.from({ length: 40_000 }, () => drawLognormal(random, 15_000, 0.4));
    for (const [now, last] of [
      [10_000, 0],
      [20_000, 14_000],
      [40_000, 30_000],
    ] as const) {
      const open = draws.filter(ms => ms > last);
      const delay = open.reduce((sum, ms) => sum + Math.max(0, now - ms), 0) / open.length;
      const chance = open.filter(ms => ms <= now).length / open.length;
      assert.ok(Math.abs(accruedDelay(known, now, last) / delay - 1) < 0.1, `delay at ${now}`);
      assert.ok(Math.abs(doneChance(known, now, last) - chance) < 0.02, `chance at ${now}`);
    }
  });

  test('the delay is never negative, never more than the gap, and grows with it, for hours', () => {
    for (const sigma of [0.25, 0.4, 0.8, 1.2]) {
      for (const last of [0, 1000, 30_000, 66_000, 67_000, 120_000, 3_600_000, 86_400_000]) {
        let before = 0;
        for (const gap of [10, 100, 1000, 10_000, 100_000]) {
          const delay = accruedDelay({ mu: Math.log(15_000), sigma }, last + gap, last);
          assert.ok(delay >= before && delay <= gap, `${sigma} ${last} ${gap}: ${delay}`);
          before = delay;
        }
        assert.ok(before > 0);
      }
    }
  });

  test('a cold estimate is wide around the catalogue; own runs take over, whatever it says', () => {
    const cold = estimateDuration(60_000, []);
    assert.equal(cold.mu, Math.log(60_000));
    assert.equal(cold.sigma, 0.8);
    const random = createRandom(3);
    const runs = Array.from({ length: 12 }, () => drawLognormal(random, 15_000, 0.4));
    const learned = estimateDuration(60_000, runs);
    assert.ok(Math.exp(learned.mu) < 20_000);
    assert.ok(learned.sigma < 0.6);
    const same = estimateDuration(
      15_000,
      Array.from({ length: 30 }, () => 15_000),
    );
    assert.equal(same.sigma, 0.25);
    assert.ok(estimateDuration(15_000, [600_000]).sigma > 0.8, 'one surprise makes doubtful');
    assert.deepEqual(
      estimateDuration(15_000, [...Array(99).fill(1000), ...runs, ...runs, ...runs]).sigma > 0,
      true,
    );
    assert.ok(Number.isFinite(estimateDuration(0, [0, -5]).mu));
  });

  test('only what was watched closely is measured', () => {
    const task = (state: TaskState): Task => ({ ...taskFacts('a'), revision: 1, updatedAt: 0, state });
    const saved = {
      status: 'saved',
      taskId: 't',
      submittedAt: 0,
      urls: [],
      outputs: [],
      finishedAt: 0,
    } as const;
    assert.equal(measuredMs(task({ ...saved, succeededAt: 20_000, notDoneAt: 18_000 })), 19_000);
    assert.equal(measuredMs(task({ ...saved, succeededAt: 90_000, notDoneAt: 18_000 })), undefined);
    assert.equal(measuredMs(task({ ...saved, succeededAt: 20_000 })), undefined);
    assert.equal(measuredMs(task({ status: 'queued' })), undefined);
  });
});
