import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { provesNotCharged } from '../../../src/core/api/provesNotCharged.ts';
import type { Connection } from '../../../src/core/api/types.ts';
import {
  CancelledError,
  isError,
  NetworkError,
  SettingError,
  StorageError,
  TimeoutError,
} from '../../../src/core/errors.ts';
import { type ApiHarness, createApiHarness } from '../../support/apiHarness.ts';
import type { ScriptedAnswer } from '../../support/scriptedHttp.ts';

const created = { body: { code: 200, data: { task_id: 'n1', status: 'IN_PROGRESS' } } };
const body = { model: 'flux-2', prompt: 'A garden' };
const refused = new NetworkError({ sent: 'no', message: 'refused', code: 'ECONNREFUSED' });
const reset = new NetworkError({ sent: 'unknown', message: 'reset', code: 'ECONNRESET' });
const create = (h: ApiHarness, signal?: AbortSignal) =>
  h.client.createTask('/images/generations', body, signal);

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (e) {
    return e;
  }
  return assert.fail('nothing was thrown');
}

/** Nothing may be left behind, however it ended. */
function assertNothingLeft(h: ApiHarness): void {
  assert.deepEqual([h.http.open.size, h.clock.pending], [0, 0]);
}

test('what is sent', async () => {
  const h = createApiHarness([created, { body: { code: 200, data: { status: 'done' } } }]);
  assert.deepEqual(await create(h), { taskId: 'n1', apiStatus: 'IN_PROGRESS', result: undefined });
  assert.equal((await h.client.getTask('a.b-c_1')).phase, 'succeeded');
  const [post, get] = h.http.requests;
  assert.equal(post?.url, 'https://api.test/api/v1/images/generations');
  assert.equal(post?.method, 'POST');
  assert.deepEqual(JSON.parse(String(post?.body)), body);
  assert.deepEqual(post?.headers, {
    authorization: 'Bearer aio_canary',
    accept: 'application/json',
    'user-agent': 'api-in-one-vscode',
    'content-type': 'application/json',
  });
  assert.equal(get?.url, 'https://api.test/api/v1/tasks/a.b-c_1');
  assert.deepEqual([get?.method, get?.body, get?.headers['content-type']], ['GET', undefined, undefined]);
  for (const sent of [post, get]) {
    assert.ok((sent?.connectTimeoutMs ?? 0) > 0 && (sent?.headersTimeoutMs ?? 0) > 0);
    assert.ok((sent?.idleTimeoutMs ?? 0) > 0);
    assert.deepEqual([sent?.purpose, sent?.addresses], ['api', 'any']);
  }
  assert.deepEqual(h.budget, ['person', 'poll']);
  assert.ok(!h.log.join('\n').includes('aio_canary'));
  assertNothingLeft(h);
});

test('an order whose answer speaks of an error and yet names a task keeps the task', async () => {
  const kept = [
    { code: 500, msg: 'slow', data: { task_id: 'n1' } },
    { code: 1, message: 'odd', data: { task_id: 'n1' } },
    { code: 200, error: { message: 'deprecated' }, data: { task_id: 'n1' } },
    { type: 'server_error', task_id: 'n1' },
  ];
  for (const reply of kept) {
    const h = createApiHarness([{ body: reply }]);
    assert.equal((await create(h)).taskId, 'n1', JSON.stringify(reply));
  }
  const refusals = [
    { code: 422, msg: 'no', data: { task_id: 'n1' } },
    { code: 500, msg: 'no', id: 'request-1' },
    { code: 500, msg: 'no', data: { task_id: 'a/b' } },
  ];
  for (const reply of refusals) {
    const e = await failure(create(createApiHarness([{ body: reply }])));
    assert.ok(isError(e, 'api'), JSON.stringify(reply));
  }
});

