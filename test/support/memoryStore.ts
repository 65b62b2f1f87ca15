/** A ledger in memory that several windows can open; each sees the others' writes as changes elsewhere. */
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
    const store: LedgerStore = {
      async insert(task) {
        await disk.onWrite?.(task, store);
        if (rows.has(task.id)) return false;
        rows.set(task.id, task);
        tell(store);
        return true;
      },
      async update(task) {
        await disk.onWrite?.(task, store);
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
        const all = newestFirst();
        const from = before === undefined ? 0 : all.findIndex(task => task.id === before) + 1;
        const tasks = all.slice(from, from + limit);
        return { tasks, next: from + limit < all.length ? tasks.at(-1)?.id : undefined };
      },
      async remove(ids) {
        for (const id of ids) rows.delete(id);
        tell(store);
      },
      count: async () => rows.size,
      onDidChangeElsewhere: elsewhere.event,
      damage: [],
      dispose() {
        elsewhere.dispose();
        windows.delete(store);
      },
    };
    windows.set(store, elsewhere);
    return store;
  }
  return disk;
}
