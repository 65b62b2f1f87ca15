/** The engine over the real client, on virtual time: one limit for all that is asked, and bad hours. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createApiClient } from '../../../src/core/api/client.ts';
import type { ApiClient } from '../../../src/core/api/types.ts';
import { StorageError } from '../../../src/core/errors.ts';
import { activeStatuses } from '../../../src/core/tasks/task.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, openWindow, type TaskWindow, taskFacts } from '../../support/taskWindow.ts';
import { createVirtualHttp, type WireAnswer } from '../../support/virtualHttp.ts';
import type { LimiterKind } from '../../support/virtualService.ts';

function start(limiter: LimiterKind = 'none') {
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: 0 });
  const http = createVirtualHttp(clock, limiter);
  const key = { isThere: true };
  const connect = async () => {
    if (!key.isThere) throw new StorageError({ reason: 'noKey', message: 'no key' });
    return { baseUrl: 'https://api.test/v1', key: 'aio_test', http, service: 'live' as const };
  };
  const windows: (TaskWindow & { readonly client: ApiClient })[] = [];
  async function open() {
    let client: ApiClient | undefined;
    const window = openWindow(machine, {
      seed: windows.length,
      live: parts => {
        client = createApiClient({ ...parts, connect, random: () => 0.5 });
        return client;
      },
    });
    await window.engine.start();
    assert.ok(client);
    windows.push({ ...window, client });
    return { ...window, client };
  }
  const facts = (id: string, medianMs = 20_000) => taskFacts(id, { request: { ref: id, medianMs } });
  const statuses = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { state } of machine.disk.tasks.values())
      counts[state.status] = (counts[state.status] ?? 0) + 1;
    return counts;
  };
  const isAtRest = (): boolean =>
    [...machine.disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
  const close = (): void => {
    for (const window of windows) window.close();
  };
  return { clock, machine, http, key, open, facts, statuses, isAtRest, close };
}

describe('one limit for everything', () => {
  test('chats, key checks, takeovers, orders and polls of three windows stay within it; a chat waits for little', async () => {
    const { clock, http, open, facts, isAtRest, close } = start('sliding');
    const windows = [await open(), await open(), await open()];
    for (let i = 0; i < 30; i++) await windows[i % 3]?.engine.create(facts(`n${i}`, 40_000));
    const waited: number[] = [];
    async function timed(work: Promise<unknown>): Promise<void> {
      const from = clock.now();
      await work;
      waited.push(clock.now() - from);
    }
    const asked: Promise<void>[] = [];
    for (let i = 0; i < 12; i++) {
      const { client, engine } = windows[i % 3] as (typeof windows)[0];
      if (i % 3 !== 2) asked.push(timed(client.chat({ messages: [{ role: 'user', content: 'hello' }] })));
      else if (i % 2 === 0) asked.push(timed(client.checkKey()));
      else {
        const { kind, model, title, service, output, workspace } = facts('x');
        const what = { kind, model, title, service, output, workspace };
        asked.push(timed(engine.track(`nobody-${i}`, what).catch(() => {})));
      }
      await clock.advance(7000);
    }
    await Promise.all(asked);
    await clock.runUntil(isAtRest, 3_600_000);
    assert.equal(http.refusals, 0);
    const times = http.arrivals.map(({ atMs }) => atMs);
    const most = Math.max(...times.map(from => times.filter(t => t >= from && t < from + 60_000).length));
    assert.ok(most <= 60, `${most} requests in a minute`);
    assert.equal(http.arrivals.filter(({ what }) => what === 'chat').length, 8);
    assert.equal(http.orders.size, 30);
    assert.ok(Math.max(...waited) < 6000, `somebody waited ${Math.max(...waited)} ms`);
    close();
  });
});

const html = '<!doctype html><title>Sign in</title>';
const json500 = '{"error":{"code":"server_error","message":"x"}}';
const json429 = '{"error":{"code":"rate_limit","message":"x"}}';
const limited = (nowMs: number, retryAfter?: string): WireAnswer => ({
  ...{ status: 429, body: json429 },
  headers: {
    date: new Date(nowMs).toUTCString(),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  },
});

interface Hour {
  readonly name: string;
  readonly answer: (nowMs: number) => WireAnswer;
  /** The first good read comes within so many ms after its end. */
  readonly backMs: number;
  /** So many requests at most are spent in it. */
  readonly most: number;
}

