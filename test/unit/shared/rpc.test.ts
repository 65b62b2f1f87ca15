/** One reply to each request, whatever happens; nothing waits for ever. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  answerRequests,
  type Client,
  createClient,
  type ErrorView,
  type Handlers,
  type Message,
  RemoteError,
  toMessage,
} from '../../../src/shared/rpc.ts';

interface Requests {
  double: [number, number];
  slow: [undefined, string];
  broken: [undefined, undefined];
}

/** Timers that fire when told. */
function createTimers() {
  const waiting = new Map<number, { ms: number; fn: () => void }>();
  let count = 0;
  return {
    waiting,
    timer: {
      after(ms: number, fn: () => void): () => void {
        count += 1;
        const id = count;
        waiting.set(id, { ms, fn });
        return () => waiting.delete(id);
      },
    },
    fireAll(): void {
      for (const [id, { fn }] of [...waiting]) {
        waiting.delete(id);
        fn();
      }
    },
  };
}

const handlers: Handlers<Requests> = {
  double: async n => n * 2,
  slow: async () => 'done',
  broken: async () => {
    throw new Error('it broke');
  },
};

const toErrorView = (e: unknown): ErrorView => ({ message: e instanceof Error ? e.message : String(e) });

/** A client and an answerer, joined as over a pipe of plain objects. */
function join(over: Partial<Handlers<Requests>> = {}) {
  const timers = createTimers();
  const sent: Message[] = [];
  const replies: Message[] = [];
  const client: Client<Requests> = createClient<Requests>(
    message => {
      sent.push(message);
      void answer(structuredClone(message));
    },
    { timer: timers.timer, session: 'a', limitMs: name => (name === 'slow' ? 5000 : 100) },
  );
  const answer = answerRequests<Requests>(
    { ...handlers, ...over },
    message => {
      replies.push(message);
      client.onMessage(structuredClone(message));
    },
    toErrorView,
  );
  return { client, timers, sent, replies, answer };
}

describe('calls', () => {
  test('a value comes back, in whatever order the answers come', async () => {
    const first = Promise.withResolvers<string>();
    const { client } = join({ slow: () => first.promise });
    const slow = client.call('slow', undefined);
    assert.equal(await client.call('double', 21), 42);
    first.resolve('late');
    assert.equal(await slow, 'late');
  });

  test('a handler that throws rejects with its words', async () => {
    const { client } = join();
    await assert.rejects(client.call('broken', undefined), (e: unknown) => {
      assert.ok(e instanceof RemoteError);
      assert.equal(e.message, 'it broke');
      assert.equal(e.kind, undefined);
      return true;
    });
  });

  test('the field of an error crosses the pipe', async () => {
    const { client } = join();
    const answer = client.call('double', 1);
    client.onMessage({
      type: 'reply',
      id: 'a-1',
      error: { message: 'no', field: 'prompt', kind: 'cancelled' },
    });
    await assert.rejects(answer, { field: 'prompt', kind: 'cancelled' });
  });

  test('no answer within the limit rejects, and what comes later is ignored', async () => {
    const { client, timers, replies } = join({ double: () => new Promise(() => undefined) });
    const answer = client.call('double', 1);
    assert.deepEqual(
      [...timers.waiting.values()].map(t => t.ms),
      [100],
    );
    timers.fireAll();
    await assert.rejects(answer, { kind: 'timeout' });
    client.onMessage({ type: 'reply', id: 'a-1', value: 2 });
    assert.equal(replies.length, 0);
  });

  test('each name has its own limit, and an answer stops the clock', async () => {
    const { client, timers } = join();
    const answer = client.call('slow', undefined);
    assert.equal([...timers.waiting.values()][0]?.ms, 5000);
    assert.equal(await answer, 'done');
    assert.equal(timers.waiting.size, 0);
  });

  test('disposing rejects what is pending and every call after it', async () => {
    const { client, timers, sent } = join({ slow: () => new Promise(() => undefined) });
    const pending = [client.call('slow', undefined), client.call('slow', undefined)];
    client.dispose();
    for (const call of pending) await assert.rejects(call, { kind: 'closed' });
    await assert.rejects(client.call('double', 1), { kind: 'closed' });
    assert.equal(sent.length, 2);
    assert.equal(timers.waiting.size, 0);
  });

  test('a pipe that refuses the request rejects the call', async () => {
    const timers = createTimers();
    const client = createClient<Requests>(
      () => {
        throw new Error('closed pipe');
      },
      { timer: timers.timer, session: 'a', limitMs: () => 1 },
    );
    await assert.rejects(client.call('double', 1), /closed pipe/);
    assert.equal(timers.waiting.size, 0);
  });

  test('a reply to an earlier page does not answer this one', async () => {
    const { client } = join({ double: () => new Promise(() => undefined) });
    let isSettled = false;
    const answer = client.call('double', 1).finally(() => {
      isSettled = true;
    });
    client.onMessage({ type: 'reply', id: 'b-1', value: 99 });
    await Promise.resolve();
    assert.equal(isSettled, false);
    client.onMessage({ type: 'reply', id: 'a-1', value: 7 });
    assert.equal(await answer, 7);
  });
});

