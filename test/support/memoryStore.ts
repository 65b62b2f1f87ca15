/** A ledger in memory that several windows can open; each sees the others' writes as changes elsewhere. */
import { StorageError } from '../../src/core/errors.ts';
import { Emitter } from '../../src/core/lifecycle.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { activeStatuses, type Task } from '../../src/core/tasks/task.ts';

/** What is on the disk of the machine. */
export interface MemoryDisk {
  /** One window's store. */
  open(): LedgerStore;
  readonly tasks: ReadonlyMap<string, Task>;
  /** Called before every write of any window; throws to refuse it. */
  onWrite: ((task: Task, window: LedgerStore) => void | Promise<void>) | undefined;
}

/** `time:id` of the last task of a page. */
function readMark(mark: string): { createdAt: number; id: string } {
  const match = /^(\d+):(.*)$/s.exec(mark);
  if (match === null) throw new StorageError({ reason: 'ledger', message: 'no such page' });
  return { createdAt: Number(match[1]), id: match[2] ?? '' };
}

/** In the order of pages, which is from the newest. */
function isAfter(task: Task, mark: { createdAt: number; id: string }): boolean {
  return task.createdAt < mark.createdAt || (task.createdAt === mark.createdAt && task.id < mark.id);
}

export function createMemoryDisk(): MemoryDisk {
  const rows = new Map<string, Task>();
  const windows = new Map<LedgerStore, Emitter<void>>();

  function tell(writer: LedgerStore): void {
    for (const [window, emitter] of windows) if (window !== writer) emitter.fire();
  }

  function newestFirst(): Task[] {
    return [...rows.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  const disk: MemoryDisk = { open, tasks: rows, onWrite: undefined };

  function open(): LedgerStore {
    const elsewhere = new Emitter<void>();
    let isClosed = false;
    function checkOpen(): void {
      if (isClosed) throw new StorageError({ reason: 'ledger', message: 'closed' });
    }
    async function checkWrite(task: Task): Promise<void> {
      checkOpen();
      if (Number.isNaN(task.createdAt)) throw new StorageError({ reason: 'ledger', message: 'not JSON' });
      await disk.onWrite?.(task, store);
    }
    const store: LedgerStore = {
      async insert(task) {
        await checkWrite(task);
        if (rows.has(task.id)) return false;
        rows.set(task.id, task);
        tell(store);
        return true;
      },
      async update(task) {
        await checkWrite(task);
        if (rows.get(task.id)?.revision !== task.revision - 1) return false;
        rows.set(task.id, task);
        tell(store);
        return true;
      },
      get: async id => rows.get(id),
      findByTaskId: async taskId =>
        [...rows.values()].find(({ state }) => 'taskId' in state && state.taskId === taskId),
      open: async () =>
        [...rows.values()].filter(
          ({ state: { status } }) =>
            activeStatuses.has(status) || status === 'unconfirmed' || status === 'unsaved',
        ),
      async page({ before, limit }) {
        const after = before === undefined ? undefined : readMark(before);
        const all = newestFirst().filter(task => after === undefined || isAfter(task, after));
        const tasks = all.slice(0, limit);
        const last = tasks.at(-1);
        return { tasks, next: last && limit < all.length ? `${last.createdAt}:${last.id}` : undefined };
      },
      async remove(ids) {
        for (const id of ids) rows.delete(id);
        tell(store);
      },
      count: async () => {
        checkOpen();
        return rows.size;
      },
      onDidChangeElsewhere: elsewhere.event,
      damage: [],
      dispose() {
        isClosed = true;
        elsewhere.dispose();
        windows.delete(store);
      },
    };
    windows.set(store, elsewhere);
    return store;
  }
  return disk;
}
