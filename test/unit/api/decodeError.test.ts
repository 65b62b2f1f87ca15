import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeReply } from '../../../src/core/api/decodeError.ts';
import { type ApiErrorCode, isError } from '../../../src/core/errors.ts';

function decode(status: number, body: unknown, headers: Record<string, string> = {}): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return decodeReply({ status, headers: new Map(Object.entries(headers)), text, receivedAt: 0 });
}

function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (e) {
    return e;
  }
  return assert.fail('nothing was thrown');
}

const page = '<!DOCTYPE html><html><head><title>Welcome</title></head></html>';

describe('errors', () => {
  const cases: readonly [
    name: string,
    httpStatus: number,
    body: unknown,
    status: number,
    ApiErrorCode,
    reason?: string | RegExp,
  ][] = [
    ...(
      [
        [400, 'invalid_request'],
        [401, 'authentication_error'],
        [402, 'insufficient_credits'],
        [404, 'not_found'],
        [429, 'rate_limit'],
        [500, 'server_error'],
      ] as const
    ).map(
      ([status, code]) =>
        [
          `documented ${status}`,
          status,
          { error: { code, message: 'Why', type: 'x' } },
          status,
          code,
          'Why',
        ] as [string, number, unknown, number, ApiErrorCode, string],
    ),
    ['status alone', 401, {}, 401, 'authentication_error'],
    ['empty body', 500, '', 500, 'server_error'],
    ['empty 404', 404, '', 404, 'not_found'],
    ['error as text', 400, { error: 'no prompt' }, 400, 'invalid_request', 'no prompt'],
    ['message at the top', 422, { message: 'too long' }, 422, 'invalid_request', 'too long'],
    ['msg at the top', 402, { code: 402, msg: 'no credits' }, 402, 'insufficient_credits', 'no credits'],
    ['detail', 400, { detail: 'bad model' }, 400, 'invalid_request', 'bad model'],
    ['403', 403, { error: { message: 'no' } }, 403, 'other', 'no'],
    [
      'the body says it better',
      400,
      { error: { code: 'insufficient_credits' } },
      400,
      'insufficient_credits',
      'insufficient_credits',
    ],
    ['the body says it in a number', 400, { code: 402, msg: 'x' }, 400, 'insufficient_credits', 'x'],
    [
      'the status says it plainly',
      401,
      { error: { type: 'invalid_request_error' } },
      401,
      'authentication_error',
    ],
    [
      'no credits as 429',
      429,
      { error: { code: 'insufficient_quota' } },
      429,
      'insufficient_credits',
      'insufficient_quota',
    ],
    ['unknown word', 418, { error: { code: 'teapot', message: 'short' } }, 418, 'other', 'short'],
    ['prototype words', 400, { error: { code: 'constructor' } }, 400, 'invalid_request', 'constructor'],
    ['5xx nobody knows', 522, 'error code: 522', 522, 'server_error', 'error code: 522'],
    [
      'gateway page',
      502,
      page.replace('Welcome', '502 Bad Gateway'),
      502,
      'server_error',
      /gateway.*502 Bad Gateway/,
    ],
    ['proxy page', 407, page, 407, 'other', /proxy.*Welcome/],
    ['block page', 403, page, 403, 'other', /proxy.*Welcome/],
    ['page that is not there', 404, page, 404, 'other', /Welcome/],
    ['text that is not there', 404, '404 page not found', 404, 'other', '404 page not found'],
    ['429 page', 429, page, 429, 'rate_limit', /Welcome/],
    ['torn error', 500, '{"error":{"code":"ser', 500, 'server_error', '{"error":{"code":"ser'],
    ['inside 200', 200, { code: 422, msg: 'prompt too long' }, 422, 'invalid_request', 'prompt too long'],
    ['inside 200, as text', 200, { code: '401', message: 'bad key' }, 401, 'authentication_error', 'bad key'],
    ['inside 200, 500', 200, { code: 500, message: 'x', data: null }, 500, 'server_error', 'x'],
    ['inside 200, 505', 200, { code: 505, message: 'x' }, 505, 'server_error', 'x'],
    ['inside 200, own numbers', 200, { code: 10_402, message: 'x' }, 200, 'other', 'x'],
    ['inside 200, in words', 200, { code: 'rate_limit', message: 'x' }, 429, 'rate_limit', 'x'],
    ['inside 200, no message', 200, { code: 404 }, 404, 'not_found'],
    [
      'error object in 200',
      200,
      { error: { code: 'insufficient_credits', message: 'x' } },
      402,
      'insufficient_credits',
      'x',
    ],
    [
      'error object in 200, number',
      200,
      { error: { code: 503, message: 'busy' } },
      503,
      'server_error',
      'busy',
    ],
    ['error object in 200, unknown', 200, { error: { message: 'x' } }, 200, 'other', 'x'],
    ['error text in 200', 200, { error: 'went wrong' }, 200, 'other', 'went wrong'],
    ['no success in 200', 200, { success: false, message: 'x' }, 200, 'other', 'x'],
    ['error in 201', 201, { code: 429, msg: 'slow down' }, 429, 'rate_limit', 'slow down'],
  ];
  for (const [name, httpStatus, body, status, code, reason] of cases) {
    test(name, () => {
      const error = thrown(() => decode(httpStatus, body));
      assert.ok(isError(error, 'api'), String(error));
      assert.deepEqual([error.status, error.code], [status, code]);
      if (reason instanceof RegExp) assert.match(error.reason ?? '', reason);
      else assert.equal(error.reason, reason);
    });
  }

  test('Retry-After comes along, from a status and from inside a 200', () => {
    for (const error of [
      thrown(() => decode(429, {}, { 'retry-after': '7' })),
      thrown(() => decode(503, page, { 'retry-after': '7' })),
      thrown(() => decode(200, { code: 429, msg: 'x' }, { 'retry-after': '7' })),
    ]) {
      assert.ok(isError(error, 'api'));
      assert.equal(error.retryAfterMs, 7000);
    }
  });

  test('words are cut and carry no key', () => {
    const error = thrown(() => decode(401, { error: { message: `aio_secret1 ${'x'.repeat(5000)}` } }));
    assert.ok(isError(error, 'api'));
    assert.ok((error.reason?.length ?? 0) <= 2100);
    assert.ok(!JSON.stringify([error.reason, error.message]).includes('aio_secret1'));
  });
});

