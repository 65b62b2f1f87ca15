import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runLimit } from '../support/limitRun.ts';

/** A minute passes in three seconds. */
const speed = 20;

test('five windows in processes of their own keep one limit: no answer 429, 58 requests a minute', async () => {
  const account = await runLimit({ windows: 5, count: 7, limiter: 'sliding', speed });
  assert.equal(account.seen, 35, 'every task comes to its end');
  assert.equal(account.refusals, 0, 'answers 429');
  assert.ok(account.requests > 62, `${account.requests} requests are too few to try the limit`);
  assert.ok(account.mostSent <= 58, `${account.mostSent} requests in a minute`);
});