describe('answers', () => {
  test('each request has exactly one reply', async () => {
    const { answer, replies } = join();
    await answer({ type: 'request', id: 'x', name: 'double', params: 4 });
    await answer({ type: 'request', id: 'y', name: 'broken', params: undefined });
    assert.deepEqual(replies, [
      { type: 'reply', id: 'x', value: 8 },
      { type: 'reply', id: 'y', error: { message: 'it broke' } },
    ]);
  });

  test('a handler that throws before it is asynchronous is answered too', async () => {
    const { answer, replies } = join({
      slow: () => {
        throw new Error('at once');
      },
    });
    await answer({ type: 'request', id: 'x', name: 'slow', params: undefined });
    assert.deepEqual(replies, [{ type: 'reply', id: 'x', error: { message: 'at once' } }]);
  });

  for (const name of ['nothing', 'constructor', 'toString', '__proto__', ''])
    test(`the unknown name "${name}" is answered with an error`, async () => {
      const { answer, replies } = join();
      await answer({ type: 'request', id: 'x', name, params: undefined });
      assert.equal(replies.length, 1);
      assert.match(JSON.stringify(replies[0]), /no handler for/);
    });

  test('a value that cannot cross the pipe is answered with an error', async () => {
    const replies: Message[] = [];
    const answer = answerRequests<Requests>(
      { ...handlers, slow: async () => (() => undefined) as never },
      message => replies.push(structuredClone(message)),
      toErrorView,
    );
    await answer({ type: 'request', id: 'x', name: 'slow', params: undefined });
    assert.equal(replies.length, 1);
    assert.ok(replies[0]?.type === 'reply' && replies[0].error !== undefined);
  });

  test('a failure in the wording of a failure does not cost the reply', async () => {
    const replies: Message[] = [];
    const answer = answerRequests<Requests>(
      handlers,
      message => replies.push(message),
      () => {
        throw new Error('no words');
      },
    );
    await answer({ type: 'request', id: 'x', name: 'broken', params: undefined });
    assert.deepEqual(replies, [{ type: 'reply', id: 'x', error: { message: 'Error: it broke' } }]);
  });

  test('replies and events are not answered', async () => {
    const { answer, replies } = join();
    await answer({ type: 'reply', id: 'x', value: 1 });
    await answer({ type: 'event', name: 'double', value: 1 });
    assert.deepEqual(replies, []);
  });
});

describe('messages', () => {
  const hostile: unknown[] = [
    undefined,
    null,
    7,
    'request',
    [],
    {},
    { type: 'request' },
    { type: 'request', id: 1, name: 'double' },
    { type: 'request', id: 'x' },
    { type: 'request', id: 'x', name: { toString: () => 'double' } },
    { type: 'reply' },
    { type: 'reply', id: 3, value: 1 },
    { type: 'reply', id: 'x', error: 'text' },
    { type: 'reply', id: 'x', error: null },
    { type: 'reply', id: 'x', error: { message: 5 } },
    { type: 'event', value: 1 },
    { type: 'other', id: 'x', name: 'double' },
  ];
  for (const value of hostile)
    test(`${JSON.stringify(value)} is none`, () => assert.equal(toMessage(value), undefined));

  test('what is one comes through as it is', () => {
    const request = { type: 'request', id: 'x', name: 'double', params: 1 };
    const reply = { type: 'reply', id: 'x', error: { message: 'no' } };
    const event = { type: 'event', name: 'snapshot', value: {} };
    for (const message of [request, reply, event]) assert.equal(toMessage(message), message);
  });
});
