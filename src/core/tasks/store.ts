/** The ledger's place on disk, as core sees it. Two implementations, one contract test. */
import type { Disposable } from '../lifecycle.ts';
import type { Task } from './task.ts';

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
  /** By the service's id. */
  findByTaskId(taskId: string): Promise<Task | undefined>;
  /** All tasks in active statuses and those that wait for a person (`unconfirmed`, `unsaved`). */
  open(): Promise<readonly Task[]>;
  /** Newest first. */
  page(query: { before?: string | undefined; limit: number }): Promise<TaskPage>;
  remove(ids: readonly string[]): Promise<void>;
  count(): Promise<number>;
  /** Another window may have written: called with no promise of completeness; read again. */
  onDidChangeElsewhere(listener: () => void): Disposable;
  /** What loading had to set aside. */
  readonly damage: readonly Damage[];
}
