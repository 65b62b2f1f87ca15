/** The Studio's chat on the host's side: what is sent, what comes back, what is refused before anything is. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { readConversation, shortened, takenBack } from '../../../media/studio/chat/conversation.ts';
import type { ChatEvent, ChatRequest } from '../../../src/core/api/types.ts';
import { isError, NetworkError } from '../../../src/core/errors.ts';
import type { ChatText } from '../../../src/shared/chatProtocol.ts';
import { createChatServices } from '../../support/chatServices.ts';
import { editor, userSettings } from '../../support/vscodeStub.ts';

const { createChatSide } = await import('../../../src/host/panel/chat/chatHandlers.ts');
const { readable } = await import('../../../src/host/panel/chat/readable.ts');

type Answer = (request: ChatRequest, signal: AbortSignal | undefined) => AsyncIterable<ChatEvent>;

async function* saying(...events: readonly ChatEvent[]): AsyncIterable<ChatEvent> {
  yield* events;
}
const whole = (text: string, credits?: number): Answer => {
  return () => saying({ type: 'content', text }, { type: 'end', finishReason: 'stop', credits });
};

function create(answer: Answer, service: 'live' | 'sandbox' = 'live') {
  const requests: ChatRequest[] = [];
  const told: ChatText[] = [];
  const client = {
    chatStream: (request: ChatRequest, signal?: AbortSignal) => {
      requests.push(request);
      return answer(request, signal);
    },
  };
  const { services, store } = createChatServices(client, service);
  const side = createChatSide({
    services: { ...services, background: () => {} },
    lastOrigin: () => ({ folder: undefined, document: undefined, selection: undefined }),
    send: text => told.push(text),
  });
  return { ...side, requests, told, store };
}

const user = (text: string, media?: readonly string[]) => ({
  role: 'user' as const,
  text,
  ...(media === undefined ? {} : { media }),
});

beforeEach(() => {
  userSettings.clear();
  editor.warnings.length = 0;
  editor.warningAnswer = undefined;
});

describe('a question', () => {
  test('goes with all turns, its media as parts, once', async () => {
    const { handlers, requests } = create(whole('Blue.', 5.5));
    const turns = [
      user('Hi'),
      { role: 'assistant' as const, text: 'Hello' },
      user('Colour?', ['https://e.com/a.png']),
    ];
    const [first, second] = await Promise.all([
      handlers.askChat({ id: 'a', turns }),
      handlers.askChat({ id: 'a', turns }),
    ]);
    assert.deepEqual(first, { text: 'Blue.', ending: 'whole', credits: '5.5 credits' });
    assert.deepEqual(second, first);
    assert.deepEqual(await handlers.awaitChat({ id: 'a' }), first);
    assert.equal(await handlers.awaitChat({ id: 'b' }), undefined);
    assert.deepEqual(requests, [
      {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Colour?' },
              { type: 'image_url', image_url: { url: 'https://e.com/a.png' } },
            ],
          },
        ],
      },
    ]);
  });

  test('that is none is refused before anything is sent', async () => {
    const { handlers, requests } = create(whole('x'));
    const bad: unknown[] = [
      undefined,
      [],
      [user(' ')],
      [{ role: 'assistant', text: 'x' }],
      [{ role: 'system', text: 'x' }],
      [user('x'.repeat(500_001))],
      [user('x', ['file:///etc/passwd'])],
      [user('x', ['https://user:secret@e.com/'])],
      Array.from({ length: 201 }, () => user('x')),
    ];
    for (const [at, turns] of bad.entries())
      await assert.rejects(
        handlers.askChat({ id: `bad${at}`, turns: turns as never }),
        (e: unknown) => isError(e, 'input'),
        `number ${at}`,
      );
    assert.deepEqual(requests, []);
  });

  test('stops at the day’s limit, asks once where the person wants to be asked, and the sandbox is no yes', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 4);
    const { handlers, requests } = create(whole('x', 5));
    await assert.rejects(handlers.askChat({ id: 'a', turns: [user('x')] }), (e: unknown) =>
      isError(e, 'budget'),
    );
    userSettings.set('apiInOne.budget.stopAbove', 100);
    userSettings.set('apiInOne.budget.askAbove', 1);
    await assert.rejects(handlers.askChat({ id: 'b', turns: [user('x')] }), (e: unknown) =>
      isError(e, 'cancelled'),
    );
    assert.deepEqual(requests, []);
    editor.warningAnswer = 'Generate';
    await handlers.askChat({ id: 'c', turns: [user('x')] });
    await handlers.askChat({ id: 'd', turns: [user('x')] });
    assert.equal(editor.warnings.length, 2, 'refused once, agreed to once');
    assert.equal(requests.length, 2);
  });

  test('costs nothing in the sandbox, and says nothing of credits', async () => {
    userSettings.set('apiInOne.budget.stopAbove', 0);
    const { handlers, store } = create(whole('x', 5), 'sandbox');
    const answer = await handlers.askChat({ id: 'a', turns: [user('x')] });
    assert.deepEqual(answer, { text: 'x', ending: 'whole', credits: undefined });
    assert.deepEqual(await store.creditSums({}), []);
  });
});

describe('an answer', () => {
  test('that is stopped is what has come', async () => {
    const { handlers, told, requests, store } = create(async function* (_request, signal) {
      yield { type: 'content', text: 'Half' };
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        void handlers.stopChat({ id: 'a' });
      });
    });
    const answer = await handlers.askChat({ id: 'a', turns: [user('x')] });
    assert.deepEqual(answer, { text: 'Half', ending: 'stopped', credits: undefined });
    assert.deepEqual(told, [{ id: 'a', text: 'Half' }]);
    assert.equal(requests.length, 1);
    const [counted] = await store.creditSums({});
    assert.deepEqual([counted?.credits, counted?.isEstimated], [5, true], 'it may be paid for');
  });

  test('that breaks off is told as far as it came, and fails', async () => {
    const { handlers, told } = create(async function* () {
      yield { type: 'content', text: 'One ' };
      yield { type: 'content', text: 'two' };
      throw new NetworkError({ sent: 'unknown', message: 'gone' });
    });
    const asked = handlers.askChat({ id: 'a', turns: [user('x')] });
    await assert.rejects(asked, (e: unknown) => isError(e, 'network'));
    assert.deepEqual(told.at(-1), { id: 'a', text: 'One two' });
    await assert.rejects(handlers.awaitChat({ id: 'a' }));
  });

  test('that a limit cut says so', async () => {
    const { handlers } = create(() =>
      saying({ type: 'content', text: 'x' }, { type: 'end', finishReason: 'length', credits: 5 }),
    );
    assert.equal((await handlers.askChat({ id: 'a', turns: [user('x')] })).ending, 'cut');
  });

  test('holds nothing that hides or reorders, and all that is read', () => {
    assert.equal(readable('a\u202eb\u2066c\u0000\u001b[1m\ufeff\r\n\td'), 'abc[1m\n\td');
    assert.equal(readable('👩‍💻 שלום می‌خواهم'), '👩‍💻 שלום می‌خواهم');
    assert.equal(readable('x\ud800'), 'x\ufffd');
  });
});

describe('a conversation that is kept', () => {
  test('is read whatever stands there', () => {
    for (const value of [undefined, null, 7, 'x', [], {}, { turns: 'x' }])
      assert.deepEqual(readConversation(value).turns, []);
    const turns = [
      { role: 'user', text: 'a', media: ['u', 7] },
      { role: 'root', text: 'b' },
      { role: 'user' },
      null,
    ];
    assert.deepEqual(readConversation({ turns, ending: 'x' }).turns, [
      { role: 'user', text: 'a', media: ['u'] },
    ]);
  });

  test('loses its oldest turns where it grows too long, and begins with a question', () => {
    const pair = [user('q'), { role: 'assistant' as const, text: 'a' }];
    const many = Array.from({ length: 80 }, () => pair).flat();
    assert.equal(shortened(many).length, 100);
    assert.equal(shortened([...many, user('last')])[0]?.role, 'user');
    const long = [...pair, user('x'.repeat(500_000))];
    assert.equal(shortened(long).length, 1, 'the newest stays, however long');
  });

  test('gives a question back before what was written since', () => {
    const conversation = { turns: [user('asked', ['u'])], question: 'since', media: [], awaited: 'a' };
    assert.deepEqual(takenBack(conversation), {
      turns: [],
      question: 'asked\n\nsince',
      media: ['u'],
      awaited: undefined,
    });
  });
});
