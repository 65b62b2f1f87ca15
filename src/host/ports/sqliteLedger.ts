/** The ledger in one SQLite file that all windows of the machine share. */
import { type Disposable, toDisposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Place } from '../../core/tasks/order.ts';
import { pageMark, parsePageMark } from '../../core/tasks/pageMark.ts';
import type { PriceFacts, Sample } from '../../core/tasks/prices.ts';
import type { Facets, PageQuery, SearchQuery } from '../../core/tasks/search.ts';
import type { ChatBill, CreditSum, Spending, TimeRange } from '../../core/tasks/spending.ts';
import type { Damage, LedgerStore, Retention, TaskPage } from '../../core/tasks/store.ts';
import { isSameService, type ServiceOf, type Task } from '../../core/tasks/task.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { decodeTask } from './ledgerCodec.ts';
import { isBusy, type Sqlite } from './sqlite.ts';
import { compactSlice } from './sqliteCompact.ts';
import { SqliteConnection } from './sqliteConnection.ts';
import {
  type Asked,
  creditSums,
  expireTasks,
  indexSlice,
  insertTask,
  insertTasks,
  noteChat,
  type Row,
  readFacets,
  readFolders,
  readSamples,
  searchRows,
  spentSince,
  updateTask,
} from './sqliteHistory.ts';
import { replaceRow } from './sqliteRecall.ts';
import { Watch } from './watch.ts';

/** What the stores need of the world. */
export interface StoreDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** What tells tasks apart that cost and take differently. Where it is left out nothing is learned. */
  readonly priceFactsFor?: (task: Task) => PriceFacts;
}

export interface SqliteLedgerOptions extends StoreDeps {
  readonly sqlite: Sqlite;
  /** Path of the folder; made where missing. The file is `ledger.sqlite` in it. */
  readonly folder: string;
  /** Steps of the schema; for tests of migrations. */
  readonly steps?: readonly string[];
}

/** Opens the ledger, makes it where missing, mends it where damaged. Rejects with StorageError `ledger`. */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<LedgerStore> {
  const ledger = new SqliteLedger(options);
  await ledger.connect();
  return ledger;
}

function placeOfRow(row: Row): Place {
  const key = (row['key'] ?? undefined) as Place['key'];
  return { createdAt: Number(row['created_at']), id: String(row['id']), key };
}

class SqliteLedger implements LedgerStore {
  readonly #options: SqliteLedgerOptions;
  readonly #damage: Damage[] = [];
  readonly #connection: SqliteConnection;
  readonly #watch: Watch;
  #known: () => readonly Task[] = () => [];
  /** Under way while old tasks are entered in the tables. */
  #indexing: Promise<void> | undefined;

