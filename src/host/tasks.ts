/** The tasks as the host's features see them. */
import type { Disposable, Event } from '../core/lifecycle.ts';
import type { PersonActions } from '../core/tasks/personActions.ts';
import type { Task } from '../core/tasks/task.ts';

export interface Tasks extends PersonActions, Disposable {
  /** Open ones and those of the pages read so far, newest first. */
  tasks(): readonly Task[];
  hasOlder(): boolean;
  loadOlder(): Promise<void>;
  /** By our id or the service's. */
  find(id: string): Promise<Task | undefined>;
  /** The newest task that `matches`, in the whole ledger: seconds where it holds tens of thousands. */
  findNewest(matches: (task: Task) => boolean): Promise<Task | undefined>;
  /** What changed or is new; an empty list where tasks came or went. */
  readonly onDidChange: Event<readonly Task[]>;
  /** Resolves once the ledger is read; rejects with StorageError `ledger`. */
  readonly ready: Promise<void>;
  /** Credits used since `ms`; `expected` says what a task may take that is not billed yet. */
  creditsSince(ms: number, expected: (task: Task) => number): Promise<number>;
  /** Something outside has changed (a key, the service): try now. */
  wake(): void;
  /** What only one window may do at a time; undefined where another one has it. Ends with the window. */
  claim(name: string): Promise<Disposable | undefined>;
  /** Resolves when no submission is under way. */
  drained(): Promise<void>;
}
