import type { ApiClient } from '../api/types.ts';
import type { AssetSaver, SaveRequest } from '../assets/types.ts';
import { AbortScope } from '../async.ts';
import { isError } from '../errors.ts';
import { type Disposable, DisposableStore, Emitter, type Event } from '../lifecycle.ts';
import type { Clock, Ids, Lock, Log } from '../ports.ts';
import { createBudget, createMemoryBudgetStore, type RequestBudget } from './budget.ts';
import { type Duration, estimateDuration, maxSamples, measuredMs } from './durations.ts';
import { createGate } from './gate.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import { Ownership } from './ownership.ts';
import { createPersonActions, type PersonActions } from './personActions.ts';
import { type LearnedPrice, learnPrices } from './prices.ts';
import { lookAtTask, type RequestParts, submitTask } from './requests.ts';
import { isWorthRetrying, type SavingParts, saveTask } from './saving.ts';
import { Scheduler, type SchedulerParts } from './scheduler.ts';
import type { LedgerStore } from './store.ts';
import { activeStatuses, type Task } from './task.ts';
import { interrupted } from './taskError.ts';

/** What tells tasks apart that cost and take differently. */
export interface Estimate {
  readonly priceKey: string;
  /** The catalogue's median, ms. */
  readonly typicalMs: number;
}

export interface EngineParts {
  /** This window's; the engine does not dispose it. */
  readonly store: LedgerStore;
  /** The client of each service. Its `take` must be called with the very signal that the engine passes. */
  readonly apiFor: (service: Task['service']) => ApiClient;
  /** The live service's; the sandbox has none. */
  readonly budget: RequestBudget;
  readonly saver: AssetSaver;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly lock: Lock;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly provesNotCharged: (error: unknown) => boolean;
  readonly originFor: (task: Task) => SaveRequest['origin'];
  readonly estimateFor: (task: Task) => Estimate;
}

/** Runs tasks from the click to the file, over windows, crashes and nights offline. */
export interface TaskEngine extends PersonActions, Disposable {
  /** Reads the ledger and goes on with what was begun. Call once; rejects with StorageError `ledger`. */
  start(): Promise<void>;
  /** The open and the latest tasks, oldest first; the same list until something changes. */
  readonly tasks: readonly Task[];
  get(id: string): Task | undefined;
  /** New or changed tasks, of all windows. */
  readonly onDidChange: Event<readonly Task[]>;
  /** Ids of tasks that were removed, in any window. */
  readonly onDidRemove: Event<readonly string[]>;
  /** How the last request to the live service ended; `ok` at first. */
  readonly outcome: Outcome;
  readonly onDidChangeOutcome: Event<Outcome>;
  /** Credits that past tasks took, by price key. */
  prices(): ReadonlyMap<string, LearnedPrice>;
  /** The expected duration of such a task, learned from past ones. */
  durationOf(task: Task): Duration;
  /** Something outside has changed (a key, the service, the network): try now. */
  wake(): void;
  /** Resolves when no POST is under way: call before `dispose` where there is time, so that no answer is missed. */
  drained(): Promise<void>;
}

const downloadsAtOnce = 4;
/** A disk that refuses is asked again after this long. */
const ledgerRetryMs = 2000;

/** The sandbox has no limit; this only keeps the looks at a sensible pace. */
const sandboxPerMinute = 240;

function createSandboxBudget({ clock, log }: EngineParts): RequestBudget {
  const store = createMemoryBudgetStore();
  return createBudget({ clock, log, store, requestsPerMinute: () => sandboxPerMinute });
}

class Engine {
  readonly parts: EngineParts;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly ownership: Ownership;
  readonly scope = new AbortScope();
  readonly outcomes: Emitter<Outcome>;
  outcome: Outcome = 'ok';
  /** One for each service, so that a dead network or a missing key does not hold up the sandbox. */
  readonly #schedulers: Readonly<Record<Task['service'], Scheduler>>;
  readonly #requests: RequestParts;
  readonly #saving: SavingParts;
  readonly #owned = new DisposableStore();
  readonly #jobs = new Map<string, Promise<unknown>>();
  readonly #posts = new Set<Promise<unknown>>();
  readonly #samples = new Map<string, number[]>();
  #isStarted = false;

