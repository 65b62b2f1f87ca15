/** The ledger in one SQLite file that all windows of the machine share. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { errorText, StorageError } from '../../core/errors.ts';
import { type Disposable, toDisposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { PriceFacts, Sample } from '../../core/tasks/prices.ts';
import type { PageQuery, TaskQuery } from '../../core/tasks/search.ts';
import type { CreditSum, Spending, TimeRange } from '../../core/tasks/spending.ts';
import type { Damage, LedgerStore, Retention, TaskPage } from '../../core/tasks/store.ts';
import { isSameService, type ServiceOf, type Task } from '../../core/tasks/task.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { decodeTask } from './ledgerCodec.ts';
import { pageMark, parsePageMark } from './pageMark.ts';
import { isBusy, isDamage, ledgerError, type Sqlite, whileBusy, withMutex } from './sqlite.ts';
import { compactSlice } from './sqliteCompact.ts';
import {
  createWhere,
  identityOf,
  ledgerSteps,
  type OpenFile,
  openExisting,
  refuseNewer,
} from './sqliteFile.ts';
import { healLedger } from './sqliteHeal.ts';
import {
  type Asked,
  creditSums,
  expireTasks,
  indexSlice,
  insertTask,
  insertTasks,
  prepareAll,
  type Row,
  readSamples,
  type Statements,
  searchRows,
  spentSince,
  updateTask,
} from './sqliteHistory.ts';
import { recallTasks, replaceRow } from './sqliteRecall.ts';
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

type Current = OpenFile & { readonly statements: Statements };
/** Which file an operation was working on, for telling whether it has been mended since. */
type Place = { identity: string | undefined };

/** Opens the ledger, makes it where missing, mends it where damaged. Rejects with StorageError `ledger`. */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<LedgerStore> {
  const ledger = new SqliteLedger(options);
  await ledger.connect();
  return ledger;
}

class SqliteLedger implements LedgerStore {
  readonly #options: SqliteLedgerOptions;
  readonly #file: string;
  readonly #steps: readonly string[];
  readonly #damage: Damage[] = [];
  readonly #watch: Watch;
  #open: Current | undefined;
  /**
   * Every file after the first has to be told what this window knows. Their identities prove nothing: systems give them
   * out again.
   */
  #hasBeenOpen = false;
  #known: () => readonly Task[] = () => [];
  #seenVersion: unknown;
  /** Under way while old tasks are entered in the tables. */
  #indexing: Promise<void> | undefined;
  #isDisposed = false;

