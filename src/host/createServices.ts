/** The composition root: the one place where ports are made and put together. */
import * as vscode from 'vscode';
import { createApiClient } from '../core/api/client.ts';
import { provesNotCharged } from '../core/api/provesNotCharged.ts';
import type { ApiClient, Connection } from '../core/api/types.ts';
import { isLoopbackHost } from '../core/assets/resultUrl.ts';
import { AbortScope } from '../core/async.ts';
import { type Catalogue, createCatalogue } from '../core/catalogue/index.ts';
import { CancelledError, isError, StorageError } from '../core/errors.ts';
import { DisposableStore, Emitter } from '../core/lifecycle.ts';
import type { Http, Ids, Log, Secrets } from '../core/ports.ts';
import { sandboxBaseUrl, sandboxOrigin } from '../core/sandbox/address.ts';
import {
  type BudgetStore,
  createBudget,
  createLateBudgetStore,
  type RequestBudget,
} from '../core/tasks/budget.ts';
import { createTaskEngine } from '../core/tasks/engine.ts';
import { createGate } from '../core/tasks/gate.ts';
import type { LineRules } from '../core/tasks/line.ts';
import { projectOf, type ServiceOf, type Task } from '../core/tasks/task.ts';
import type { Estimate } from '../core/tasks/taskEngine.ts';
import { alone } from './alone.ts';
import { createLazySaver } from './createLazySaver.ts';
import { createTasks, type OpenEngine } from './createTasks.ts';
import { AssetClipboard } from './editor/assetTransfer.ts';
import { LastDocument } from './editor/lastDocument.ts';
import { embeddedFacts } from './embeddedFacts.ts';
import { Uploads } from './inputs/uploads.ts';
import { MadeInputs } from './inputUrl.ts';
import { createLineRules } from './lineRules.ts';
import { createHttp } from './ports/httpSelection.ts';
import { createLazySandbox } from './ports/lazySandboxHttp.ts';
import { openLedger } from './ports/openLedger.ts';
import { createRandomIds } from './ports/randomIds.ts';
import { systemClock } from './ports/systemClock.ts';
import { createVscodeLog } from './ports/vscodeLog.ts';
import { createVscodeSecrets } from './ports/vscodeSecrets.ts';
import { showError, showMessage } from './present.ts';
import { estimate, estimateText, priceFactsOf } from './pricing.ts';
import { isReachable, usableBaseUrl } from './resting.ts';
import { keepHistoryShort } from './retention.ts';
import type { ServiceName, Services } from './services.ts';
import { hasProxySetting, onDidChangeSetting, readBaseUrl, readSetting } from './settings.ts';
import { translate } from './translate.ts';

const sandboxKey = 'aio_sandbox';

/** Requests to the sandbox's origin are answered in this window; all others go out. */
function routeHttp(live: Http, sandbox: () => Promise<Http>): Http {
  return {
    send: async request =>
      request.url.startsWith(`${sandboxOrigin}/`) ? (await sandbox()).send(request) : live.send(request),
    dispose: () => live.dispose(),
  };
}

/** The key's origin; for a base URL that cannot be used, one that no key was ever entered for. */
function keyOrigin(): string {
  const baseUrl = usableBaseUrl();
  return baseUrl === undefined ? 'invalid' : new URL(baseUrl).origin;
}

/** Where results may come from: from this machine only where the task's own service is on it. */
function resultOrigin({ service, baseUrl = usableBaseUrl() }: ServiceOf): 'loopback' | 'public' {
  if (service !== 'live' || baseUrl === undefined) return 'public';
  return isLoopbackHost(new URL(baseUrl).hostname) ? 'loopback' : 'public';
}

/** Whether results of the task are stored from this window. */
function isHome(task: Task): boolean {
  const project = projectOf(task);
  if (project === undefined) return true;
  return vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === project) === true;
}

interface Net {
  readonly http: Http;
  readonly budget: RequestBudget;
  /** Of a service. One with an address asks no other: what it cannot ask there is cancelled. */
  readonly client: (service: ServiceOf) => ApiClient;
}