  constructor(parts: EngineParts) {
    this.parts = parts;
    const { store, clock, log, lock, budget, random } = parts;
    this.ledger = this.#owned.add(createLedger({ store, clock, log }));
    this.outcomes = this.#owned.add(new Emitter<Outcome>(e => log.error('a listener failed', e)));
    this.ownership = this.#owned.add(
      new Ownership({ lock, clock, log, onOwned: id => this.#inBackground(id, this.#onOwned(id)) }),
    );
    this.journal = createJournal({ ledger: this.ledger, clock, log, signal: this.scope.signal });
    const lookedAt = (id: string): number | undefined => this.#schedulerOf(id)?.lookedAt(id);
    this.#requests = { ...parts, journal: this.journal, lookedAt };
    this.#saving = { ...parts, journal: this.journal, gate: createGate(downloadsAtOnce) };
    const sandboxBudget = this.#owned.add(createSandboxBudget(parts));
    const work: Pick<SchedulerParts, 'submit' | 'look'> = {
      submit: (id, signal) => this.#submit(id, signal),
      look: (id, signal) => lookAtTask(this.#requests, id, signal),
    };
    const common = { clock, log, random, ...work };
    const onOutcome = (outcome: Outcome): void => this.#noteOutcome(outcome);
    this.#schedulers = {
      live: this.#owned.add(new Scheduler({ ...common, budget, onOutcome })),
      sandbox: this.#owned.add(new Scheduler({ ...common, budget: sandboxBudget, onOutcome: () => {} })),
    };
    this.#owned.add(this.scope);
    this.#owned.add(this.ledger.onDidChange(tasks => this.#onChange(tasks)));
    this.#owned.add(this.ledger.onDidRemove(ids => this.#onRemove(ids)));
  }

  async start(): Promise<void> {
    await this.ledger.load();
    this.#isStarted = true;
    for (const task of this.ledger.all()) {
      // A disk that refuses this one write is no reason to leave the other tasks alone.
      if (isWorthRetrying(task.state))
        this.#inBackground(task.id, this.ledger.apply(task.id, { type: 'retrySave' }));
      else this.#attend(task);
    }
  }

  durationOf(task: Task): Duration {
    const { priceKey, typicalMs } = this.parts.estimateFor(task);
    return estimateDuration(typicalMs, this.#samples.get(priceKey) ?? []);
  }

  wake(): void {
    this.#schedulers.live.wake();
    this.#schedulers.sandbox.wake();
  }

  async drained(): Promise<void> {
    await Promise.allSettled([...this.#posts]);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #onRemove(ids: readonly string[]): void {
    for (const id of ids) this.#leave(id);
  }

  #onChange(tasks: readonly Task[]): void {
    for (const task of [...tasks].sort((a, b) => a.createdAt - b.createdAt)) {
      this.#learn(task);
      if (this.#isStarted) this.#attend(task);
    }
  }

  /** Does, or has done, what the state of the task asks for. The one place where states become work. */
  #attend(task: Task): void {
    const { id, state } = task;
    if (!activeStatuses.has(state.status)) {
      this.#leave(id);
      return;
    }
    if (!this.ownership.has(id)) {
      this.ownership.want(id);
      return;
    }
    const scheduler = this.#schedulers[task.service];
    if (state.status === 'queued') scheduler.enqueue(id, state.notBefore);
    else if (state.status === 'running') scheduler.watch(id, state.submittedAt, this.durationOf(task));
    else scheduler.forget(id);
    if (state.status === 'saving') this.#save(id);
  }

  #leave(id: string): void {
    this.#schedulers.live.forget(id);
    this.#schedulers.sandbox.forget(id);
    this.ownership.release(id);
  }

  /** The window that had the task is gone, or never was: read again what it left behind. */
  async #onOwned(id: string): Promise<void> {
    const task = await this.ledger.refresh(id);
    if (task === undefined) this.#leave(id);
    else if (task.state.status === 'submitting') {
      await this.journal.applySurely(id, { type: 'submitUnknown', error: interrupted });
    } else this.#attend(task);
  }

  #schedulerOf(id: string): Scheduler | undefined {
    const task = this.ledger.get(id);
    return task === undefined ? undefined : this.#schedulers[task.service];
  }

  async #submit(id: string, signal: AbortSignal): Promise<Outcome> {
    const post = submitTask(this.#requests, id, signal);
    this.#posts.add(post);
    try {
      return await post;
    } catch (e) {
      // Nothing was sent: the intent could not be written.
      this.parts.log.error(`task ${id} could not be begun`, e);
      this.#schedulerOf(id)?.enqueue(id, this.parts.clock.now() + ledgerRetryMs);
      return 'limited';
    } finally {
      this.#posts.delete(post);
    }
  }

  #save(id: string): void {
    if (this.#jobs.has(id)) return;
    const job = saveTask(this.#saving, id, this.scope.signal).finally(() => this.#jobs.delete(id));
    this.#jobs.set(id, job);
    this.#inBackground(id, job);
  }

  #inBackground(id: string, work: Promise<unknown>): void {
    work.catch((e: unknown) => {
      if (!isError(e, 'cancelled')) this.parts.log.error(`work on task ${id} failed`, e);
    });
  }

  #learn(task: Task): void {
    const ms = measuredMs(task);
    if (ms === undefined || (task.state.status !== 'saved' && task.state.status !== 'saving')) return;
    const { priceKey } = this.parts.estimateFor(task);
    const samples = this.#samples.get(priceKey) ?? [];
    // A task is seen as `saving` and again as `saved`.
    if (!samples.includes(ms)) this.#samples.set(priceKey, [...samples, ms].slice(-maxSamples));
  }

  #noteOutcome(outcome: Outcome): void {
    if (outcome === this.outcome) return;
    this.outcome = outcome;
    this.outcomes.fire(outcome);
  }
}

/** Makes an engine that rests until `start`. Dispose ends its work and frees its tasks for other windows. */
export function createTaskEngine(parts: EngineParts): TaskEngine {
  const engine = new Engine(parts);
  const { ledger } = engine;
  return {
    ...createPersonActions({
      ...{ ledger, ownership: engine.ownership, signal: engine.scope.signal },
      ...{ store: parts.store, apiFor: parts.apiFor, ids: parts.ids, clock: parts.clock, log: parts.log },
      journal: engine.journal,
    }),
    start: () => engine.start(),
    get tasks() {
      return ledger.all();
    },
    get: id => ledger.get(id),
    onDidChange: ledger.onDidChange,
    onDidRemove: ledger.onDidRemove,
    get outcome() {
      return engine.outcome;
    },
    onDidChangeOutcome: engine.outcomes.event,
    prices: () => learnPrices(ledger.all(), task => parts.estimateFor(task).priceKey),
    durationOf: task => engine.durationOf(task),
    wake: () => engine.wake(),
    drained: () => engine.drained(),
    dispose: () => engine.dispose(),
  };
}
