import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError, NetworkError, StorageError } from '../../../src/core/errors.ts';
import type { Disposable } from '../../../src/core/lifecycle.ts';
import type { TaskFacts } from '../../../src/core/tasks/task.ts';
import type { TaskEngine } from '../../../src/core/tasks/taskEngine.ts';
import type { Status } from '../../../src/shared/views.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, openWindow, taskFacts, type WindowOptions } from '../../support/taskWindow.ts';
import type { VirtualService } from '../../support/virtualService.ts';

async function start(options: WindowOptions & { median?: number } = {}) {
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: 0 });
  const window = openWindow(machine, options);
  const facts = (id: string, over: Partial<TaskFacts> = {}) =>
    taskFacts(id, { request: { ref: id, medianMs: options.median ?? 5000 }, ...over });
  await window.engine.start();
  const { engine, saver } = window;
  const status = (id: string): Status | undefined => machine.disk.tasks.get(id)?.state.status;
  /** What `promise` comes to while `ms` pass. */
  async function over<T>(ms: number, promise: Promise<T>): Promise<T> {
    const outcome = promise.then(
      value => () => value,
      (e: unknown) => () => {
        throw e;
      },
    );
    await clock.advance(ms);
    return (await outcome)();
  }
  return { over, clock, machine, service: machine.service, window, engine, saver, facts, status };
}

const isInput = (field: string) => (e: unknown) => isError(e, 'input') && e.field === field;
const gone = new StorageError({ reason: 'gone', message: '404' });
const full = new StorageError({ reason: 'diskFull', message: 'full' });

