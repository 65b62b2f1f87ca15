/** What answers one page of the Studio: it holds no work of its own, the page can come and go. */
import * as vscode from 'vscode';
import { chatModel } from '../../core/catalogue/chat.ts';
import { CancelledError, InputError, isError } from '../../core/errors.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import type { ComposeRequests } from '../../shared/composeProtocol.ts';
import type { CreditsRequests } from '../../shared/creditsProtocol.ts';
import type { MediaType } from '../../shared/fieldView.ts';
import type {
  Draft,
  DraftOffer,
  FieldListView,
  HistoryRevision,
  HostEvents,
  HostRequests,
  StudioSnapshot,
  TaskAction,
} from '../../shared/protocol.ts';
import type { Handlers, Message } from '../../shared/rpc.ts';
import { type GenerateRequest, kinds, type OutputSnapshot } from '../../shared/views.ts';
import { budgetText } from '../budget.ts';
import { choiceName } from '../choices.ts';
import { insertTask } from '../editor/insertTask.ts';
import { chooseInput } from '../inputs/chooseInput.ts';
import { withLivingInputs } from '../inputs/freshInputs.ts';
import type { Origin } from '../origin.ts';
import { showError } from '../present.ts';
import { priceFactsOf, priceLine } from '../pricing.ts';
import { defaultsFor } from '../recordRequest.ts';
import type { Services } from '../services.ts';
import { onDidChangeSetting, readSetting } from '../settings.ts';
import { runAndTell } from '../tellWhenDone.ts';
import { batchError, batchOf, batchPrice, namesModels } from './batch.ts';
import { beginBatch } from './beginBatch.ts';
import { type ChatSide, createChatSide } from './chat/chatHandlers.ts';
import { createComposeHandlers } from './composeHandlers.ts';
import { createCreditsHandlers } from './credits/creditsHandlers.ts';
import { createFailureSteps } from './failureSteps.ts';
import { choiceOf, createFormView, type FormServices, firstError, requestedValues } from './formView.ts';
import { createGallerySide, type GallerySide } from './gallery/galleryHandlers.ts';
import type { KnownSilence } from './gallery/unplayableSound.ts';
import { nextHistory } from './historyRevision.ts';
import { createHistory } from './historySource.ts';
import { PageAnswers } from './pageAnswers.ts';
import { chosenInput, draftWithInput, outputUrl } from './studioInputs.ts';
import { kindViews, studioWords } from './studioWords.ts';
import { actionCommands } from './taskActions.ts';
import { listedTasks, toTaskView } from './taskViews.ts';

const refreshMs = 120;
/** What a form shows depends on these. */
const formSettings = [
  'apiInOne.models',
  'apiInOne.defaults',
  'apiInOne.requestsPerMinute',
  'apiInOne.budget.stopAbove',
] as const;
const maxDrafts = 20;

const isDraft = (draft: unknown): draft is Draft =>
  typeof draft === 'object' &&
  draft !== null &&
  'kind' in draft &&
  kinds.some(k => k === draft.kind) &&
  'values' in draft &&
  typeof draft.values === 'object' &&
  draft.values !== null;

/** The page is ours, but what it posts is checked like anybody's. */
function checkDraft(draft: unknown): Draft {
  if (!isDraft(draft)) throw new InputError({ field: 'draft', rule: 'type' });
  if (draft.lists === undefined) return draft;
  const isList = (list: unknown): list is FieldListView =>
    typeof list === 'object' &&
    list !== null &&
    'field' in list &&
    typeof list.field === 'string' &&
    'values' in list &&
    typeof list.values === 'string';
  if (!Array.isArray(draft.lists) || !draft.lists.every(isList))
    throw new InputError({ field: 'lists', rule: 'type' });
  return draft;
}

/** What the session needs of the panel that it is shown in. */
export interface StudioPage {
  readonly webview: vscode.Webview;
  readonly silence: KnownSilence;
  /** The address under which the page loads a file; undefined where it may not. */
  srcOf(uri: string): string | undefined;
  /** Where a task begun now belongs; asks for a folder where none is open. Undefined when given up. */
  origin(): Promise<Origin | undefined>;
  /** Lets the page load from these folders; it may start anew for that, once it has its answers. */
  allow(folders: readonly string[]): void;
  /** All that was asked has its answer. */
  answered(): void;
  /** Where the person was last, without asking. */
  lastOrigin(): Origin;
}

