/** The waiting line over windows: held, ordered, limited. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { activeStatuses, type TaskFacts } from '../../../src/core/tasks/task.ts';
import type { Kind } from '../../../src/shared/views.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import {
  createMachine,
  openWindow,
  type TaskWindow,
  taskFacts,
  type WindowOptions,
} from '../../support/taskWindow.ts';

async function start(options: { windows?: number } & Omit<WindowOptions, 'line'> = {}) {
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: 0, seed: 2 });
  const settings: { isPaused: boolean; limits: Partial<Record<Kind, number>> } = {
    isPaused: false,
    limits: {},
  };
  const line = { isPaused: () => settings.isPaused, limitOf: (kind: Kind) => settings.limits[kind] };
  async function open(): Promise<TaskWindow> {
    const window = openWindow(machine, { requestsPerMinute: 6000, ...options, line });
    await window.engine.start();
    return window;
  }
  const first = await open();
  const windows = [first];
  while (windows.length < (options.windows ?? 1)) windows.push(await open());
  const wake = (): void => {
    for (const { engine } of windows) engine.wake();
  };
  /** Refs in the order in which they were sent. */
  const sent = (): string => [...machine.service.posts.keys()].join(' ');
  const isAtRest = (): boolean =>
    [...machine.disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
  function close(): void {
    for (const window of windows) window.close();
    assert.equal(clock.pending, 0);
    assert.equal(machine.locks.held.size, 0);
  }
  return { clock, machine, settings, engine: first.engine, windows, open, wake, sent, isAtRest, close };
}

let order = 0;
function facts(id: string, over: Partial<TaskFacts> = {}): TaskFacts {
  return taskFacts(id, { request: { ref: id, medianMs: 5000 }, createdAt: ++order, ...over });
}