describe('the task engine', () => {
  test('runs a task from the line to the file, telling every step', async () => {
    const { clock, engine, window, facts, status } = await start();
    const told: Status[] = [];
    engine.onDidChange(tasks => told.push(...tasks.map(({ state }) => state.status)));
    const task = await engine.create(facts('a'));
    assert.equal(task.state.status, 'queued');
    assert.equal(status('a'), 'queued');
    const finished = engine.finished('a');
    await clock.advance(20_000);
    const { state } = await finished;
    assert.ok(state.status === 'saved');
    assert.deepEqual(told, ['queued', 'submitting', 'running', 'saving', 'saving', 'saved']);
    assert.equal(state.credits, 5);
    assert.equal(state.outputs[0]?.uri, 'file:///ws/out/a.png');
    assert.deepEqual([...engine.prices()], [['flux-2', { last: 5, min: 5, max: 5, count: 1 }]]);
    window.close();
    assert.equal(clock.pending, 0);
  });

  test('an input whose address ran out in the line is not paid for: nothing is sent', async () => {
    const { clock, engine, service, window, facts } = await start();
    const input = { url: 'https://b.example/c.png', file: 'file:///ws/c.png', way: 'bucket', object: 'o' };
    await engine.create(facts('dead', { inputs: [{ ...input, expiresAt: clock.now() }] }));
    await engine.create(facts('alive', { inputs: [{ ...input, expiresAt: clock.now() + 3_600_000 }] }));
    await clock.advance(60_000);
    const dead = engine.get('dead')?.state;
    assert.ok(dead?.status === 'failed');
    assert.deepEqual([dead.error.kind, dead.error.details['reason']], ['inputFile', 'expired']);
    assert.equal(engine.get('alive')?.state.status, 'saved');
    assert.deepEqual([...service.posts], [['alive', 1]]);
    window.close();
  });

  test('stores several outputs each by itself, four at a time', async () => {
    const { over, clock, engine, service, saver, window, facts } = await start();
    service.answerFor = (_task, remote) =>
      remote.phase === 'succeeded' ? { ...remote, urls: ['u0', 'u1', 'u2', 'u3', 'u4', 'u5'] } : remote;
    saver.onSave = ({ url }) => {
      if (url === 'u3') throw full;
    };
    await engine.create(facts('a'));
    const finished = engine.finished('a');
    await clock.advance(20_000);
    const { state } = await finished;
    assert.ok(state.status === 'unsaved');
    assert.equal(state.error.details['reason'], 'diskFull');
    assert.deepEqual(
      state.outputs.map(output => output?.uri?.slice(-7)),
      ['a-1.png', 'a-2.png', 'a-3.png', undefined, 'a-5.png', 'a-6.png'],
    );
    assert.equal(saver.mostAtOnce, 4);
    saver.onSave = undefined;
    await over(1000, engine.retry('a'));
    assert.equal((await engine.finished('a')).state.status, 'saved');
    assert.equal(saver.saved.length, 6);
    window.close();
  });

  test('asks once for fresh addresses when a file is gone', async () => {
    const { clock, engine, service, saver, window, facts, status } = await start();
    let reads = 0;
    service.answerFor = (_task, remote) =>
      remote.phase === 'succeeded' ? { ...remote, urls: [`v${++reads}`] } : remote;
    saver.onSave = ({ url }) => {
      if (url === 'v1') throw gone;
    };
    await engine.create(facts('a'));
    await clock.advance(20_000);
    assert.equal(status('a'), 'saved');
    assert.deepEqual(
      saver.saved.map(({ url }) => url),
      ['v2'],
    );
    saver.onSave = () => {
      throw gone;
    };
    await engine.create(facts('b'));
    await clock.advance(20_000);
    assert.equal(status('b'), 'unsaved');
    assert.equal(saver.requests.length, 4);
    window.close();
  });

  test('gives a download that broke off an address that lives', async () => {
    const { clock, machine, engine, service, saver, window, facts, status } = await start();
    let reads = 0;
    service.answerFor = (_task, remote) =>
      remote.phase === 'succeeded' ? { ...remote, urls: [`v${++reads}`] } : remote;
    const urls: (string | undefined)[] = [];
    saver.onSave = async ({ url, freshUrl }) => {
      urls.push(url, await freshUrl?.());
    };
    await engine.create(facts('a'));
    await clock.advance(20_000);
    assert.deepEqual(urls, ['v1', 'v2']);
    assert.equal(status('a'), 'saved');
    const state = machine.disk.tasks.get('a')?.state;
    assert.deepEqual(state !== undefined && 'urls' in state && state.urls, ['v2']);
    window.close();
  });

  test('a task that is removed while its result comes leaves no file that nobody knows', async () => {
    const { clock, machine, engine, saver, window, facts } = await start();
    saver.onSave = async ({ baseName }) => {
      if (baseName === 'a') await engine.remove(['a']);
    };
    await engine.create(facts('a'));
    await engine.create(facts('b'));
    await clock.advance(20_000);
    assert.deepEqual([...machine.disk.tasks.keys()], ['b']);
    assert.deepEqual([...machine.files], ['file:///ws/out/b.png']);
    window.close();
    assert.equal(clock.pending, 0);
  });

  test('waits for the network with the results, and tries again on the next start', async () => {
    const { clock, machine, engine, saver, window, facts, status } = await start();
    saver.onSave = () => {
      throw new NetworkError({ sent: 'no', message: 'offline' });
    };
    await engine.create(facts('a'));
    await clock.advance(120_000);
    assert.equal(status('a'), 'saving');
    await clock.advance(900_000);
    assert.equal(status('a'), 'unsaved');
    window.close();
    const next = openWindow(machine);
    await next.engine.start();
    await clock.advance(2000);
    assert.equal(status('a'), 'saved');
    next.close();
  });

  test('says how far downloads are while somebody listens, and keeps nothing of it', async () => {
    const { clock, engine, saver, machine, window, facts, status } = await start();
    const heard: unknown[] = [];
    let listener: Disposable | undefined;
    saver.onSave = ({ onProgress }) => {
      onProgress?.({ bytes: 1, length: 100 });
      assert.equal(engine.downloadOf('a'), undefined, 'nobody listens');
      listener = engine.onDidProgress(id => heard.push([id, engine.downloadOf(id)]));
      onProgress?.({ bytes: 34, length: 100 });
      onProgress?.({ bytes: 50, length: undefined });
    };
    await engine.create(facts('a'));
    await clock.advance(20_000);
    assert.equal(status('a'), 'saved');
    assert.deepEqual(heard, [
      ['a', { bytes: 34, length: 100 }],
      ['a', { bytes: 50, length: undefined }],
    ]);
    assert.equal(engine.downloadOf('a'), undefined);
    assert.doesNotMatch(JSON.stringify([...machine.disk.tasks.values()]), /"bytes":(?:1|34|50),/);
    listener?.dispose();
    window.close();
  });

  test('keeps a success without a result as unsaved, and looks again when asked', async () => {
    const { over, clock, engine, service, window, facts, status } = await start();
    service.answerFor = (_task, remote) => ({ ...remote, urls: [] });
    await engine.create(facts('a'));
    await clock.advance(20_000);
    assert.equal(status('a'), 'unsaved');
    assert.equal((await over(2000, engine.retry('a'))).state.status, 'unsaved');
    service.answerFor = undefined;
    assert.equal((await over(2000, engine.retry('a'))).state.status, 'saving');
    assert.equal(status('a'), 'saved');
    window.close();
  });

  test('without a folder the result waits until the person names one', async () => {
    const { over, clock, engine, saver, window, facts, status } = await start();
    await engine.create(facts('a', { output: undefined }));
    await clock.advance(20_000);
    assert.equal(status('a'), 'unsaved');
    await over(2000, engine.retry('a', { folder: 'file:///there', fileName: 'x' }));
    assert.equal(status('a'), 'saved');
    assert.equal(saver.saved[0]?.uri, 'file:///there/x.png');
    window.close();
  });

  test('a queued task can be cancelled, and put into the line again', async () => {
    const { clock, engine, service, window, facts, status } = await start({ requestsPerMinute: 1 });
    await engine.create(facts('a'));
    await engine.create(facts('b'));
    await clock.advance(1000);
    await engine.stopWatching('b');
    await clock.advance(300_000);
    assert.equal(status('b'), 'failed');
    assert.equal(service.posts.has('b'), false);
    await engine.retry('b');
    await clock.advance(600_000);
    assert.equal(status('b'), 'saved');
    window.close();
  });

  test('what the service refuses has failed with its words, and can be tried again', async () => {
    const { clock, engine, service, window, facts, status } = await start();
    service.faultFor = () => '402';
    await engine.create(facts('a'));
    await clock.advance(5000);
    const failed = engine.get('a')?.state;
    assert.ok(failed?.status === 'failed');
    assert.equal(failed.error.details['code'], 'insufficient_credits');
    service.faultFor = undefined;
    await engine.retry('a');
    await clock.advance(20_000);
    assert.equal(status('a'), 'saved');
    window.close();
  });

  test('an unconfirmed task is sent again only by the person', async () => {
    const { clock, engine, service, window, facts, status } = await start();
    service.faultFor = () => '500';
    await engine.create(facts('a'));
    await clock.advance(60_000);
    service.faultFor = undefined;
    await clock.advance(3_600_000);
    assert.equal(status('a'), 'unconfirmed');
    await assert.rejects(engine.retry('a'), isInput('id'));
    await assert.rejects(engine.resume('a'), isInput('id'));
    await assert.rejects(engine.confirmWith('a', '../x'), isInput('taskId'));
    await engine.sendAgain('a');
    await clock.advance(20_000);
    assert.equal(status('a'), 'saved');
    assert.equal(service.posts.get('a'), 1);
    window.close();
  });

  test('takes over a task by its id, once', async () => {
    const { over, clock, engine, service, window, facts, status } = await start();
    await engine.create(facts('a'));
    await clock.advance(1000);
    await engine.remove(['a']);
    const { output, kind, model, title, workspace } = facts('x');
    const tracked = { kind, model, title, service: 'live', output, workspace } as const;
    const both = Promise.all([engine.track('t1', tracked), engine.track('t1', tracked)]);
    const [one, two] = await over(2000, both);
    assert.equal(one.id, two.id);
    assert.equal((await engine.track('t1', tracked)).id, one.id);
    await clock.advance(10_000);
    assert.equal(status(one.id), 'saved');
    assert.equal(service.posts.size, 1);
    await assert.rejects(
      over(2000, engine.track('nope', tracked)),
      e => isError(e, 'api') && e.code === 'not_found',
    );
    await assert.rejects(engine.track('a/b', tracked), isInput('taskId'));
    window.close();
  });

  test('refuses to forget a task while it is being sent', async () => {
    const { clock, engine, window, facts, status } = await start();
    await engine.create(facts('a'));
    await clock.advance(20);
    assert.equal(status('a'), 'submitting');
    await assert.rejects(engine.remove(['a']), isInput('id'));
    await clock.advance(1000);
    const waiting = engine.finished('a');
    await engine.remove(['a']);
    await assert.rejects(waiting, e => isError(e, 'cancelled'));
    await assert.rejects(engine.finished('a'), isInput('id'));
    window.close();
    assert.equal(clock.pending, 0);
  });

  test('is never "timed out": watched slowly for a day, then unwatched, then resumed', async () => {
    const { clock, engine, service, window, facts, status } = await start({ median: 30 * 3_600_000 });
    await engine.create(facts('a'));
    await clock.advance(60_000);
    // The day passes on the wall clock alone, as on a machine that sleeps.
    clock.jump(22 * 3_600_000);
    await clock.advance(10_000);
    const before = service.arrivals.length;
    await clock.advance(1_205_000);
    assert.equal(service.arrivals.length - before, 4, 'a look every five minutes');
    assert.equal(status('a'), 'running');
    const givenUp: string[] = [];
    engine.onDidGiveUp(({ id }) => givenUp.push(id));
    clock.jump(2 * 3_600_000);
    await clock.advance(3_500_000);
    assert.equal(status('a'), 'running');
    await clock.advance(400_000);
    assert.deepEqual([status('a'), givenUp], ['unwatched', ['a']]);
    assert.equal(clock.pending, 0);
    await engine.resume('a');
    clock.jump(6 * 3_600_000);
    await clock.advance(10_000);
    assert.equal(status('a'), 'saved');
    window.close();
  });

  test('the sandbox goes on while the live service is out of reach', async () => {
    const { clock, engine, machine, service, window, facts, status } = await start();
    await engine.create(facts('live'));
    await clock.advance(1000);
    service.faultFor = () => '401';
    await clock.advance(10_000);
    assert.equal(engine.outcome, 'denied');
    await engine.create(facts('try', { service: 'sandbox' }));
    await clock.advance(6000);
    assert.equal(status('try'), 'saved');
    assert.equal(status('live'), 'running');
    assert.equal(machine.sandbox.posts.size, 1);
    assert.equal(engine.outcome, 'denied');
    service.faultFor = undefined;
    engine.wake();
    await clock.advance(6000);
    assert.equal(status('live'), 'saved');
    window.close();
    assert.equal(clock.pending, 0);
  });

  test('a wait ends on abort and when the engine ends', async () => {
    const { clock, engine, window, facts } = await start();
    await engine.create(facts('a'));
    const controller = new AbortController();
    const aborted = engine.finished('a', controller.signal);
    controller.abort();
    await assert.rejects(aborted, e => isError(e, 'cancelled'));
    const waiting = engine.finished('a');
    await clock.advance(2000);
    window.close();
    await assert.rejects(waiting, e => isError(e, 'cancelled'));
  });

  test('ends at any moment without leaving a timer or a lock, and goes on in the next window', async () => {
    for (let ms = 0; ms < 7000; ms += 310) await endAndGoOn(ms);
  });

  test('drained waits for the answers of what is being sent', async () => {
    const { clock, engine, window, facts, status } = await start();
    await engine.create(facts('a'));
    await clock.advance(20);
    let isDrained = false;
    void engine.drained().then(() => {
      isDrained = true;
    });
    await clock.settle();
    assert.equal(isDrained, false);
    await clock.advance(200);
    assert.ok(isDrained);
    assert.equal(status('a'), 'running');
    window.close();
  });
});