async function connectLive(secrets: Secrets, http: Http, only?: string): Promise<Connection> {
  const baseUrl = readBaseUrl();
  // The key is looked up for the same address in the same turn: it cannot change between the two.
  if (only !== undefined && baseUrl !== only) throw new CancelledError('the service has another address now');
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
  const live = new Map<string | undefined, ApiClient>();
  const liveAt = (only: string | undefined): ApiClient => {
    const client =
      live.get(only) ?? createApiClient({ ...common, connect: () => connectLive(secrets, http, only) });
    live.set(only, client);
    return client;
  };
  const connection: Connection = { baseUrl: sandboxBaseUrl, key: sandboxKey, http, service: 'sandbox' };
  const sandbox = createApiClient({ ...common, connect: async () => connection });
  return ({ service, baseUrl }) => (service === 'live' ? liveAt(baseUrl) : sandbox);
}

interface EngineDeps extends Net {
  readonly log: Log;
  readonly ids: Ids;
  /** Path of the folder that all windows share. */
  readonly folder: string;
  readonly estimateFor: (task: Task) => Estimate;
  readonly shareBudget: (store?: BudgetStore) => void;
  readonly line: LineRules;
  readonly isReachable: (task: ServiceOf) => boolean;
}

/** Opens what the windows share and starts the engine over it. */
async function openEngine(deps: EngineDeps): Promise<OpenEngine> {
  const { http, budget, client, log, ids } = deps;
  const { folder, estimateFor } = deps;
  const options = { clock: systemClock, log, folder, priceFactsFor: estimateFor };
  const shared = await openLedger(options).catch((e: unknown) => {
    // Without the list nothing is generated, but a chat still works.
    deps.shareBudget();
    throw e;
  });
  deps.shareBudget(shared.budget);
  const saver = createLazySaver(http, log);
  const engine = createTaskEngine({
    ...{ store: shared.ledger, lock: shared.lock, apiFor: client, budget, saver },
    ...{ clock: systemClock, ids, log, random: Math.random, provesNotCharged },
    ...{ originFor: resultOrigin, estimateFor, isHome, isReachable: deps.isReachable, line: deps.line },
    factsFor: embeddedFacts,
  });
  await engine.start();
  const scope = new AbortScope();
  void keepHistoryShort({ engine, store: shared.ledger, clock: systemClock, log }, scope.signal);
  const dispose = (): void => {
    scope.dispose();
    engine.dispose();
    shared.dispose();
  };
  return { engine, store: shared.ledger, lock: shared.lock, dispose };
}

/** The catalogue with the person's additions: made when first asked for, and anew when the setting has changed. */
function createLiveCatalogue(log: Log, store: DisposableStore): () => Catalogue {
  const load = (): Catalogue => {
    const loaded = createCatalogue(readSetting('apiInOne.models'));
    for (const { entry, message } of loaded.problems) log.warn(`apiInOne.models, entry ${entry}: ${message}`);
    return loaded;
  };
  let catalogue: Catalogue | undefined;
  store.add(
    onDidChangeSetting(['apiInOne.models'], () => {
      catalogue = undefined;
    }),
  );
  return () => {
    catalogue ??= load();
    return catalogue;
  };
}

function createNet(
  context: vscode.ExtensionContext,
  store: DisposableStore,
  deps: { log: Log; secrets: Secrets; ids: Ids },
): Net & { shareBudget: EngineDeps['shareBudget'] } {
  const { log, secrets } = deps;
  const sandbox = createLazySandbox(systemClock, context.asAbsolutePath('media/sandbox'));
  const http = store.add(routeHttp(createHttp({ proxyConfigured: hasProxySetting, log }), sandbox));
  const late = createLateBudgetStore();
  const requestsPerMinute = (): number => readSetting('apiInOne.requestsPerMinute');
  const window = deps.ids.next();
  const budget = store.add(
    createBudget({ clock: systemClock, log, store: late.store, requestsPerMinute, window }),
  );
  return { http, budget, client: createClients({ http, budget, secrets, log }), shareBudget: late.use };
}

/** A damaged list is mended by itself; that some of it may be missing is the person's to know. */
async function tellDamage(): Promise<void> {
  const { l10n, commands } = vscode;
  const show = l10n.t('Show Log');
  const text = l10n.t(
    'Part of the task list was damaged. What could be read was kept; the rest was set aside, see the log.',
  );
  if ((await showMessage('warning', text, { buttons: [show] })) === show)
    await commands.executeCommand('apiInOne.showLog');
}

