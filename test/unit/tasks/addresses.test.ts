/** A task belongs to the address that it was made at: nobody else is asked for it, and it waits for that one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, openWindow, taskFacts } from '../../support/taskWindow.ts';

const old = 'https://old.example/api/v1';

describe('the address of a task', () => {
  test('is another one now: it rests, also in the line, and goes on when the address is back', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const service = { baseUrl: old };
    const window = openWindow(machine, { service });
    await window.engine.start();
    const facts = (id: string) => taskFacts(id, { baseUrl: old, request: { ref: id, medianMs: 20_000 } });
    await window.engine.create(facts('a'));
    await machine.clock.advance(5000);
    service.baseUrl = 'https://new.example/api/v1';
    window.engine.wake();
    await window.engine.create(facts('b'));
    const before = window.steps.filter(step => step.startsWith('before')).length;
    await machine.clock.advance(600_000);
    const status = (id: string) => machine.disk.tasks.get(id)?.state.status;
    assert.deepEqual([status('a'), status('b')], ['running', 'queued']);
    assert.equal(window.steps.filter(step => step.startsWith('before')).length, before);
    assert.equal(machine.locks.held.size, 0);

    service.baseUrl = old;
    window.engine.wake();
    await machine.clock.runUntil(() => status('a') === 'saved' && status('b') === 'saved', 120_000);
    assert.deepEqual([...machine.service.posts.values()], [1, 1]);
    window.close();
    assert.equal(machine.clock.pending, 0);
  });

  test('changes after the end was seen: the result needs no key and is stored', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const service = { baseUrl: old };
    const window = openWindow(machine, { service });
    await window.engine.start();
    await window.engine.create(taskFacts('a', { baseUrl: old }));
    await machine.clock.runUntil(() => machine.disk.tasks.get('a')?.state.status === 'saving', 60_000);
    service.baseUrl = 'https://new.example/api/v1';
    window.engine.wake();
    await machine.clock.advance(5000);
    assert.equal(machine.disk.tasks.get('a')?.state.status, 'saved');
    window.close();
  });

  test('is not known of older records: they are asked for where requests go today', async () => {
    const machine = createMachine(createMemoryClock(), { sigma: 0 });
    const window = openWindow(machine, { service: { baseUrl: old } });
    await window.engine.start();
    await window.engine.create(taskFacts('a'));
    await machine.clock.runUntil(() => machine.disk.tasks.get('a')?.state.status === 'saved', 60_000);
    window.close();
  });
});
