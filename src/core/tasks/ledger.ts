import { StorageError } from '../errors.ts';
import { type Disposable, DisposableStore, type Event } from '../lifecycle.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import { LedgerView } from './ledgerView.ts';
import { reduce } from './reduce.ts';
import type { LedgerStore, Retention } from './store.ts';
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
  /** All open tasks as they are on the disk now; the view learns of them. */
  readOpen(): Promise<readonly Task[]>;
  remove(ids: readonly string[]): Promise<void>;
  /** Adds tasks of another history as they are, where they are not known; answers how many were not. */
  adoptAll(tasks: readonly Task[]): Promise<number>;
  /** Forgets at most `limit` ended tasks beyond `retention`, the oldest first; answers how many. */
  expire(retention: Retention, limit: number): Promise<number>;
  /** From memory. */
  get(id: string): Task | undefined;
  /** The view, oldest first; the same list until something changes. */
  all(): readonly Task[];
  /** Tasks that are new or have changed, here or in another window. */
  readonly onDidChange: Event<readonly Task[]>;
  /** Ids that are gone, here or in another window. */
  readonly onDidRemove: Event<readonly string[]>;
}

/** So many of the newest tasks are kept in memory: the tree's first page. */
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

/** The open and the newest tasks, and since when there are no others. */
async function readView(store: LedgerStore): Promise<{ tasks: readonly Task[]; oldest: number }> {
  const open = await store.open();
  const page = await store.page({ limit: viewSize });
  const oldest = page.next === undefined ? -Infinity : (page.tasks.at(-1)?.createdAt ?? Infinity);
  return { tasks: [...open, ...page.tasks], oldest };
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

/** One at a time for each task, so that a window does not fight with itself. */
function createTurns(): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (id, work) => {
    const turn = (tails.get(id) ?? Promise.resolve()).then(work, work);
    const tail = turn.catch(() => {}).finally(() => tails.get(id) === tail && tails.delete(id));
    tails.set(id, tail);
    return turn;
  };
}

export function createLedger({ store, clock, log }: LedgerParts): Ledger {
  const inTurn = createTurns();
  const owned = new DisposableStore();
  const view = owned.add(new LedgerView(e => log.error('a listener of the ledger failed', e)));

  async function readOpen(): Promise<readonly Task[]> {
    const open = await store.open();
    view.note(open);
    return open;
  }

  async function reload(): Promise<void> {
    const before = view.all();
    const { tasks, oldest } = await readView(store);
    if (owned.isDisposed) return;
    const seen = new Set(tasks.map(task => task.id));
    view.note(tasks);
    const missing = before.filter(task => isGone(task, seen, oldest));
    // A task that came to rest and is older than the page: still there, so ask before it is dropped.
    for (const { id } of missing) await refresh(id);
  }

  async function refresh(id: string): Promise<Task | undefined> {
    const task = await store.get(id);
    if (task === undefined) view.drop([id]);
    else view.note([task]);
    return view.get(id);
  }

  const reloading = owned.add(
    createPacer(clock, () => {
      void reload().catch((e: unknown) => log.error('the ledger could not be read again', e));
    }),
  );
  owned.add(store.onDidChangeElsewhere(() => reloading.ask()));
  if (store.recallFrom !== undefined) owned.add(store.recallFrom(() => view.all()));

  async function applyNow(id: string, event: TaskEvent): Promise<Applied> {
    // What is in memory may be old: an event that does not fit it is held against the disk.
    const known = view.get(id);
    const isFit = known !== undefined && reduce(known, event, clock.now()) !== known;
    let task = isFit ? known : await refresh(id);
    for (let i = 0; i < maxConflicts && task !== undefined; i++) {
      const next = reduce(task, event, clock.now());
      if (next === task) return { task, hasChanged: false };
      if (await store.update(next)) {
        view.note([next]);
        return { task: next, hasChanged: true };
      }
      task = await refresh(id);
    }
    if (task === undefined) return { task, hasChanged: false };
    throw new StorageError({ reason: 'ledger', message: `task ${id} is written by others without end` });
  }

  async function insertTask(task: Task): Promise<boolean> {
    if (!(await store.insert(task))) return false;
    view.note([task]);
    return true;
  }

  return {
    load: reload,
    insert: facts =>
      insertTask({ ...facts, revision: 0, updatedAt: clock.now(), state: { status: 'queued' } }),
    adopt: insertTask,
    apply: (id, event) => inTurn(id, () => applyNow(id, event)),
    refresh,
    readOpen,
    async remove(ids) {
      await store.remove(ids);
      view.drop(ids);
    },
    async adoptAll(tasks) {
      const added = await store.insertAll(tasks);
      // Most of a history is too old for the view: what belongs in it is found by reading.
      if (added.length > 0) reloading.ask();
      return added.length;
    },
    async expire(retention, limit) {
      const ids = await store.expire(retention, limit);
      view.drop(ids);
      return ids.length;
    },
    get: id => view.get(id),
    all: () => view.all(),
    onDidChange: view.onDidChange,
    onDidRemove: view.onDidRemove,
    dispose: () => owned.dispose(),
  };
}
