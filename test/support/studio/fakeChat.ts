/** The fake host's chat: answers in pieces, when the test lets it. */
import { InputError } from '../../../src/core/errors.ts';
import { checkTurns } from '../../../src/host/panel/chat/chatTurns.ts';
import type { ChatAnswerView, ChatRequests, ChatText } from '../../../src/shared/chatProtocol.ts';
import type { Handlers } from '../../../src/shared/rpc.ts';

/** An answer that a test gives by hand. */
export interface FakeAnswer {
  readonly id: string;
  /** All text so far. */
  say(text: string): void;
  end(answer: ChatAnswerView): void;
  fail(message: string): void;
}

export interface FakeChat {
  readonly handlers: Handlers<ChatRequests>;
  /** The question that was asked last. */
  latest: FakeAnswer | undefined;
  /** Resolves once there is a question that is not answered. */
  whenAsked(): Promise<void>;
}

/** Makes it; `send` tells the page of text. */
export function createFakeChat(send: (text: ChatText) => void): FakeChat {
  const answers = new Map<string, Promise<ChatAnswerView>>();
  let said = '';
  let isOpen = false;
  let tellAsked = (): void => {};
  const nothing = async (): Promise<undefined> => undefined;
  const chat: FakeChat = {
    latest: undefined,
    async whenAsked() {
      if (!isOpen)
        await new Promise<void>(resolve => {
          tellAsked = resolve;
        });
    },
    handlers: {
      askChat: ({ id, turns }) => {
        checkTurns(turns);
        said = '';
        const { promise, resolve, reject } = Promise.withResolvers<ChatAnswerView>();
        answers.set(id, promise);
        isOpen = true;
        chat.latest = {
          id,
          say: text => {
            said = text;
            send({ id, text });
          },
          end: view => {
            isOpen = false;
            resolve(view);
          },
          fail: message => {
            isOpen = false;
            reject(new InputError({ field: message, rule: 'required' }));
          },
        };
        tellAsked();
        return promise;
      },
      awaitChat: async ({ id }) => answers.get(id),
      stopChat: async () => {
        chat.latest?.end({ text: said, ending: 'stopped', credits: undefined });
        return undefined;
      },
      copyText: nothing,
      insertText: nothing,
    },
  };
  return chat;
}
