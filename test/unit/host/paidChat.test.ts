/** What Gemini takes is counted: before the answer as far as known, after it exactly, never for what was not sent. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { ChatAnswer, ChatEvent, ChatRequest } from '../../../src/core/api/types.ts';
import { ApiError, CancelledError, isError, NetworkError, StorageError } from '../../../src/core/errors.ts';
import { createChatServices } from '../../support/chatServices.ts';
import { editor, userSettings } from '../../support/vscodeStub.ts';

const { orderChat } = await import('../../../src/host/paidChat.ts');
const { chatCommand } = await import('../../../src/host/commands/chatCommand.ts');

const request: ChatRequest = { messages: [{ role: 'user', content: 'secret words' }] };
const nowhere = { folder: undefined };

const answerOf = (credits: number | undefined): ChatAnswer => ({
  ...{ content: 'x', reasoning: '', toolCalls: [], finishReason: 'stop', credits, usage: undefined },
});

async function* streamOf(credits: number | undefined): AsyncIterable<ChatEvent> {
  yield { type: 'content', text: 'x' };
  yield { type: 'end', finishReason: 'stop', credits };
}

async function readAll(events: AsyncIterable<ChatEvent>): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of events) types.push(type);
  return types;
}

/** What the ledger counts: credits and whether they are an estimate. */
async function counted({ store }: Pick<ReturnType<typeof createChatServices>, 'store'>) {
  return (await store.creditSums({})).map(({ credits, count, isEstimated }) => [credits, count, isEstimated]);
}

beforeEach(() => {
  userSettings.clear();
  editor.warnings.length = 0;
  editor.warningAnswer = undefined;
});

describe('an answer of Gemini', () => {
  test('is counted before it is there, and then exactly, whole or as a stream', async () => {
    const during: unknown[] = [];
    const parts = createChatServices({
      chat: async () => {
        during.push(...(await counted(parts)));
        return answerOf(7.5);
      },
      chatStream: () => streamOf(2),
    });
    await (await orderChat(parts.services, nowhere)).chat(request);
    assert.deepEqual(during, [[5, 1, true]]);
    const events = await readAll((await orderChat(parts.services, nowhere)).chatStream(request));
    assert.deepEqual(events, ['content', 'end']);
    assert.deepEqual(await counted(parts), [[9.5, 2, undefined]]);
    const [sum] = await parts.store.creditSums({});
    assert.deepEqual([sum?.kind, sum?.model, sum?.workspace], ['chat', 'gemini', undefined]);
  });

  test('stays an estimate where the service does not say, breaks off or is stopped', async () => {
    const stopped = new AbortController();
    const failures = [
      undefined,
      new NetworkError({ sent: 'unknown', message: 'gone' }),
      new CancelledError(),
      new ApiError({ status: 500, code: 'server_error' }),
    ];
    for (const failure of failures) {
      const parts = createChatServices({
        chat: async () => {
          if (failure !== undefined) throw failure;
          return answerOf(undefined);
        },
      });
      const asked = (await orderChat(parts.services, nowhere)).chat(request, stopped.signal);
      await (failure === undefined ? asked : assert.rejects(asked, failure));
      assert.deepEqual(await counted(parts), [[5, 1, true]]);
    }
  });

  test('that was free, or surely not given, is not counted', async () => {
    for (const failure of [
      undefined,
      new ApiError({ status: 429, code: 'rate_limit' }),
      new NetworkError({ sent: 'no', message: 'offline' }),
    ]) {
      const parts = createChatServices({
        chat: async () => {
          if (failure !== undefined) throw failure;
          return answerOf(0);
        },
        chatStream: async function* () {
          if (failure !== undefined) throw failure;
          yield* streamOf(0);
        },
      });
      const asked = (await orderChat(parts.services, nowhere)).chat(request);
      await (failure === undefined ? asked : assert.rejects(asked, failure));
      const streamed = readAll((await orderChat(parts.services, nowhere)).chatStream(request));
      await (failure === undefined ? streamed : assert.rejects(streamed, failure));
      assert.deepEqual(await counted(parts), []);
    }
  });

  test('costs nothing in the sandbox, whatever the limit', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 0);
    const parts = createChatServices({ chat: async () => answerOf(5) }, 'sandbox');
    await (await orderChat(parts.services, nowhere)).chat(request);
    assert.deepEqual(await counted(parts), []);
  });

  test('comes without a list, too, as long as no limit has to be kept', async () => {
    const { services, log } = createChatServices({ chat: async () => answerOf(5) });
    const refuse = async () => {
      throw new StorageError({ reason: 'ledger', message: 'no disk' });
    };
    const broken = { ...services, tasks: { ...services.tasks, noteChat: refuse, creditsSince: refuse } };
    assert.equal((await (await orderChat(broken, nowhere)).chat(request)).content, 'x');
    assert.ok(log.lines.some(line => line.includes('could not be noted')));
    userSettings.set('apiInOne.budget.stopAbove', 100);
    await assert.rejects(orderChat(broken, nowhere), e => isError(e, 'storage'));
  });
});

describe('the limits', () => {
  test('of the day count what chat took, and two questions at once do not pass it together', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 9);
    let asked = 0;
    const parts = createChatServices({
      chat: async () => {
        asked += 1;
        return answerOf(5);
      },
    });
    const once = async () => (await orderChat(parts.services, nowhere)).chat(request);
    const done = await Promise.allSettled([once(), once()]);
    assert.deepEqual(
      done.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    await assert.rejects(once(), e => isError(e, 'budget') && e.used === 5 && e.price === 5);
    assert.equal(asked, 1);
  });

  test('hold for other extensions, before anything is sent', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 4);
    const parts = createChatServices({
      chat: async () => assert.fail('sent'),
      chatStream: () => assert.fail('sent'),
    });
    const run = chatCommand(parts.services as never)['apiInOne.chat'];
    for (const stream of [true, false])
      await assert.rejects(Promise.resolve(run({ prompt: 'x', stream })), e => isError(e, 'budget'));
    assert.deepEqual(await counted(parts), []);
  });

  test('ask where one answer may cost more than the person wants to be asked about', async () => {
    userSettings.set('apiInOne.budget.askAbove', 1);
    const { services } = createChatServices({ chat: async () => answerOf(5) });
    await assert.rejects(orderChat(services, nowhere), e => isError(e, 'cancelled'));
    editor.warningAnswer = 'Generate';
    await orderChat(services, nowhere);
    await orderChat(services, { ...nowhere, isAgreed: true });
    assert.equal(editor.warnings.length, 2);
  });
});
