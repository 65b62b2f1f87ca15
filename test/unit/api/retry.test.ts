import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createPolicy,
  noRetries,
  parseRetryAfter,
  personPolicy,
  retryDelay,
} from '../../../src/core/api/retry.ts';
import {
  ApiError,
  type AppError,
  CancelledError,
  DecodeError,
  InputError,
  NetworkError,
  StorageError,
  TimeoutError,
} from '../../../src/core/errors.ts';

const api = (status: number, code: ApiError['code'], retryAfterMs?: number): ApiError =>
  new ApiError({ status, code, retryAfterMs });
const network = (sent: 'no' | 'unknown'): NetworkError => new NetworkError({ sent, message: 'x' });
const timeout = (sent: 'no' | 'unknown'): TimeoutError =>
  new TimeoutError({ sent, afterMs: 1, message: 'x' });
const decode = (reason: DecodeError['reason']): DecodeError =>
  new DecodeError({ path: '', reason, message: 'x' });

describe('what is sent again', () => {
  const cases: readonly [string, AppError, boolean, boolean][] = [
    // error, GET again, POST again
    ['429', api(429, 'rate_limit'), true, true],
    ['429 for want of credits', api(429, 'insufficient_credits'), false, false],
    ['400 that means a limit', api(400, 'rate_limit'), true, true],
    ['503 that speaks of a limit', api(503, 'rate_limit'), true, false],
    ['400', api(400, 'invalid_request'), false, false],
    ['401', api(401, 'authentication_error'), false, false],
    ['402', api(402, 'insufficient_credits'), false, false],
    ['404', api(404, 'not_found'), false, false],
    ['408', api(408, 'other'), true, false],
    ['500', api(500, 'server_error'), true, false],
    ['501', api(501, 'server_error'), false, false],
    ['502', api(502, 'server_error'), true, false],
    ['503', api(503, 'server_error'), true, false],
    ['504', api(504, 'server_error'), true, false],
    ['refused connection', network('no'), true, true],
    ['reset', network('unknown'), true, false],
    ['connect timeout', timeout('no'), true, true],
    ['timeout', timeout('unknown'), true, false],
    ['torn JSON', decode('torn'), true, false],
    ['HTML', decode('notJson'), false, false],
    ['redirect', decode('redirect'), false, false],
    ['cancelled', new CancelledError(), false, false],
    ['no key', new StorageError({ reason: 'noKey', message: 'x' }), false, false],
    ['bad input', new InputError({ field: 'x', rule: 'type' }), false, false],
  ];
  for (const [name, error, onGet, onPost] of cases) {
    test(name, () => {
      for (const [method, expected] of [
        ['GET', onGet],
        ['POST', onPost],
      ] as const) {
        const failed = { method, error, attempts: 1, elapsedMs: 0, random: 0.5 };
        assert.equal(retryDelay(createPolicy, failed) !== undefined, expected, method);
        assert.equal(retryDelay(noRetries, failed), undefined, `${method} without retries`);
      }
    });
  }
});

describe('how long it waits', () => {
  const delay = (attempts: number, random: number, error: AppError = network('no')): number | undefined =>
    retryDelay(createPolicy, { method: 'POST', error, attempts, elapsedMs: 0, random });

  test('twice as long each time, jittered over the upper half', () => {
    assert.deepEqual([delay(1, 0), delay(1, 1)], [500, 1000]);
    assert.deepEqual([delay(2, 0), delay(2, 1)], [1000, 2000]);
    assert.equal(delay(9, 1, api(429, 'rate_limit')), createPolicy.maxDelayMs);
    assert.equal(delay(5000, 1, api(429, 'rate_limit')), createPolicy.maxDelayMs);
  });

  test('never before Retry-After', () => {
    for (const random of [0, 0.5, 1]) {
      const ms = delay(1, random, api(429, 'rate_limit', 7000)) ?? 0;
      assert.ok(ms >= 7000 && ms <= 7500, String(ms));
    }
  });

  test('three tries, but for 429, which ends with the time', () => {
    assert.equal(delay(3, 0), undefined);
    assert.notEqual(delay(30, 0, api(429, 'rate_limit')), undefined);
    const late = { method: 'POST', error: api(429, 'rate_limit'), attempts: 9, random: 0 } as const;
    assert.notEqual(retryDelay(createPolicy, { ...late, elapsedMs: 285_000 }), undefined);
    assert.equal(retryDelay(createPolicy, { ...late, elapsedMs: 285_001 }), undefined);
    assert.equal(
      retryDelay(personPolicy, { ...late, error: api(429, 'rate_limit', 60_001), elapsedMs: 0 }),
      undefined,
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 22, 12, 0, 0);
  const parse = (value: string, date?: string): number | undefined =>
    parseRetryAfter(new Map([['retry-after', value], ...(date ? [['date', date] as const] : [])]), now);

  const cases: readonly [string, number | undefined][] = [
    ['3', 3000],
    ['0', 0],
    [' 12 ', 12_000],
    ['1.5', 1500],
    ['3, 3', 3000],
    ['86400', 300_000],
    ['999999999', 300_000],
    ['Sun, 22 Nov 2026 12:00:30 GMT', 30_000],
    ['Sunday, 22-Nov-26 12:00:30 GMT', 30_000],
    ['Sun Nov 22 12:00:30 2026', 30_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['Sun, 22 Nov 2099 11:00:00 GMT', 300_000],
    ['-3', undefined],
    ['soon', undefined],
    ['', undefined],
    ['3 seconds', undefined],
    ['2026-11-22T12:00:30Z', undefined],
    ['Sun, 99 Nov 2026 12:00:30 GMT', undefined],
  ];
  for (const [value, expected] of cases) {
    test(JSON.stringify(value), () => assert.equal(parse(value), expected));
  }

  test('missing', () => assert.equal(parseRetryAfter(new Map(), now), undefined));

  test("counts from the answer's own date, since our clock can be wrong", () => {
    assert.equal(parse('Sun, 22 Nov 2020 12:00:30 GMT', 'Sun, 22 Nov 2020 12:00:20 GMT'), 10_000);
    assert.equal(parse('Sun, 22 Nov 2026 12:00:30 GMT', 'nonsense'), 30_000);
  });
});
