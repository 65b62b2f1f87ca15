/** The fake service itself: it must not be more patient than the contract. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { fileTypeFromBuffer } from 'file-type';
import * as answers from '../support/fakeApi/answers.ts';
import { createLimiter } from '../support/fakeApi/limiter.ts';
import { mediaFiles } from '../support/fakeApi/media.ts';
import { type FakeApi, type FakeApiOptions, startFakeApi } from '../support/fakeApi/startFakeApi.ts';

async function start(t: TestContext, options: FakeApiOptions = {}): Promise<FakeApi> {
  const api = await startFakeApi(options);
  t.after(() => api.close());
  return api;
}

function post(
  api: FakeApi,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(api.baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

function read(api: FakeApi, path: string): Promise<Response> {
  return fetch(api.baseUrl + path, { headers: { authorization: `Bearer ${api.key}` } });
}

const flux = { model: 'flux-2', prompt: 'A garden' };

describe('it complains of', () => {
  const cases: readonly [string, RegExp, (api: FakeApi) => unknown][] = [
    ['a POST that nobody expected', /not expected: POST/, api => post(api, '/images/generations', flux)],
    ['a task that nobody made', /not expected: GET \/tasks\/x/, api => read(api, '/tasks/x')],
    ['an unknown path', /not expected: GET \/models/, api => read(api, '/models')],
    ['an expectation that nothing met', /never came: 1 × POST/, api => api.expectPost('/audio/music')],
    ['a read that never came', /never came: 1 × read of x/, api => api.expectRead('x', answers.json({}))],
    [
      'an undocumented field',
      /foo is not documented/,
      api => post(api, '/images/generations', { ...flux, foo: 1 }),
    ],
    [
      'a wrong type',
      /seed is not of type number/,
      api => post(api, '/images/generations', { ...flux, seed: '1' }),
    ],
    ['a missing field', /image is missing/, api => post(api, '/images/tools/upscale', {})],
    ['no JSON', /not a JSON object/, api => post(api, '/images/generations', 'x')],
    [
      'another content type',
      /content type text/,
      api => post(api, '/images/generations', flux, { 'content-type': 'text/plain' }),
    ],
    ['a query', /a query/, api => read(api, '/tasks/x?y=1')],
    [
      'the key at the media host',
      /key was sent/,
      api => fetch(api.mediaUrl('tiny.png'), { headers: { authorization: api.key } }),
    ],
  ];
  for (const [name, pattern, act] of cases) {
    test(name, async () => {
      const api = await startFakeApi();
      await act(api);
      await assert.rejects(api.close(), (e: Error) => pattern.test(String(Reflect.get(e, 'actual'))));
    });
  }
});

test('a wrong key is refused and is no problem', async t => {
  const api = await start(t, { accept: 'any' });
  assert.equal((await post(api, '/images/generations', flux, { authorization: 'Bearer aio_x' })).status, 401);
});

test('without a script everything goes the default way, to a file that is there', async t => {
  const api = await start(t, { accept: 'any' });
  const created = (await (await post(api, '/images/generations', flux)).json()) as {
    data: { task_id: string };
  };
  const path = `/tasks/${created.data.task_id}`;
  const states: unknown[] = [];
  for (let i = 0; i < 3; i++) states.push(await (await read(api, path)).json());
  const [first, second, third] = states as { data: { status: string; response: string[] | null } }[];
  assert.deepEqual([first?.data.status, first?.data.response], ['IN_PROGRESS', null]);
  assert.equal(second?.data.status, 'SUCCESS');
  assert.deepEqual(second?.data.response, third?.data.response);
  const file = await fetch(second?.data.response?.[0] ?? '');
  assert.equal((await fileTypeFromBuffer(new Uint8Array(await file.arrayBuffer())))?.mime, 'image/png');
  assert.equal((await read(api, '/tasks/nobody')).status, 404);
  const chat = await post(api, '/chat/completions', { model: 'gemini', messages: [], stream: false });
  assert.match(await chat.text(), /Hello there/);
});

test('a lost answer still makes its task: duplicates can be counted', async t => {
  const api = await start(t);
  api.expectPost('/images/generations', { answer: answers.resetAfter() }, { answer: answers.resetBefore() });
  for (let i = 0; i < 2; i++) await assert.rejects(post(api, '/images/generations', flux));
  assert.equal(api.tasks.size, 1);
});

describe('its media', () => {
  for (const [name, { type, make }] of Object.entries(mediaFiles)) {
    test(`${name} is what it says`, async () => {
      const found = await fileTypeFromBuffer(make());
      assert.equal(found?.mime, type);
    });
  }
});

describe('its limiters', () => {
  const admitted = (kind: 'bucket' | 'sliding' | 'fixed', times: readonly number[]): string => {
    const limiter = createLimiter({ kind, perMinute: 3 });
    return times.map(time => (limiter.admit(time).ok ? '+' : '-')).join('');
  };
  const seconds = (...list: readonly number[]): readonly number[] => list.map(s => s * 1000);

  test('a bucket refills by and by', () =>
    assert.equal(admitted('bucket', seconds(50, 50, 50, 50, 70, 70, 90)), '+++-+-+'));
  test('a sliding minute waits for the oldest', () =>
    assert.equal(admitted('sliding', seconds(50, 55, 58, 59, 61, 109, 110, 111)), '+++---+-'));
  test('a fixed minute begins anew', () =>
    assert.equal(admitted('fixed', seconds(50, 55, 58, 59, 61, 62, 63, 64)), '+++-+++-'));

  test('and 429 says when to come back, in both forms', async t => {
    for (const retryAfter of ['seconds', 'date'] as const) {
      const limiter = { kind: 'sliding', perMinute: 1, retryAfter } as const;
      const api = await start(t, { accept: 'any', limiter });
      assert.equal((await read(api, '/tasks/x')).status, 404);
      const refused = await read(api, '/tasks/x');
      assert.equal(refused.status, 429);
      const value = refused.headers.get('retry-after') ?? '';
      const ms = retryAfter === 'seconds' ? Number(value) * 1000 : Date.parse(value) - Date.now();
      assert.ok(ms > 50_000 && ms <= 61_000, value);
    }
  });
});
