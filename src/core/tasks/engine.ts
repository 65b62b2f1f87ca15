import { AbortScope } from '../async.ts';
import { isError } from '../errors.ts';
import { DisposableStore, Emitter } from '../lifecycle.ts';
import { createBudget, createMemoryBudgetStore, type RequestBudget } from './budget.ts';
import { createDownloads, type Downloads } from './downloads.ts';
import { type Duration, estimateDuration } from './durations.ts';
import { createExperience, type Experience } from './experience.ts';
import { createGate } from './gate.ts';
import { createJournal, type Journal } from './journal.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createLine, type Line, noRules } from './line.ts';
import type { Outcome } from './outcome.ts';
import { Ownership } from './ownership.ts';
import { createPersonActions } from './personActions.ts';
import { rankOf } from './rank.ts';
import { lookAtTask, probeService, type RequestParts, submitTask } from './requests.ts';
import { isWorthRetrying, type SavingParts, saveTask } from './saving.ts';
import { Scheduler, type SchedulerParts } from './scheduler.ts';
import { activeStatuses, type Task } from './task.ts';
import type { EngineParts, TaskEngine } from './taskEngine.ts';
import { interrupted, isWaitingForProject } from './taskError.ts';

const downloadsAtOnce = 4;
/** A disk that refuses is asked again after this long. */
const ledgerRetryMs = 2000;
/** As is a line in which another window is just sending. */
const lineRetryMs = 250;

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
  readonly line: Line;
  readonly outcomes: Emitter<Outcome>;
  readonly givenUp: Emitter<Task>;
  readonly keyRefused: Emitter<undefined>;
  readonly downloads: Downloads;
  outcome: Outcome = 'ok';
  /** One for each service, so that a dead network or a missing key does not hold up the sandbox. */
  readonly #schedulers: Readonly<Record<Task['service'], Scheduler>>;
  readonly #requests: RequestParts;
  readonly #saving: SavingParts;
  readonly #owned = new DisposableStore();
  /** Tasks whose results are being stored. */
  readonly #jobs = new Set<string>();
  /** Submissions under way, by task. */
  readonly #posts = new Map<string, Promise<unknown>>();
  readonly #tooOldSince = new Map<string, number>();
  readonly experience: Experience;
  #isStarted = false;

  constructor(parts: EngineParts) {
    this.parts = parts;
    const { store, clock, log, lock, budget } = parts;
    this.ledger = this.#owned.add(createLedger({ store, clock, log }));
    const onError = (e: unknown): void => log.error('a listener failed', e);
    this.givenUp = this.#owned.add(new Emitter<Task>(onError));
    this.keyRefused = this.#owned.add(new Emitter<undefined>(onError));
    this.downloads = this.#owned.add(createDownloads(onError));
    const { ledger, downloads } = this;
    const rules = parts.line ?? noRules;
    this.line = createLine({ ledger, lock, clock, rules, outcome: () => this.outcome });
    this.experience = createExperience(parts.estimateFor);
    this.outcomes = this.#owned.add(new Emitter<Outcome>(onError));
    this.ownership = this.#owned.add(
      new Ownership({ lock, clock, log, onOwned: id => this.#inBackground(id, this.#onOwned(id)) }),
    );
    this.journal = createJournal({ ledger: this.ledger, clock, log, signal: this.scope.signal });
    const lookedAt = (id: string): number | undefined => this.#schedulerOf(id)?.lookedAt(id);
    const common = { ...parts, journal: this.journal };
    this.#requests = {
      ...{ ...common, line: this.line, lookedAt, tooOldSince: this.#tooOldSince },
      onGivenUp: task => this.givenUp.fire(task),
      onKeyRefused: () => this.keyRefused.fire(undefined),
    };
    this.#saving = { ...common, gate: createGate(downloadsAtOnce), onProgress: downloads.note };
    this.#schedulers = {
      live: this.#createScheduler('live', budget, outcome => this.#noteOutcome(outcome)),
      sandbox: this.#createScheduler('sandbox', this.#owned.add(createSandboxBudget(parts)), () => {}),
    };
    this.#owned.add(this.scope);
    this.#owned.add(this.ledger.onDidChange(tasks => this.#onChange(tasks)));
    this.#owned.add(this.ledger.onDidRemove(ids => this.#onRemove(ids)));
  }

  #createScheduler(
    service: Task['service'],
    budget: RequestBudget,
    onOutcome: SchedulerParts['onOutcome'],
  ): Scheduler {
    const { clock, log, random, apiFor } = this.parts;
    const scheduler = new Scheduler({
      ...{ clock, log, random, budget, onOutcome },
      submit: (id, signal) => this.#submit(id, signal),
      look: (id, signal) => lookAtTask(this.#requests, id, signal),
      probe: signal => probeService(apiFor({ service }), signal),
      mayBegin: id => this.line.mayBegin(id),
    });
    return this.#owned.add(scheduler);
  }

  async start(): Promise<void> {
    await this.ledger.load();
    this.#isStarted = true;
    void this.#recall();
    for (const task of this.ledger.all()) {
      // A disk that refuses this one write is no reason to leave the other tasks alone.
      if (isWorthRetrying(task.state) && this.parts.isHome(task)) this.#saveAgain(task.id);
      else this.#attend(task);
    }
  }

  durationOf(task: Task): Duration {
    const { priceKey, typicalMs } = this.parts.estimateFor(task);
    return estimateDuration(typicalMs, this.experience.durationsMs(task.service, priceKey));
  }

  wake(): void {
    // Another key, perhaps: nothing is known against it.
    if (this.outcome === 'denied') this.#noteOutcome('ok');
    this.#schedulers.live.wake();
    this.#schedulers.sandbox.wake();
    if (this.#isStarted) for (const task of this.ledger.all()) this.#attend(task);
  }

  async drained(): Promise<void> {
    await Promise.allSettled(this.#posts.values());
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #onRemove(ids: readonly string[]): void {
    for (const id of ids) this.#leave(id);
    this.#reconsider();
  }

  #onChange(tasks: readonly Task[]): void {
    for (const task of [...tasks].sort((a, b) => a.createdAt - b.createdAt)) {
      this.experience.note(task);
      if (this.#isStarted) this.#attend(task);
    }
    this.#reconsider();
  }

  /** A task that left the service, here or in another window, may have made room for one that waits. */
  #reconsider(): void {
    this.#schedulers.live.reconsider();
    this.#schedulers.sandbox.reconsider();
  }

  /** Does, or has done, what the state of the task asks for. The one place where states become work. */
  #attend(task: Task): void {
    const { id, state } = task;
    const isHome = this.parts.isHome(task);
    if (isHome && isWaitingForProject(state)) this.#saveAgain(id);
    if (!this.#isForThisWindow(task, isHome)) {
      this.#leave(id);
      return;
    }
    if (!this.ownership.has(id)) {
      this.ownership.want(id, isHome);
      return;
    }
    const scheduler = this.#schedulers[task.service];
    if (state.status === 'queued') scheduler.enqueue(id, state.notBefore, rankOf(task));
    else if (state.status === 'running') scheduler.watch(id, state.submittedAt, this.durationOf(task));
    else scheduler.forget(id);
    if (state.status === 'saving') this.#save(id);
  }

  /** Whether there is something that this window may do: not ask at a wrong address, nor order for a closed project. */
  #isForThisWindow(task: Task, isHome: boolean): boolean {
    const { status } = task.state;
    if (!activeStatuses.has(status)) return false;
    if (status === 'queued') return isHome && this.parts.isReachable(task);
    return status !== 'running' || this.parts.isReachable(task);
  }

  #saveAgain(id: string): void {
    this.#inBackground(id, this.ledger.apply(id, { type: 'retrySave' }));
  }

  #leave(id: string): void {
    this.#schedulers.live.forget(id);
    this.#schedulers.sandbox.forget(id);
    this.#tooOldSince.delete(id);
    // Who takes over what is being sent would think that its sender died.
    if (!this.#posts.has(id)) this.ownership.release(id);
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

  async #submit(id: string, signal: AbortSignal): Promise<Outcome | undefined> {
    const post = submitTask(this.#requests, id, signal);
    this.#posts.set(id, post);
    try {
      const outcome = await post;
      if (outcome === undefined) this.#enqueueAgain(id, lineRetryMs);
      return outcome;
    } catch (e) {
      // Nothing was sent: the intent could not be written.
      this.parts.log.error(`task ${id} could not be begun`, e);
      this.#enqueueAgain(id, ledgerRetryMs);
      return undefined;
    } finally {
      this.#posts.delete(id);
      const task = this.ledger.get(id);
      if (task === undefined || !this.#isForThisWindow(task, this.parts.isHome(task))) this.#leave(id);
    }
  }

  #enqueueAgain(id: string, afterMs: number): void {
    const task = this.ledger.get(id);
    if (task?.state.status !== 'queued' || !this.ownership.has(id)) return;
    this.#schedulers[task.service].enqueue(id, this.parts.clock.now() + afterMs, rankOf(task));
  }

  #save(id: string): void {
    if (this.#jobs.has(id)) return;
    this.#jobs.add(id);
    this.#inBackground(id, this.#saveNow(id));
  }

  async #saveNow(id: string): Promise<void> {
    await saveTask(this.#saving, id, this.scope.signal).finally(() => {
      this.#jobs.delete(id);
      this.downloads.end(id);
    });
    // Asked for again while the last one ended, or the service names more results now than then.
    const task = this.ledger.get(id);
    if (task?.state.status === 'saving') this.#attend(task);
  }

  #inBackground(id: string, work: Promise<unknown>): void {
    work.catch((e: unknown) => {
      if (!isError(e, 'cancelled')) this.parts.log.error(`work on task ${id} failed`, e);
    });
  }

  /** What older tasks taught comes later than the start: reading all of a ledger for the first time takes seconds. */
  async #recall(): Promise<void> {
    try {
      this.experience.add(await this.parts.store.samples());
    } catch (e) {
      this.parts.log.error('what past tasks tell could not be read', e);
      return;
    }
    if (this.scope.signal.aborted) return;
    for (const task of this.ledger.all()) if (task.state.status === 'running') this.#attend(task);
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
  const actions = createPersonActions({
    ...{ ledger, ownership: engine.ownership, signal: engine.scope.signal, line: engine.line },
    ...{ store: parts.store, apiFor: parts.apiFor, ids: parts.ids, clock: parts.clock, log: parts.log },
    journal: engine.journal,
  });
  return {
    ...actions,
    create: async facts => {
      const task = await actions.create(facts);
      if (engine.line.waitingOf(task)?.reason === 'denied') engine.keyRefused.fire(undefined);
      return task;
    },
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
    waitingOf: task => engine.line.waitingOf(task),
    downloadOf: id => engine.downloads.of(id),
    onDidProgress: engine.downloads.onDidProgress,
    onDidGiveUp: engine.givenUp.event,
    onDidRefuseKey: engine.keyRefused.event,
    adoptAll: ledger.adoptAll,
    expire: ledger.expire,
    prices: () => engine.experience.prices(),
    durationOf: task => engine.durationOf(task),
    expectedMs: (service, priceKey, catalogueMs) =>
      Math.exp(estimateDuration(catalogueMs, engine.experience.durationsMs(service, priceKey)).mu),
    wake: () => engine.wake(),
    drained: () => engine.drained(),
    dispose: () => engine.dispose(),
  };
}