describe('a POST is sent again only where it surely was not accepted', () => {
  const again: readonly [string, ScriptedAnswer][] = [
    ['refused connection', refused],
    ['connect timeout', new TimeoutError({ sent: 'no', afterMs: 1, message: 'x' })],
    ['429', { status: 429 }],
    ['429 inside 200', { body: { code: 429, msg: 'slow down' } }],
  ];
  for (const [name, answer] of again) {
    test(`${name}: again`, async () => {
      const h = createApiHarness([answer, answer, created]);
      assert.equal((await create(h)).taskId, 'n1');
      assert.equal(h.http.requests.length, 3);
      assert.equal(h.budget.filter(entry => entry === 'person').length, 3);
      assert.deepEqual(h.clock.slept, [750, 1500]);
      assertNothingLeft(h);
    });
  }

  const once: readonly [string, ScriptedAnswer, boolean][] = [
    // answer, and whether it proves that nothing was charged
    ['reset', reset, false],
    ['timeout', new TimeoutError({ sent: 'unknown', afterMs: 1, message: 'x' }), false],
    ['something foreign', new TypeError('fetch failed'), false],
    ['500', { status: 500, body: 'x' }, false],
    ['502 page', { status: 502, body: '<html><title>Bad Gateway</title>' }, false],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }, false],
    ['500 inside 200', { body: { code: 500, msg: 'x' } }, false],
    ['broken while reading', { body: ['{"code":200,', reset] }, false],
    ['broken while reading, said wrongly', { body: ['{"code":200,', refused] }, false],
    ['torn JSON', { body: '{"code":200,"data":{"task_i' }, false],
    ['page with 200', { body: '<html>' }, false],
    ['no id', { body: { code: 200, data: {} } }, false],
    ['bad id', { body: { code: 200, data: { task_id: '../x' } } }, false],
    ['too large', { body: ['{"a":"', 'x'.repeat(9 * 1024 * 1024)] }, false],
    ['redirect', { status: 302, headers: { location: 'https://evil.test/' } }, false],
    ['400', { status: 400, body: { error: { code: 'invalid_request', message: 'x' } } }, true],
    ['401', { status: 401, body: {} }, true],
    ['402', { status: 402, body: {} }, true],
    ['404', { status: 404, body: {} }, true],
    ['407 page', { status: 407, body: '<html>' }, true],
    ['422 inside 200', { body: { code: 422, msg: 'x' } }, true],
  ];
  for (const [name, answer, isProof] of once) {
    test(`${name}: once`, async () => {
      const h = createApiHarness([answer]);
      const error = await failure(create(h));
      assert.ok(isError(error), String(error));
      assert.equal(provesNotCharged(error), isProof, String(error));
      assert.equal(h.http.requests.length, 1);
      assert.deepEqual(h.clock.slept, []);
      assertNothingLeft(h);
    });
  }

  test('refused three times, then no more', async () => {
    const h = createApiHarness([refused, refused, refused]);
    const error = await failure(create(h));
    assert.ok(isError(error, 'network') && error.sent === 'no');
    assert.equal(h.http.requests.length, 3);
  });

  test('429 for five minutes, then the last 429', async () => {
    const h = createApiHarness(Array<ScriptedAnswer>(50).fill({ status: 429 }));
    const error = await failure(create(h));
    assert.ok(isError(error, 'api') && error.code === 'rate_limit');
    const waited = h.clock.slept.reduce((sum, ms) => sum + ms, 0);
    assert.ok(waited > 240_000 && waited <= 300_000, String(waited));
    assert.equal(h.budget.filter(entry => entry === 'refused undefined').length, h.http.requests.length);
  });

  test('Retry-After is obeyed and told to the budget', async () => {
    const h = createApiHarness([{ status: 429, headers: { 'retry-after': '12' } }, created]);
    await create(h);
    assert.deepEqual(h.clock.slept, [12_250]);
    assert.deepEqual(h.budget, ['person', 'refused 12000', 'person']);
  });
});

