/** The tasks of this machine over the engine: at hand at once, filled as soon as the ledger is open. */
import { CancelledError, isError } from '../core/errors.ts';
import {
  type Disposable,
  DisposableStore,
  Emitter,
  MutableDisposable,
  toDisposable,
} from '../core/lifecycle.ts';
import type { Lock, Log } from '../core/ports.ts';
import type { LearnedPrice } from '../core/tasks/prices.ts';
import type { LedgerStore } from '../core/tasks/store.ts';
import type { Task } from '../core/tasks/task.ts';
import type { TaskEngine } from '../core/tasks/taskEngine.ts';
import type { Tasks } from './tasks.ts';

const pageSize = 100;
/** While the ledger is not open; always the same list. */
const noTasks: readonly Task[] = [];
const noPrices: ReadonlyMap<string, LearnedPrice> = new Map();

/** The open ledger and the engine over it; disposing ends both. */
export interface OpenEngine {
  readonly engine: TaskEngine;
  readonly store: LedgerStore;
  readonly lock: Lock;
  dispose(): void;
}

export interface TasksParts {
  readonly log: Log;
  /** Opens the ledger and starts the engine. */
  open(): Promise<OpenEngine>;
  /** Tells the person that the ledger could not be opened. */
  tellTrouble(e: unknown): void;
  /** Tells that something was set aside; the log says what. */
  tellDamage(): void;
}

class HostTasks implements Tasks {
  readonly #store = new DisposableStore();
  readonly #changed: Emitter<readonly Task[]>;
  readonly #waiting: Emitter<undefined>;
  readonly #givenUp: Emitter<Task>;
  readonly #keyRefused: Emitter<undefined>;
  readonly #progressed: Emitter<string>;
  /** What listens to the engine, while somebody listens here: it works for listeners alone. */
  readonly #following = new MutableDisposable<Disposable>();
  readonly #opened: Promise<OpenEngine>;
  /** Pages that were asked for beyond the engine's view, by id. */
  readonly #older = new Map<string, Task>();
  #open: OpenEngine | undefined;
  /** All tasks as last asked for, while the lists that they are made of have not changed. */
  #listed: { readonly view: readonly Task[]; readonly all: readonly Task[] } | undefined;
  /** Mark of the next page; null at the end of the ledger. */
  #next: string | undefined | null;
  readonly ready: Promise<void>;
  readonly onDidChange: Tasks['onDidChange'];
  readonly onDidChangeWaiting: Tasks['onDidChangeWaiting'];
  readonly onDidGiveUp: Tasks['onDidGiveUp'];
  readonly onDidRefuseKey: Tasks['onDidRefuseKey'];

  constructor(parts: TasksParts) {
    const onError = (e: unknown): void => parts.log.error('a listener of tasks failed', e);
    this.#changed = this.#store.add(new Emitter<readonly Task[]>(onError));
    this.#waiting = this.#store.add(new Emitter<undefined>(onError));
    this.#givenUp = this.#store.add(new Emitter<Task>(onError));
    this.#keyRefused = this.#store.add(new Emitter<undefined>(onError));
    this.#progressed = this.#store.add(new Emitter<string>(onError));
    this.#store.add(this.#following);
    this.onDidRefuseKey = this.#keyRefused.event;
    this.onDidChange = this.#changed.event;
    this.onDidChangeWaiting = this.#waiting.event;
    this.onDidGiveUp = this.#givenUp.event;
    this.#opened = this.#start(parts);
    this.ready = this.#opened.then(() => undefined);
    this.ready.catch((e: unknown) => {
      if (!isError(e, 'cancelled')) parts.tellTrouble(e);
    });
  }

