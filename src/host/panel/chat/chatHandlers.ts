/** Answers the Studio's chat: one request a question, its answer as text that grows. */
import * as vscode from 'vscode';
import type { ChatMessage } from '../../../core/api/types.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { ChatAnswerView, ChatRequests, ChatText } from '../../../shared/chatProtocol.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { insertPlainText } from '../../editor/insertPlainText.ts';
import type { Origin } from '../../origin.ts';
import { type ChatServices, orderChat, type PaidChat } from '../../paidChat.ts';
import type { Services } from '../../services.ts';
import { creditsText } from '../../words.ts';
import { checkTurns, toMessages } from './chatTurns.ts';
import { readable } from './readable.ts';

/** The page is told of new text so often at most. */
const flushMs = 80;
/** Answers that are kept for a page that comes back. */
const mostKept = 8;

export interface ChatHost {
  readonly services: ChatServices & Pick<Services, 'background'>;
  lastOrigin(): Origin;
  /** Tells the page of text that has come. */
  send(text: ChatText): void;
}

export interface ChatSide extends Disposable {
  readonly handlers: Handlers<ChatRequests>;
}

/** What is being asked, or was: its answer, and the way to stop it. */
interface Asked {
  readonly answer: Promise<ChatAnswerView>;
  readonly abort: AbortController;
}

interface Question {
  readonly chat: PaidChat;
  readonly messages: readonly ChatMessage[];
  readonly isLive: boolean;
}

/** Reads one answer; `tell` gets all of its text now and then. */
async function readAnswer(
  { chat, messages, isLive }: Question,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<ChatAnswerView> {
  let text = '';
  let toldAt = 0;
  let finish: string | undefined;
  let credits: number | undefined;
  try {
    for await (const event of chat.chatStream({ messages }, signal)) {
      if (event.type === 'content') text += event.text;
      if (event.type === 'end') ({ finishReason: finish, credits } = event);
      if (text === '' || Date.now() - toldAt < flushMs) continue;
      toldAt = Date.now();
      tell(readable(text));
    }
  } catch (e) {
    // What came before the person stopped it is theirs, and may be paid for.
    if (signal.aborted) return { text: readable(text), ending: 'stopped', credits: undefined };
    tell(readable(text));
    throw e;
  }
  const isPaid = credits !== undefined && isLive;
  return {
    text: readable(text),
    ending: finish === 'length' ? 'cut' : 'whole',
    credits: isPaid ? creditsText(credits ?? 0) : undefined,
  };
}

/** Makes the handlers; disposing stops what is being read. */
export function createChatSide(host: ChatHost): ChatSide {
  const { services } = host;
  const asked = new Map<string, Asked>();
  /** Said yes to the price once: a conversation is not interrupted with every sentence. */
  let isAgreed = false;

  async function ask(id: string, value: unknown, signal: AbortSignal): Promise<ChatAnswerView> {
    const messages = toMessages(checkTurns(value));
    const isLive = services.service() === 'live';
    const { folder } = host.lastOrigin();
    const chat = await orderChat(services, { folder, isConversation: true, isAgreed }, signal);
    // The sandbox asked nobody.
    if (isLive) isAgreed = true;
    return readAnswer({ chat, messages, isLive }, signal, text => host.send({ id, text }));
  }

  /** A second request with the same name is the first one: no question is paid for twice. */
  function begin(id: string, turns: unknown): Promise<ChatAnswerView> {
    const known = asked.get(id);
    if (known !== undefined) return known.answer;
    const abort = new AbortController();
    const answer = ask(id, turns, abort.signal);
    asked.set(id, { answer, abort });
    const [oldest] = asked.keys();
    if (asked.size > mostKept && oldest !== undefined) asked.delete(oldest);
    // Whoever asked hears of it; a page that has gone does not.
    answer.catch(() => undefined);
    return answer;
  }

  return {
    handlers: {
      askChat: async ({ id, turns }) => begin(String(id), turns),
      awaitChat: async ({ id }) => asked.get(String(id))?.answer,
      stopChat: async ({ id }) => {
        asked.get(String(id))?.abort.abort();
        return undefined;
      },
      copyText: async ({ text }) => {
        await vscode.env.clipboard.writeText(String(text));
        return undefined;
      },
      insertText: async ({ text }) => {
        await insertPlainText(services, String(text), host.lastOrigin());
        return undefined;
      },
    },
    dispose: () => {
      for (const { abort } of asked.values()) abort.abort();
    },
  };
}
