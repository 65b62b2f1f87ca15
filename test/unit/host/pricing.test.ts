/** Prices of single requests, out of what past tasks of their kind took. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import { learnPrices, sampleOf } from '../../../src/core/tasks/prices.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { savedTask } from '../../support/sampleTasks.ts';
import { catalogue, choose } from '../catalogue/support.ts';

const { estimate, estimateText, expectedCredits, priceFactsOf } = await import(
  '../../../src/host/pricing.ts'
);

const speech = choose('elevenlabs-v3');
const dialogue = (length: number) => ({ dialogue: [{ text: 'x'.repeat(length) }] });

function spoken(id: string, length: number, credits: number): Task {
  const request = { model: 'elevenlabs-v3', ...dialogue(length) };
  return savedTask(id, { kind: 'speech', model: speech.spec.slug, request, credits });
}

function pricesOf(...tasks: readonly Task[]) {
  return learnPrices(tasks.flatMap(task => sampleOf(task, t => priceFactsOf(catalogue, t)) ?? []));
}

describe('the price of a text to be spoken', () => {
  const prices = pricesOf(spoken('a', 1000, 20), spoken('b', 3000, 66));

  test('is learned by its length', () => {
    assert.deepEqual(estimate(prices, speech, dialogue(2000)), {
      minimum: 40,
      maximum: 44,
      runs: 2,
      last: 44,
    });
    assert.deepEqual(estimate(prices, speech, dialogue(500)), {
      minimum: 10,
      maximum: 11,
      runs: 2,
      last: 11,
    });
    assert.match(estimateText(estimate(prices, speech, dialogue(2000))), /40–44/);
  });

  test('is expected by its length for what is ordered and not billed', () => {
    const expected = expectedCredits(catalogue, prices);
    assert.equal(expected(spoken('c', 4000, 0)), 88);
    assert.equal(expected(spoken('d', 1000, 0)), 22);
  });
});

test('the price of a picture does not depend on its prompt', () => {
  const image = choose('flux-2');
  const request = buildRequest(image, { prompt: 'a fox' }).body;
  const prices = pricesOf(savedTask('a', { model: image.spec.slug, request, credits: 7 }));
  const { minimum, maximum, runs } = estimate(prices, image, { prompt: 'x'.repeat(900) });
  assert.deepEqual([minimum, maximum, runs], [7, 7, 1]);
});