const ids = ['a', 'b', 'c'];

/** What a person does who finds unconfirmed tasks: the dashboard decides. */
async function answer(engine: TaskEngine, service: VirtualService): Promise<void> {
  for (const id of ids) {
    if (engine.get(id)?.state.status !== 'unconfirmed') continue;
    const taskId = idOf(service, id);
    if (taskId === undefined) await engine.sendAgain(id);
    else await engine.confirmWith(id, taskId);
  }
}

async function endAndGoOn(ms: number): Promise<void> {
  const { clock, machine, engine, window, facts, status, service } = await start();
  for (const id of ids) await engine.create(facts(id));
  await clock.advance(ms);
  window.close();
  await clock.settle();
  assert.equal(clock.pending, 0, `a timer is left at ${ms}`);
  assert.equal(machine.locks.held.size, 0);
  const next = openWindow(machine);
  await next.engine.start();
  await clock.advance(30_000);
  await answer(next.engine, service);
  await clock.advance(30_000);
  for (const id of ids) {
    assert.equal(status(id), 'saved', `${id} at ${ms}`);
    assert.equal(service.posts.get(id), 1);
  }
  next.close();
}

function idOf(service: VirtualService, ref: string): string | undefined {
  return [...service.tasks].find(([, task]) => task.ref === ref)?.[0];
}
