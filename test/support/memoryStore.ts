/** A ledger in memory that several windows can open; each sees the others' writes as changes elsewhere. */
import { outermostFolders } from '../../src/core/assets/outermostFolders.ts';
import { StorageError } from '../../src/core/errors.ts';
import { Emitter } from '../../src/core/lifecycle.ts';
import { byAge } from '../../src/core/tasks/order.ts';
import { pageMark, parsePageMark } from '../../src/core/tasks/pageMark.ts';
import type { PriceFacts } from '../../src/core/tasks/prices.ts';
import { beyond, facetsOf, pageOf, placesOf, samplesOf } from '../../src/core/tasks/scan.ts';
import { type Bill, billOf, spendingSince, sumCredits } from '../../src/core/tasks/spending.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { activeStatuses, isSameService, type Task } from '../../src/core/tasks/task.ts';

/** What is on the disk of the machine. */
export interface MemoryDisk {
  /** One window's store. */
  open(): LedgerStore;
  readonly tasks: ReadonlyMap<string, Task>;
  /** Called before every write of any window; throws to refuse it. */
  onWrite: ((task: Task, window: LedgerStore) => void | Promise<void>) | undefined;
}

const taskIdOf = ({ state }: Task): string | undefined => ('taskId' in state ? state.taskId : undefined);

/** `priceFactsFor` as the engine's; without it nothing is learned. */
export function createMemoryDisk(priceFactsFor?: (task: Task) => PriceFacts): MemoryDisk {
  const rows = new Map<string, Task>();
  /** Of tasks that were removed. */
  const spent = new Map<string, Bill>();
  const windows = new Map<LedgerStore, Emitter<void>>();

  function tell(writer: LedgerStore): void {
    for (const [window, emitter] of windows) if (window !== writer) emitter.fire();
  }

  function newestFirst(): Task[] {
    return [...rows.values()].sort(byAge);
  }

  function put(task: Task): void {
    rows.set(task.id, task);
    spent.delete(task.id);
  }

  function removeAll(ids: readonly string[]): void {
    for (const id of ids) {
      const task = rows.get(id);
      const bill = task && billOf(task);
      if (bill !== undefined) spent.set(id, bill);
      rows.delete(id);
    }
  }

  const bills = (): Bill[] => [...spent.values(), ...[...rows.values()].flatMap(task => billOf(task) ?? [])];

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
        put(task);
        tell(store);
        return true;
      },
      async insertAll(tasks) {
        const added: string[] = [];
        for (const task of tasks) {
          await checkWrite(task);
          const taskId = taskIdOf(task);
          const isKnown =
            taskId !== undefined &&
            [...rows.values()].some(t => taskIdOf(t) === taskId && isSameService(t, task));
          if (isKnown || rows.has(task.id)) continue;
          put(task);
          added.push(task.id);
        }
        tell(store);
        return added;
      },
      async update(task) {
        await checkWrite(task);
        if (rows.get(task.id)?.revision !== task.revision - 1) return false;
        rows.set(task.id, task);
        tell(store);
        return true;
      },
      get: async id => rows.get(id),
      findByTaskId: async (taskId, of) =>
        [...rows.values()].find(
          task => taskIdOf(task) === taskId && (of === undefined || isSameService(task, of)),
        ),
      open: async () =>
        [...rows.values()].filter(
          ({ state: { status } }) =>
            activeStatuses.has(status) || status === 'unconfirmed' || status === 'unsaved',
        ),
      async page({ before, limit }) {
        const mark = before === undefined ? undefined : parsePageMark(before);
        const all = newestFirst().filter(task => mark === undefined || byAge(mark, task) < 0);
        const tasks = all.slice(0, limit);
        const last = limit < all.length ? tasks.at(-1) : undefined;
        return { tasks, next: last && pageMark({ createdAt: last.createdAt, id: last.id }) };
      },
      search: async query => pageOf(query.sort === 'oldest' ? newestFirst().reverse() : newestFirst(), query),
      facets: async () => facetsOf(rows.values()),
      folders: async () => outermostFolders(placesOf(rows.values())),
      async remove(ids) {
        removeAll(ids);
        tell(store);
      },
      async expire(retention, limit) {
        const listed = newestFirst().map(({ id, createdAt, state }) => ({
          ...{ id, createdAt },
          status: state.status,
        }));
        const ids = beyond(listed, retention)
          .slice(0, limit)
          .map(({ id }) => id);
        removeAll(ids);
        for (const bill of [...spent.values()])
          if (bill.kind === 'chat' && bill.orderedAt < (retention.chatBeforeMs ?? -Infinity))
            spent.delete(bill.id);
        tell(store);
        return ids;
      },
      async noteChat(bill) {
        if (bill.credits > 0) spent.set(bill.id, bill);
        else spent.delete(bill.id);
      },
      creditSums: async range => sumCredits(bills(), range),
      spending: async sinceMs => spendingSince(bills(), rows.values(), sinceMs),
      samples: async () => (priceFactsFor === undefined ? [] : samplesOf(newestFirst(), priceFactsFor)),
      compact: async () => {},
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
