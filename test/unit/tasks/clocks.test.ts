/** Clocks that jump and machines that sleep, in every state: nothing is lost, sent twice or given up for that. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NetworkError } from '../../../src/core/errors.ts';
import { activeStatuses, type TaskFacts } from '../../../src/core/tasks/task.ts';
import type { Status } from '../../../src/shared/views.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, openWindow, taskFacts } from '../../support/taskWindow.ts';

async function start(requestsPerMinute = 60) {
  const clock = createMemoryClock();
  const time = { sleptMs: 0 };
  // The service's clock is right, whatever this machine's says.
  const now = (): number => Date.UTC(2026, 0, 5, 12) + clock.monotonic() + time.sleptMs;
  const machine = createMachine(clock, { sigma: 0, now });
  const window = openWindow(machine, { requestsPerMinute });
  await window.engine.start();
  const facts = (id: string, medianMs: number): TaskFacts =>
    taskFacts(id, { request: { ref: id, medianMs, typicalMs: medianMs } });
  const status = (id: string): Status | undefined => machine.disk.tasks.get(id)?.state.status;
  const isAtRest = (): boolean =>
    [...machine.disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
  /** Timers stand still, as the process's do; wall clocks go on. */
  function sleep(ms: number): void {
    time.sleptMs += ms;
    clock.jump(ms);
  }
  return {
    clock,
    sleep,
    machine,
    window,
    engine: window.engine,
    service: machine.service,
    facts,
    status,
    isAtRest,
  };
}
type Rig = Awaited<ReturnType<typeof start>>;

interface Moment {
  readonly name: string;
  /** Brings task `a` there. */
  readonly reach: (rig: Rig) => Promise<void>;
  readonly status: Status;
  readonly perMinute?: number;
}

const moments: readonly Moment[] = [
  {
    name: 'in the line',
    status: 'queued',
    perMinute: 2,
    async reach({ clock, engine, facts }) {
      for (const id of ['x', 'y', 'a']) await engine.create(facts(id, 20_000));
      await clock.advance(1000);
    },
  },
  {
    name: 'in the line after a 429',
    status: 'queued',
    async reach({ clock, engine, service, facts }) {
      service.faultFor = () => '429';
      await engine.create(facts('a', 20_000));
      await clock.advance(40_000);
      service.faultFor = undefined;
    },
  },
  {
    name: 'being sent',
    status: 'submitting',
    async reach({ clock, engine, facts }) {
      await engine.create(facts('a', 20_000));
      await clock.advance(70);
    },
  },
  ...[1000, 118_000, 200_000].map(
    (ms): Moment => ({
      name: `running for ${ms} ms`,
      status: 'running',
      async reach({ clock, engine, facts }) {
        await engine.create(facts('a', ms + 30_000));
        await clock.advance(ms);
      },
    }),
  ),
  {
    name: 'unknown to the service for a moment',
    status: 'running',
    async reach({ clock, engine, service, facts }) {
      await engine.create(facts('a', 60_000));
      await clock.advance(1000);
      const tasks = service.tasks as Map<string, unknown>;
      const known = [...tasks];
      tasks.clear();
      await clock.runUntil(() => missing(engine.get('a')) >= 2, 300_000);
      for (const [id, task] of known) tasks.set(id, task);
    },
  },
  {
    name: 'being stored',
    status: 'saving',
    async reach({ clock, engine, window, facts }) {
      let left = 2;
      window.saver.onSave = () => {
        if (left-- > 0) throw new NetworkError({ sent: 'no', message: 'away' });
      };
      await engine.create(facts('a', 5000));
      await clock.runUntil(() => engine.get('a')?.state.status === 'saving', 60_000);
      await clock.advance(1000);
    },
  },
];

function missing(task: ReturnType<Rig['engine']['get']>): number {
  return task?.state.status === 'running' ? (task.state.missing?.count ?? 0) : 0;
}

const hourMs = 3_600_000;
const jumps: readonly (readonly [name: string, ms: number])[] = [
  ['an hour on', hourMs],
  ['an hour back', -hourMs],
  ['a day on', 24 * hourMs],
  ['a day back', -24 * hourMs],
];

describe('a clock that jumps', () => {
  for (const { name, reach, status, perMinute } of moments) {
    for (const [jump, ms] of jumps) {
      test(`${jump}, with a task ${name}`, async () => {
        const rig = await start(perMinute);
        const { clock, engine, service, window } = rig;
        await reach(rig);
        assert.equal(rig.status('a'), status);
        clock.jump(ms);
        await clock.runUntil(rig.isAtRest, 1_200_000);
        for (const { id } of engine.tasks) assert.equal(rig.status(id), 'saved', id);
        assert.ok([...service.posts.values()].every(count => count === 1));
        window.close();
        assert.equal(clock.pending, 0);
      });
    }
  }

  test('there and back again, while a task is watched: it is neither given up nor forgotten', async () => {
    const { clock, engine, facts, status, window } = await start();
    await engine.create(facts('a', 3 * hourMs));
    await clock.advance(60_000);
    for (const ms of [25 * hourMs, -50 * hourMs, 26 * hourMs]) {
      clock.jump(ms);
      await clock.advance(20 * 60_000);
      assert.equal(status('a'), 'running');
    }
    await clock.advance(3 * hourMs);
    assert.equal(status('a'), 'saved');
    window.close();
  });
});

describe('a machine that sleeps', () => {
  test('for eight hours: what was done meanwhile is stored seconds after it wakes, and the line goes on', async () => {
    const { clock, sleep, machine, engine, facts, status, isAtRest, window } = await start(30);
    // More than are sent at once.
    const count = 24;
    for (let i = 0; i < count; i++) await engine.create(facts(`n${i}`, 600_000));
    await clock.advance(7000);
    assert.equal(status('n0'), 'running');
    assert.equal(status('n0'), 'running');
    assert.equal(status(`n${count - 1}`), 'queued');
    sleep(8 * hourMs);
    await clock.advance(10_000);
    assert.equal(status('n0'), 'saved');
    await clock.runUntil(isAtRest, 1_200_000);
    for (let i = 0; i < count; i++) assert.equal(status(`n${i}`), 'saved');
    assert.ok([...machine.service.posts.values()].every(count => count === 1));
    window.close();
  });

  test('a task ten hours overdue costs twelve looks an hour', async () => {
    const { clock, sleep, engine, service, facts, window } = await start();
    await engine.create({
      ...facts('a', 40 * hourMs),
      request: { ref: 'a', medianMs: 40 * hourMs, typicalMs: 15_000 },
    });
    await clock.advance(60_000);
    sleep(10 * hourMs);
    await clock.advance(600_000);
    const before = service.arrivals.length;
    await clock.advance(hourMs);
    assert.equal(service.arrivals.length - before, 12);
    window.close();
  });
});