/** Answers the page's requests and tells it what happens. */
export class StudioSession {
  readonly #services: Services;
  readonly #page: StudioPage;
  readonly #store = new DisposableStore();
  readonly #form: FormServices;
  readonly #gallery: GallerySide;
  readonly #compose: Handlers<Omit<ComposeRequests, 'takeStep'>>;
  readonly #credits: Handlers<CreditsRequests>;
  readonly #chat: ChatSide;
  readonly #failures = createFailureSteps();
  readonly #answers: PageAnswers;
  /** For a page that is not there yet. */
  #waiting: DraftOffer | undefined;
  #isReady = false;
  #revision = 0;
  #history: HistoryRevision = { any: 0, old: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(services: Services, page: StudioPage) {
    this.#services = services;
    this.#page = page;
    this.#form = {
      catalogue: () => services.catalogue(),
      price: (choice, values) => services.price(choice, values),
      priceText: (choice, values) => services.priceText(choice, values),
      requestsPerMinute: () => readSetting('apiInOne.requestsPerMinute'),
      isFree: () => services.service() === 'sandbox',
      expectedMs: (key, catalogueMs) => services.tasks.expectedMs(services.service(), key, catalogueMs),
      defaultsFor: choice => {
        const { document, folder } = page.lastOrigin();
        return defaultsFor(choice, document ?? folder);
      },
    };
    const history = createHistory(services.tasks);
    this.#credits = createCreditsHandlers(services, () => page.lastOrigin().folder);
    this.#compose = createComposeHandlers({
      ...{ services, checkDraft, form: this.#form },
      folder: () => page.lastOrigin().folder,
    });
    this.#gallery = this.#store.add(
      createGallerySide({
        ...{ services, history, silence: page.silence },
        srcOf: page.srcOf,
        allow: folders => page.allow(folders),
        lastOrigin: () => page.lastOrigin(),
      }),
    );
    this.#chat = this.#store.add(
      createChatSide({
        services,
        lastOrigin: () => page.lastOrigin(),
        send: text => this.#send('chatText', text),
      }),
    );
    this.#answers = new PageAnswers({
      handlers: this.#handlers(),
      post: async message => !this.#store.isDisposed && page.webview.postMessage(message),
      toView: e => {
        if (!isError(e, 'cancelled') && !isError(e, 'input'))
          services.log.error('the Studio asked for something that failed', e);
        return this.#failures.toView(e);
      },
      show: e => services.background(showError(e)),
      answered: () => page.answered(),
    });
    this.#store.add(
      page.webview.onDidReceiveMessage((value: unknown) => services.background(this.#answers.take(value))),
    );
    const refresh = (): void => this.#refreshSoon();
    this.#store.add(
      services.tasks.onDidChange(changed => {
        this.#history = nextHistory(this.#history, changed, listedTasks(services.tasks.tasks()));
        refresh();
      }),
    );
    this.#store.add(services.tasks.onDidProgress(refresh));
    this.#store.add(page.silence.onDidChange(refresh));
    this.#store.add(services.onDidChangeService(refresh));
    this.#store.add(services.secrets.onDidChange(refresh));
    this.#store.add(onDidChangeSetting(formSettings, () => this.#send('formChanged', undefined)));
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  /** Puts a draft into the form, now or once the page is there. */
  edit(draft: Draft, keepsOthers = false): void {
    if (this.#isReady) this.#send('draft', { draft, keepsOthers });
    else this.#waiting = { draft, keepsOthers };
  }

  /** The page waits for an answer, which it would not hear if it began anew. */
  get isAnswering(): boolean {
    return this.#answers.isBusy;
  }

  /** The page is gone; another one may come and say that it is ready. */
  pageIsGone(): void {
    this.#isReady = false;
    this.#answers.pageIsGone();
  }

  dispose(): void {
    this.pageIsGone();
    this.#store.dispose();
  }

  #send<K extends keyof HostEvents>(name: K, value: HostEvents[K]): void {
    if (!this.#isReady) return;
    const message: Message = { type: 'event', name, value };
    this.#services.background(this.#page.webview.postMessage(message));
  }

  #refreshSoon(): void {
    if (!this.#isReady) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#services.background(this.#snapshot().then(s => this.#send('snapshot', s)));
    }, refreshMs);
  }

  async #snapshot(): Promise<StudioSnapshot> {
    const { tasks, secrets } = this.#services;
    await tasks.ready;
    const key = await secrets.get().catch(() => undefined);
    this.#revision += 1;
    const parts = {
      models: this.#services.catalogue().models,
      service: this.#services.service(),
      srcOf: this.#page.srcOf,
      isSilentHere: (file: OutputSnapshot) => this.#page.silence.isSilent(file),
      expectedMs: (task: Task) => this.#expectedMs(task),
      downloadOf: tasks.downloadOf,
    };
    return {
      revision: this.#revision,
      service: parts.service,
      hasKey: key !== undefined,
      kinds: kindViews(),
      chatPrice: priceLine({ ...chatModel.price, runs: 0 }, parts.service === 'sandbox'),
      tasks: listedTasks(tasks.tasks()).map(t => toTaskView(t, parts)),
      running: tasks.tasks().filter(({ state }) => activeStatuses.has(state.status)).length,
      history: this.#history,
      words: studioWords(process.platform === 'darwin'),
      language: vscode.env.language,
    };
  }

  #expectedMs(task: Task): number {
    const catalogue = this.#services.catalogue();
    const spec = catalogue.models.find(m => m.slug === task.model);
    const { priceKey } = priceFactsOf(catalogue, task);
    return this.#services.tasks.expectedMs(task.service, priceKey, (spec?.typicalSeconds ?? 60) * 1000);
  }

  async #run(draft: Draft): Promise<{ id: string }> {
    const services = this.#services;
    const drafts = batchOf(this.#form, draft);
    const whole = drafts.length > 1 || namesModels(draft) ? batchError(this.#form, drafts) : undefined;
    const error = whole ?? drafts.map(one => firstError(this.#form, one)).find(e => e !== undefined);
    if (error !== undefined) throw error;
    await services.ensureReady();
    const origin = await this.#page.origin();
    if (origin === undefined) throw new CancelledError();
    const requests: GenerateRequest[] = [];
    for (const one of drafts) {
      const params = await withLivingInputs(services, requestedValues(this.#form, one));
      if (params === undefined) throw new CancelledError();
      requests.push({ kind: one.kind, model: choiceName(choiceOf(this.#form, one)), params });
    }
    const [first] = requests;
    if (requests.length > 1)
      return { id: await beginBatch(services, requests, { origin, price: batchPrice(this.#form, drafts) }) };
    if (first === undefined) throw new CancelledError();
    const { begun } = await runAndTell(services, first, origin);
    return { id: begun.id };
  }

  async #act(id: string, action: TaskAction, output?: number): Promise<void> {
    if (action === 'useAsInput') {
      const task = await this.#services.tasks.find(id);
      const draft = task && (await draftWithInput(this.#services, task, output));
      if (draft !== undefined) this.edit(draft, true);
      return;
    }
    if (action === 'insert') {
      // The panel has the focus: "the active editor" is the one that the person came from.
      const task = await this.#services.tasks.find(id);
      if (task !== undefined) await insertTask(this.#services, task, this.#page.lastOrigin());
      return;
    }
    if (!Object.hasOwn(actionCommands, action)) throw new InputError({ field: 'action', rule: 'notOneOf' });
    await vscode.commands.executeCommand(actionCommands[action], { type: 'task', id });
  }

  #handlers(): Handlers<HostRequests> {
    const services = this.#services;
    const command = (id: string) => async (): Promise<undefined> => {
      await vscode.commands.executeCommand(id);
      return undefined;
    };
    return {
      ...this.#gallery.handlers,
      ...this.#compose,
      ...this.#credits,
      ...this.#chat.handlers,
      takeStep: async ({ ref, step }) => {
        await this.#failures.take(String(ref), Number(step));
        return undefined;
      },
      ready: async () => {
        const snapshot = await this.#snapshot();
        const first = this.#waiting;
        this.#waiting = undefined;
        this.#isReady = true;
        return { snapshot, first };
      },
      snapshot: () => this.#snapshot(),
      form: async ({ draft, from }) => {
        // What past runs cost and took: a page may ask before the ledger is read.
        await services.tasks.ready;
        return {
          ...createFormView(this.#form, checkDraft(draft), from?.slice(0, maxDrafts).map(checkDraft)),
          budget: await budgetText({
            catalogue: services.catalogue(),
            tasks: services.tasks,
            service: services.service(),
          }),
        };
      },
      run: draft => this.#run(checkDraft(draft)),
      act: async ({ id, action, output }) => {
        await this.#act(String(id), action, output === undefined ? undefined : Number(output));
        return undefined;
      },
      inputOf: async ({ id, output }) => ({ url: await outputUrl(services, String(id), Number(output)) }),
      chooseInput: async ({ media }: { media: MediaType }) =>
        chosenInput(services, await chooseInput(services, media), uri => this.#page.srcOf(uri)),
      setKey: command('apiInOne.setApiKey'),
      useSandbox: command('apiInOne.useSandbox'),
      useLive: command('apiInOne.useLiveService'),
    };
  }
}
