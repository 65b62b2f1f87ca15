import { StorageError } from '../errors.ts';
import { type Disposable, DisposableStore, Emitter, type Event } from '../lifecycle.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import { reduce } from './reduce.ts';
import type { LedgerStore } from './store.ts';
import { activeStatuses, type Task, type TaskFacts } from './task.ts';

/** What an event did: the task as it stands now, and whether it was this event that moved it. */
export interface Applied {
  /** Undefined where somebody has removed the task. */
  readonly task: Task | undefined;
  readonly hasChanged: boolean;
}

/** The tasks of this machine: those on disk, and a view of the open and the latest ones in memory. */
export interface Ledger extends Disposable {
  /** Reads the view. Call once, before the rest. */
  load(): Promise<void>;
  /** Adds a task as `queued`; false when its id is known already. It is on disk when the promise resolves. */
  insert(facts: TaskFacts): Promise<boolean>;
  /** As `insert`, for a task that the service has already. */
  adopt(task: Task): Promise<boolean>;
  /**
   * Read, reduce, write, again from the start where another window was first. What it returns is on disk. Rejects
   * with StorageError `ledger`. Events of one task are applied in the order of the calls.
   */
  apply(id: string, event: TaskEvent): Promise<Applied>;
  /** Reads the task from the disk into the view. */
  refresh(id: string): Promise<Task | undefined>;
  remove(ids: readonly string[]): Promise<void>;
  /** From memory. */
  get(id: string): Task | undefined;
  /** The view, oldest first; the same list until something changes. */
  all(): readonly Task[];
  /** Tasks that are new or have changed, here or in another window. */
  readonly onDidChange: Event<readonly Task[]>;
  /** Ids that are gone, here or in another window. */
  readonly onDidRemove: Event<readonly string[]>;
}

/** So many of the newest tasks are kept in memory: the tree's first page, and what prices are learned from. */
const viewSize = 500;
/** Writes of other windows come in bursts; after the first look, one in so long answers them all. */
const settleMs = 100;
const maxConflicts = 8;

export interface LedgerParts {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether a task that another window owns is gone, as far as a page of the newest and the open ones can say. */
function isGone(task: Task, seen: ReadonlySet<string>, oldest: number): boolean {
  return !seen.has(task.id) && (activeStatuses.has(task.state.status) || task.createdAt >= oldest);
}

/** Calls `work` soon after it is asked for, once in `settleMs` however often that is. */
function createPacer(clock: Clock, work: () => void): Disposable & { ask(): void } {
  let timer: Disposable | undefined;
  let lastAt = -Infinity;
  return {
    ask() {
      timer ??= clock.setTimer(Math.max(0, lastAt + settleMs - clock.monotonic()), () => {
        timer = undefined;
        lastAt = clock.monotonic();
        work();
      });
    },
    dispose: () => timer?.dispose(),
  };
}

export function createLedger({ store, clock, log }: LedgerParts): Ledger {
  const view = new Map<string, Task>();
  const tails = new Map<string, Promise<unknown>>();
  const owned = new DisposableStore();
  const onError = (e: unknown): void => log.error('a listener of the ledger failed', e);
  const changed = owned.add(new Emitter<readonly Task[]>(onError));
  const removed = owned.add(new Emitter<readonly string[]>(onError));
  let sorted: readonly Task[] | undefined;

  /** Older revisions than the one known come from reads that another answer overtook. */
  function note(tasks: readonly Task[]): void {
    const news = tasks.filter(task => task.revision > (view.get(task.id)?.revision ?? -1));
    for (const task of news) view.set(task.id, task);
    if (news.length === 0) return;
    sorted = undefined;
    changed.fire(news);
  }

  function drop(ids: readonly string[]): void {
    const known = ids.filter(id => view.delete(id));
    if (known.length === 0) return;
    sorted = undefined;
    removed.fire(known);
  }

  async function reload(): Promise<void> {
    const before = [...view.values()];
    const open = await store.open();
    const page = await store.page({ limit: viewSize });
    if (owned.isDisposed) return;
    const seen = new Set([...open, ...page.tasks].map(task => task.id));
    const oldest = page.next === undefined ? -Infinity : (page.tasks.at(-1)?.createdAt ?? Infinity);
    note([...open, ...page.tasks]);
    const missing = before.filter(task => isGone(task, seen, oldest));
    // A task that came to rest and is older than the page: still there, so ask before it is dropped.
    for (const { id } of missing) await refresh(id);
  }

  async function refresh(id: string): Promise<Task | undefined> {
    const task = await store.get(id);
    if (task === undefined) drop([id]);
    else note([task]);
    return view.get(id);
  }

  const reloading = owned.add(
    createPacer(clock, () => {
      void reload().catch((e: unknown) => log.error('the ledger could not be read again', e));
    }),
  );
  owned.add(store.onDidChangeElsewhere(() => reloading.ask()));

  async function applyNow(id: string, event: TaskEvent): Promise<Applied> {
    // What is in memory may be old: an event that does not fit it is held against the disk.
    const known = view.get(id);
    const isFit = known !== undefined && reduce(known, event, clock.now()) !== known;
    let task = isFit ? known : await refresh(id);
    for (let i = 0; i < maxConflicts && task !== undefined; i++) {
      const next = reduce(task, event, clock.now());
      if (next === task) return { task, hasChanged: false };
      if (await store.update(next)) {
        note([next]);
        return { task: next, hasChanged: true };
      }
      task = await refresh(id);
    }
    if (task === undefined) return { task, hasChanged: false };
    throw new StorageError({ reason: 'ledger', message: `task ${id} is written by others without end` });
  }

  /** One at a time for each task, so that this window does not fight with itself. */
  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (tails.get(id) ?? Promise.resolve()).then(work, work);
    const tail = turn.catch(() => {}).finally(() => tails.get(id) === tail && tails.delete(id));
    tails.set(id, tail);
    return turn;
  }

  async function insertTask(task: Task): Promise<boolean> {
    if (!(await store.insert(task))) return false;
    note([task]);
    return true;
  }

  return {
    load: reload,
    insert: facts =>
      insertTask({ ...facts, revision: 0, updatedAt: clock.now(), state: { status: 'queued' } }),
    adopt: insertTask,
    apply: (id, event) => inTurn(id, () => applyNow(id, event)),
    refresh,
    async remove(ids) {
      await store.remove(ids);
      drop(ids);
    },
    get: id => view.get(id),
    all() {
      sorted ??= [...view.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      return sorted;
    },
    onDidChange: changed.event,
    onDidRemove: removed.event,
    dispose: () => owned.dispose(),
  };
}