// A pause of 429 is the service's own wish: up to five minutes of it are obeyed.
const hours: readonly Hour[] = [
  { name: '500', answer: () => ({ status: 500, body: json500 }), backMs: 15_000, most: 320 },
  { name: '503', answer: () => ({ status: 503, body: json500 }), backMs: 15_000, most: 320 },
  { name: 'pages with 200', answer: () => ({ status: 200, body: html }), backMs: 15_000, most: 320 },
  { name: 'pages with 502', answer: () => ({ status: 502, body: html }), backMs: 15_000, most: 320 },
  { name: '429', answer: now => limited(now), backMs: 35_000, most: 260 },
  { name: '429, seconds', answer: now => limited(now, '20'), backMs: 25_000, most: 400 },
  {
    name: '429, a date',
    answer: now => limited(now, new Date(now + 20_000).toUTCString()),
    ...{ backMs: 25_000, most: 400 },
  },
  { name: '429, absurd', answer: now => limited(now, '99999999'), backMs: 305_000, most: 40 },
  {
    name: '429, an absurd date',
    answer: now => limited(now, new Date(now + 9e9).toUTCString()),
    ...{ backMs: 305_000, most: 40 },
  },
  { name: '429, nonsense', answer: now => limited(now, 'soon'), backMs: 35_000, most: 260 },
];

describe('an hour of', () => {
  for (const { name, answer, backMs, most } of hours) {
    test(`${name}: no task is lost, nothing is sent into it`, async () => {
      const { clock, http, open, facts, statuses, isAtRest, close } = start();
      const { engine } = await open();
      for (let i = 0; i < 4; i++) await engine.create(facts(`runs${i}`, 60_000));
      await clock.advance(10_000);
      http.trouble = () => answer(clock.now());
      const before = http.arrivals.length;
      await clock.advance(60_000);
      for (let i = 0; i < 3; i++) await engine.create(facts(`waits${i}`));
      await clock.advance(3_540_000);
      const spent = http.arrivals.slice(before);
      assert.ok(spent.length <= most, `${spent.length} requests`);
      const isRefused = name.startsWith('429');
      if (!isRefused)
        assert.deepEqual(
          spent.filter(({ what }) => what === 'order'),
          [],
        );
      assert.deepEqual(
        [statuses()['running'], statuses()['unconfirmed'], statuses()['failed']],
        [...[4, undefined, undefined]],
      );
      http.trouble = undefined;
      const end = http.arrivals.length;
      await clock.advance(backMs);
      assert.ok(
        http.arrivals.slice(end).some(({ what }) => what === 'read'),
        `no read in ${backMs} ms`,
      );
      await clock.runUntil(isAtRest, 900_000);
      assert.deepEqual(statuses(), { saved: 7 });
      assert.ok([...http.orders.values()].every(count => count === 1));
      close();
    });
  }

  test('500 with nothing to poll: what was on its way is spent on it, the others wait for a probe', async () => {
    const { clock, http, open, facts, statuses, isAtRest, close } = start();
    const { engine } = await open();
    http.trouble = () => ({ status: 500, body: json500 });
    for (let i = 0; i < 5; i++) await engine.create(facts(`n${i}`));
    await clock.advance(3_600_000);
    // Two tokens lay ready: the second order left before the first was answered.
    assert.equal(http.arrivals.filter(({ what }) => what === 'order').length, 2);
    assert.deepEqual(statuses(), { unconfirmed: 2, queued: 3 });
    http.trouble = undefined;
    await clock.runUntil(isAtRest, 300_000);
    assert.deepEqual(statuses(), { unconfirmed: 2, saved: 3 });
    close();
  });

  test('orders that fail while reads go well: they are tried further and further apart', async () => {
    const { clock, http, open, facts, statuses, close } = start();
    const { engine } = await open();
    for (let i = 0; i < 120; i++) await engine.create(facts(`n${i}`));
    http.trouble = undefined;
    const { send } = http;
    http.send = async request =>
      request.method === 'POST'
        ? {
            ...{ status: 500, headers: new Map(), dispose() {} },
            body: (async function* () {
              yield new TextEncoder().encode(json500);
            })(),
          }
        : send(request);
    await clock.advance(3_600_000);
    const tried = statuses()['unconfirmed'] ?? 0;
    assert.ok(tried > 5 && tried <= 70, `${tried} orders`);
    close();
  });

  test('a refused key: what was on its way finds out, the others wait for another key', async () => {
    const { clock, http, open, facts, statuses, isAtRest, close } = start();
    const { engine } = await open();
    http.trouble = () => ({ status: 401, body: '{"error":{"code":"authentication_error","message":"x"}}' });
    for (let i = 0; i < 5; i++) await engine.create(facts(`n${i}`));
    let told = 0;
    engine.onDidRefuseKey(() => told++);
    await clock.advance(3_600_000);
    assert.deepEqual(statuses(), { failed: 2, queued: 3 });
    assert.equal(told, 0, 'the failed ones say it');
    await engine.create(facts('later'));
    assert.equal(told, 1, 'one that only waits would say nothing');
    http.trouble = undefined;
    engine.wake();
    await clock.runUntil(isAtRest, 300_000);
    assert.deepEqual(statuses(), { failed: 2, saved: 4 });
    close();
  });
});