describe('aborts', () => {
  test('before anything: nothing is asked, not even the key', async () => {
    let connects = 0;
    const h = createApiHarness([], {
      connect: async () => {
        connects += 1;
        return assert.fail('no connection is needed');
      },
    });
    const error = await failure(create(h, AbortSignal.abort()));
    assert.ok(isError(error, 'cancelled'));
    assert.deepEqual([connects, h.budget], [0, []]);
  });

  test('in line: CancelledError, which is a proof', async () => {
    const controller = new AbortController();
    const h = createApiHarness([], {
      budget: {
        async take(_priority, signal) {
          controller.abort();
          if (signal?.aborted === true) throw new CancelledError();
        },
        refused() {},
      },
    });
    const error = await failure(create(h, controller.signal));
    assert.ok(isError(error, 'cancelled') && provesNotCharged(error));
    assert.equal(h.http.requests.length, 0);
  });

  test('between two tries: CancelledError', async () => {
    const controller = new AbortController();
    const h = createApiHarness([{ status: 429, body: 'x' }], {
      log: {
        debug: message => message.includes('again in') && controller.abort(),
        info() {},
        warn() {},
        error() {},
      },
    });
    const error = await failure(create(h, controller.signal));
    assert.ok(isError(error, 'cancelled'), String(error));
    assert.equal(h.http.requests.length, 1);
  });

  for (const [name, answer] of [
    ['before the answer', 'hang'],
    ['in the body', { body: ['{"code":200,', 'hang'] }],
  ] as const) {
    test(`of an order, ${name}: no cancellation is pretended`, async () => {
      const controller = new AbortController();
      const h = createApiHarness([answer as ScriptedAnswer]);
      const promise = failure(create(h, controller.signal));
      setImmediate(() => controller.abort());
      const error = await promise;
      assert.ok(
        isError(error, 'network') && error.sent === 'unknown' && error.code === 'ABORTED',
        String(error),
      );
      assert.equal(provesNotCharged(error), false);
      assertNothingLeft(h);
    });

    test(`of a read, ${name}: CancelledError`, async () => {
      const controller = new AbortController();
      const h = createApiHarness([answer as ScriptedAnswer]);
      const promise = failure(h.client.getTask('a', controller.signal));
      setImmediate(() => controller.abort());
      assert.ok(isError(await promise, 'cancelled'));
      assertNothingLeft(h);
    });
  }

  test('our limit ends what hangs, whatever the connection does', async () => {
    const h = createApiHarness(['hang']);
    const promise = failure(create(h));
    setImmediate(() => h.clock.advance(300_000));
    const error = await promise;
    assert.ok(
      isError(error, 'timeout') && error.sent === 'unknown' && error.afterMs === 300_000,
      String(error),
    );
    assert.equal(provesNotCharged(error), false);
    assertNothingLeft(h);
  });
});

describe('reads', () => {
  test('are never repeated here: the scheduler has its own plan', async () => {
    for (const answer of [reset, refused, { status: 500 }, { status: 429 }, { body: '{"co' }]) {
      const h = createApiHarness([answer]);
      assert.ok(isError(await failure(h.client.getTask('a'))));
      assert.deepEqual([h.http.requests.length, h.clock.slept.length], [1, 0]);
    }
  });

  test('tell the budget of a 429', async () => {
    const h = createApiHarness([{ status: 429, headers: { 'retry-after': '3' } }]);
    await failure(h.client.getTask('a', undefined, 'person'));
    assert.deepEqual(h.budget, ['person', 'refused 3000']);
  });

  test('of an id that leads elsewhere are not sent', async () => {
    for (const id of ['..', '.', '../users', 'a/b', '', 'a?b']) {
      const h = createApiHarness([]);
      const error = await failure(h.client.getTask(id));
      assert.ok(isError(error, 'input') && error.field === 'task_id');
      assert.deepEqual(h.budget, []);
    }
  });

  test('not found, in both forms; a page that is not there is something else', async () => {
    for (const answer of [
      { status: 404, body: { error: { code: 'not_found', message: 'x' } } },
      { body: { code: 200, data: null } },
    ]) {
      const error = await failure(createApiHarness([answer]).client.getTask('a'));
      assert.ok(isError(error, 'api') && error.code === 'not_found' && error.status === 404);
    }
    const page = await failure(createApiHarness([{ status: 404, body: '<html>' }]).client.getTask('a'));
    assert.ok(isError(page, 'api') && page.code === 'other');
  });
});

