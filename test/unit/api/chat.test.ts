import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChatEvent } from '../../../src/core/api/types.ts';
import { isError, NetworkError } from '../../../src/core/errors.ts';
import { createApiHarness } from '../../support/apiHarness.ts';
import { chatAnswer, chatEvents } from '../../support/fakeApi/answers.ts';
import type { ScriptedAnswer } from '../../support/scriptedHttp.ts';

const request = { messages: [{ role: 'user', content: 'Hi' }] } as const;
const reset = new NetworkError({ sent: 'unknown', message: 'reset', code: 'ECONNRESET' });

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (part: object, finish?: string): string =>
  data({ choices: [{ index: 0, delta: part, finish_reason: finish ?? null }] });
const done = 'data: [DONE]\n\n';

async function stream(...body: readonly unknown[]): Promise<readonly ChatEvent[]> {
  const { client, http, clock } = createApiHarness([{ body }]);
  const events: ChatEvent[] = [];
  try {
    for await (const event of client.chatStream(request)) events.push(event);
  } finally {
    assert.equal(http.open.size, 0, 'the exchange is ended');
    assert.equal(clock.pending, 0, 'no timer is left');
  }
  return events;
}

/** Text with the marks of the other events: short to compare. */
const worded = (events: readonly ChatEvent[]): string =>
  events
    .map(event => {
      if (event.type === 'toolCall') return `<${event.call.id} ${event.call.name} ${event.call.arguments}>`;
      if (event.type === 'end') return `|${event.finishReason} ${event.credits}`;
      return event.type === 'content' ? event.text : `(${event.text})`;
    })
    .join('');

describe('the stream', () => {
  test('in the order of the service', async () => {
    const events = await stream(...chatEvents(['Hello', ' there.'], ['Hm', ', well']));
    assert.deepEqual(events, [
      { type: 'reasoning', text: 'Hm' },
      { type: 'reasoning', text: ', well' },
      { type: 'content', text: 'Hello' },
      { type: 'content', text: ' there.' },
      { type: 'end', finishReason: 'stop', credits: 0.5 },
    ]);
  });

  test('torn at every byte', async () => {
    const whole = new TextEncoder().encode(
      `: hi\r\n\r\n${delta({ content: 'grün 🎨' }, 'stop').replaceAll('\n', '\r\n')}${done}`,
    );
    for (let at = 1; at < whole.length; at++) {
      assert.equal(worded(await stream(whole.subarray(0, at), whole.subarray(at))), 'grün 🎨|stop undefined');
    }
  });

  const cases: readonly [string, readonly unknown[], string][] = [
    [
      'comments and heartbeats',
      [': ping\n\n', 'event: ping\ndata: now\n\n', 'data:\n\n', delta({ content: 'a' }, 'stop'), done],
      'a|stop undefined',
    ],
    [
      'no choices, no delta, no content',
      [
        data({}),
        data({ choices: [] }),
        data({ choices: [{}] }),
        data({ choices: [null] }),
        delta({ role: 'assistant', content: null }),
        delta({ content: 'a' }, 'stop'),
        done,
      ],
      'a|stop undefined',
    ],
    ['no [DONE]', [delta({ content: 'a' }, 'stop')], 'a|stop undefined'],
    ['no [DONE], no last empty line', [delta({ content: 'a' }, 'stop').trimEnd()], 'a|stop undefined'],
    ['[DONE] without a reason', [delta({ content: 'a' }), done], 'a|undefined undefined'],
    [
      'nothing after [DONE] counts',
      [delta({ content: 'a' }, 'stop'), done, delta({ content: 'b' }), reset],
      'a|stop undefined',
    ],
    ['broken after the model was done', [delta({ content: 'a' }, 'stop'), reset], 'a|stop undefined'],
    [
      'parts of content',
      [delta({ content: [{ type: 'text', text: 'a' }, 'b', { type: 'image' }] }, 'stop'), done],
      'ab|stop undefined',
    ],
    ['`reasoning` as a name', [delta({ reasoning: 'r', content: 'a' }, 'stop'), done], '(r)a|stop undefined'],
    [
      'an envelope a chunk',
      [
        data({
          code: 200,
          data: { choices: [{ delta: { content: 'a' }, finish_reason: 'stop' }], credits_consumed: 2 },
        }),
        done,
      ],
      'a|stop 2',
    ],
    [
      'a last chunk that repeats the answer',
      [
        delta({ content: 'ab' }),
        data({ choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] }),
        done,
      ],
      'ab|stop undefined',
    ],
    [
      'a chunk with `message` alone',
      [data({ choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] }), done],
      'ab|stop undefined',
    ],
    ['JSON in place of a stream', [JSON.stringify(chatAnswer('Hello', 'Hm'))], '(Hm)Hello|stop 0.5'],
    ['JSON in an envelope', [JSON.stringify({ code: 200, data: chatAnswer('Hello') })], 'Hello|stop 0.5'],
    [
      'JSON in pieces, after space',
      ['\n ', ' {"choices":[{"mess', 'age":{"content":"a"}}]}'],
      'a|undefined undefined',
    ],
    [
      'data without a space, after a mark',
      ['\uFEFFdata:{"choices":[{"delta":{"content":"a"}}]}\n\n', 'data:[DONE]\n\n'],
      'a|undefined undefined',
    ],
  ];
  for (const [name, body, expected] of cases) {
    test(name, async () => assert.equal(worded(await stream(...body)), expected));
  }
});

