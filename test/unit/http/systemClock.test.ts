import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { systemClock } from '../../../src/host/ports/systemClock.ts';

const dayMs = 86_400_000;

test('timers fire once and at their time, also after 30 days, and not when disposed', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const fired: string[] = [];
  systemClock.setTimer(50, () => fired.push('short'));
  systemClock.setTimer(30 * dayMs, () => fired.push('long'));
  systemClock.setTimer(-5, () => fired.push('past'));
  const gone = systemClock.setTimer(30 * dayMs, () => fired.push('gone'));
  t.mock.timers.tick(49);
  assert.deepEqual(fired, ['past']);
  t.mock.timers.tick(1);
  assert.deepEqual(fired, ['past', 'short']);
  // In the steps that the long timer is made of: a mocked tick does not run what a timer of its own starts.
  t.mock.timers.tick(2 ** 31 - 1 - 50);
  t.mock.timers.tick(30 * dayMs - 2 ** 31);
  assert.equal(fired.length, 2);
  gone.dispose();
  t.mock.timers.tick(1);
  assert.deepEqual(fired, ['past', 'short', 'long']);
  t.mock.timers.tick(60 * dayMs);
  assert.equal(fired.length, 3);
});

test('sleep ends with its time or with its signal', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const controller = new AbortController();
  const whole = systemClock.sleep(10, controller.signal);
  t.mock.timers.tick(10);
  await whole;
  const cut = systemClock.sleep(10, controller.signal);
  controller.abort();
  await assert.rejects(cut, e => isError(e, 'cancelled'));
  await assert.rejects(systemClock.sleep(10, controller.signal), e => isError(e, 'cancelled'));
});

test('the two times go on', () => {
  assert.ok(Math.abs(systemClock.now() - Date.now()) < 1000);
  const earlier = systemClock.monotonic();
  assert.ok(systemClock.monotonic() >= earlier);
});