/** The service in use, and the live one's address where it can be used. */
interface InUse {
  readonly service: ServiceName;
  readonly baseUrl: string | undefined;
}

/** Kept, for it is asked for with each change of a task, and asking the configuration takes a while. */
function createServiceInUse(store: DisposableStore, onDidChange: () => void): () => InUse {
  const read = (): InUse => ({ service: readSetting('apiInOne.service'), baseUrl: usableBaseUrl() });
  let inUse = read();
  store.add(
    onDidChangeSetting(['apiInOne.service', 'apiInOne.baseUrl'], () => {
      inUse = read();
      onDidChange();
    }),
  );
  return () => inUse;
}

/** What a new task is to be asked for at. Throws SettingError where the address must not be used. */
function currentService(service: ServiceName): ServiceOf {
  return service === 'live' ? { service, baseUrl: readBaseUrl() } : { service };
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
  const serviceChanged = store.add(new Emitter<undefined>(e => log.error('a listener failed', e)));
  const inUse = createServiceInUse(store, () => serviceChanged.fire(undefined));
  const service = (): ServiceName => inUse().service;
  const catalogue = createLiveCatalogue(log, store);
  const ids = createRandomIds(systemClock);
  const net = createNet(context, store, { log, secrets, ids });
  const scope = store.add(new AbortScope());
  const serviceOf = (): ServiceOf => currentService(service());
  const oneOrder = createGate(1);
  const inputs = new MadeInputs(new Uploads(context.globalStorageUri));
  const estimateFor = (task: Task): Estimate => {
    const spec = catalogue().models.find(m => m.slug === task.model);
    return { ...priceFactsOf(catalogue(), task), typicalMs: (spec?.typicalSeconds ?? 60) * 1000 };
  };
  const folder = context.globalStorageUri.fsPath;
  const line = store.add(createLineRules(() => tasks.wake()));
  const engineDeps: EngineDeps = {
    ...{ ...net, log, ids, folder, estimateFor, line },
    isReachable: task => isReachable(task, inUse().baseUrl),
  };
  const tasks = store.add(
    createTasks({
      log,
      open: () => openEngine(engineDeps),
      tellTrouble: e => background(showError(e)),
      tellDamage: () => background(tellDamage()),
    }),
  );
  store.add(serviceChanged.event(() => tasks.wake()));
  store.add(secrets.onDidChange(() => tasks.wake()));
  store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => tasks.wake()));

  const services: Services = {
    ...{ context, log, secrets, tasks, catalogue, service, background, ids },
    ...{ http: net.http, inputs, copied: store.add(new AssetClipboard(() => services)) },
    lastDocument: store.add(new LastDocument()),
    baseUrl: keyOrigin,
    onDidChangeService: serviceChanged.event,
    serviceOf,
    client: name => net.client({ service: name ?? service() }),
    async ensureReady() {
      if (service() === 'live') await connectLive(secrets, net.http);
    },
    modelLabel: slug => {
      const spec = catalogue().models.find(m => m.slug === slug);
      return spec === undefined ? slug : translate(spec.label);
    },
    price: (choice, values) => estimate(tasks.prices(), choice, values),
    priceText: (choice, values) => estimateText(services.price(choice, values)),
    inOrder(work) {
      const hasLimit = readSetting('apiInOne.budget.stopAbove') !== null;
      return hasLimit
        ? oneOrder.pass(() => alone(tasks, systemClock, { work, signal: scope.signal }), scope.signal)
        : work();
    },
    async generate(request, origin) {
      await tasks.ready;
      const recorder = { catalogue: catalogue(), tasks, ids, log, inputs, ...serviceOf() };
      const { recordRequest, recordWithinLimit } = await import('./recordRequest.ts');
      const facts = await recordRequest(recorder, request, origin);
      return services.inOrder(() => recordWithinLimit(recorder, facts));
    },
    track: async (taskId, origin) => (await import('./trackTask.ts')).trackTask(services, taskId, origin),
    dispose: () => store.dispose(),
  };
  return services;
}
