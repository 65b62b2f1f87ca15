/** The ledger in plain files, for a host without SQLite: simple and safe before quick. */
import { outermostFolders } from '../../core/assets/outermostFolders.ts';
import { errorText, StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { pageMark, parsePageMark } from '../../core/tasks/pageMark.ts';
import type { Sample } from '../../core/tasks/prices.ts';
import { beyond, facetsOf, isByAge, pageOf, placesOf, samplesOf } from '../../core/tasks/scan.ts';
import type { Facets, PageQuery, SearchQuery } from '../../core/tasks/search.ts';
import {
  type Bill,
  billOf,
  type ChatBill,
  type CreditSum,
  type Spending,
  spendingSince,
  sumCredits,
  type TimeRange,
} from '../../core/tasks/spending.ts';
import type { Damage, LedgerStore, Retention, TaskPage } from '../../core/tasks/store.ts';
import { isSameService, type ServiceOf, type Task } from '../../core/tasks/task.ts';
import { BillFiles } from './billFiles.ts';
import type { Entry } from './fileEntry.ts';
import { FileIndex } from './fileIndex.ts';
import { encodeTask, openStatuses, taskIdOf } from './ledgerCodec.ts';
import type { RecordFiles } from './recordFiles.ts';
import { ledgerError } from './sqlite.ts';
import type { StoreDeps } from './sqliteLedger.ts';
import { Watch } from './watch.ts';

export interface FileLedgerOptions extends StoreDeps {
  /** Path of the folder; made where missing. The tasks lie in `tasks` in it. */
  readonly folder: string;
}

/** Opens the ledger. Rejects with StorageError `ledger`. */
export async function openFileLedger(options: FileLedgerOptions): Promise<LedgerStore> {
  const ledger = new FileLedger(options);
  await ledger.load();
  return ledger;
}

/** Enough to know prices by; each is a file to read. */
const mostRead = 1000;

class FileLedger implements LedgerStore {
  readonly #options: FileLedgerOptions;
  readonly #index: FileIndex;
  readonly #watch: Watch;
  #isDisposed = false;

  constructor(options: FileLedgerOptions) {
    this.#options = options;
    this.#index = new FileIndex(options);
    this.#watch = new Watch(options, () => this.#hasChangedElsewhere());
  }

  get damage(): readonly Damage[] {
    return this.#index.damage;
  }

  load(): Promise<void> {
    return this.#run('open the ledger', files => {
      files.clearDrafts(this.#options.clock.now());
      this.#index.refresh(files);
    });
  }

  insert(task: Task): Promise<boolean> {
    return this.#run('add a task', files => this.#insert(files, task));
  }

  insertAll(tasks: readonly Task[]): Promise<readonly string[]> {
    return this.#run('add tasks', files => {
      this.#index.refresh(files);
      return tasks
        .filter(
          task => this.#withTaskId(files, taskIdOf(task), task) === undefined && this.#insert(files, task),
        )
        .map(({ id }) => id);
    });
  }

  #insert(files: RecordFiles, task: Task): boolean {
    const stem = files.stem(task.id);
    if (!files.create(stem, task.revision, encodeTask(task))) return false;
    this.#index.note(stem, task);
    this.#bills().drop(task.id);
    this.#watch.ring();
    return true;
  }

  update(task: Task): Promise<boolean> {
    return this.#run('change a task', files => {
      const stem = files.stem(task.id);
      if (!files.replace(stem, task.revision, encodeTask(task))) return false;
      this.#index.note(stem, task);
      this.#watch.ring();
      return true;
    });
  }

  get(id: string): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      this.#index.refresh(files);
      const entry = this.#index.get(files.stem(id));
      return entry && this.#index.read(files, entry);
    });
  }

  findByTaskId(taskId: string, of?: ServiceOf): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      this.#index.refresh(files);
      return this.#withTaskId(files, taskId, of);
    });
  }

  #withTaskId(files: RecordFiles, taskId: string | undefined, of?: ServiceOf): Task | undefined {
    for (const entry of this.#index.all()) {
      const task =
        taskId !== undefined && entry.taskId === taskId ? this.#index.read(files, entry) : undefined;
      if (task !== undefined && (of === undefined || isSameService(task, of))) return task;
    }
    return undefined;
  }

  open(): Promise<readonly Task[]> {
    return this.#run('read the open tasks', files =>
      this.#readAll(
        files,
        this.#index
          .sorted(files)
          .filter(({ status }) => status !== undefined && openStatuses.has(status))
          .reverse(),
      ),
    );
  }

  page({ before, limit }: PageQuery): Promise<TaskPage> {
    return this.#run('read tasks', files => {
      const older = this.#index.after(files, before === undefined ? undefined : parsePageMark(before));
      const shown = older.slice(0, limit);
      const last = older.length > limit ? shown.at(-1) : undefined;
      return { tasks: this.#readAll(files, shown), next: last && pageMark(last) };
    });
  }

  search(query: SearchQuery): Promise<TaskPage> {
    return this.#run('search', files =>
      pageOf(this.#index.readEach(files, this.#inOrder(files, query)), query),
    );
  }

  facets(): Promise<Facets> {
    return this.#run('read what tasks differ in', files => facetsOf(this.#everyTask(files)));
  }

  folders(): Promise<readonly string[]> {
    return this.#run('read where results lie', files => outermostFolders(placesOf(this.#everyTask(files))));
  }

  noteChat(bill: ChatBill): Promise<void> {
    return this.#run('note what the chat took', () => this.#bills().note(bill));
  }

  creditSums(range: TimeRange): Promise<readonly CreditSum[]> {
    return this.#run('add up credits', files => sumCredits(this.#allBills(files), range));
  }

  spending(sinceMs: number): Promise<Spending> {
    return this.#run('add up credits', files =>
      spendingSince(this.#allBills(files), this.#everyTask(files), sinceMs),
    );
  }

  samples(): Promise<readonly Sample[]> {
    const { priceFactsFor } = this.#options;
    return this.#run('read what tasks tell', files => {
      const newest = this.#index.sorted(files).slice(0, mostRead);
      return priceFactsFor === undefined ? [] : samplesOf(this.#index.readEach(files, newest), priceFactsFor);
    });
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#run('remove tasks', files => this.#remove(files, ids));
  }

  expire(retention: Retention, limit: number): Promise<readonly string[]> {
    return this.#run('forget old tasks', files => {
      const expired = beyond(this.#index.sorted(files), retention).slice(0, limit);
      const ids = expired.map(({ id }) => id);
      this.#remove(files, ids);
      if (retention.chatBeforeMs !== undefined) this.#bills().dropChatsBefore(retention.chatBeforeMs);
      return ids;
    });
  }

  /** Files take no more than their own place. */
  compact(): Promise<void> {
    return this.#run('give back space', () => {});
  }

  count(): Promise<number> {
    return this.#run('count tasks', files => {
      this.#index.refresh(files);
      return this.#index.size;
    });
  }

  onDidChangeElsewhere(listener: () => void): Disposable {
    return this.#watch.add(listener);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#index.clear();
  }

  // Async although nothing waits: an exception must come as a rejection.
  async #run<T>(doing: string, work: (files: RecordFiles) => T): Promise<T> {
    try {
      if (this.#isDisposed) throw new StorageError({ reason: 'ledger', message: 'the ledger is closed' });
      return work(this.#index.files());
    } catch (e) {
      throw ledgerError(doing, e);
    }
  }

  #bills(): BillFiles {
    return new BillFiles(this.#options.folder);
  }

  /** Of the tasks that are there and of those that were removed; cut short, a removal leaves both. */
  #allBills(files: RecordFiles): Iterable<Bill> {
    const bills = new Map(
      this.#bills()
        .all()
        .map(bill => [bill.id, bill]),
    );
    for (const task of this.#everyTask(files)) {
      const bill = billOf(task);
      if (bill !== undefined) bills.set(bill.id, bill);
    }
    return bills.values();
  }

  /** The bill first: cut short, it must not be forgotten. */
  #remove(files: RecordFiles, ids: readonly string[]): void {
    this.#index.refresh(files);
    const listing = files.list(ids.map(id => files.stem(id)));
    for (const id of ids) {
      const stem = files.stem(id);
      const entry = this.#index.get(stem);
      const task = entry && this.#index.read(files, entry);
      if (task !== undefined) this.#bills().keep(task);
      files.remove(stem, listing.get(stem) ?? []);
      this.#index.drop(stem);
    }
    this.#watch.ring();
  }

  /** Entries in the order of an answer that goes by age, none that stood on a page before; all of them otherwise. */
  #inOrder(files: RecordFiles, { sort, before }: SearchQuery): Iterable<Entry> {
    const mark = before === undefined ? undefined : parsePageMark(before, sort);
    if (sort !== 'oldest') return this.#index.after(files, isByAge(sort) ? mark : undefined);
    return this.#index.sorted(files).reverse();
  }

  #everyTask(files: RecordFiles): Iterable<Task> {
    return this.#index.readEach(files, this.#index.sorted(files));
  }

  #readAll(files: RecordFiles, entries: readonly Entry[]): Task[] {
    return [...this.#index.readEach(files, entries)];
  }

  #hasChangedElsewhere(): boolean {
    try {
      this.#index.refresh(this.#index.files());
    } catch (e) {
      this.#options.log.debug(`ledger: cannot see whether it changed: ${errorText(e)}`);
    }
    return this.#index.takeNews();
  }
}
