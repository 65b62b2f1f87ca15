/** What goes wrong on the way: no submission is repeated that may have arrived, no task is given up that runs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StorageError } from '../../../src/core/errors.ts';
import { activeStatuses, type Task } from '../../../src/core/tasks/task.ts';
import { createMemoryClock, type MemoryClock } from '../../support/memoryClock.ts';
import { createRandom } from '../../support/seeded.ts';
import { createMachine, type Machine, openWindow, taskFacts } from '../../support/taskWindow.ts';
import type { Fault } from '../../support/virtualService.ts';

const postFaults: readonly Fault[] = [
  ...(['refused', 'lostBefore', 'lostAfter', 'timeoutBefore', 'timeoutAfter', 'html'] as const),
  ...(['500', '500-done', '503', '503-done', '429', '400', '401', '402'] as const),
];
const getFaults: readonly Fault[] = ['refused', 'lostBefore', 'timeoutBefore', 'html', '500', '503', '429'];

function start(options: { median?: number; sigma?: number; perMinute?: number } = {}) {
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: options.sigma ?? 0 });
  const window = openWindow(machine, { requestsPerMinute: options.perMinute ?? 60 });
  const facts = (id: string) => taskFacts(id, { request: { ref: id, medianMs: options.median ?? 5000 } });
  return { clock, machine, window, facts };
}

function stateOf(machine: Machine, id: string): Task['state'] {
  const task = machine.disk.tasks.get(id);
  assert.ok(task, `${id} is not in the ledger`);
  return task.state;
}

async function untilRest(clock: MemoryClock, machine: Machine): Promise<void> {
  const isAtRest = (): boolean =>
    [...machine.disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
  await clock.runUntil(isAtRest, 6 * 3_600_000);
}

/** How many tasks ended how. What the service took is never shown as failed, and what is saved it took. */
function accountOf(machine: Machine): Readonly<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (const [id, { state }] of machine.disk.tasks) {
    seen[state.status] = (seen[state.status] ?? 0) + 1;
    const isTaken = machine.service.posts.has(id);
    if (state.status === 'failed') assert.ok(!isTaken, `${id} was taken and is shown as failed`);
    else if (state.status === 'saved') assert.ok(isTaken);
    else assert.equal(state.status, 'unconfirmed');
  }
  return seen;
}

/** Orders `count` tasks in windows that die at any step; counts into `seen` how they ended, and how many windows did. */
async function orderWithFaults(count: number, seed: number, seen: Map<string, number>): Promise<void> {
  const { clock, machine } = start();
  const random = createRandom(seed);
  machine.service.faultFor = (method, number) => {
    if (method === 'POST') return random() < 0.9 ? postFaults[number % postFaults.length] : undefined;
    return random() < 0.3 ? getFaults[Math.floor(random() * getFaults.length)] : undefined;
  };
  const promised = new Set<string>();
  let deaths = 0;
  for (let ordered = 0; ordered < count; ) {
    const crashAt = Math.floor(random() * 200);
    const window = openWindow(machine, { requestsPerMinute: 60_000, crashAt });
    void window.engine.start();
    const isDead = (): boolean => window.steps.length > crashAt;
    for (; ordered < count && !isDead(); ordered++) {
      const facts = taskFacts(`n${ordered}`, { request: { ref: `n${ordered}`, medianMs: 2000 } });
      window.engine
        .create(facts)
        .then(task => promised.add(task.id))
        .catch(() => {});
      await clock.advance(100);
    }
    if (isDead()) deaths++;
    else window.close();
  }
  const last = openWindow(machine, { requestsPerMinute: 60_000 });
  await last.engine.start();
  await untilRest(clock, machine);
  assert.deepEqual(
    [...machine.service.posts].filter(([, count]) => count > 1),
    [],
  );
  const forgotten = [...promised].filter(id => !machine.disk.tasks.has(id));
  assert.deepEqual(forgotten, []);
  assert.ok(promised.size > 0.9 * count);
  for (const [how, number] of Object.entries({ ...accountOf(machine), died: deaths }))
    seen.set(how, (seen.get(how) ?? 0) + number);
  last.close();
  // Requests of dead windows end at the service a little later.
  await clock.advance(120_000);
  assert.equal(clock.pending, 0);
}