  constructor(options: SqliteLedgerOptions) {
    this.#options = options;
    this.#connection = new SqliteConnection(options, {
      known: () => this.#known(),
      report: damage => this.#report(damage),
    });
    this.#watch = new Watch(options, () => this.#connection.hasChangedElsewhere());
  }

  get damage(): readonly Damage[] {
    return this.#damage;
  }

  connect(): Promise<void> {
    return this.#connection.run('open the ledger', () => {});
  }

  insert(task: Task): Promise<boolean> {
    return this.#write('add a task', asked => insertTask(asked, task, this.#options.priceFactsFor));
  }

  insertAll(tasks: readonly Task[]): Promise<readonly string[]> {
    return this.#write('add tasks', asked => insertTasks(asked, tasks, this.#options.priceFactsFor));
  }

  update(task: Task): Promise<boolean> {
    return this.#write('change a task', asked => updateTask(asked, task, this.#options.priceFactsFor));
  }

  get(id: string): Promise<Task | undefined> {
    return this.#connection.run('read a task', ({ statements: s }) => this.#decodeAll(s.get.all(id))[0]);
  }

  findByTaskId(taskId: string, of?: ServiceOf): Promise<Task | undefined> {
    return this.#connection.run('read a task', ({ statements: s }) => {
      const found = this.#decodeAll(s.findByTaskId.all(taskId));
      return of === undefined ? found[0] : found.find(task => isSameService(task, of));
    });
  }

  open(): Promise<readonly Task[]> {
    return this.#connection.run('read the open tasks', ({ statements: s }) => this.#decodeAll(s.open.all()));
  }

  page({ before, limit }: PageQuery): Promise<TaskPage> {
    return this.#connection.run('read tasks', ({ statements: s }) => {
      const mark = before === undefined ? undefined : parsePageMark(before);
      const rows =
        mark === undefined ? s.first.all(limit + 1) : s.next.all(mark.createdAt, mark.id, limit + 1);
      return this.#pageOf(rows, limit);
    });
  }

  search(query: SearchQuery): Promise<TaskPage> {
    return this.#ask('search', asked => this.#pageOf(searchRows(asked, query), query.limit));
  }

  facets(): Promise<Facets> {
    return this.#ask('read what tasks differ in', readFacets);
  }

  folders(): Promise<readonly string[]> {
    return this.#ask('read where results lie', readFolders);
  }

  noteChat(bill: ChatBill): Promise<void> {
    return this.#connection.run('note what the chat took', asked => noteChat(asked, bill));
  }

  creditSums(range: TimeRange): Promise<readonly CreditSum[]> {
    return this.#ask('add up credits', asked => creditSums(asked, range));
  }

  spending(sinceMs: number): Promise<Spending> {
    return this.#ask('add up credits', asked => ({
      credits: spentSince(asked, sinceMs),
      unbilled: this.#decodeAll(asked.statements.unbilled.all(sinceMs)),
    }));
  }

  samples(): Promise<readonly Sample[]> {
    return this.#ask('read what tasks tell', readSamples);
  }

  /** What tasks cost is noted as they go, for which it must be known. */
  remove(ids: readonly string[]): Promise<void> {
    return this.#ask('remove tasks', ({ statements: s }) => {
      s.remove.run(JSON.stringify(ids));
      this.#watch.ring();
    });
  }

  expire(retention: Retention, limit: number): Promise<readonly string[]> {
    return this.#ask('forget old tasks', asked => {
      const ids = expireTasks(asked, retention, limit);
      if (ids.length > 0) this.#watch.ring();
      return ids;
    });
  }

  count(): Promise<number> {
    return this.#connection.run('count tasks', ({ statements: s }) => Number(s.count.get()?.['count']));
  }

  /** No waiting for others: who works now needs the file more. */
  async compact(): Promise<void> {
    const step = (hasBegun: boolean): Promise<boolean> =>
      this.#connection.run('give back space', ({ db }) => {
        try {
          return compactSlice(db, hasBegun);
        } catch (e) {
          if (!isBusy(e)) throw e;
          return false;
        }
      });
    for (let isMore = await step(false); isMore && !this.#connection.isDisposed; isMore = await step(true))
      await this.#options.clock.sleep(0);
  }

  onDidChangeElsewhere(listener: () => void): Disposable {
    return this.#watch.add(listener);
  }

  recallFrom(known: () => readonly Task[]): Disposable {
    this.#known = known;
    return toDisposable(() => {
      this.#known = () => [];
    });
  }

  dispose(): void {
    this.#watch.dispose();
    this.#connection.dispose();
  }

  /** Of one row more than `limit` where there are more. */
  #pageOf(rows: readonly Row[], limit: number): TaskPage {
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last && pageMark(placeOfRow(last));
    return { tasks: this.#decodeAll(shown), next };
  }

  /** As `#run`, once all old tasks are entered in the tables that answer. */
  async #ask<T>(doing: string, work: (asked: Asked) => T): Promise<T> {
    this.#indexing ??= this.#indexAll().finally(() => {
      this.#indexing = undefined;
    });
    await this.#indexing;
    return await this.#connection.run(doing, work);
  }

  async #indexAll(): Promise<void> {
    const step = (): Promise<boolean> =>
      this.#connection.run('look through old tasks', asked => indexSlice(asked, this.#options.priceFactsFor));
    while (await step()) await this.#options.clock.sleep(0);
  }

  /** Tasks of `rows` in their order; a row that is no task is set aside, so that it is told of once. */
  #decodeAll(rows: readonly Row[]): Task[] {
    return rows.flatMap(row => {
      const decoded = decodeTask(String(row['json']));
      if (decoded.kind === 'task') return decoded.task;
      return (decoded.kind === 'damaged' ? this.#setAside(row, decoded.path) : undefined) ?? [];
    });
  }

  /** Answers with the task where this window knows it by heart. */
  #setAside(row: Row, wrongAt: string): Task | undefined {
    const id = String(row['id']);
    const movedTo = keepDamagedRecord(this.#options.folder, { id, text: String(row['json']) });
    this.#report({ movedTo, message: `task ${id} could not be read (${wrongAt || 'not JSON'})` });
    const known = this.#known().find(task => task.id === id);
    const { current } = this.#connection;
    return current && replaceRow(current, row, known, this.#options.priceFactsFor);
  }

  #report(damage: Damage): void {
    this.#damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${damage.movedTo ?? 'its place'}`);
  }

  /** As `#run`; the other windows hear of it, unless `work` says that it was too late. */
  async #write<T>(doing: string, work: (asked: Asked) => T): Promise<T> {
    const done = await this.#connection.run(doing, work);
    if (done !== false) this.#watch.ring();
    return done;
  }
}
