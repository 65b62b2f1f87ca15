/** One window of real parts: the ledger on disk, the engine, the client, sockets, files; only time is quicker. */
import { createApiClient } from '../../src/core/api/client.ts';
import { provesNotCharged } from '../../src/core/api/provesNotCharged.ts';
import { createAssetSaver, defaultSaveLimits } from '../../src/core/assets/save.ts';
import { DisposableStore } from '../../src/core/lifecycle.ts';
import type { Http, Log } from '../../src/core/ports.ts';
import { createBudget, createMemoryBudgetStore } from '../../src/core/tasks/budget.ts';
import { createTaskEngine, type TaskEngine } from '../../src/core/tasks/engine.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task, TaskFacts } from '../../src/core/tasks/task.ts';
import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { openLedger } from '../../src/host/ports/openLedger.ts';
import { createRandomIds } from '../../src/host/ports/randomIds.ts';
import { createSha256 } from '../../src/host/ports/sha256.ts';
import { sniffMedia } from '../../src/host/ports/sniffMedia.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { createFastClock } from './fastClock.ts';

export interface RealWindowOptions {
  readonly baseUrl: string;
  readonly key: string;
  /** Of the ledger. */
  readonly folder: string;
  readonly log: Log;
  /** How much quicker waits are. */
  readonly speed: number;
  /** Silence that ends a request, real ms. */
  readonly silenceMs: number;
  /** Called around each write of a task that changes; what it throws or ends, the write does not see. */
  readonly onUpdate?: ((when: 'before' | 'after', task: Task) => void) | undefined;
}

export interface RealWindow {
  readonly engine: TaskEngine;
  readonly store: LedgerStore;
  dispose(): void;
}

/** The same requests with less patience. */
function impatient(http: Http, silenceMs: number): Http {
  const limits = { headersTimeoutMs: silenceMs, idleTimeoutMs: silenceMs };
  return { send: request => http.send({ ...request, ...limits }), dispose: () => http.dispose() };
}

/** The same ledger, whose writes can be watched. */
function watched(store: LedgerStore, onUpdate: RealWindowOptions['onUpdate']): LedgerStore {
  const update = store.update.bind(store);
  return Object.assign(store, {
    async update(task: Task) {
      onUpdate?.('before', task);
      const isDone = await update(task);
      onUpdate?.('after', task);
      return isDone;
    },
  });
}

/** Opens the ledger and starts the engine; whoever calls disposes. */
export async function openRealWindow(options: RealWindowOptions): Promise<RealWindow> {
  const { baseUrl, key, folder, log, speed, silenceMs } = options;
  const owned = new DisposableStore();
  const clock = createFastClock(speed);
  const http = owned.add(impatient(createHttp({ proxyConfigured: () => false, log, env: {} }), silenceMs));
  const shared = owned.add(await openLedger({ clock: systemClock, log, folder }));
  const store = createMemoryBudgetStore();
  const budget = owned.add(createBudget({ clock, log, store, requestsPerMinute: () => 600 }));
  const connect = async () => ({ baseUrl, key, http, service: 'live' as const });
  const random = Math.random;
  const client = createApiClient({ connect, budget, clock, log, random });
  const limits = () => defaultSaveLimits;
  const saving = { http: async () => http, files: createLocalFiles(), sniff: sniffMedia, hash: createSha256 };
  const engine = owned.add(
    createTaskEngine({
      ...{
        store: watched(shared.ledger, options.onUpdate),
        lock: shared.lock,
        apiFor: () => client,
        budget,
        clock,
        log,
        random,
      },
      ...{ ids: createRandomIds(clock), provesNotCharged, originFor: () => 'loopback' as const },
      saver: createAssetSaver({ ...saving, clock, log, limits }),
      estimateFor: () => ({ priceKey: 'any', typicalMs: 2000 }),
    }),
  );
  await engine.start();
  return { engine, store: shared.ledger, dispose: () => owned.dispose() };
}

/** An intent whose prompt and file carry its id. */
export function intent(id: string, results: string): TaskFacts {
  const request = {
    model: 'flux-2',
    prompt: `intent ${id}`,
    aspect_ratio: '1:1',
    type: 'pro',
    resolution: '1K',
  };
  return {
    ...{
      id,
      kind: 'image',
      model: 'flux-2',
      title: id,
      service: 'live',
      path: '/images/generations',
      request,
    },
    ...{ expectedOutputs: 1, workspace: results, createdAt: 1_700_000_000_000 },
    output: { folder: results, within: results, fileName: id },
  };
}