describe('what is no error', () => {
  const bodies: readonly unknown[] = [
    { code: 200, message: 'success', data: { task_id: 'a' } },
    { code: '200', data: {} },
    { code: 201, data: {} },
    { code: 0, msg: 'ok', data: {} },
    { id: 'a', status: 'pending' },
    { id: 'a', status: 'failed', error: { message: 'nsfw' } },
    { task_id: 'a', status: 'failed', error: 'nsfw' },
    { error: null, data: {} },
    { error: {}, data: {} },
    { choices: [], error: null },
    { code: 200, data: null },
    { success: true },
    [],
  ];
  for (const body of bodies) test(JSON.stringify(body), () => assert.deepEqual(decode(200, body), body));
});

describe('what cannot be read', () => {
  const cases: readonly [string, number, string, Record<string, string>, string][] = [
    ['page with 200', 200, page, {}, 'notJson'],
    ['nothing', 200, '', {}, 'notJson'],
    ['204', 204, '', {}, 'notJson'],
    ['torn', 200, '{"code":200,"da', {}, 'torn'],
    ['text', 200, 'OK', {}, 'notJson'],
    ['302', 302, '', { location: 'https://evil.test/x?token=1' }, 'redirect'],
    ['301 without a target', 301, '', {}, 'redirect'],
    ['307 to a path', 307, '', { location: '/login' }, 'redirect'],
    ['304', 304, '', {}, 'redirect'],
  ];
  for (const [name, status, body, headers, reason] of cases) {
    test(name, () => {
      const error = thrown(() => decode(status, body, headers));
      assert.ok(isError(error, 'decode'), String(error));
      assert.equal(error.reason, reason);
      assert.ok(!error.message.includes('token'), error.message);
    });
  }
});
