/** The composition root: the one place where ports are made and put together. */
import * as vscode from 'vscode';
import { createApiClient } from '../core/api/client.ts';
import { provesNotCharged } from '../core/api/provesNotCharged.ts';
import type { ApiClient, Connection } from '../core/api/types.ts';
import { nameFor } from '../core/assets/plan.ts';
import { createAssetSaver, defaultSaveLimits } from '../core/assets/save.ts';
import { createCatalogue } from '../core/catalogue/index.ts';
import { isError, StorageError } from '../core/errors.ts';
import { DisposableStore, Emitter } from '../core/lifecycle.ts';
import type { Files, Http, Log, Secrets } from '../core/ports.ts';
import { sandboxBaseUrl, sandboxOrigin } from '../core/sandbox/address.ts';
import { createBudget, createMemoryBudgetStore, type RequestBudget } from '../core/tasks/budget.ts';
import { createTaskEngine, type Estimate } from '../core/tasks/engine.ts';
import type { Task } from '../core/tasks/task.ts';
import { createTasks, type OpenEngine } from './createTasks.ts';
import { createFilesByScheme } from './ports/filesByScheme.ts';
import { createHttp } from './ports/httpSelection.ts';
import { createLazySandbox } from './ports/lazySandboxHttp.ts';
import { createLocalFiles } from './ports/localFiles.ts';
import { openLedger } from './ports/openLedger.ts';
import { isLoopbackHost } from './ports/proxyEnvironment.ts';
import { createRandomIds } from './ports/randomIds.ts';
import { createSha256 } from './ports/sha256.ts';
import { systemClock } from './ports/systemClock.ts';
import { createVscodeFiles } from './ports/vscodeFiles.ts';
import { createVscodeLog } from './ports/vscodeLog.ts';
import { createVscodeSecrets } from './ports/vscodeSecrets.ts';
import { showError } from './present.ts';
import { estimate, estimateText, keyOfTask } from './pricing.ts';
import { defaultsFor, recordRequest } from './recordRequest.ts';
import type { ServiceName, Services } from './services.ts';
import { hasProxySetting, onDidChangeSetting, readBaseUrl, readSetting } from './settings.ts';
import { trackTask } from './trackTask.ts';

const sandboxKey = 'aio_sandbox';

/** Requests to the sandbox's origin are answered in this window; all others go out. */
function routeHttp(live: Http, sandbox: () => Promise<Http>): Http {
  return {
    send: async request =>
      request.url.startsWith(`${sandboxOrigin}/`) ? (await sandbox()).send(request) : live.send(request),
    dispose: () => live.dispose(),
  };
}

function createFiles(): Files {
  const other = createVscodeFiles({
    fs: vscode.workspace.fs,
    parse: uri => vscode.Uri.parse(uri),
    join: vscode.Uri.joinPath,
  });
  return createFilesByScheme(createLocalFiles(), other);
}

/** The key's origin; for a base URL that cannot be used, one that no key was ever entered for. */
function keyOrigin(): string {
  try {
    return new URL(readBaseUrl()).origin;
  } catch {
    return 'invalid';
  }
}

function isLoopbackService(): boolean {
  try {
    return isLoopbackHost(new URL(readBaseUrl()).hostname);
  } catch {
    return false;
  }
}

interface Net {
  readonly http: Http;
  readonly budget: RequestBudget;
  readonly client: (service: ServiceName) => ApiClient;
}

async function connectLive(secrets: Secrets, http: Http): Promise<Connection> {
  const baseUrl = readBaseUrl();
  const key = await secrets.get();
  if (key === undefined) throw new StorageError({ reason: 'noKey', message: 'no API key is set' });
  return { baseUrl, key, http, service: 'live' };
}

function createClients(parts: {
  http: Http;
  budget: RequestBudget;
  secrets: Secrets;
  log: Log;
}): Net['client'] {
  const { http, budget, secrets, log } = parts;
  const common = { budget, clock: systemClock, log, random: Math.random };
  const live = createApiClient({ ...common, connect: () => connectLive(secrets, http) });
  const connection: Connection = { baseUrl: sandboxBaseUrl, key: sandboxKey, http, service: 'sandbox' };
  const sandbox = createApiClient({ ...common, connect: async () => connection });
  return service => (service === 'live' ? live : sandbox);
}

/** A store that the budget can be moved to once the ledger is open: waiting requests hardly exist before. */
function createLateBudgetStore(): {
  store: ReturnType<typeof createMemoryBudgetStore>;
  use(next: ReturnType<typeof createMemoryBudgetStore>): void;
} {
  let current = createMemoryBudgetStore();
  return {
    store: { change: step => current.change(step) },
    use: next => {
      current = next;
    },
  };
}

