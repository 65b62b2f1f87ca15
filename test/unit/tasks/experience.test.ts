/** What past tasks taught, kept in memory and brought back from the ledger. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExperience } from '../../../src/core/tasks/experience.ts';
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';
import { cancelledInLine } from '../../../src/core/tasks/taskError.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { sampleTask, savedTask } from '../../support/sampleTasks.ts';
import { createMachine, openWindow, taskFacts } from '../../support/taskWindow.ts';

const t0 = Date.UTC(2026, 0, 5, 12);
const failed = { status: 'failed', error: cancelledInLine, finishedAt: t0 } as const;

test('in memory only the newest thirty of a key count, and prices are worked out anew only after news', () => {
  const experience = createExperience(({ model }) => ({ priceKey: model, units: 1 }));
  assert.equal(experience.prices(), experience.prices());
  const old = { id: 'old', service: 'live', key: 'flux-2', at: t0 - 1, credits: 99, ms: 1 } as const;
  experience.add([old, { ...old, id: 'sandbox', service: 'sandbox', credits: undefined }]);
  assert.equal(experience.prices().get('flux-2')?.max, 99);
  const before = experience.prices();
  for (let i = 29; i >= 0; i -= 1)
    experience.note(savedTask(`n${i}`, { model: 'flux-2', credits: 5 + i, createdAt: t0 + i }));
  assert.notEqual(experience.prices(), before);
  assert.deepEqual(experience.prices().get('flux-2'), { last: 34, min: 5, max: 34, count: 30 });
  experience.note(savedTask('n0', { model: 'flux-2', credits: 6, createdAt: t0 }));
  assert.deepEqual(experience.prices().get('flux-2'), { last: 34, min: 6, max: 34, count: 30 });
  experience.note(sampleTask('failed', { model: 'flux-2', state: failed }));
  assert.deepEqual(experience.durationsMs('sandbox', 'flux-2'), [1]);
  assert.equal(experience.durationsMs('live', 'flux-2').length, 30);
});

test('knows what tasks taught that are too old to be in memory', async () => {
  const clock = createMemoryClock();
  const machine = createMachine(clock);
  const store = machine.disk.open();
  const at = clock.now();
  const learned = (id: string, createdAt: number): Task => {
    const task = savedTask(id, { ...taskFacts(id, { createdAt }), credits: 5 });
    const times = { notDoneAt: createdAt + 89_000, succeededAt: createdAt + 91_000 };
    return { ...task, state: { ...task.state, ...times } as TaskState };
  };
  for (let i = 0; i < 9; i += 1) await store.insert(learned(`old${i}`, at - 90_000_000 + i));
  for (let i = 0; i < 500; i += 1)
    await store.insert({ ...learned(`new${i}`, at - 80_000_000 + i), state: failed });
  const running = {
    ...learned('a', at),
    state: { status: 'running', taskId: 'a', submittedAt: at } as const,
  };
  await store.insert(running);
  const { engine, close } = openWindow(machine);
  await engine.start();
  await clock.advance(10);
  assert.equal(engine.get('old0'), undefined);
  assert.deepEqual(engine.prices().get('flux-2'), { last: 5, min: 5, max: 5, count: 9 });
  const median = Math.exp(engine.durationOf(running).mu);
  assert.ok(median > 60_000 && median < 100_000, `${median}`);
  assert.ok(Math.abs(engine.expectedMs('live', 'flux-2', 15_000) - median) < 60_000);
  assert.ok(engine.expectedMs('live', 'flux-2', 15_000) > 45_000, 'the catalogue says 15 s');
  assert.equal(Math.round(engine.expectedMs('live', 'never-run', 15_000)), 15_000);
  close();
});
