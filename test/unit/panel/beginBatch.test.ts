/** Many tasks with one click: agreed to once, refused as a whole, told once. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import type { Origin } from '../../../src/host/origin.ts';
import type { Services } from '../../../src/host/services.ts';
import type { GenerateRequest } from '../../../src/shared/views.ts';
import { savedTask } from '../../support/studio/studioTasks.ts';
import { editor, userSettings } from '../../support/vscodeStub.ts';

const { beginBatch } = await import('../../../src/host/panel/beginBatch.ts');

const price = { minimum: 12, maximum: 15, runs: 0 };
const origin: Origin = { folder: undefined, document: undefined, selection: undefined };
const requests: readonly GenerateRequest[] = [1, 2, 3].map(seed => ({ kind: 'image', params: { seed } }));

function createServices(used: number, service: 'live' | 'sandbox' = 'live') {
  const begun: { request: GenerateRequest; origin: Origin }[] = [];
  const background: Promise<unknown>[] = [];
  const services = {
    service: () => service,
    catalogue: () => createCatalogue(),
    ids: { next: () => 'batch-1' },
    tasks: {
      prices: () => new Map(),
      creditsSince: async () => used,
      finished: async (id: string) => savedTask({ id, title: id }, ['wide.png']),
    },
    generate: async (request: GenerateRequest, at: Origin) => {
      begun.push({ request, origin: at });
      return { id: `t${begun.length}` };
    },
    background: (work: Promise<unknown>) => void background.push(work),
  };
  return { begun, background, services: services as unknown as Services };
}

beforeEach(() => {
  userSettings.clear();
  editor.warnings.length = 0;
  editor.warningAnswer = undefined;
});

describe('a batch', () => {
  test('is begun in order, each with the agreement of the whole', async () => {
    const { services, begun, background } = createServices(0);
    assert.equal(await beginBatch(services, requests, { origin, price }), 't1');
    assert.deepEqual(
      begun.map(b => b.request),
      requests.map(request => ({ ...request, batch: 'batch-1' })),
    );
    assert.ok(begun.every(b => b.origin.isAgreed === true));
    assert.equal(background.length, 1, 'one message for all');
    await background[0];
    assert.deepEqual(editor.warnings, [], 'all were saved: nothing to warn of');
  });

  test('of very many is asked about in any case, also where it is free, and once', async () => {
    userSettings.set('apiInOne.budget.askAbove', 14);
    const many = Array.from({ length: 26 }, () => requests[0] as GenerateRequest);
    const { services, begun } = createServices(0, 'sandbox');
    await assert.rejects(beginBatch(services, many, { origin, price }), { kind: 'cancelled' });
    assert.deepEqual(begun, []);
    editor.warningAnswer = 'Generate';
    await beginBatch(services, many, { origin, price });
    assert.equal(begun.length, 26);
    await beginBatch(createServices(0).services, many, { origin, price });
    assert.equal(editor.warnings.length, 3, 'the budget asks no second time');
    assert.match(editor.warnings.join(), /26 tasks: free here\. Go on\?/);
  });

  test('asks once, for the sum; no begins nothing', async () => {
    userSettings.set('apiInOne.budget.askAbove', 14);
    const { services, begun } = createServices(0);
    await assert.rejects(beginBatch(services, requests, { origin, price }), { kind: 'cancelled' });
    assert.deepEqual(editor.warnings, ['3 tasks: about 12–15 credits. Go on?']);
    assert.equal(begun.length, 0);
    editor.warningAnswer = 'Generate';
    await beginBatch(services, requests, { origin, price });
    assert.equal(editor.warnings.length, 2);
    assert.equal(begun.length, 3);
  });

  test('that breaks off half-way says how many are ordered', async () => {
    const { services, begun, background } = createServices(0);
    const failing = {
      ...services,
      generate: (...args: Parameters<typeof services.generate>) =>
        begun.length === 2 ? Promise.reject(new Error('disk')) : services.generate(...args),
    };
    await assert.rejects(beginBatch(failing as Services, requests, { origin, price }), /disk/);
    assert.equal(begun.length, 2);
    await Promise.all(background);
    assert.match(editor.warnings.join(), /Ordered so far: 2 of 3/);
  });

  test("is refused as a whole where it would go over the day's limit, but for the sandbox", async () => {
    userSettings.set('apiInOne.budget.stopAbove', 20);
    const { services, begun } = createServices(6);
    await assert.rejects(beginBatch(services, requests, { origin, price }), { kind: 'budget', price: 15 });
    assert.equal(begun.length, 0);
    const sandbox = createServices(6, 'sandbox');
    await beginBatch(sandbox.services, requests, { origin, price });
    assert.equal(sandbox.begun.length, 3);
  });
});
