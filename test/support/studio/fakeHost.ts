/**
 * The host of the panel, in the panel's own page: the real catalogue, forms, words, cards and answering code, without
 * an editor, a service or a disk. Bundled for the browser; a test steers it through `window.fakeHost`.
 */
import { chatModel } from '../../../src/core/catalogue/chat.ts';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import { InputError, isError } from '../../../src/core/errors.ts';
import { hasEndedUnbilled } from '../../../src/core/tasks/creditsReport.ts';
import { learnPrices, sampleOf } from '../../../src/core/tasks/prices.ts';
import { billOf, type ChatBill, sumCredits } from '../../../src/core/tasks/spending.ts';
import { activeStatuses, type Task } from '../../../src/core/tasks/task.ts';
import { describeAny } from '../../../src/host/describe.ts';
import { rangeMs, toCreditsView } from '../../../src/host/panel/credits/creditsView.ts';
import { createFormView, type FormServices } from '../../../src/host/panel/formView.ts';
import { nextHistory } from '../../../src/host/panel/historyRevision.ts';
import { kindViews, studioWords } from '../../../src/host/panel/studioWords.ts';
import { listedTasks, toTaskView } from '../../../src/host/panel/taskViews.ts';
import { estimate, estimateText, type Prices, priceFactsOf, priceLine } from '../../../src/host/pricing.ts';
import type { DraftOffer, HostEvents, HostRequests, StudioSnapshot } from '../../../src/shared/protocol.ts';
import {
  answerRequests,
  type ErrorView,
  type Handlers,
  type Message,
  toMessage,
} from '../../../src/shared/rpc.ts';
import { createFakeChat, type FakeChat } from './fakeChat.ts';
import { createFakeCompose } from './fakeCompose.ts';
import { createFakeGallery } from './fakeGallery.ts';

/** What a test sets before the page is there. Plain data: it crosses into the page. */
export interface FakeHostSetup {
  readonly theme: { readonly bodyClass: string; readonly variables: Readonly<Record<string, string>> };
  readonly service?: 'live' | 'sandbox';
  readonly hasKey?: boolean;
  readonly tasks?: readonly Task[];
  /** What the chat took. */
  readonly chatBills?: readonly ChatBill[];
  readonly models?: readonly unknown[];
  readonly first?: DraftOffer;
  readonly isMotionReduced?: boolean;
}

/** What a test does while the page is there. */
export interface FakeHost {
  /** Names and params of the requests so far. */
  readonly calls: { name: string; params: unknown }[];
  /** How long the next answers take, ms. */
  latency: () => number;
  /** Events are lost while this is set. */
  isDeaf: boolean;
  /** The next `run` fails with this. */
  nextError: ErrorView | undefined;
  /** Where set, `chooseInput` answers with it. */
  chosenUrl: string | undefined;
  /** What it says of the file. */
  chosenFile: { readonly title: string; readonly src: string } | undefined;
  /** The editor cannot play the sound of any film. */
  isSilent: boolean;
  tasks: readonly Task[];
  readonly chat: FakeChat;
  service: 'live' | 'sandbox';
  hasKey: boolean;
  /** Tells the page how things stand. */
  refresh(): void;
  send<K extends keyof HostEvents>(name: K, value: HostEvents[K]): void;
  /** Posts anything at all to the page. */
  post(value: unknown): void;
  /** Resolves when all that was asked so far is answered. */
  idle(): Promise<void>;
  /** Resolves when nothing is under way and the page waits with no question. */
  settled(): Promise<void>;
}

/** As much of the page as is used here: Node's own types know no document. */
interface PageWindow {
  fakeHost: FakeHost;
  readonly fakeHostSetup: FakeHostSetup;
  acquireVsCodeApi: () => unknown;
  dispatchEvent(event: unknown): void;
}
declare const window: PageWindow;
declare const document: {
  readonly documentElement: { readonly style: { setProperty(name: string, value: string): void } };
  readonly body: { className: string };
  addEventListener(name: string, listener: () => void): void;
};
declare const sessionStorage: {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
};

const stateKey = 'vscode-state';
const failsKey = 'ready-fails';
/** Timers that the page has running, but for those that tick or end calls without an answer. */
const timers = new Set<unknown>();
const longTimerMs = 1000;

