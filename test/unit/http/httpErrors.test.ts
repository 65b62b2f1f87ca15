import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isError, NetworkError } from '../../../src/core/errors.ts';
import { toHttpError } from '../../../src/host/ports/httpErrors.ts';

test('finds the code in causes and in what several addresses gave', () => {
  const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  for (const e of [
    inner,
    new TypeError('fetch failed', { cause: inner }),
    new AggregateError([inner, new Error()]),
  ]) {
    const error = toHttpError(e, 'no', 'apiin.one');
    assert.ok(isError(error, 'network'));
    assert.equal(error.code, 'ECONNREFUSED');
    assert.equal(error.sent, 'no');
  }
});

test('never takes a code for a proof', () => {
  const error = toHttpError(Object.assign(new Error(), { code: 'ECONNREFUSED' }), 'unknown', 'apiin.one');
  assert.ok(isError(error, 'network') && error.sent === 'unknown');
});

test('passes ours on, also out of a cause', () => {
  const ours = new NetworkError({ sent: 'no', message: 'ours' });
  assert.equal(toHttpError(ours, 'unknown', 'h'), ours);
  assert.equal(toHttpError(new Error('wrapped', { cause: ours }), 'unknown', 'h'), ours);
});

test('keeps nothing of the original but redacted text', () => {
  const original = Object.assign(new Error('bad header "Bearer aio_canary"'), {
    request: { key: 'aio_canary' },
  });
  const text = inspect(toHttpError(original, 'no', 'h'), { depth: 9, showHidden: true });
  assert.doesNotMatch(text, /canary/);
  assert.match(text, /bad header/);
  for (const thrown of [undefined, null, 'text', 7, new AggregateError([])]) {
    assert.ok(isError(toHttpError(thrown, 'no', 'h'), 'network'));
  }
});