describe('faults', () => {
  test('1 000 faulted submissions in windows that die at any step: none is bought twice, each ends as what is known', async () => {
    const seen = new Map<string, number>();
    // Four machines: the ledger of one with all of them makes the test slow, and proves no more.
    for (const seed of [5, 6, 7, 8]) await orderWithFaults(250, seed, seen);
    for (const status of ['saved', 'failed', 'unconfirmed']) assert.ok((seen.get(status) ?? 0) > 100, status);
    assert.ok((seen.get('died') ?? 0) > 20, 'too few windows died');
  });

  test('half an hour offline: all stop together, and the first look comes within five seconds', async () => {
    const { clock, machine, window, facts } = start({ median: 60_000 });
    await window.engine.start();
    for (let i = 0; i < 5; i++) await window.engine.create(facts(`n${i}`));
    await clock.advance(20_000);
    machine.service.isOffline = true;
    const stepsBefore = window.steps.length;
    await clock.advance(30 * 60_000);
    const probes = window.steps.slice(stepsBefore).filter(step => step === 'before GET').length;
    assert.ok(probes < 30 * 22, `${probes} probes in 30 minutes for all tasks together`);
    assert.equal(window.engine.outcome, 'offline');
    machine.service.isOffline = false;
    const arrivals = machine.service.arrivals.length;
    await clock.advance(5000);
    assert.ok(machine.service.arrivals.length > arrivals, 'no request within 5 s');
    await untilRest(clock, machine);
    for (let i = 0; i < 5; i++) assert.equal(stateOf(machine, `n${i}`).status, 'saved');
    assert.equal(window.engine.outcome, 'ok');
    window.close();
  });

  test('an hour of 500s or of a refused key changes nothing', async () => {
    for (const fault of ['500', '401', 'html'] as const) {
      const { clock, machine, window, facts } = start({ median: 30_000 });
      await window.engine.start();
      await window.engine.create(facts('a'));
      await clock.advance(5000);
      machine.service.faultFor = () => fault;
      await clock.advance(3_600_000);
      assert.equal(stateOf(machine, 'a').status, 'running', fault);
      machine.service.faultFor = undefined;
      window.engine.wake();
      await clock.advance(5000);
      assert.equal(stateOf(machine, 'a').status, 'saved', fault);
      window.close();
    }
  });

  test('a task the service does not know is lost only after a minute of that', async () => {
    const { clock, machine, window, facts } = start({ median: 3_600_000 });
    await window.engine.start();
    const task = await window.engine.create(facts('a'));
    await clock.advance(5000);
    const tasks = machine.service.tasks as Map<string, unknown>;
    const known = [...tasks];
    tasks.clear();
    await clock.advance(50_000);
    assert.equal(stateOf(machine, 'a').status, 'running');
    for (const [id, value] of known) tasks.set(id, value);
    await clock.advance(60_000);
    assert.equal(stateOf(machine, 'a').status, 'running');
    tasks.clear();
    const lost = window.engine.finished(task.id);
    await clock.advance(400_000);
    assert.equal((await lost).state.status, 'lost');
    for (const [id, value] of known) tasks.set(id, value);
    await window.engine.resume('a');
    await untilRest(clock, machine);
    assert.equal(stateOf(machine, 'a').status, 'saved');
    window.close();
  });

  test('a disk that refuses: nothing is sent without a written intent, no id is forgotten', async () => {
    const { clock, machine, window, facts } = start({ median: 5000 });
    await window.engine.start();
    await window.engine.create(facts('a'));
    machine.disk.onWrite = () => {
      throw new StorageError({ reason: 'ledger', message: 'disk full' });
    };
    await clock.advance(10_000);
    assert.equal(machine.service.posts.size, 0);
    assert.equal(stateOf(machine, 'a').status, 'queued');
    machine.disk.onWrite = task => {
      if (task.state.status === 'running') throw new StorageError({ reason: 'ledger', message: 'disk full' });
    };
    await clock.advance(30_000);
    assert.equal(machine.service.posts.get('a'), 1);
    assert.equal(stateOf(machine, 'a').status, 'submitting');
    machine.disk.onWrite = undefined;
    await untilRest(clock, machine);
    assert.equal(stateOf(machine, 'a').status, 'saved');
    assert.equal(machine.service.posts.get('a'), 1);
    window.close();
  });

  test('a full disk at the start hinders the tasks that need a write, and no others', async () => {
    const { machine, window, facts } = start();
    const unsaved: Task = {
      ...facts('a'),
      revision: 3,
      updatedAt: 0,
      state: {
        ...{ status: 'unsaved', taskId: 't', submittedAt: 0, succeededAt: 0, urls: ['u'], outputs: [null] },
        error: { kind: 'network', message: 'away', details: {} },
      },
    };
    await window.store.insert(unsaved);
    machine.disk.onWrite = () => {
      throw new StorageError({ reason: 'ledger', message: 'full' });
    };
    await window.engine.start();
    assert.equal(window.engine.tasks.length, 1);
  });

  test('taking over a task that cannot be written leaves no lock behind', async () => {
    const { clock, machine, window, facts } = start();
    await window.engine.start();
    await window.engine.create(facts('a'));
    await clock.runUntil(() => 'taskId' in stateOf(machine, 'a'), 60_000);
    const state = stateOf(machine, 'a');
    const taskId = 'taskId' in state ? (state.taskId ?? '') : '';
    await untilRest(clock, machine);
    await window.engine.remove(['a']);
    machine.disk.onWrite = () => {
      throw new StorageError({ reason: 'ledger', message: 'full' });
    };
    const { kind, model, title, service, output, workspace } = facts('a');
    const track = window.engine.track(taskId, { kind, model, title, service, output, workspace });
    const refused = assert.rejects(track, { kind: 'storage' });
    await clock.advance(60_000);
    await refused;
    assert.deepEqual([...machine.locks.held], []);
  });

  test('ids that the client takes can be tracked; those that lead to another endpoint cannot', async () => {
    const { window, facts } = start();
    await window.engine.start();
    const error = { kind: 'network', message: '', details: {} };
    const unconfirmed: Task = {
      ...facts('a'),
      ...{ revision: 1, updatedAt: 0, state: { status: 'unconfirmed', submittedAt: 0, error } },
    };
    await window.store.insert(unconfirmed);
    for (const bad of ['..', 'a/b', '', 'a b']) {
      await assert.rejects(window.engine.confirmWith('a', bad), { kind: 'input', field: 'taskId' });
    }
    const task = await window.engine.confirmWith('a', 'n41.flux-2_x');
    assert.equal(task.state.status, 'running');
  });
});