describe('the key check', () => {
  const cases: readonly [string, ScriptedAnswer, string][] = [
    ['404', { status: 404, body: { error: { code: 'not_found', message: 'x' } } }, 'valid'],
    ['data: null', { body: { code: 200, data: null } }, 'valid'],
    ['a task after all', { body: { code: 200, data: { status: 'done' } } }, 'valid'],
    ['401', { status: 401, body: { error: { code: 'authentication_error', message: 'x' } } }, 'refused'],
    ['401 inside 200', { body: { code: 401, msg: 'x' } }, 'refused'],
  ];
  for (const [name, answer, expected] of cases) {
    test(`${name}: ${expected}`, async () => {
      const h = createApiHarness([answer]);
      assert.equal(await h.client.checkKey(), expected);
      assert.equal(h.http.requests[0]?.method, 'GET');
      assert.deepEqual(h.budget, ['person']);
    });
  }

  for (const answer of [
    { status: 404, body: '<!DOCTYPE html><title>Nothing here</title>' },
    { status: 200, body: '<!DOCTYPE html><title>Sign in</title>' },
    { status: 403, body: '<html><title>Blocked</title>' },
    { status: 302, headers: { location: 'https://login.test/' } },
  ]) {
    test(`a page says nothing about the key: ${answer.status}`, async () => {
      assert.ok(isError(await failure(createApiHarness([answer]).client.checkKey())));
    });
  }

  test('waits out a bad moment', async () => {
    const h = createApiHarness([reset, { status: 503 }, { status: 404, body: {} }]);
    assert.equal(await h.client.checkKey(), 'valid');
    assert.deepEqual(h.clock.slept, [375, 750]);
  });

  test('gives up after three', async () => {
    const h = createApiHarness([reset, reset, reset]);
    assert.ok(isError(await failure(h.client.checkKey()), 'network'));
  });
});

describe('the connection', () => {
  const connection = (part: Partial<Connection>, h: ApiHarness): Connection => ({
    baseUrl: 'https://api.test/api/v1',
    key: 'aio_canary',
    http: h.http,
    service: 'live',
    ...part,
  });

  test('its refusals come through, and nothing is taken from the budget', async () => {
    for (const error of [
      new StorageError({ reason: 'noKey', message: 'x' }),
      new StorageError({ reason: 'keyStoreRefused', message: 'x' }),
      new SettingError({ setting: 'baseUrl', message: 'x' }),
    ]) {
      const h = createApiHarness([], { connect: () => Promise.reject(error) });
      assert.equal(await failure(create(h)), error);
      assert.deepEqual(h.budget, []);
    }
  });

  test('what is not ours becomes ours, and a proof', async () => {
    const foreign = new Error('keychain');
    const noKey = createApiHarness([], { connect: () => Promise.reject(foreign) });
    const noTurn = createApiHarness([], { budget: { take: () => Promise.reject(foreign), refused() {} } });
    for (const h of [noKey, noTurn]) {
      const error = await failure(create(h));
      assert.ok(isError(error) && provesNotCharged(error), String(error));
      assert.equal(error.cause, foreign);
    }
  });

  test('a key that no header can carry is not sent', async () => {
    for (const key of ['aio_x\r\nx-evil: 1', 'aio_ü', '', 'aio x']) {
      const h = createApiHarness([], { connection: { key } });
      const error = await failure(create(h));
      assert.ok(isError(error, 'storage') && error.reason === 'noKey');
      assertNothingLeft(h);
    }
  });

  test('is asked for again after a wait in line', async () => {
    const h = createApiHarness([created]);
    const keys = ['aio_old', 'aio_new'];
    const late = createApiHarness([], {
      clock: h.clock,
      connect: async () => connection({ key: keys.shift() ?? '' }, h),
      budget: {
        take: () => h.clock.sleep(5000),
        refused() {},
      },
    });
    await create(late);
    assert.equal(h.http.requests[0]?.headers['authorization'], 'Bearer aio_new');
  });

  test('to the sandbox takes nothing from the budget', async () => {
    const h = createApiHarness([{ status: 429 }, created], { connection: { service: 'sandbox' } });
    await create(h);
    assert.deepEqual(h.budget, []);
  });
});

test('a body that JSON cannot say is an input error', async () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  for (const bad of [circular, { seed: 1n }]) {
    const h = createApiHarness([]);
    assert.ok(isError(await failure(h.client.createTask('/images/generations', bad)), 'input'));
    assert.deepEqual(h.budget, []);
  }
});
