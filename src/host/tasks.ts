/** The tasks as the host's features see them. */
import type { DownloadProgress } from '../core/assets/progress.ts';
import type { Disposable, Event } from '../core/lifecycle.ts';
import type { Waiting } from '../core/tasks/line.ts';
import type { PersonActions } from '../core/tasks/personActions.ts';
import type { LearnedPrice } from '../core/tasks/prices.ts';
import type { Facets, SearchQuery, TaskQuery } from '../core/tasks/search.ts';
import type { ChatBill, CreditSum, TimeRange } from '../core/tasks/spending.ts';
import type { Retention, TaskPage } from '../core/tasks/store.ts';
import type { Task } from '../core/tasks/task.ts';

export interface Tasks extends PersonActions, Disposable {
  /** Open ones and those of the pages read so far, newest first. */
  tasks(): readonly Task[];
  hasOlder(): boolean;
  loadOlder(): Promise<void>;
  /** By our id or the service's. */
  find(id: string): Promise<Task | undefined>;
  /** One page of the tasks that a query asks for, of the whole history. */
  search(query: SearchQuery): Promise<TaskPage>;
  /** The models and folders of the whole history. */
  facets(): Promise<Facets>;
  /** URIs of the fewest folders that hold all results. */
  folders(): Promise<readonly string[]>;
  /** The newest of them. */
  findNewest(query: TaskQuery): Promise<Task | undefined>;
  /** Forgets at most `limit` ended tasks beyond `retention`, the oldest first; answers how many. */
  expire(retention: Retention, limit: number): Promise<number>;
  /** Adds tasks of another history where they are not known; they must be at rest. Answers how many were not. */
  adoptAll(tasks: readonly Task[]): Promise<number>;
  /** What changed or is new; an empty list where tasks came or went. */
  readonly onDidChange: Event<readonly Task[]>;
  /** What a queued task waits for. */
  waitingOf(task: Task): Waiting | undefined;
  /** What waiting tasks wait for may be something else now: the network, the service. */
  readonly onDidChangeWaiting: Event<undefined>;
  /** How far this window is with what it downloads for a task, where that is large or slow and somebody listens. */
  downloadOf(id: string): DownloadProgress | undefined;
  /** Id of a task whose downloads have come further. */
  readonly onDidProgress: Event<string>;
  /** A task that this window has stopped watching by itself. */
  readonly onDidGiveUp: Event<Task>;
  /** An order of this window waits for another key. */
  readonly onDidRefuseKey: Event<undefined>;
  /** Resolves once the ledger is read; rejects with StorageError `ledger`. */
  readonly ready: Promise<void>;
  /** Credits used since `ms`; `expected` says what a task may take that is not billed yet. */
  creditsSince(ms: number, expected: (task: Task) => number): Promise<number>;
  /** Live tasks ordered since `ms` that have no bill, whether one is still to come or never came. */
  unbilledSince(ms: number): Promise<readonly Task[]>;
  /** Writes what an answer of the chat took, in place of what stood under its id; nothing stays of a free one. */
  noteChat(bill: ChatBill): Promise<void>;
  /** What was billed by day, model, kind and workspace, also for tasks that were removed: newest day first. */
  creditSums(range: TimeRange): Promise<readonly CreditSum[]>;
  /** Credits for one unit that past tasks took, by price key; the same map until something was learned. */
  prices(): ReadonlyMap<string, LearnedPrice>;
  /** How long the service takes, ms: `catalogueMs` as own runs of that price key have corrected it. */
  expectedMs(service: Task['service'], priceKey: string, catalogueMs: number): number;
  /** Something outside has changed (a key, the service): try now. */
  wake(): void;
  /** What only one window may do at a time; undefined where another one has it. Ends with the window. */
  claim(name: string): Promise<Disposable | undefined>;
  /** Resolves when no submission is under way. */
  drained(): Promise<void>;
}