  constructor(options: SqliteLedgerOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, 'ledger.sqlite');
    this.#steps = options.steps ?? ledgerSteps;
    this.#watch = new Watch(options, () => this.#hasChangedElsewhere());
  }

  get damage(): readonly Damage[] {
    return this.#damage;
  }

  connect(): Promise<void> {
    return this.#run('open the ledger', () => {});
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
    return this.#run('read a task', ({ statements: s }) => this.#decodeAll(s.get.all(id))[0]);
  }

  findByTaskId(taskId: string, of?: ServiceOf): Promise<Task | undefined> {
    return this.#run('read a task', ({ statements: s }) => {
      const found = this.#decodeAll(s.findByTaskId.all(taskId));
      return of === undefined ? found[0] : found.find(task => isSameService(task, of));
    });
  }

  open(): Promise<readonly Task[]> {
    return this.#run('read the open tasks', ({ statements: s }) => this.#decodeAll(s.open.all()));
  }

  page({ before, limit }: PageQuery): Promise<TaskPage> {
    return this.#run('read tasks', ({ statements: s }) => {
      const mark = before === undefined ? undefined : parsePageMark(before);
      const rows =
        mark === undefined ? s.first.all(limit + 1) : s.next.all(mark.createdAt, mark.id, limit + 1);
      return this.#pageOf(rows, limit);
    });
  }

  search(query: TaskQuery & PageQuery): Promise<TaskPage> {
    return this.#ask('search', asked => this.#pageOf(searchRows(asked, query), query.limit));
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
    return this.#run('count tasks', ({ statements: s }) => Number(s.count.get()?.['count']));
  }

  /** No waiting for others: who works now needs the file more. */
  async compact(): Promise<void> {
    const step = (hasBegun: boolean): Promise<boolean> =>
      this.#run('give back space', ({ db }) => {
        try {
          return compactSlice(db, hasBegun);
        } catch (e) {
          if (!isBusy(e)) throw e;
          return false;
        }
      });
    for (let isMore = await step(false); isMore && !this.#isDisposed; isMore = await step(true))
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
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#close();
  }

  /** Of one row more than `limit` where there are more. */
  #pageOf(rows: readonly Row[], limit: number): TaskPage {
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last && pageMark({ createdAt: Number(last['created_at']), id: String(last['id']) });
    return { tasks: this.#decodeAll(shown), next };
  }

  /** As `#run`, once all old tasks are entered in the tables that answer. */
  async #ask<T>(doing: string, work: (asked: Asked) => T): Promise<T> {
    this.#indexing ??= this.#indexAll().finally(() => {
      this.#indexing = undefined;
    });
    await this.#indexing;
    return await this.#run(doing, work);
  }

  async #indexAll(): Promise<void> {
    const step = (): Promise<boolean> =>
      this.#run('look through old tasks', asked => indexSlice(asked, this.#options.priceFactsFor));
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
    return this.#open && replaceRow(this.#open, row, known, this.#options.priceFactsFor);
  }

  #report(damage: Damage): void {
    this.#damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${damage.movedTo ?? 'its place'}`);
  }

  /** As `#run`; the other windows hear of it, unless `work` says that it was too late. */
  async #write<T>(doing: string, work: (asked: Asked) => T): Promise<T> {
    const done = await this.#run(doing, work);
    if (done !== false) this.#watch.ring();
    return done;
  }

  /** One operation: on the file that stands there now, again while others write, once more after mending damage. */
  async #run<T>(doing: string, work: (asked: Asked) => T): Promise<T> {
    const place: Place = { identity: undefined };
    try {
      try {
        return await this.#attempt(work, place);
      } catch (e) {
        if (!isDamage(e)) throw e;
        this.#options.log.error(`ledger: ${doing}`, e);
        await this.#heal(place);
        return await this.#attempt(work, place);
      }
    } catch (e) {
      throw ledgerError(doing, e);
    }
  }

  async #attempt<T>(work: (asked: Asked) => T, place: Place): Promise<T> {
    for (;;) {
      const current = await this.#ensureOpen(place);
      const done = await whileBusy(this.#options.clock, () => {
        // While this one waited the file may have been replaced, or migrated by a newer version.
        if (this.#open !== current || identityOf(this.#file) !== current.identity) return undefined;
        const version = Number(current.statements.schemaVersion.get()?.['user_version']);
        if (version > this.#steps.length) refuseNewer();
        return { result: work(current) };
      });
      if (done !== undefined) return done.result;
    }
  }

  async #ensureOpen(place: Place): Promise<Current> {
    const { sqlite, clock } = this.#options;
    for (;;) {
      if (this.#isDisposed) throw new StorageError({ reason: 'ledger', message: 'the ledger is closed' });
      place.identity = identityOf(this.#file);
      if (this.#open !== undefined && place.identity === this.#open.identity) return this.#open;
      this.#close();
      if (place.identity === undefined) {
        mkdirSync(this.#options.folder, { recursive: true });
        await withMutex(this.#options, this.#mutex, () => createWhere(sqlite, this.#file, this.#steps));
        continue;
      }
      const opened = await whileBusy(clock, () => this.#openNow());
      if (opened === undefined) continue;
      // Another operation may have opened it, or the window may have ended, while this one waited.
      if (this.#open !== undefined || this.#isDisposed) opened.db.close();
      else this.#open = opened;
    }
  }

  /** A file that takes the place of the one before learns what this window knows, before anything is asked of it. */
  #openNow(): Current | undefined {
    const { sqlite, log, priceFactsFor } = this.#options;
    const opened = openExisting(sqlite, this.#file, this.#steps);
    if (opened === undefined) return undefined;
    const current = { ...opened, statements: prepareAll(opened.db) };
    try {
      const count = this.#hasBeenOpen ? recallTasks(current, this.#known(), priceFactsFor) : 0;
      if (count > 0) log.warn(`ledger: the file is another one now; tasks put back: ${count}`);
    } catch (e) {
      opened.db.close();
      throw e;
    }
    this.#hasBeenOpen = true;
    return current;
  }

  get #mutex(): string {
    return `${this.#file}.mutex`;
  }

  /** Mends the file unless another window, or another operation of this one, has done so meanwhile. */
  async #heal(place: Place): Promise<void> {
    await withMutex(this.#options, this.#mutex, () => {
      if (identityOf(this.#file) !== place.identity) return;
      const { sqlite, clock } = this.#options;
      const options = { file: this.#file, steps: this.#steps, nowMs: clock.now() };
      for (const damage of healLedger(sqlite, options)) this.#report(damage);
      this.#close();
    });
  }

  /** SQLite counts commits of other connections for us; a reopened file counts as changed. */
  #hasChangedElsewhere(): boolean {
    try {
      const isSameFile = this.#open !== undefined && identityOf(this.#file) === this.#open.identity;
      const version = isSameFile ? this.#open?.statements.dataVersion.get()?.['data_version'] : undefined;
      const hasChanged = version !== this.#seenVersion;
      this.#seenVersion = version;
      return hasChanged;
    } catch (e) {
      this.#options.log.debug(`ledger: cannot see whether it changed: ${errorText(e)}`);
      return false;
    }
  }

  #close(): void {
    this.#open?.db.close();
    this.#open = undefined;
  }
}