describe('the waiting line', () => {
  test('paused: nothing is sent by any window, also after a reload; what runs is watched and stored', async () => {
    const { clock, machine, settings, engine, windows, open, wake, sent, isAtRest } = await start({
      windows: 2,
    });
    await engine.create(facts('runs'));
    await clock.advance(1000);
    settings.isPaused = true;
    wake();
    await engine.create(facts('a'));
    await windows[1]?.engine.create(facts('b'));
    await clock.advance(3_600_000);
    assert.equal(machine.disk.tasks.get('runs')?.state.status, 'saved');
    assert.equal(sent(), 'runs');
    for (const window of windows.splice(0)) window.close();
    const next = await open();
    windows.push(next);
    await clock.advance(60_000);
    assert.equal(sent(), 'runs');
    const task = next.engine.get('a');
    assert.deepEqual(task && next.engine.waitingOf(task), { reason: 'paused' });
    settings.isPaused = false;
    wake();
    await clock.runUntil(isAtRest, 60_000);
    assert.equal(sent(), 'runs a b');
    next.close();
  });

  test('a single order goes before the unsent rest of a batch that was ordered before', async () => {
    const { clock, engine, sent, isAtRest, close } = await start({ requestsPerMinute: 20 });
    for (let i = 0; i < 6; i++) await engine.create(facts(`b${i}`, { batch: 'x' }));
    await clock.advance(5000);
    const before = sent().split(' ').length;
    assert.ok(before >= 1 && before < 5, sent());
    await engine.create(facts('click'));
    await engine.create(facts('click2'));
    await clock.runUntil(isAtRest, 600_000);
    assert.deepEqual(
      sent()
        .split(' ')
        .slice(before, before + 2),
      ['click', 'click2'],
    );
    close();
  });

  test('up, down, to the front, to the end, before another: from any window, kept over a reload', async () => {
    const { clock, settings, engine, windows, open, wake, sent, isAtRest, close } = await start({
      windows: 2,
    });
    settings.isPaused = true;
    for (const id of ['a', 'b', 'c', 'd', 'e']) await engine.create(facts(id, { createdAt: 5 }));
    await engine.create(facts('z', { batch: 'x' }));
    const [, other] = windows;
    await engine.moveInLine('b', 'up');
    await other?.engine.moveInLine('d', 'down');
    await other?.engine.moveInLine('c', 'front');
    await engine.moveInLine('a', { before: 'd' });
    await engine.moveInLine('z', 'up');
    await engine.moveInLine('z', 'end');
    await engine.moveInLine('z', 'up');
    for (const id of ['c', 'b', 'e', 'a', 'z', 'd']) assert.ok(engine.get(id), id);
    await engine.moveInLine('c', 'up');
    await engine.moveInLine('d', 'down');
    await assert.rejects(engine.moveInLine('nobody', 'up'), e => isError(e, 'input') && e.field === 'id');
    await clock.advance(1000);
    const places = ['c', 'b', 'e', 'a', 'z', 'd'].map(id => {
      const task = other?.engine.get(id);
      return task && other?.engine.waitingOf(task);
    });
    assert.deepEqual(places, Array(6).fill({ reason: 'paused' }));
    for (const window of windows.splice(0)) window.close();
    windows.push(await open());
    settings.isPaused = false;
    wake();
    await clock.runUntil(isAtRest, 60_000);
    assert.equal(sent(), 'c b e a z d');
    close();
  });

  test('what is sent already has no place to be moved to', async () => {
    const { clock, engine, close } = await start();
    await engine.create(facts('a'));
    await clock.advance(1000);
    await assert.rejects(engine.moveInLine('a', 'front'), e => isError(e, 'input') && e.field === 'id');
    close();
  });

  test('two videos at once, whatever the windows: no more are at the service, and pictures go on', async () => {
    const { clock, machine, settings, windows, sent, isAtRest, close } = await start({ windows: 4 });
    settings.limits = { video: 2 };
    let most = 0;
    machine.disk.onWrite = task => {
      const others = [...machine.disk.tasks.values()].filter(({ id }) => id !== task.id);
      const videos = [...others, task].filter(
        ({ kind, state }) =>
          kind === 'video' && (state.status === 'submitting' || state.status === 'running'),
      );
      most = Math.max(most, videos.length);
    };
    const made = windows.flatMap((window, i) =>
      [0, 1, 2].map(n => window.engine.create(facts(`v${i}${n}`, { kind: 'video' }))),
    );
    await Promise.all(made);
    for (let i = 0; i < 4; i++) await windows[i]?.engine.create(facts(`p${i}`));
    await clock.advance(2000);
    assert.deepEqual(
      sent()
        .split(' ')
        .filter(ref => ref.startsWith('p'))
        .sort(),
      ['p0', 'p1', 'p2', 'p3'],
    );
    const held = windows.flatMap(({ engine }) => engine.tasks.map(task => engine.waitingOf(task)));
    assert.ok(held.some(waiting => waiting?.reason === 'kind' && waiting.limit === 2));
    // A window that dies with a video leaves its place to the others.
    windows.splice(0, 1)[0]?.crash();
    await clock.runUntil(isAtRest, 300_000);
    assert.equal(most, 2);
    assert.ok([...machine.service.posts.values()].every(count => count === 1));
    assert.ok(machine.service.posts.size >= 15);
    close();
  });

  test('a limit that is lifted lets the rest go at once', async () => {
    const { clock, settings, engine, wake, sent, close } = await start();
    settings.limits = { image: 1 };
    for (const id of ['a', 'b', 'c']) await engine.create(facts(id));
    await clock.advance(1000);
    assert.equal(sent(), 'a');
    settings.limits = {};
    wake();
    await clock.advance(1000);
    assert.equal(sent(), 'a b c');
    close();
  });

  test('says what a task waits for: its turn, the network, the service, a key', async () => {
    const { clock, machine, engine, isAtRest, close } = await start({ requestsPerMinute: 6 });
    const waiting = (id: string) => {
      const task = engine.get(id);
      return task && engine.waitingOf(task);
    };
    for (const id of ['a', 'b', 'c']) await engine.create(facts(id));
    await clock.advance(2000);
    assert.deepEqual(['a', 'b', 'c'].map(waiting), [
      undefined,
      { reason: 'turn', place: 1 },
      { reason: 'turn', place: 2 },
    ]);
    machine.service.isOffline = true;
    await clock.advance(60_000);
    assert.deepEqual(waiting('c'), { reason: 'offline' });
    machine.service.isOffline = false;
    machine.service.faultFor = () => '401';
    await clock.advance(60_000);
    assert.deepEqual(waiting('c'), { reason: 'denied' });
    machine.service.faultFor = () => '503';
    await clock.advance(60_000);
    assert.deepEqual(waiting('c'), { reason: 'broken' });
    machine.service.faultFor = undefined;
    await clock.runUntil(isAtRest, 600_000);
    close();
  });

  test('the same id with another order is refused, with the same order it is the known task', async () => {
    const { clock, machine, engine, isAtRest, close } = await start();
    const one = await engine.create(
      facts('mine', { request: { ref: 'mine', size: 1, more: { a: 1, b: [2] } } }),
    );
    const again = facts('mine', { request: { more: { b: [2], a: 1 }, size: 1, ref: 'mine' } });
    assert.equal((await engine.create(again)).id, one.id);
    for (const other of [
      facts('mine', { request: { ref: 'mine', size: 2, more: { a: 1, b: [2] } } }),
      { ...again, path: '/videos/generations' },
      { ...again, service: 'sandbox' as const },
    ])
      await assert.rejects(engine.create(other), e => isError(e, 'input') && e.field === 'id');
    await clock.runUntil(isAtRest, 600_000);
    assert.equal((await engine.create(again)).state.status, 'saved');
    assert.equal(machine.service.posts.get('mine'), 1);
    close();
  });
});
