import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandomIds } from '../../../src/host/ports/randomIds.ts';

function make(times: readonly number[]): string[] {
  const left = [...times];
  const ids = createRandomIds({ now: () => left.shift() ?? 0 });
  return times.map(() => ids.next());
}

test('letters, digits and "-", in one case', () => {
  const [id = ''] = make([Date.UTC(2026, 10, 22)]);
  assert.match(id, /^[0-9a-hj-km-np-tv-z]{10}-[0-9a-z]{4}-[0-9a-z]{10}$/);
});

test('sort by time of making: over years, within a millisecond, and when the clock is set back', () => {
  const same = Array.from({ length: 1200 }, () => Date.UTC(2026, 0, 1));
  const ids = make([
    0,
    1,
    31,
    32,
    1023,
    1024,
    ...same,
    Date.UTC(2025, 0, 1),
    Date.UTC(2030, 0, 1),
    Date.UTC(2300, 0, 1),
  ]);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('two makers at one time differ', () => {
  assert.notDeepEqual(make([5]), make([5]));
});