  async #start(parts: TasksParts): Promise<OpenEngine> {
    const open = await parts.open();
    if (this.#store.isDisposed) {
      open.dispose();
      throw new CancelledError('the window is closing');
    }
    this.#store.add(toDisposable(() => open.dispose()));
    this.#store.add(open.engine.onDidChange(tasks => this.#note(tasks)));
    this.#store.add(
      open.engine.onDidRemove(ids => {
        for (const id of ids) this.#older.delete(id);
        this.#listed = undefined;
        this.#changed.fire([]);
      }),
    );
    this.#store.add(open.engine.onDidChangeOutcome(() => this.#waiting.fire(undefined)));
    this.#store.add(open.engine.onDidGiveUp(task => this.#givenUp.fire(task)));
    this.#store.add(open.engine.onDidRefuseKey(() => this.#keyRefused.fire(undefined)));
    this.#open = open;
    this.#follow();
    const { tasks, next } = await open.store.page({ limit: 1 });
    this.#next = tasks.length === 0 || next === undefined ? null : undefined;
    if (open.engine.tasks.length >= (await open.store.count())) this.#next = null;
    this.#changed.fire(open.engine.tasks);
    if (open.store.damage.length > 0) parts.tellDamage();
    return open;
  }

  #note(tasks: readonly Task[]): void {
    for (const task of tasks) if (this.#older.has(task.id)) this.#older.set(task.id, task);
    this.#listed = undefined;
    this.#changed.fire(tasks);
  }

  tasks(): readonly Task[] {
    const view = this.#open?.engine.tasks ?? noTasks;
    if (this.#listed?.view !== view) this.#listed = { view, all: this.#withOlder(view) };
    return this.#listed.all;
  }

  #withOlder(view: readonly Task[]): readonly Task[] {
    const known = new Set(view.map(t => t.id));
    const older = [...this.#older.values()].filter(t => !known.has(t.id));
    return [...view, ...older].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  hasOlder(): boolean {
    return this.#open !== undefined && this.#next !== null;
  }

  async loadOlder(): Promise<void> {
    const { store } = await this.#opened;
    const known = new Set(this.tasks().map(t => t.id));
    // The first page beyond the view may repeat some of it: read on until something new comes.
    for (let isNew = false; !isNew && this.#next !== null; ) {
      const page = await store.page({ before: this.#next, limit: pageSize });
      this.#next = page.next ?? null;
      for (const task of page.tasks)
        if (!known.has(task.id)) {
          this.#older.set(task.id, task);
          isNew = true;
        }
    }
    this.#listed = undefined;
    this.#changed.fire([]);
  }

  async find(id: string): Promise<Task | undefined> {
    const { engine, store } = await this.#opened;
    return engine.get(id) ?? (await store.get(id)) ?? (await store.findByTaskId(id));
  }

  search: Tasks['search'] = async query => (await this.#opened).store.search(query);
  facets: Tasks['facets'] = async () => (await this.#opened).store.facets();
  folders: Tasks['folders'] = async () => (await this.#opened).store.folders();
  expire: Tasks['expire'] = async (...args) => (await this.#engine()).expire(...args);
  noteChat: Tasks['noteChat'] = async bill => (await this.#opened).store.noteChat(bill);
  creditSums: Tasks['creditSums'] = async range => (await this.#opened).store.creditSums(range);

  findNewest: Tasks['findNewest'] = async query => (await this.search({ ...query, limit: 1 })).tasks[0];

  creditsSince: Tasks['creditsSince'] = async (ms, expected) => {
    const { credits, unbilled } = await (await this.#opened).store.spending(ms);
    return unbilled.reduce((sum, task) => sum + expected(task), credits);
  };

  unbilledSince: Tasks['unbilledSince'] = async ms =>
    (await (await this.#opened).store.spending(ms)).unbilled;

  adoptAll: Tasks['adoptAll'] = async tasks => {
    const added = await (await this.#engine()).adoptAll(tasks);
    // Some of them may be older than all that was known.
    if (added > 0) this.#next = undefined;
    return added;
  };

  prices(): ReadonlyMap<string, LearnedPrice> {
    return this.#open?.engine.prices() ?? noPrices;
  }

  expectedMs: Tasks['expectedMs'] = (service, priceKey, catalogueMs) =>
    this.#open?.engine.expectedMs(service, priceKey, catalogueMs) ?? catalogueMs;

  async #engine(): Promise<TaskEngine> {
    return (await this.#opened).engine;
  }

  create: Tasks['create'] = async facts => (await this.#engine()).create(facts);
  finished: Tasks['finished'] = async (id, signal) => (await this.#engine()).finished(id, signal);
  stopWatching: Tasks['stopWatching'] = async id => (await this.#engine()).stopWatching(id);
  resume: Tasks['resume'] = async id => (await this.#engine()).resume(id);
  retry: Tasks['retry'] = async (id, output) => (await this.#engine()).retry(id, output);
  sendAgain: Tasks['sendAgain'] = async id => (await this.#engine()).sendAgain(id);
  confirmWith: Tasks['confirmWith'] = async (id, taskId) => (await this.#engine()).confirmWith(id, taskId);
  track: Tasks['track'] = async (taskId, facts) => (await this.#engine()).track(taskId, facts);
  moveInLine: Tasks['moveInLine'] = async (id, to) => (await this.#engine()).moveInLine(id, to);
  placeOutput: Tasks['placeOutput'] = async (id, index, uri) =>
    (await this.#engine()).placeOutput(id, index, uri);
  replaceOutput: Tasks['replaceOutput'] = async (id, index, file) =>
    (await this.#engine()).replaceOutput(id, index, file);
  remove: Tasks['remove'] = async ids => (await this.#engine()).remove(ids);

  downloadOf: Tasks['downloadOf'] = id => this.#open?.engine.downloadOf(id);

  onDidProgress: Tasks['onDidProgress'] = listener => {
    const entry = this.#progressed.event(listener);
    this.#follow();
    return toDisposable(() => {
      entry.dispose();
      this.#follow();
    });
  };

  #follow(): void {
    const isWanted = this.#progressed.listenerCount > 0;
    this.#following.value = isWanted
      ? this.#open?.engine.onDidProgress(id => this.#progressed.fire(id))
      : undefined;
  }

  waitingOf: Tasks['waitingOf'] = task => this.#open?.engine.waitingOf(task);

  wake(): void {
    this.#open?.engine.wake();
    // What rests for want of its service says so.
    this.#changed.fire([]);
  }

  async claim(name: string): Promise<Disposable | undefined> {
    return (await this.#opened).lock.tryAcquire(name);
  }

  async drained(): Promise<void> {
    await this.#open?.engine.drained();
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Starts opening the ledger at once; what needs it waits for `ready`. */
export function createTasks(parts: TasksParts): Tasks {
  return new HostTasks(parts);
}