describe('tool calls', () => {
  const calls = (...tool_calls: object[]): string => delta({ tool_calls });

  test('in pieces, by index', async () => {
    const events = await stream(
      calls({ index: 0, id: 'c1', type: 'function', function: { name: 'draw', arguments: '' } }),
      calls(
        { index: 0, function: { arguments: '{"a":' } },
        { index: 1, id: 'c2', function: { name: 'play' } },
      ),
      calls({ index: 1, function: { arguments: '{}' } }),
      calls({ index: 0, function: { arguments: '1}' } }),
      delta({}, 'tool_calls'),
      done,
    );
    assert.equal(worded(events), '<c1 draw {"a":1}><c2 play {}>|tool_calls undefined');
  });

  const cases: readonly [string, readonly string[], string][] = [
    [
      'by id',
      [
        calls({ id: 'x', function: { name: 'a', arguments: '{' } }),
        calls({ id: 'x', function: { arguments: '}' } }),
      ],
      '<x a {}>',
    ],
    [
      'to the last one',
      [calls({ id: 'x', function: { name: 'a', arguments: '{' } }), calls({ function: { arguments: '}' } })],
      '<x a {}>',
    ],
    ['no id', [calls({ index: 0, function: { name: 'a' } })], '<call_0 a {}>'],
    [
      'arguments as an object',
      [calls({ index: 0, id: 'x', function: { name: 'a', arguments: { b: 1 } } })],
      '<x a {"b":1}>',
    ],
    ['no name', [calls({ index: 0, id: 'x', function: { arguments: '{}' } })], ''],
    ['no list', [delta({ tool_calls: 'x' }), delta({ tool_calls: [null, 5] })], ''],
  ];
  for (const [name, body, expected] of cases) {
    test(name, async () =>
      assert.equal(worded(await stream(...body, done)), `${expected}|undefined undefined`),
    );
  }
});

describe('errors in the stream', () => {
  const fails = async (body: readonly unknown[]): Promise<unknown> => {
    try {
      await stream(...body);
    } catch (e) {
      return e;
    }
    return assert.fail('nothing was thrown');
  };

  const errors: readonly [string, readonly unknown[], string, number | string][] = [
    ['plain JSON', ['{"error":{"code":"insufficient_credits","message":"x"}}'], 'api', 402],
    ['the envelope', ['{"code":429,"msg":"slow down"}'], 'api', 429],
    ['a chunk', [delta({ content: 'a' }), data({ error: { code: 500, message: 'x' } })], 'api', 500],
    [
      'an error event',
      [delta({ content: 'a' }), 'event: error\ndata: {"message":"x","code":503}\n\n'],
      'api',
      503,
    ],
    ['an error event without a code', ['event: error\ndata: {"message":"boom"}\n\n'], 'api', 200],
    ['what is not ours', [delta({ content: 'a' }), new TypeError('terminated')], 'network', 'foreign'],
    ['a page', ['<!DOCTYPE html><title>Sign in</title>'], 'decode', 'notJson'],
    ['a text', ['upstream connect error'], 'decode', 'notJson'],
    ['nothing', [], 'decode', 'notJson'],
    ['torn JSON', ['{"choices":[{"message":{"con'], 'decode', 'torn'],
    ['a torn chunk', [delta({ content: 'a' }), 'data: {"choices":['], 'decode', 'torn'],
    ['no choice', ['{"id":"x","choices":[]}'], 'decode', 'shape'],
    ['an event beyond the cap', [`data: {"a":"${'x'.repeat(1024 * 1024)}"}\n\n`], 'decode', 'tooLarge'],
    ['JSON beyond the cap', ['{"a":"', 'x'.repeat(9 * 1024 * 1024)], 'decode', 'tooLarge'],
    ['broken off', [delta({ content: 'a' }), reset], 'network', 'ECONNRESET'],
    ['ended too early', [delta({ content: 'a' })], 'network', 'EOF'],
    ['comments alone', [': ping\n\n: ping\n\n'], 'network', 'EOF'],
  ];
  for (const [name, body, kind, detail] of errors) {
    test(name, async () => {
      const error = await fails(body);
      assert.ok(isError(error), String(error));
      assert.equal(error.kind, kind);
      const found = [
        isError(error, 'api') && error.status,
        isError(error, 'decode') && error.reason,
        isError(error, 'network') && (error.code ?? 'foreign'),
      ];
      assert.ok(found.includes(detail), String(error));
    });
  }
});

