/** As much of the services as asking Gemini takes, over a ledger in memory. */
import type { ApiClient } from '../../src/core/api/types.ts';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import { createGate } from '../../src/core/tasks/gate.ts';
import type { ChatServices } from '../../src/host/paidChat.ts';
import type { Tasks } from '../../src/host/tasks.ts';
import { createMemoryLog } from './memoryLog.ts';
import { createMemoryDisk } from './memoryStore.ts';

/** `client` answers; what is asked for beyond the chat is not there. */
export function createChatServices(client: Partial<ApiClient>, service: 'live' | 'sandbox' = 'live') {
  const store = createMemoryDisk().open();
  const log = createMemoryLog();
  const gate = createGate(1);
  let id = 0;
  const tasks: Pick<Tasks, 'prices' | 'creditsSince' | 'noteChat'> = {
    prices: () => new Map(),
    creditsSince: async ms => (await store.spending(ms)).credits,
    noteChat: bill => store.noteChat(bill),
  };
  const services: ChatServices = {
    client: () => client as ApiClient,
    ensureReady: async () => undefined,
    service: () => service,
    catalogue: () => createCatalogue(),
    tasks: tasks as Tasks,
    ids: { next: () => `chat-${++id}` },
    log,
    inOrder: work => gate.pass(work, new AbortController().signal),
  };
  return { services, store, log };
}
