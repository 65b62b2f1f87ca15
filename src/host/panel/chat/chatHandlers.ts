/** Answers the Studio's chat: one request a question, its answer as text that grows. */
import * as vscode from 'vscode';
import type { ChatMessage } from '../../../core/api/types.ts';
import { chatModel } from '../../../core/catalogue/chat.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { ChatAnswerView, ChatRequests, ChatText } from '../../../shared/chatProtocol.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { guardBudget } from '../../budget.ts';
import { insertPlainText } from '../../editor/insertPlainText.ts';
import type { Origin } from '../../origin.ts';
import type { Services } from '../../services.ts';
import { creditsText } from '../../words.ts';
import { checkTurns, toMessages } from './chatTurns.ts';
import { readable } from './readable.ts';

/** The page is told of new text so often at most. */
const flushMs = 80;
/** Answers that are kept for a page that comes back. */
const mostKept = 8;

export interface ChatHost {
  readonly services: Pick<
    Services,
    'client' | 'ensureReady' | 'service' | 'catalogue' | 'tasks' | 'background'
  >;
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

/** Reads one answer; `tell` gets all of its text now and then. */
async function readAnswer(
  host: ChatHost,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<ChatAnswerView> {
  const { services } = host;
  let text = '';
  let toldAt = 0;
  let finish: string | undefined;
  let credits: number | undefined;
  try {
    for await (const event of services.client().chatStream({ messages }, signal)) {
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
  const isPaid = credits !== undefined && services.service() === 'live';
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
    await services.ensureReady();
    await guardBudget(
      { catalogue: services.catalogue(), tasks: services.tasks, service: services.service() },
      {
        price: { ...chatModel.price, runs: 0 },
        question: price => vscode.l10n.t('Chat with Gemini, each answer: {0}. Go on?', price),
        isAgreed,
      },
    );
    // The sandbox asked nobody.
    if (services.service() === 'live') isAgreed = true;
    return readAnswer(host, messages, signal, text => host.send({ id, text }));
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
