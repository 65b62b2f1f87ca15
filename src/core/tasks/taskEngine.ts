import type { ApiClient } from '../api/types.ts';
import type { DownloadProgress } from '../assets/progress.ts';
import type { AssetSaver, SaveRequest } from '../assets/types.ts';
import type { Disposable, Event } from '../lifecycle.ts';
import type { Clock, Ids, Lock, Log } from '../ports.ts';
import type { RequestBudget } from './budget.ts';
import type { Duration } from './durations.ts';
import type { LineRules, Waiting } from './line.ts';
import type { Outcome } from './outcome.ts';
import type { PersonActions } from './personActions.ts';
import type { LearnedPrice, PriceFacts } from './prices.ts';
import type { LedgerStore, Retention } from './store.ts';
import type { ServiceOf, Task } from './task.ts';

/** What is known of a task before it runs. */
export interface Estimate extends PriceFacts {
  /** The catalogue's median, ms. */
  readonly typicalMs: number;
}

export interface EngineParts {
  /** This window's; the engine does not dispose it. */
  readonly store: LedgerStore;
  /**
   * The client of a task's service, which asks no other address than the task's. Its `take` must be called with the
   * very signal that the engine passes.
   */
  readonly apiFor: (task: ServiceOf) => ApiClient;
  /** Whether the project of the task (`projectOf`) is open in this window, or it needs none. */
  readonly isHome: (task: Task) => boolean;
  /** Whether the service in use is the one that has the task; where not, the task rests. */
  readonly isReachable: (task: ServiceOf) => boolean;
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
  readonly factsFor?: (task: Task) => SaveRequest['facts'];
  readonly estimateFor: (task: Task) => Estimate;
  /** Left out: nothing is held back. */
  readonly line?: LineRules;
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
  /** What a queued task waits for. */
  waitingOf(task: Task): Waiting | undefined;
  /** How far this window is with what it downloads for a task, where that is large or slow and somebody listens. */
  downloadOf(id: string): DownloadProgress | undefined;
  /** Id of a task whose downloads have come further, at most twice a second for each result. */
  readonly onDidProgress: Event<string>;
  /** Tasks that this window has stopped watching by itself: each is told of once, in one window. */
  readonly onDidGiveUp: Event<Task>;
  /** An order of this window waits for another key: the one there is was refused, or there is none. */
  readonly onDidRefuseKey: Event<undefined>;
  /** Adds tasks of another history, as `Ledger.adoptAll`; they must be at rest. */
  adoptAll(tasks: readonly Task[]): Promise<number>;
  /** Forgets ended tasks, as `Ledger.expire`. */
  expire(retention: Retention, limit: number): Promise<number>;
  /** Credits for one unit that past tasks took, by price key; the same map until something was learned. */
  prices(): ReadonlyMap<string, LearnedPrice>;
  /** The expected duration of such a task, learned from past ones. */
  durationOf(task: Task): Duration;
  /** The median that is to be expected, ms: `catalogueMs` as own runs of that price key have corrected it. */
  expectedMs(service: Task['service'], priceKey: string, catalogueMs: number): number;
  /** Something outside has changed (a key, the service, the network, the rules of the line, what projects are open): try now. */
  wake(): void;
  /** Resolves when no POST is under way: call before `dispose` where there is time, so that no answer is missed. */
  drained(): Promise<void>;
}