const { setTimeout: start, clearTimeout: stop } = globalThis;

/** Counts the page's timers: whether it is about to ask something shows in them. */
function watchTimers(): void {
  const watched = (work: () => void, ms = 0): unknown => {
    const id: unknown = start(() => {
      timers.delete(id);
      work();
    }, ms);
    if (ms < longTimerMs) timers.add(id);
    return id;
  };
  const cancel = (id: unknown): void => {
    timers.delete(id);
    stop(id as number);
  };
  Object.assign(globalThis, { setTimeout: watched, clearTimeout: cancel });
}

/** A little later, uncounted. */
const later = (): Promise<void> => new Promise(resolve => start(resolve, 2));

/** What the page may load. */
const srcOf = (uri: string): string | undefined => (uri.includes('/elsewhere/') ? undefined : uri);

class Host implements FakeHost {
  readonly calls: { name: string; params: unknown }[] = [];
  latency = (): number => 0;
  isDeaf = false;
  nextError: ErrorView | undefined;
  chosenUrl: string | undefined;
  chosenFile: { readonly title: string; readonly src: string } | undefined;
  isSilent = false;
  #tasks: readonly Task[] = [];
  service: 'live' | 'sandbox';
  hasKey: boolean;
  readonly #gallery = createFakeGallery({
    models: () => this.#catalogue.models,
    isSilentHere: () => this.isSilent,
    tasks: () => this.tasks,
    setTasks: tasks => {
      this.tasks = tasks;
    },
    srcOf,
  });
  readonly #compose = createFakeCompose(() => this.tasks);
  readonly chat = createFakeChat(text => this.send('chatText', text));
  readonly #catalogue;
  readonly #chatBills: readonly ChatBill[];
  #first: DraftOffer | undefined;
  #revision = 0;
  #history = { any: 0, old: 0 };
  #underWay = 0;

  get tasks(): readonly Task[] {
    return this.#tasks;
  }

  set tasks(tasks: readonly Task[]) {
    const isShorter = this.#tasks.some(({ id }) => tasks.every(t => t.id !== id));
    const changed = isShorter ? [] : tasks.filter(t => !this.#tasks.includes(t));
    this.#tasks = tasks;
    this.#history = nextHistory(this.#history, changed, listedTasks(tasks));
  }

  constructor(setup: FakeHostSetup) {
    this.tasks = setup.tasks ?? [];
    this.service = setup.service ?? 'live';
    this.hasKey = setup.hasKey ?? true;
    this.#first = setup.first;
    this.#chatBills = setup.chatBills ?? [];
    this.#catalogue = createCatalogue(setup.models);
  }

  refresh(): void {
    this.send('snapshot', this.#snapshot());
  }

  send<K extends keyof HostEvents>(name: K, value: HostEvents[K]): void {
    if (!this.isDeaf) this.post({ type: 'event', name, value });
  }

  post(value: unknown): void {
    const data = structuredClone(value);
    this.#count(1);
    setTimeout(() => {
      window.dispatchEvent(new MessageEvent('message', { data }));
      this.#count(-1);
    }, this.latency());
  }

  async idle(): Promise<void> {
    while (this.#underWay > 0) await later();
  }

  async settled(): Promise<void> {
    // Twice: what was just answered may lead to the next question.
    for (let quiet = 0; quiet < 2; ) {
      await later();
      quiet = this.#underWay > 0 || timers.size > 0 ? 0 : quiet + 1;
    }
  }

  #count(change: number): void {
    this.#underWay += change;
  }

  receive(value: unknown): void {
    const message = toMessage(structuredClone(value));
    if (message?.type !== 'request') return;
    this.calls.push({ name: message.name, params: message.params });
    const answer = answerRequests<HostRequests>(this.#handlers(), m => this.post(m), toErrorView);
    this.#count(1);
    setTimeout(() => void answer(message).finally(() => this.#count(-1)), 0);
  }

  #snapshot(): StudioSnapshot {
    this.#revision += 1;
    const parts = {
      models: this.#catalogue.models,
      service: this.service,
      srcOf,
      downloadOf: () => undefined,
      expectedMs: ({ model }: Task) =>
        (this.#catalogue.models.find(m => m.slug === model)?.typicalSeconds ?? 60) * 1000,
      isSilentHere: ({ mime }: { mime?: string }) => this.isSilent && mime === 'video/mp4',
    };
    return {
      revision: this.#revision,
      service: this.service,
      hasKey: this.hasKey,
      kinds: kindViews(),
      chatPrice: priceLine({ ...chatModel.price, runs: 0 }, this.service === 'sandbox'),
      tasks: listedTasks(this.tasks).map(task => toTaskView(task, parts)),
      running: this.tasks.filter(({ state }) => activeStatuses.has(state.status)).length,
      history: this.#history,
      words: studioWords(false),
      language: 'en',
    };
  }

  #prices(): Prices {
    const factsFor = (task: Task) => priceFactsOf(this.#catalogue, task);
    return learnPrices(this.tasks.flatMap(task => sampleOf(task, factsFor) ?? []));
  }

  #form(): FormServices {
    return {
      catalogue: () => this.#catalogue,
      priceText: (choice, values) => estimateText(estimate(this.#prices(), choice, values)),
      price: (choice, values) => estimate(this.#prices(), choice, values),
      requestsPerMinute: () => 60,
      isFree: () => this.service === 'sandbox',
      expectedMs: (_key, catalogueMs) => catalogueMs,
      defaultsFor: () => ({}),
    };
  }

  #handlers(): Handlers<HostRequests> {
    const nothing = async (): Promise<undefined> => undefined;
    return {
      ...this.#gallery,
      ...this.#compose,
      ...this.chat.handlers,
      credits: async ({ range }) => {
        const nowMs = Date.now();
        const sums = sumCredits(
          [...this.tasks.flatMap(task => billOf(task) ?? []), ...this.#chatBills],
          rangeMs(range, nowMs),
        );
        const unbilled = this.tasks.filter(hasEndedUnbilled).length;
        return toCreditsView({ sums, unbilled }, { models: this.#catalogue.models, range, nowMs });
      },
      exportCredits: nothing,
      ready: async () => {
        // Set by a test before it loads the page again.
        if (sessionStorage.getItem(failsKey) !== null) {
          sessionStorage.removeItem(failsKey);
          throw new Error('not now');
        }
        return { snapshot: this.#snapshot(), first: this.#first };
      },
      snapshot: async () => this.#snapshot(),
      form: async ({ draft, from }) => createFormView(this.#form(), draft, from),
      run: async () => {
        const error = this.nextError;
        this.nextError = undefined;
        if (error !== undefined) throw Object.assign(new Error(error.message), { view: error });
        return { id: 'new' };
      },
      act: nothing,
      inputOf: async ({ id, output }) => {
        const task = this.tasks.find(t => t.id === id);
        const outputs = task !== undefined && 'outputs' in task.state ? task.state.outputs : [];
        const url = outputs[output]?.url;
        if (url === undefined) throw new InputError({ field: 'output', rule: 'notOneOf' });
        return { url };
      },
      chooseInput: async () => ({ url: this.chosenUrl, ...this.chosenFile }),
      setKey: nothing,
      useSandbox: nothing,
      useLive: nothing,
    };
  }
}

function toErrorView(e: unknown): ErrorView {
  if (e instanceof Error && 'view' in e) return e.view as ErrorView;
  const message = describeAny(e).text;
  return isError(e, 'input') ? { message, field: e.field } : { message };
}

/** The theme as VS Code puts it on the page. */
function paint(setup: FakeHostSetup): void {
  for (const [name, value] of Object.entries(setup.theme.variables))
    document.documentElement.style.setProperty(name, value);
  const motion = setup.isMotionReduced === true ? ' vscode-reduce-motion' : '';
  document.body.className = setup.theme.bodyClass + motion;
}

watchTimers();
const host = new Host(window.fakeHostSetup);
window.fakeHost = host;
window.acquireVsCodeApi = () => ({
  postMessage: (message: Message) => host.receive(message),
  getState: () => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') ?? undefined,
  setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
});
document.addEventListener('DOMContentLoaded', () => paint(window.fakeHostSetup));
