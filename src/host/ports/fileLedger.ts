/** The ledger in plain files, for a host without SQLite: simple and safe before quick. */
import path from 'node:path';
import { errorText, StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Sample } from '../../core/tasks/prices.ts';
import { beyond, findMatching, samplesOf } from '../../core/tasks/scan.ts';
import type { PageQuery, TaskQuery } from '../../core/tasks/search.ts';
import {
  type Bill,
  billOf,
  type CreditSum,
  type Spending,
  spendingSince,
  sumCredits,
  type TimeRange,
} from '../../core/tasks/spending.ts';
import type { Damage, LedgerStore, Retention, TaskPage } from '../../core/tasks/store.ts';
import { isSameService, type ServiceOf, type Task } from '../../core/tasks/task.ts';
import { BillFiles } from './billFiles.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { type Entry, entryOf, newestFirst } from './fileEntry.ts';
import { decodeTask, encodeTask, openStatuses, taskIdOf } from './ledgerCodec.ts';
import { pageMark, parsePageMark } from './pageMark.ts';
import { RecordFiles } from './recordFiles.ts';
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
  readonly #damage: Damage[] = [];
  readonly #watch: Watch;
  readonly #entries = new Map<string, Entry>();
  #seenMark: string | undefined;
  #hasNews = false;
  #isDisposed = false;

  constructor(options: FileLedgerOptions) {
    this.#options = options;
    this.#watch = new Watch(options, () => this.#hasChangedElsewhere());
  }

  get damage(): readonly Damage[] {
    return this.#damage;
  }

  load(): Promise<void> {
    return this.#run('open the ledger', files => {
      files.clearDrafts(this.#options.clock.now());
      this.#refresh(files);
    });
  }

  insert(task: Task): Promise<boolean> {
    return this.#run('add a task', files => this.#insert(files, task));
  }

  insertAll(tasks: readonly Task[]): Promise<readonly string[]> {
    return this.#run('add tasks', files => {
      this.#refresh(files);
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
    this.#entries.set(stem, entryOf(stem, task));
    this.#bills().drop(task.id);
    this.#watch.ring();
    return true;
  }

  update(task: Task): Promise<boolean> {
    return this.#run('change a task', files => {
      const stem = files.stem(task.id);
      if (!files.replace(stem, task.revision, encodeTask(task))) return false;
      this.#entries.set(stem, entryOf(stem, task));
      this.#watch.ring();
      return true;
    });
  }

  get(id: string): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      this.#refresh(files);
      const entry = this.#entries.get(files.stem(id));
      return entry && this.#read(files, entry);
    });
  }

  findByTaskId(taskId: string, of?: ServiceOf): Promise<Task | undefined> {
    return this.#run('read a task', files => {
      this.#refresh(files);
      return this.#withTaskId(files, taskId, of);
    });
  }

  #withTaskId(files: RecordFiles, taskId: string | undefined, of?: ServiceOf): Task | undefined {
    for (const entry of this.#entries.values()) {
      const task = taskId !== undefined && entry.taskId === taskId ? this.#read(files, entry) : undefined;
      if (task !== undefined && (of === undefined || isSameService(task, of))) return task;
    }
    return undefined;
  }

  open(): Promise<readonly Task[]> {
    return this.#run('read the open tasks', files =>
      this.#readAll(
        files,
        this.#sorted(files)
          .filter(({ status }) => status !== undefined && openStatuses.has(status))
          .reverse(),
      ),
    );
  }

  page({ before, limit }: PageQuery): Promise<TaskPage> {
    return this.#run('read tasks', files => {
      const older = this.#after(files, before);
      const shown = older.slice(0, limit);
      const last = older.length > limit ? shown.at(-1) : undefined;
      return { tasks: this.#readAll(files, shown), next: last && pageMark(last) };
    });
  }

  search(query: TaskQuery & PageQuery): Promise<TaskPage> {
    return this.#run('search', files => {
      const older = this.#readEach(files, this.#after(files, query.before));
      const { found, isMore } = findMatching(older, query, query.limit);
      const last = isMore ? found.at(-1) : undefined;
      return { tasks: found, next: last && pageMark(last) };
    });
  }

  creditSums(range: TimeRange): Promise<readonly CreditSum[]> {
    return this.#run('add up credits', files => sumCredits(this.#allBills(files), range));
  }

  spending(sinceMs: number): Promise<Spending> {
    return this.#run('add up credits', files =>
      spendingSince(this.#allBills(files), this.#readEach(files, this.#sorted(files)), sinceMs),
    );
  }

  samples(): Promise<readonly Sample[]> {
    const { priceFactsFor } = this.#options;
    return this.#run('read what tasks tell', files => {
      const newest = this.#sorted(files).slice(0, mostRead);
      return priceFactsFor === undefined ? [] : samplesOf(this.#readEach(files, newest), priceFactsFor);
    });
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#run('remove tasks', files => this.#remove(files, ids));
  }

  expire(retention: Retention, limit: number): Promise<readonly string[]> {
    return this.#run('forget old tasks', files => {
      const expired = beyond(this.#sorted(files), retention).slice(0, limit);
      const ids = expired.map(({ id }) => id);
      this.#remove(files, ids);
      return ids;
    });
  }

  /** Files take no more than their own place. */
  compact(): Promise<void> {
    return this.#run('give back space', () => {});
  }

  count(): Promise<number> {
    return this.#run('count tasks', files => {
      this.#refresh(files);
      return this.#entries.size;
    });
  }

  onDidChangeElsewhere(listener: () => void): Disposable {
    return this.#watch.add(listener);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#entries.clear();
  }

  // Async although nothing waits: an exception must come as a rejection.
  async #run<T>(doing: string, work: (files: RecordFiles) => T): Promise<T> {
    try {
      if (this.#isDisposed) throw new StorageError({ reason: 'ledger', message: 'the ledger is closed' });
      return work(this.#files());
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
    for (const task of this.#readEach(files, this.#sorted(files))) {
      const bill = billOf(task);
      if (bill !== undefined) bills.set(bill.id, bill);
    }
    return bills.values();
  }

  /** The bill first: cut short, it must not be forgotten. */
  #remove(files: RecordFiles, ids: readonly string[]): void {
    this.#refresh(files);
    const listing = files.list(ids.map(id => files.stem(id)));
    for (const id of ids) {
      const stem = files.stem(id);
      const entry = this.#entries.get(stem);
      const task = entry && this.#read(files, entry);
      if (task !== undefined) this.#bills().keep(task);
      files.remove(stem, listing.get(stem) ?? []);
      this.#entries.delete(stem);
    }
    this.#watch.ring();
  }

  /** Made anew each time, for the folder may have been deleted meanwhile. */
  #files(): RecordFiles {
    return new RecordFiles(path.join(this.#options.folder, 'tasks'));
  }

  /** Brings the index up to what lies on the disk. */
  #refresh(files: RecordFiles): void {
    const mark = files.mark(this.#options.clock.now());
    if (mark !== undefined && mark === this.#seenMark) return;
    const listing = files.list(this.#entries.keys());
    this.#seenMark = mark;
    for (const stem of this.#entries.keys()) {
      if (listing.has(stem)) continue;
      this.#entries.delete(stem);
      this.#hasNews = true;
    }
    for (const [stem, revisions] of listing) {
      const latest = Math.max(...revisions);
      if (this.#entries.get(stem)?.revision === latest) continue;
      this.#hasNews = true;
      const entry = this.#load(files, stem, latest);
      if (entry === undefined) this.#entries.delete(stem);
      else this.#entries.set(stem, entry);
    }
  }

  #load(files: RecordFiles, stem: string, listed: number): Entry | undefined {
    const latest = files.readLatest(stem, listed);
    if (latest === undefined) return undefined;
    const { revision, text } = latest;
    const decoded = decodeTask(text);
    if (decoded.kind === 'task') return entryOf(stem, decoded.task);
    if (decoded.kind === 'newer') {
      const unknown = { id: stem, createdAt: 0, taskId: undefined, status: undefined };
      return { ...unknown, stem, revision };
    }
    this.#setAside(files, { stem, revision, text, wrongAt: decoded.path });
    return this.#loadBefore(files, stem, revision - 1);
  }

  /** The revision before a damaged one still knows the service's id; but what stood in line then may have been sent. */
  #loadBefore(files: RecordFiles, stem: string, revision: number): Entry | undefined {
    const text = files.read(stem, revision);
    const decoded = text === undefined ? undefined : decodeTask(text);
    if (decoded?.kind === 'task' && decoded.task.state.status !== 'queued')
      return entryOf(stem, decoded.task);
    files.remove(stem, [revision]);
    return undefined;
  }

  #setAside(
    files: RecordFiles,
    { stem, revision, text, wrongAt }: { stem: string; revision: number; text: string; wrongAt: string },
  ): void {
    const movedTo = keepDamagedRecord(this.#options.folder, { id: stem, text });
    files.remove(stem, [revision]);
    const damage = { movedTo, message: `task ${stem} could not be read (${wrongAt || 'not JSON'})` };
    this.#damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${movedTo}`);
  }

  #sorted(files: RecordFiles): Entry[] {
    this.#refresh(files);
    return [...this.#entries.values()].sort(newestFirst);
  }

  /** Those after the mark of a page, newest first. */
  #after(files: RecordFiles, before: string | undefined): Entry[] {
    const mark = before === undefined ? undefined : parsePageMark(before);
    const sorted = this.#sorted(files);
    return mark === undefined ? sorted : sorted.filter(entry => newestFirst(mark, entry) < 0);
  }

  #readAll(files: RecordFiles, entries: readonly Entry[]): Task[] {
    return [...this.#readEach(files, entries)];
  }

  *#readEach(files: RecordFiles, entries: readonly Entry[]): Iterable<Task> {
    for (const entry of entries) {
      const task = this.#read(files, entry);
      if (task !== undefined) yield task;
    }
  }

  #read(files: RecordFiles, entry: Entry): Task | undefined {
    if (entry.status === undefined) return undefined;
    const latest = files.readLatest(entry.stem, entry.revision);
    const decoded = latest && decodeTask(latest.text);
    return decoded?.kind === 'task' ? decoded.task : undefined;
  }

  #hasChangedElsewhere(): boolean {
    try {
      this.#refresh(this.#files());
    } catch (e) {
      this.#options.log.debug(`ledger: cannot see whether it changed: ${errorText(e)}`);
    }
    const hasNews = this.#hasNews;
    this.#hasNews = false;
    return hasNews;
  }
}