/** Makes everything; nothing of it waits, and the ledger opens behind. Disposing ends it all. */
export function createServices(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel): Services {
  const store = new DisposableStore();
  const log = createVscodeLog(channel);
  const background = (work: PromiseLike<unknown>): void => {
    work.then(undefined, (e: unknown) => {
      if (!isError(e, 'cancelled')) log.error('work in the background failed', e);
    });
  };
  const secrets = createVscodeSecrets(context.secrets, keyOrigin);
  const serviceChanged = store.add(new Emitter<void>(e => log.error('a listener failed', e)));
  const service = (): ServiceName => readSetting('apiInOne.service');

  let catalogue = createCatalogue(readSetting('apiInOne.models'));
  const reloadCatalogue = (): void => {
    catalogue = createCatalogue(readSetting('apiInOne.models'));
    for (const { entry, message } of catalogue.problems)
      log.warn(`apiInOne.models, entry ${entry}: ${message}`);
  };

  const sandboxHttp = createLazySandbox(systemClock, context.asAbsolutePath('media/sandbox'));
  const http = store.add(routeHttp(createHttp({ proxyConfigured: hasProxySetting, log }), sandboxHttp));
  const budgetStore = createLateBudgetStore();
  const requestsPerMinute = (): number => readSetting('apiInOne.requestsPerMinute');
  const budget = store.add(
    createBudget({ clock: systemClock, log, store: budgetStore.store, requestsPerMinute }),
  );
  const client = createClients({ http, budget, secrets, log });
  const ids = createRandomIds(systemClock);

  const estimateFor = (task: Task): Estimate => {
    const spec = catalogue.models.find(m => m.slug === task.model);
    return { priceKey: keyOfTask(catalogue, task), typicalMs: (spec?.typicalSeconds ?? 60) * 1000 };
  };

  async function open(): Promise<OpenEngine> {
    const shared = await openLedger({ clock: systemClock, log, folder: context.globalStorageUri.fsPath });
    if (shared.budget !== undefined) budgetStore.use(shared.budget);
    const engine = createTaskEngine({
      store: shared.ledger,
      apiFor: client,
      budget,
      saver: createAssetSaver({
        http: async () => http,
        files: createFiles(),
        sniff: async head => (await import('./ports/sniffMedia.ts')).sniffMedia(head),
        hash: createSha256,
        clock: systemClock,
        log,
        limits: () => defaultSaveLimits,
      }),
      clock: systemClock,
      ids,
      log,
      lock: shared.lock,
      random: Math.random,
      provesNotCharged,
      nameFor: (task, index, count) =>
        nameFor(task.output ?? { folder: '', fileName: 'result' }, lateFacts(task, index, count)),
      originFor: task => (task.service === 'live' && isLoopbackService() ? 'loopback' : 'public'),
      estimateFor,
    });
    await engine.start();
    return {
      engine,
      store: shared.ledger,
      dispose() {
        engine.dispose();
        shared.dispose();
      },
    };
  }

  const tasks = store.add(createTasks({ log, open, tellTrouble: e => background(showError(e)) }));
  store.add(onDidChangeSetting(['apiInOne.models'], reloadCatalogue));
  store.add(onDidChangeSetting(['apiInOne.service', 'apiInOne.baseUrl'], () => serviceChanged.fire()));
  store.add(serviceChanged.event(() => tasks.wake()));
  store.add(secrets.onDidChange(() => tasks.wake()));

  const services: Services = {
    context,
    log,
    secrets,
    tasks,
    catalogue: () => catalogue,
    service,
    baseUrl: keyOrigin,
    onDidChangeService: serviceChanged.event,
    client: name => client(name ?? service()),
    async ensureReady() {
      if (service() === 'live') await connectLive(secrets, http);
    },
    priceText: (choice, values) => estimateText(estimate(catalogue, tasks.tasks(), choice, values)),
    defaultsFor: choice => defaultsFor(choice, vscode.window.activeTextEditor?.document.uri),
    async generate(request, origin) {
      await tasks.ready;
      return tasks.create(
        await recordRequest({ catalogue, tasks, service: service(), ids, log }, request, origin),
      );
    },
    track: (taskId, origin) => trackTask(services, taskId, origin),
    background,
    dispose: () => store.dispose(),
  };
  return services;
}

function lateFacts(task: Task, index: number, count: number): Parameters<typeof nameFor>[1] {
  const { seed } = task.request;
  const isSeed = typeof seed === 'string' || typeof seed === 'number';
  return {
    index,
    count,
    taskId: 'taskId' in task.state ? (task.state.taskId ?? '') : '',
    ...(isSeed ? { seed } : {}),
  };
}
