/** A window dies between any two steps: nothing is bought twice, nothing paid is lost from sight. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activeStatuses } from '../../../src/core/tasks/task.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, type Machine, openWindow, taskFacts } from '../../support/taskWindow.ts';

const ids = ['a', 'b'];
const request = (ref: string) => ({ ref, medianMs: 3000 });

/** One window that dies at step `crashAt`, then another over the same disk until all is at rest. */
async function runWithCrash(crashAt: number): Promise<{ machine: Machine; hasCrashed: boolean }> {
  const machine = createMachine(createMemoryClock(), { limiter: 'sliding', sigma: 0 });
  const { clock, disk } = machine;
  const first = openWindow(machine, { crashAt });
  await first.engine.start();
  for (const id of ids) void first.engine.create(taskFacts(id, { request: request(id) }));
  await clock.advance(20_000);
  const hasCrashed = first.steps.length > crashAt;
  if (!hasCrashed) first.close();
  const second = openWindow(machine);
  await second.engine.start();
  const isAtRest = (): boolean =>
    [...disk.tasks.values()].every(({ state }) => !activeStatuses.has(state.status));
  await clock.runUntil(isAtRest, 3_600_000);
  second.close();
  assert.equal(clock.pending, 0, `timers are left after a crash at step ${crashAt}`);
  assert.equal(machine.locks.held.size, 0);
  return { machine, hasCrashed };
}

describe('a window that dies', () => {
  test('at any step: never a second POST, never a silent loss', async () => {
    const outcomes = new Set<string>();
    let crashAt = 0;
    for (let hasCrashed = true; hasCrashed; crashAt++) {
      const run = await runWithCrash(crashAt);
      hasCrashed = run.hasCrashed;
      const { machine } = run;
      const { service, disk } = machine;
      for (const [ref, count] of service.posts)
        assert.equal(count, 1, `${ref} bought twice, step ${crashAt}`);
      for (const { ref, taskId } of service.tasks.values()) {
        const state = disk.tasks.get(ref)?.state;
        outcomes.add(String(state?.status));
        if (state?.status === 'saved') assert.equal(state.taskId, taskId);
        else assert.equal(state?.status, 'unconfirmed', `${ref} is lost from sight, step ${crashAt}`);
      }
      const recorded = [...disk.tasks.values()].flatMap(({ state }) =>
        'outputs' in state ? state.outputs.map(output => output?.uri) : [],
      );
      assert.deepEqual([...machine.files].sort(), recorded.sort(), `files and ledger, step ${crashAt}`);
    }
    assert.ok(crashAt > 25, `only ${crashAt} steps`);
    assert.deepEqual([...outcomes].sort(), ['saved', 'unconfirmed']);
  });

  test('between naming a file and writing that down: the next window finds it, and fetches nothing', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const first = openWindow(machine, { crashAt: 'after download' });
    await first.engine.start();
    void first.engine.create(taskFacts('a', { request: request('a') }));
    await machine.clock.advance(20_000);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'saving');
    const second = openWindow(machine);
    await second.engine.start();
    await machine.clock.advance(20_000);
    const state = machine.disk.tasks.get('a')?.state;
    assert.ok(state?.status === 'saved');
    assert.deepEqual(second.saver.requests, []);
    assert.deepEqual([...machine.files], [state.outputs[0]?.uri]);
    second.close();
  });

  test('before it could name its file: another task that took the name meanwhile keeps it for itself', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const output = { folder: 'file:///ws/out', fileName: 'fox' };
    const first = openWindow(machine, { crashAt: 'after update name' });
    await first.engine.start();
    void first.engine.create(taskFacts('a', { request: request('a'), output }));
    await machine.clock.advance(20_000);
    const interrupted = machine.disk.tasks.get('a')?.state;
    assert.ok(interrupted?.status === 'saving' && interrupted.named?.[0]?.uri === 'file:///ws/out/fox.png');
    // All that the memory saver stores is of the same bytes.
    const other = openWindow(machine);
    const { named: _its, ...facts } = interrupted;
    await other.store.insert({
      ...taskFacts('b', { output }),
      ...{ revision: 1, updatedAt: machine.clock.now() },
      state: { ...facts, status: 'saved', outputs: interrupted.named, finishedAt: machine.clock.now() },
    });
    machine.files.add('file:///ws/out/fox.png');
    other.close();
    const second = openWindow(machine);
    await second.engine.start();
    await machine.clock.advance(60_000);
    const uris = ['a', 'b'].map(id => {
      const state = machine.disk.tasks.get(id)?.state;
      return state?.status === 'saved' ? state.outputs[0]?.uri : state?.status;
    });
    assert.deepEqual(uris, ['file:///ws/out/fox-2.png', 'file:///ws/out/fox.png']);
    second.close();
  });
});
