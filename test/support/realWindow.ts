/** One window of real parts: the ledger on disk, the engine, the client, sockets, files; only time is quicker. */
import { createApiClient } from '../../src/core/api/client.ts';
import { provesNotCharged } from '../../src/core/api/provesNotCharged.ts';
import { createAssetSaver, defaultSaveLimits } from '../../src/core/assets/save.ts';
import { DisposableStore } from '../../src/core/lifecycle.ts';
import type { Files, Http, Log } from '../../src/core/ports.ts';
import { createBudget, createMemoryBudgetStore } from '../../src/core/tasks/budget.ts';
import { createTaskEngine } from '../../src/core/tasks/engine.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { projectOf, type Task, type TaskFacts } from '../../src/core/tasks/task.ts';
import type { TaskEngine } from '../../src/core/tasks/taskEngine.ts';
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
  /** Called before and after everything that leaves a trace outside: a write of the ledger, a request, a file. */
  readonly onStep?: (step: string) => void;
  /** URI of the folder that is open; every task is at home where none is named. */
  readonly project?: string | undefined;
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

/** The same object; calls of `names` are told before they begin and after they have worked, by what `nameOf` makes. */
function withSteps<T extends object>(
  target: T,
  names: readonly (keyof T & string)[],
  onStep: (step: string) => void,
  nameOf: (name: string, args: readonly unknown[]) => string = name => name,
): T {
  return new Proxy(target, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name, of);
      if (typeof value !== 'function') return value;
      if (!names.some(known => known === name)) return value.bind(of);
      return async (...args: unknown[]) => {
        const step = nameOf(String(name), args);
        onStep(`before ${step}`);
        const result: unknown = await value.apply(of, args);
        onStep(`after ${step}`);
        return result;
      };
    },
  });
}

/** A write of a task is called by the state that it brings; `named` where that names the file to come. */
function ledgerWithSteps(ledger: LedgerStore, onStep: (step: string) => void): LedgerStore {
  return withSteps(ledger, ['insert', 'update'], onStep, (_name, [task]) => {
    const { state } = task as Task;
    return state.status === 'saving' && state.named !== undefined ? 'named' : state.status;
  });
}

function filesWithSteps(files: Files, onStep: (step: string) => void): Files {
  const counted = withSteps(files, ['createTemp'], onStep);
  return {
    createTemp: async (...args) =>
      withSteps(await counted.createTemp(...args), ['write', 'commit', 'discard'], onStep),
    freeBytes: folder => files.freeBytes(folder),
    maxBytes: folder => files.maxBytes(folder),
    exists: uri => files.exists(uri),
    holds: (...args) => files.holds(...args),
  };
}

/** Opens the ledger and starts the engine; whoever calls disposes. */
export async function openRealWindow(options: RealWindowOptions): Promise<RealWindow> {
  const { baseUrl, key, folder, log, speed, silenceMs, project, onStep = () => {} } = options;
  const owned = new DisposableStore();
  const clock = createFastClock(speed);
  const net = owned.add(createHttp({ proxyConfigured: () => false, log, env: {} }));
  const http = withSteps(impatient(net, silenceMs), ['send'], onStep);
  const shared = owned.add(await openLedger({ clock: systemClock, log, folder }));
  const ledger = ledgerWithSteps(shared.ledger, onStep);
  const store = createMemoryBudgetStore();
  const budget = owned.add(createBudget({ clock, log, store, requestsPerMinute: () => 600 }));
  const connect = async () => ({ baseUrl, key, http, service: 'live' as const });
  const random = Math.random;
  const client = createApiClient({ connect, budget, clock, log, random });
  const limits = () => defaultSaveLimits;
  const files = filesWithSteps(createLocalFiles(), onStep);
  const saving = { http: async () => http, files, sniff: sniffMedia, hash: createSha256 };
  const engine = owned.add(
    createTaskEngine({
      ...{ store: ledger, lock: shared.lock, apiFor: () => client, budget, clock, log, random },
      isHome: task => project === undefined || projectOf(task) === project,
      isReachable: () => true,
      ...{ ids: createRandomIds(clock), provesNotCharged, originFor: () => 'loopback' as const },
      saver: createAssetSaver({ ...saving, clock, log, limits }),
      estimateFor: () => ({ priceKey: 'any', units: 1, typicalMs: 2000 }),
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
