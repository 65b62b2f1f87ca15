/**
 * Gemini, asked within the person's limits. What an answer may take is on the disk before it is asked for, so that
 * neither a window that ends nor a second question meanwhile hides it from the day's limit; what it took takes its place.
 */
import * as vscode from 'vscode';
import { provesNotCharged } from '../core/api/provesNotCharged.ts';
import type { ApiClient, ChatEvent, ChatRequest } from '../core/api/types.ts';
import { throwIfAborted } from '../core/async.ts';
import { chatModel } from '../core/catalogue/chat.ts';
import { isError } from '../core/errors.ts';
import type { ChatBill } from '../core/tasks/spending.ts';
import { guardBudget, refuseAboveLimit } from './budget.ts';
import { projectAt } from './origin.ts';
import { mostOf } from './pricing.ts';
import type { Services } from './services.ts';

/** What asking takes of the services. */
export type ChatServices = Pick<
  Services,
  'client' | 'ensureReady' | 'service' | 'catalogue' | 'tasks' | 'ids' | 'log' | 'inOrder'
>;

export interface ChatOrder {
  /** Where the person was. It counts for this folder, where that is one of the window's. */
  readonly folder: vscode.Uri | undefined;
  /** More questions will follow, and a yes counts for them. */
  readonly isConversation?: boolean;
  /** The person has said yes to the price already; the day's limit holds all the same. */
  readonly isAgreed?: boolean;
}

/** One answer, agreed to and noted: for one request. */
export type PaidChat = Pick<ApiClient, 'chat' | 'chatStream'>;

const price = { ...chatModel.price, runs: 0 };

/** Without the list a chat still works, as long as no limit has to be kept. */
async function note({ tasks, log }: ChatServices, bill: ChatBill): Promise<void> {
  await tasks.noteChat(bill).catch((e: unknown) => log.error('what the chat took could not be noted', e));
}

/**
 * After an error what was noted stays, unless it is a proof that nothing was billed. A cancelled one is none here: the
 * client does not say whether the question had left.
 */
async function noteFailure(services: ChatServices, bill: ChatBill, e: unknown): Promise<void> {
  if (provesNotCharged(e) && !isError(e, 'cancelled')) await note(services, { ...bill, credits: 0 });
}

async function noteAnswer(
  services: ChatServices,
  bill: ChatBill,
  credits: number | undefined,
): Promise<void> {
  if (credits !== undefined) await note(services, { ...bill, credits, isEstimated: false });
}

function billed(services: ChatServices, client: ApiClient, bill: ChatBill): PaidChat {
  async function* stream(request: ChatRequest, signal?: AbortSignal): AsyncGenerator<ChatEvent> {
    try {
      for await (const event of client.chatStream(request, signal)) {
        if (event.type === 'end') await noteAnswer(services, bill, event.credits);
        yield event;
      }
    } catch (e) {
      await noteFailure(services, bill, e);
      throw e;
    }
  }
  return {
    chatStream: stream,
    async chat(request, signal) {
      try {
        const answer = await client.chat(request, signal);
        await noteAnswer(services, bill, answer.credits);
        return answer;
      } catch (e) {
        await noteFailure(services, bill, e);
        throw e;
      }
    },
  };
}

/**
 * What to ask with, once: the person and the limits agree, and it is noted. Rejects with StorageError, BudgetError and
 * CancelledError; nothing was sent then. The sandbox costs nothing.
 */
export async function orderChat(
  services: ChatServices,
  { folder, isConversation, isAgreed }: ChatOrder,
  signal?: AbortSignal,
): Promise<PaidChat> {
  await services.ensureReady();
  const service = services.service();
  const client = services.client(service);
  if (service === 'sandbox') return client;
  const { l10n } = vscode;
  const bill: ChatBill = {
    ...{ id: services.ids.next(), orderedAt: Date.now(), kind: 'chat', model: chatModel.slug },
    ...{ workspace: projectAt({ folder }), credits: mostOf(price), isEstimated: true },
  };
  const sources = { catalogue: services.catalogue(), tasks: services.tasks, service };
  await guardBudget(sources, {
    price,
    question: text =>
      isConversation === true
        ? l10n.t('Chat with Gemini, each answer: {0}. Go on?', text)
        : l10n.t('An answer of Gemini: {0}. Go on?', text),
    isAgreed: isAgreed === true,
  });
  await services.inOrder(async () => {
    // What waited behind other windows may not be wanted any more.
    throwIfAborted(signal);
    await refuseAboveLimit(sources, bill.credits);
    await note(services, bill);
  });
  return billed(services, client, bill);
}
