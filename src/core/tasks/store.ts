/** The ledger's place on disk, as core sees it. Two implementations, one contract test. */
import type { Disposable } from '../lifecycle.ts';
import type { Sample } from './prices.ts';
import type { Facets, PageQuery, SearchQuery } from './search.ts';
import type { ChatBill, CreditSum, Spending, TimeRange } from './spending.ts';
import type { ServiceOf, Task } from './task.ts';

/** What was set aside while loading, for the person to know. */
export interface Damage {
  /** Where the damaged file or record was put. */
  readonly movedTo: string | undefined;
  readonly message: string;
}

export interface TaskPage {
  readonly tasks: readonly Task[];
  /** Pass as `before` for the next page; undefined at the end. */
  readonly next: string | undefined;
}

/** Which finished tasks are kept; all where nothing is said. */
export interface Retention {
  /** Those created before, ms since the epoch, may go. */
  readonly beforeMs?: number | undefined;
  /** Beyond so many of the newest finished ones the others may go. */
  readonly keep?: number | undefined;
  /** Those that the service did not know stay: they may be paid for. */
  readonly sparesLost?: boolean | undefined;
  /** What the chat took before goes: it has no task that it could go with. */
  readonly chatBeforeMs?: number | undefined;
}

/**
 * Durable, shared by all windows of the machine. Every write is on disk when its promise resolves. Rejects with
 * StorageError `ledger` when the disk refuses.
 */
export interface LedgerStore extends Disposable {
  /** Adds a task; false when the id is there already (a double click, an agent's repeat). */
  insert(task: Task): Promise<boolean>;
  /** Replaces the task when the stored revision is `task.revision - 1`; false when somebody else was first. */
  update(task: Task): Promise<boolean>;
  get(id: string): Promise<Task | undefined>;
  /** By the service's id; of that service alone where one is named, for others may use the same ids. */
  findByTaskId(taskId: string, of?: ServiceOf): Promise<Task | undefined>;
  /** All tasks in active statuses and those that wait for a person (`unconfirmed`, `unsaved`). */
  open(): Promise<readonly Task[]>;
  /** Newest first. */
  page(query: PageQuery): Promise<TaskPage>;
  /** In the query's order, of the whole history. */
  search(query: SearchQuery): Promise<TaskPage>;
  /** What the tasks of the whole history differ in, for who chooses among them. */
  facets(): Promise<Facets>;
  /** URIs of the fewest folders that hold all results, sorted. */
  folders(): Promise<readonly string[]>;
  /**
   * Adds the tasks whose id is not there, and whose id of the service no other task has, in one step; answers with
   * their ids.
   */
  insertAll(tasks: readonly Task[]): Promise<readonly string[]>;
  /** Forgets tasks; what they cost stays in the sums. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes at most `limit` tasks that came to an end (saved, failed, lost) and are beyond `retention`, the oldest
   * first; answers with their ids, with none when no more are.
   */
  expire(retention: Retention, limit: number): Promise<readonly string[]>;
  /**
   * Writes what an answer of the chat took, in place of what stood under its id; of a free one nothing stays. It is
   * part of the sums and of what was spent.
   */
  noteChat(bill: ChatBill): Promise<void>;
  /** What the live service billed, also for tasks that were removed: newest day first, within it the dearest. */
  creditSums(range: TimeRange): Promise<readonly CreditSum[]>;
  /** What was ordered from the live service since then: billed, also for tasks that were removed, and not billed. */
  spending(sinceMs: number): Promise<Spending>;
  /** What past tasks tell: of each service and price key the newest `maxSamples`, also of tasks that were removed. */
  samples(): Promise<readonly Sample[]>;
  /** Gives the disk back what removed tasks took, where that is worth it and nobody else is busy. */
  compact(): Promise<void>;
  count(): Promise<number>;
  /** Another window may have written: called with no promise of completeness; read again. */
  onDidChangeElsewhere(listener: () => void): Disposable;
  /**
   * From now on, where the file of all tasks is gone, is another one or holds an unreadable record: what is missing in
   * it, or older, is put back from `known` before anything is asked of it. What stood in line is unconfirmed then, for
   * nobody knows whether another window has sent it meanwhile. One caller at a time. Missing where each task is a file.
   */
  recallFrom?(known: () => readonly Task[]): Disposable;
  /** What loading had to set aside. */
  readonly damage: readonly Damage[];
}