test('without a key tasks wait, and go out when one is entered', async () => {
  const { clock, http, key, open, facts, statuses, isAtRest, close } = start();
  const { engine } = await open();
  key.isThere = false;
  for (let i = 0; i < 3; i++) await engine.create(facts(`n${i}`));
  await clock.advance(3_600_000);
  assert.deepEqual(statuses(), { queued: 3 });
  const [first] = engine.tasks;
  assert.deepEqual(first && engine.waitingOf(first), { reason: 'denied' });
  assert.equal(http.arrivals.length, 0);
  key.isThere = true;
  engine.wake();
  await clock.advance(5000);
  assert.equal(http.orders.size, 3);
  await clock.runUntil(isAtRest, 120_000);
  close();
});

describe('offline', () => {
  test('for half an hour: no order fails, the first read comes within 5 s, and all are saved once', async () => {
    const { clock, http, open, facts, statuses, isAtRest, close } = start();
    const { engine } = await open();
    for (let i = 0; i < 4; i++) await engine.create(facts(`runs${i}`, 60_000));
    await clock.advance(10_000);
    http.isOffline = true;
    await clock.advance(30_000);
    for (let i = 0; i < 3; i++) await engine.create(facts(`waits${i}`));
    await clock.advance(1_800_000);
    assert.equal(engine.outcome, 'offline');
    assert.deepEqual(statuses(), { running: 4, queued: 3 });
    http.isOffline = false;
    const end = http.arrivals.length;
    await clock.advance(5000);
    assert.ok(
      http.arrivals.slice(end).some(({ what }) => what === 'read'),
      'no read within 5 s',
    );
    await clock.runUntil(isAtRest, 120_000);
    assert.deepEqual(statuses(), { saved: 7 });
    assert.ok([...http.orders.values()].every(count => count === 1));
    close();
  });

  test('with orders alone, too: they go out within 5 s', async () => {
    const { clock, http, open, facts, isAtRest, close } = start();
    const { engine } = await open();
    http.isOffline = true;
    for (let i = 0; i < 3; i++) await engine.create(facts(`n${i}`));
    await clock.advance(1_800_000);
    http.isOffline = false;
    await clock.advance(5000);
    assert.ok(http.orders.size >= 1, 'no order within 5 s');
    await clock.runUntil(isAtRest, 120_000);
    assert.ok(http.orders.size === 3 && [...http.orders.values()].every(count => count === 1));
    close();
  });
});
