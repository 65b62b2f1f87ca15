/** The client, the real transports and the fake service: what only sockets can show. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ApiClientOptions, createApiClient } from '../../src/core/api/client.ts';
import { provesNotCharged } from '../../src/core/api/provesNotCharged.ts';
import type { ApiClient, ChatEvent, Connection } from '../../src/core/api/types.ts';
import { type AppError, isError } from '../../src/core/errors.ts';
import type { Http } from '../../src/core/ports.ts';
import { createRecordingBudget, createRecordingLog, createSkippingClock } from '../support/apiHarness.ts';
import { eachHttp } from '../support/eachHttp.ts';
import * as answers from '../support/fakeApi/answers.ts';
import type { CreateShape } from '../support/fakeApi/fakeTasks.ts';
import { type FakeApi, type FakeApiOptions, startFakeApi } from '../support/fakeApi/startFakeApi.ts';

const images = '/images/generations';
const flux = { model: 'flux-2', prompt: 'A garden', aspect_ratio: '16:9' };
const chatRequest = { messages: [{ role: 'user', content: 'Hi' }] } as const;

interface Rig {
  readonly api: FakeApi;
  readonly client: ApiClient;
  readonly http: Http;
  readonly budget: readonly string[];
  readonly log: readonly string[];
}

/** A fake, a transport and a client that go when the test goes; the fake's problems fail the test. */
async function start(
  t: TestContext,
  create: () => Http,
  { connection, ...options }: FakeApiOptions & { connection?: Partial<Connection> } = {},
): Promise<Rig> {
  const api = await startFakeApi(options);
  const http = create();
  t.after(async () => {
    http.dispose();
    await api.close();
  });
  const { record, budget } = createRecordingBudget();
  const { lines, log } = createRecordingLog();
  const connect: ApiClientOptions['connect'] = async () => ({
    baseUrl: api.baseUrl,
    key: api.key,
    http,
    service: 'live',
    ...connection,
  });
  const clock = createSkippingClock();
  const client = createApiClient({ connect, budget, clock, log, random: () => 0.5 });
  return { api, client, http, budget: record, log: lines };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const e = await promise.then(
    value => assert.fail(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(isError(e), `not one of ours: ${String(e)}`);
  return e;
}

async function all(events: AsyncIterable<ChatEvent>): Promise<readonly ChatEvent[]> {
  const list: ChatEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

/** A loopback address where nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/v1`;
}

eachHttp(createHttp => {
  const bodies: readonly [string, Record<string, unknown>][] = [
    [images, flux],
    ['/videos/generations', { model: 'kling-3', prompt: 'A dog', mode: 'std', duration: 5, sound: true }],
    ['/audio/music', { model: 'suno', gpt_description_prompt: 'Calm', make_instrumental: false }],
    ['/audio/speech', { model: 'elevenlabs-v3', dialogue: [{ text: 'Hi', voice: 'user' }], stability: 0.5 }],
    ['/images/tools/remove-bg', { image: 'https://x.test/a.png' }],
    [
      '/images/tools/face-swap',
      { image: 'https://x.test/a.png', face_image: 'https://x.test/b.png', target_index: 0 },
    ],
    ['/images/tools/upscale', { image: 'https://x.test/a.png' }],
    ['/videos/tools/bg-remover', { video: 'https://x.test/a.mp4' }],
  ];
  for (const [path, body] of bodies) {
    test(`a task goes its way: ${path}`, async t => {
      const { api, client } = await start(t, createHttp);
      api.expectPost(path, { task: { running: ['pending', 'Processing'], credits: 0.5 } });
      const { taskId, apiStatus } = await client.createTask(path, body);
      assert.equal(apiStatus, 'IN_PROGRESS');
      assert.equal((await client.getTask(taskId)).phase, 'running');
      assert.equal((await client.getTask(taskId)).apiStatus, 'Processing');
      const done = await client.getTask(taskId);
      assert.deepEqual([done.phase, done.credits, done.urls.length], ['succeeded', 0.5, 1]);
      assert.deepEqual(done.request, body);
      assert.equal(api.posts(path).length, 1);
    });
  }

  const shapes: readonly CreateShape[] = [
    'documented',
    'withoutStatus',
    'dataId',
    'topTaskId',
    'topId',
    'direct',
    'directWithoutId',
  ];
  for (const shape of shapes) {
    test(`the create reply "${shape}"`, async t => {
      const { api, client } = await start(t, createHttp);
      api.expectPost(images, { task: { shape } });
      const created = await client.createTask(images, flux);
      if (shape === 'directWithoutId') assert.match(created.taskId, /^direct-\w+$/);
      else assert.ok(api.tasks.has(created.taskId));
      assert.equal(created.result !== undefined, shape.startsWith('direct'));
    });
  }

  test('a failed task says why', async t => {
    const { api, client } = await start(t, createHttp);
    api.expectPost(images, { task: { running: [], final: 'FAILED', reason: 'nsfw' } });
    const { taskId } = await client.createTask(images, flux);
    const task = await client.getTask(taskId);
    assert.deepEqual([task.phase, task.reason, task.urls], ['failed', 'nsfw', []]);
  });

  test('a task that the service does not know yet', async t => {
    const { api, client } = await start(t, createHttp);
    api.expectPost(images, { task: { missingReads: 1, running: [] } });
    const { taskId } = await client.createTask(images, flux);
    const error = await failure(client.getTask(taskId));
    assert.ok(isError(error, 'api') && error.code === 'not_found');
    assert.equal((await client.getTask(taskId)).phase, 'succeeded');
  });

  const refusals: readonly [string, answers.Answer, (e: AppError) => boolean, boolean][] = [
    [
      '402',
      answers.error(402, 'insufficient_credits'),
      e => isError(e, 'api') && e.code === 'insufficient_credits',
      true,
    ],
    ['400', answers.error(400, 'invalid_request', 'bad'), e => isError(e, 'api') && e.reason === 'bad', true],
    [
      '422 inside 200',
      answers.json({ code: 422, msg: 'long' }),
      e => isError(e, 'api') && e.status === 422,
      true,
    ],
    ['500', answers.error(500, 'server_error'), e => isError(e, 'api') && e.status === 500, false],
    [
      '502 page',
      answers.html(502, 'Bad Gateway'),
      e => isError(e, 'api') && e.code === 'server_error',
      false,
    ],
    ['a page', answers.html(200, 'Sign in'), e => isError(e, 'decode') && e.reason === 'notJson', false],
    ['torn JSON', answers.tornJson(), e => isError(e, 'decode') && e.reason === 'torn', false],
    [
      'a cut body',
      answers.cutBody('{"code":200,'),
      e => isError(e, 'network') && e.sent === 'unknown',
      false,
    ],
    [
      'a huge body',
      answers.huge(9 * 1024 * 1024),
      e => isError(e, 'decode') && e.reason === 'tooLarge',
      false,
    ],
    [
      'a gzip bomb',
      answers.gzipBomb(64 * 1024 * 1024),
      e => isError(e, 'decode') && e.reason === 'tooLarge',
      false,
    ],
    [
      'a reset before reading',
      answers.resetBefore(),
      e => isError(e, 'network') && e.sent === 'unknown',
      false,
    ],
    [
      'a reset after processing',
      answers.resetAfter(),
      e => isError(e, 'network') && e.sent === 'unknown',
      false,
    ],
    ['a huge error', answers.huge(9 * 1024 * 1024, 500), e => isError(e, 'api') && e.status === 500, false],
  ];
  for (const [name, answer, isExpected, isProof] of refusals) {
    test(`an order that meets ${name} is sent once`, async t => {
      const { api, client } = await start(t, createHttp);
      api.expectPost(images, { answer });
      const error = await failure(client.createTask(images, flux));
      assert.ok(isExpected(error), String(error));
      assert.equal(provesNotCharged(error), isProof);
      assert.equal(api.requests.length, 1, 'one request arrived');
    });
  }

  test('an order that meets 429 is sent again, and makes one task', async t => {
    const { api, client, budget } = await start(t, createHttp);
    const date = new Date(Date.now() + 3000).toUTCString();
    api.expectPost(images, ...['2', date, undefined].map(wait => ({ answer: answers.tooMany(wait) })), {});
    await client.createTask(images, flux);
    assert.deepEqual([api.posts().length, api.tasks.size], [4, 1]);
    const waits = budget.filter(entry => entry.startsWith('refused')).map(entry => entry.split(' ')[1]);
    assert.equal(waits[0], '2000');
    assert.ok(Number(waits[1]) > 0 && Number(waits[1]) <= 3000, waits[1]);
    assert.equal(waits[2], 'undefined');
  });

  test('an order where nobody listens is proven not to have left', async t => {
    const { client, budget } = await start(t, createHttp, { connection: { baseUrl: await deadUrl() } });
    const error = await failure(client.createTask(images, flux));
    assert.ok(isError(error, 'network') && error.sent === 'no', String(error));
    assert.equal(budget.length, 3);
  });

  test('an order that is stopped while the service works is not known to be stopped', async t => {
    const { api, client } = await start(t, createHttp);
    const controller = new AbortController();
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    api.expectPost(images, { answer: { name: 'hang', isProcessed: true, send: () => resolve() } });
    const promise = failure(client.createTask(images, flux, controller.signal));
    await arrived;
    controller.abort();
    const error = await promise;
    assert.ok(isError(error, 'network') && error.sent === 'unknown', String(error));
    assert.equal(api.tasks.size, 1);
  });

  test('a redirect is not followed, and the key goes nowhere', async t => {
    const { api, client } = await start(t, createHttp);
    api.expectPost(images, { answer: answers.redirect(api.mediaUrl('tiny.png'), 307) });
    const error = await failure(client.createTask(images, flux));
    assert.ok(isError(error, 'decode') && error.reason === 'redirect');
    assert.deepEqual(
      api.requests.map(r => r.to),
      ['api'],
    );
  });

  test('the key check', async t => {
    const good = await start(t, createHttp);
    good.api.allowUnknownReads();
    assert.equal(await good.client.checkKey(), 'valid');
    const bad = await start(t, createHttp, { connection: { key: 'aio_wrong' } });
    assert.equal(await bad.client.checkKey(), 'refused');
    const busy = await start(t, createHttp);
    busy.api.allowUnknownReads();
    busy.api.expectRead(
      '*',
      answers.resetAfter(),
      answers.html(503, 'busy'),
      answers.json({ code: 200, data: null }),
    );
    assert.equal(await busy.client.checkKey(), 'valid');
    for (const { log } of [good, bad, busy]) assert.ok(!/aio_/.test(log.join()), 'no key in the log');
  });

  test('a gzipped answer', async t => {
    const { api, client } = await start(t, createHttp);
    api.expectRead(
      'a',
      answers.gzipped({ code: 200, data: { status: 'done', response: ['https://x.test/a'] } }),
    );
    assert.equal((await client.getTask('a')).phase, 'succeeded');
  });

  test('the chat stream', async t => {
    const { api, client } = await start(t, createHttp);
    const events = answers.chatEvents(['grün ', '🎨'], ['Hm']).join('').replaceAll('\n', '\r\n');
    const bytes = new TextEncoder().encode(`: hello\r\n\r\n${events}`);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
      bytes.subarray(i * 7, i * 7 + 7),
    );
    api.expectPost('/chat/completions', { answer: answers.stream(pieces) });
    assert.deepEqual(await all(client.chatStream(chatRequest)), [
      { type: 'reasoning', text: 'Hm' },
      { type: 'content', text: 'grün ' },
      { type: 'content', text: '🎨' },
      { type: 'end', finishReason: 'stop', credits: 0.5 },
    ]);
    const sent = api.posts()[0];
    assert.equal(Reflect.get(Object(sent?.body), 'stream'), true);
    assert.match(String(sent?.headers.accept), /^text\/event-stream/);
  });

  test('chat in one piece, and each way where the other was asked for', async t => {
    const { api, client } = await start(t, createHttp);
    const whole = answers.json(answers.chatAnswer('Hello'));
    const streamed = answers.stream(answers.chatEvents(['Hello']));
    for (const answer of [whole, streamed]) {
      api.expectPost('/chat/completions', { answer }, { answer });
      assert.equal((await client.chat(chatRequest)).content, 'Hello');
      assert.deepEqual(
        (await all(client.chatStream(chatRequest))).map(event => event.type),
        ['content', 'end'],
      );
    }
  });

  test('a chat stream that breaks', async t => {
    const { api, client } = await start(t, createHttp);
    const [role = '', content = ''] = answers.chatEvents(['Hello']);
    api.expectPost(
      '/chat/completions',
      { answer: answers.stream([role, content], { end: 'reset' }) },
      { answer: answers.stream([role, content]) },
      { answer: answers.json({ error: { code: 'insufficient_credits', message: 'x' } }) },
    );
    const reset = await failure(all(client.chatStream(chatRequest)));
    assert.ok(isError(reset, 'network'), String(reset));
    const short = await failure(all(client.chatStream(chatRequest)));
    assert.ok(isError(short, 'network') && short.code === 'EOF');
    const broke = await failure(all(client.chatStream(chatRequest)));
    assert.ok(isError(broke, 'api') && broke.status === 402);
  });

  test('a chat stream that is left', async t => {
    const { api, client } = await start(t, createHttp);
    const [role = '', content = ''] = answers.chatEvents(['Hello']);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const open = answers.stream([role, content], { end: 'open' });
    const answer: answers.Answer = {
      ...open,
      send(request, response) {
        request.socket.once('close', resolve);
        return open.send(request, response);
      },
    };
    api.expectPost('/chat/completions', { answer }, { answer });
    for await (const event of client.chatStream(chatRequest)) {
      assert.equal(event.type, 'content');
      break;
    }
    await closed;
    const controller = new AbortController();
    const error = await failure(
      (async () => {
        for await (const _event of client.chatStream(chatRequest, controller.signal)) controller.abort();
      })(),
    );
    assert.ok(isError(error, 'cancelled'), String(error));
  });
});
