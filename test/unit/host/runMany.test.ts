/** Many orders at once over the real engine: they are one batch, which lets single orders go first. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenerateRequest } from '../../../src/shared/views.ts';
import { createMemoryClock } from '../../support/memoryClock.ts';
import { createMachine, openWindow, taskFacts } from '../../support/taskWindow.ts';

const { runMany } = await import('../../../src/host/runMany.ts');

const nowhere = { folder: undefined, document: undefined, selection: undefined };

async function start() {
  const clock = createMemoryClock();
  const machine = createMachine(clock, { sigma: 0, seed: 2 });
  const window = openWindow(machine, { requestsPerMinute: 20 });
  const { engine } = window;
  await engine.start();
  let order = 0;
  const generate = ({ params, batch }: GenerateRequest) => {
    const id = String(params['ref']);
    if (id === 'refused') throw new Error('the day is over');
    const facts = taskFacts(id, { request: { ref: id, medianMs: 5000 }, createdAt: ++order });
    return engine.create(batch === undefined ? facts : { ...facts, batch });
  };
  const services = {
    generate: async (request: GenerateRequest) => generate(request),
    tasks: { finished: (id: string) => engine.finished(id) },
    ids: { next: () => 'batch-1' },
  };
  const orderOf = (ref: string): GenerateRequest => ({ kind: 'image', params: { ref } });
  const sent = (): string[] => [...machine.service.posts.keys()];
  return { clock, window, services: services as never, generate, order: orderOf, sent };
}

test('a single order goes before the unsent rest of many that were ordered before', async () => {
  const { clock, window, services, generate, order, sent } = await start();
  const all = ['b0', 'b1', 'b2', 'b3', 'b4', 'b5'];
  const ended: string[] = [];
  const many = runMany(services, all.map(order), nowhere, async ({ id }, at) => {
    assert.equal(id, all[at]);
    ended.push(id);
  });
  await clock.advance(5000);
  const before = sent().length;
  assert.ok(before >= 1 && before < all.length, sent().join());
  await generate(order('click'));
  let done: readonly { readonly id: string }[] | undefined;
  const wait = many.then(tasks => {
    done = tasks;
  });
  await clock.runUntil(() => done !== undefined, 600_000);
  await wait;
  assert.equal(sent()[before], 'click');
  assert.deepEqual(
    done?.map(({ id }) => id),
    all,
  );
  assert.deepEqual(ended.sort(), all);
  window.close();
});

test('one that is refused ends the ordering, and is told once what was ordered has ended', async () => {
  const { clock, window, services, order, sent } = await start();
  let failure: unknown;
  const many = runMany(services, ['a', 'refused', 'never'].map(order), nowhere).catch((e: unknown) => {
    failure = e;
  });
  await clock.runUntil(() => failure !== undefined, 600_000);
  await many;
  assert.match(String(failure), /the day is over/);
  assert.deepEqual(sent(), ['a']);
  assert.equal(window.engine.get('a')?.state.status, 'saved');
  window.close();
});

test('one that is taken off the list meanwhile costs the others nothing', async () => {
  const { clock, window, services, order } = await start();
  const all = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];
  const ended: string[] = [];
  let done: readonly { readonly id: string }[] | undefined;
  const many = runMany(services, all.map(order), nowhere, async ({ id }) => void ended.push(id)).then(
    tasks => {
      done = tasks;
    },
  );
  await clock.settle();
  await window.engine.remove(['c5']);
  await clock.runUntil(() => done !== undefined, 600_000);
  await many;
  assert.deepEqual(
    done?.map(({ id }) => id),
    all.slice(0, -1),
  );
  assert.deepEqual(ended.sort(), all.slice(0, -1));
  window.close();
});
