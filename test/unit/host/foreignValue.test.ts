/** What other code hands over, taken over as plain data or not at all. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { copyForeign } from '../../../src/host/foreignValue.ts';

const refused = { kind: 'input', field: 'argument' };

describe('copyForeign', () => {
  test('copies data to the last part', () => {
    const value = { a: [1, 'x', true, null, { b: undefined }], c: {} };
    const made = copyForeign(value, 'argument') as typeof value;
    assert.deepEqual(made, value);
    assert.ok(made !== value && made.a !== value.a && made.a[4] !== value.a[4]);
  });

  test('reads each value once, and of its own alone', () => {
    let reads = 0;
    const value = Object.create({ inherited: 1 }, { own: { enumerable: true, get: () => ++reads } });
    assert.deepEqual(copyForeign(value, 'argument'), { own: 1 });
    assert.equal(reads, 1);
    assert.equal(Object.getPrototypeOf(copyForeign(value, 'argument')), Object.prototype);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const wrong: Readonly<Record<string, unknown>> = {
    'a function': () => 1,
    'a bigint': 1n,
    'a symbol': Symbol('x'),
    'not a number': { x: Number.NaN },
    'without end': [Number.POSITIVE_INFINITY],
    'a prototype': JSON.parse('{"x":{"__proto__":{}}}'),
    'a circle': circle,
    'a list of holes': new Array(2 ** 32 - 1),
    'too many parts': Array.from({ length: 400 }, () => new Array(400).fill(0)),
    'too much text': Array.from({ length: 11 }, () => 'x'.repeat(10 * 1024 * 1024)),
    'a revoked proxy': (() => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    })(),
  };
  for (const [name, value] of Object.entries(wrong))
    test(`refuses ${name}`, () => assert.throws(() => copyForeign(value, 'argument'), refused));

  test('takes no error for its own that was thrown by what it reads', () => {
    const value = {
      get x(): never {
        throw Object.assign(new Error('[x](command:y)'), { kind: 'storage' });
      },
    };
    assert.throws(() => copyForeign(value, 'argument'), refused);
  });
});