describe('not streamed', () => {
  const ask = async (answer: ScriptedAnswer) => {
    const harness = createApiHarness([answer]);
    return { harness, answer: await harness.client.chat(request) };
  };

  test('the bare object, and what is asked for it', async () => {
    const { harness, answer } = await ask({ body: chatAnswer('Hello', 'Hm') });
    assert.deepEqual(answer, {
      content: 'Hello',
      reasoning: 'Hm',
      toolCalls: [],
      finishReason: 'stop',
      credits: 0.5,
      usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
    });
    const sent = harness.http.requests[0];
    assert.equal(sent?.url, 'https://api.test/api/v1/chat/completions');
    assert.deepEqual(JSON.parse(String(sent?.body)), {
      model: 'gemini',
      include_thoughts: true,
      reasoning_effort: 'high',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
    });
  });

  test('under data, credits beside it', async () => {
    const body = { code: 200, credits_consumed: 3, data: { choices: [{ message: { content: 'a' } }] } };
    assert.equal((await ask({ body })).answer.credits, 3);
  });

  test('a stream all the same', async () => {
    const { answer } = await ask({ body: chatEvents(['Hello', ' there.'], ['Hm']) });
    assert.deepEqual(
      [answer.content, answer.reasoning, answer.credits, answer.usage?.['total_tokens']],
      ['Hello there.', 'Hm', 0.5, 12],
    );
  });

  test('usage stays, whatever follows it', async () => {
    const body = [
      data({ usage: { total_tokens: 3 }, credits_consumed: 1 }),
      delta({ content: 'a' }, 'stop'),
      done,
    ];
    const { answer } = await ask({ body });
    assert.deepEqual([answer.usage, answer.credits], [{ total_tokens: 3 }, 1]);
  });

  test('tool calls', async () => {
    const tool_calls = [{ id: 'x', type: 'function', function: { name: 'draw', arguments: '{"a":1}' } }];
    const { answer } = await ask({ body: { choices: [{ message: { content: null, tool_calls } }] } });
    assert.deepEqual(answer.toolCalls, [{ id: 'x', name: 'draw', arguments: '{"a":1}' }]);
    assert.equal(answer.content, '');
  });
});

describe('ends', () => {
  test('leaving early ends the exchange', async () => {
    const { client, http, clock } = createApiHarness([{ body: [delta({ content: 'a' }), 'hang'] }]);
    for await (const event of client.chatStream(request)) {
      assert.equal(event.type, 'content');
      break;
    }
    assert.deepEqual([http.open.size, clock.pending], [0, 0]);
  });

  test('an abort in the middle is CancelledError', async () => {
    const { client, http, clock } = createApiHarness([{ body: [delta({ content: 'a' }), 'hang'] }]);
    const controller = new AbortController();
    const seen: string[] = [];
    await assert.rejects(
      async () => {
        for await (const event of client.chatStream(request, controller.signal)) {
          seen.push(event.type);
          controller.abort();
        }
      },
      e => isError(e, 'cancelled'),
    );
    assert.deepEqual(seen, ['content']);
    assert.deepEqual([http.open.size, clock.pending], [0, 0]);
  });

  test('half an hour is enough', async () => {
    const { client, clock } = createApiHarness([{ body: [delta({ content: 'a' }), 'hang'] }]);
    await assert.rejects(
      async () => {
        for await (const _event of client.chatStream(request)) setImmediate(() => clock.advance(1_800_000));
      },
      e => isError(e, 'timeout') && e.afterMs === 1_800_000,
    );
  });

  test('429 is asked again, a 500 is not', async () => {
    const again = createApiHarness([
      { status: 429, headers: { 'retry-after': '2' } },
      { body: chatEvents(['a']) },
    ]);
    for await (const event of again.client.chatStream(request)) assert.ok(event);
    assert.deepEqual(again.budget, ['person', 'refused 2000', 'person']);
    const once = createApiHarness([{ status: 500, body: 'x' }]);
    await assert.rejects(once.client.chat(request), e => isError(e, 'api') && e.status === 500);
    assert.deepEqual([once.http.requests.length, once.http.open.size, once.clock.pending], [1, 0, 0]);
  });

  test('a redirect is not followed', async () => {
    const { client, http } = createApiHarness([{ status: 307, headers: { location: 'https://evil.test/' } }]);
    await assert.rejects(client.chat(request), e => isError(e, 'decode') && e.reason === 'redirect');
    assert.deepEqual([http.requests.length, http.open.size], [1, 0]);
  });
});
