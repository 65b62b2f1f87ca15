/** The tasks as the host's features see them. */
import type { Disposable, Event } from '../core/lifecycle.ts';
import type { Task, TaskFacts } from '../core/tasks/task.ts';

export interface Tasks extends Disposable {
  /** Open ones and those of the pages read so far, newest first. */
  tasks(): readonly Task[];
  hasOlder(): boolean;
  loadOlder(): Promise<void>;
  /** By our id or the service's. */
  find(id: string): Promise<Task | undefined>;
  readonly onDidChange: Event<readonly Task[]>;
  /** Resolves once the ledger is read. */
  readonly ready: Promise<void>;
  create(facts: TaskFacts): Promise<Task>;
  /** Resolves when nothing more happens by itself. */
  finished(id: string, signal?: AbortSignal): Promise<Task>;
  stopWatching(id: string): Promise<Task>;
  resume(id: string): Promise<Task>;
  /** Saves again what succeeded; reads the task again for a fresh address first. */
  retry(id: string): Promise<Task>;
  /** Only on a person's word: may be charged twice. */
  sendAgain(id: string): Promise<Task>;
  /** The person found the id of an unconfirmed task. */
  confirmWith(id: string, taskId: string): Promise<Task>;
  track(facts: TaskFacts, taskId: string): Promise<Task>;
  remove(ids: readonly string[]): Promise<void>;
  /** Credits used since `ms`, as far as the service told. */
  creditsSince(ms: number): Promise<number>;
}
