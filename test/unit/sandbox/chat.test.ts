import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { sandboxBaseUrl } from '../../../src/core/sandbox/address.ts';
import { bytesOf, createPassingClock, open, post, request } from './sandboxRig.ts';

interface Delta {
  readonly role?: string;
  readonly reasoning_content?: string;
  readonly content?: string;
  readonly tool_calls?: readonly { id?: string; function: { name?: string; arguments: string } }[];
}

interface Chunk {
  readonly choices: readonly { delta: Delta; finish_reason: string | null }[];
  readonly usage?: { total_tokens: number };
  readonly credits_consumed?: number;
}

const ask = (text: string, more: object = {}): object => ({
  model: 'gemini',
  messages: [{ role: 'user', content: text }],
  ...more,
});

async function stream(body: object): Promise<{ chunks: Chunk[]; tookMs: number }> {
  const clock = createPassingClock();
  const before = clock.now();
  const sent = request('POST', `${sandboxBaseUrl}/chat/completions`, { body: JSON.stringify(body) });
  const response = await open(clock).send(sent);
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const events = String(await bytesOf(response)).split('\n\n');
  assert.deepEqual(events.slice(-2), ['data: [DONE]', '']);
  assert.match(events[0] ?? '', /^:/);
  const chunks = events.slice(1, -2).map(e => JSON.parse(e.replace(/^data: /, '')) as Chunk);
  return { chunks, tookMs: clock.now() - before };
}

const deltasOf = (chunks: readonly Chunk[]): Delta[] =>
  chunks.flatMap(c => c.choices.map(choice => choice.delta));

describe('chat, streamed', () => {
  test('role, thoughts, content, finish, price come in this order, in pieces and with time', async () => {
    const { chunks, tookMs } = await stream(ask('¿Qué es un lago?'));
    const order = chunks.map(({ choices: [choice], usage }) => {
      if (choice === undefined) return usage === undefined ? 'odd' : 'price';
      if (choice.finish_reason !== null) return choice.finish_reason;
      return Object.keys(choice.delta)[0];
    });
    const steps = order.filter((step, i) => step !== order[i - 1]);
    assert.deepEqual(steps, ['role', 'reasoning_content', 'content', 'stop', 'price']);
    assert.ok(order.length > 20);
    assert.match(
      deltasOf(chunks)
        .map(d => d.content ?? '')
        .join(''),
      /“¿Qué es un lago\?”/,
    );
    assert.ok((chunks.at(-1)?.credits_consumed ?? 0) >= 5);
    assert.ok(tookMs > 800 && tookMs < 6_000, `${tookMs}`);
  });

  test('thoughts can be left out, parts are read, JSON is JSON', async () => {
    const parts = [
      { type: 'text', text: 'say hi' },
      { type: 'image_url', image_url: { url: 'https://x' } },
    ];
    const messages = [{ role: 'user', content: parts }];
    const body = { ...ask(''), messages, include_thoughts: false, response_format: { type: 'json_object' } };
    const deltas = deltasOf((await stream(body)).chunks);
    assert.ok(deltas.every(d => d.reasoning_content === undefined));
    assert.deepEqual(JSON.parse(deltas.map(d => d.content ?? '').join('')), {
      sandbox: true,
      echo: 'say hi',
    });
  });

  test('a tool that the message names is called, its arguments in pieces that fit its schema', async () => {
    const parameters = {
      type: 'object',
      required: ['prompt', 'count', 'size'],
      properties: { prompt: { type: 'string' }, count: { type: 'integer' }, size: { enum: ['a', 'b'] } },
    };
    const tools = [{ type: 'function', function: { name: 'make_icon', parameters } }];
    const { chunks } = await stream(ask('use make_icon for a bell', { tools }));
    const calls = deltasOf(chunks).flatMap(d => d.tool_calls ?? []);
    assert.equal(calls[0]?.function.name, 'make_icon');
    assert.ok(calls.length > 3);
    const args: unknown = JSON.parse(calls.map(c => c.function.arguments).join(''));
    assert.deepEqual(args, { prompt: 'use for a bell', count: 1, size: 'a' });
    assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'tool_calls');
    const quiet = deltasOf((await stream(ask('hello', { tools }))).chunks);
    assert.ok(quiet.every(d => d.tool_calls === undefined));
  });

  test('drop cuts the stream in the middle, abort and dispose end it', async () => {
    const send = (body: object, signal?: AbortSignal): ReturnType<ReturnType<typeof open>['send']> =>
      open(createPassingClock(), { speed: Number.POSITIVE_INFINITY }).send(
        request('POST', `${sandboxBaseUrl}/chat/completions`, { body: JSON.stringify(body), signal }),
      );
    await assert.rejects(
      bytesOf(await send(ask('drop'))),
      e => isError(e, 'network') && e.sent === 'unknown',
    );
    const abort = new AbortController();
    const aborted = await send(ask('hello'), abort.signal);
    const pieces = aborted.body[Symbol.asyncIterator]();
    await pieces.next();
    abort.abort();
    await assert.rejects(pieces.next(), e => isError(e, 'cancelled'));
    const disposed = await send(ask('hello'));
    disposed.dispose();
    const rest = disposed.body[Symbol.asyncIterator]();
    await rest.next();
    await assert.rejects(rest.next(), e => isError(e, 'cancelled'));
  });

  test('slow is slower', async () => {
    const [usual, slow] = [await stream(ask('hello')), await stream(ask('slow'))];
    assert.ok(slow.tookMs > usual.tookMs * 5);
  });
});

describe('chat, whole', () => {
  test('the bare OpenAI object with thoughts, usage and price', async () => {
    const { status, json } = await post(
      open(createPassingClock()),
      '/chat/completions',
      ask('hello', { stream: false }),
    );
    const whole = json as unknown as {
      choices: { message: Delta; finish_reason: string }[];
      usage: Record<string, number>;
      credits_consumed: number;
    };
    assert.equal(status, 200);
    assert.equal(whole.choices[0]?.finish_reason, 'stop');
    assert.match(whole.choices[0]?.message.content ?? '', /sandbox/);
    assert.ok((whole.choices[0]?.message.reasoning_content ?? '') !== '');
    assert.equal(
      whole.usage['total_tokens'],
      (whole.usage['prompt_tokens'] ?? 0) + (whole.usage['completion_tokens'] ?? 0),
    );
  });

  test('errors: bad bodies, and the words that ask for them', async () => {
    const http = open(createPassingClock());
    const status = async (body: unknown): Promise<number> =>
      (await post(http, '/chat/completions', body)).status;
    assert.equal(await status({ messages: [] }), 400);
    assert.equal(await status({ model: 'gemini', messages: [] }), 400);
    assert.equal(await status({ model: 'gemini', messages: [{ content: 'x' }] }), 400);
    assert.equal(await status(ask('no credits')), 402);
    assert.equal(await status(ask('rate limit')), 429);
    assert.equal(await status(ask('fail')), 500);
  });
});
