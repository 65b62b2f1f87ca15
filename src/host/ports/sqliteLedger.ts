/** The ledger in one SQLite file that all windows of the machine share. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { errorText, StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';
import type { Damage, LedgerStore, TaskPage } from '../../core/tasks/store.ts';
import type { Task } from '../../core/tasks/task.ts';
import { keepDamagedRecord } from './damagedRecords.ts';
import { decodeTask, encodeTask } from './ledgerCodec.ts';
import { ledgerSql, rowOf } from './ledgerSql.ts';
import { pageMark, parsePageMark } from './pageMark.ts';
import {
  asDamage,
  type Database,
  isDamage,
  ledgerError,
  type Sqlite,
  sqliteCode,
  whileBusy,
  withMutex,
} from './sqlite.ts';
import {
  createWhere,
  identityOf,
  ledgerSteps,
  type OpenFile,
  openExisting,
  refuseNewer,
} from './sqliteFile.ts';
import { healLedger } from './sqliteHeal.ts';
import { Watch } from './watch.ts';

/** What the stores need of the world. */
export interface StoreDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export interface SqliteLedgerOptions extends StoreDeps {
  readonly sqlite: Sqlite;
  /** Path of the folder; made where missing. The file is `ledger.sqlite` in it. */
  readonly folder: string;
  /** Steps of the schema; for tests of migrations. */
  readonly steps?: readonly string[];
}

type Row = Record<string, unknown>;
type Statements = Readonly<Record<keyof typeof ledgerSql, StatementSync>>;
type Current = OpenFile & { readonly statements: Statements };
/** Which file an operation was working on, for telling whether it has been mended since. */
type Place = { identity: string | undefined };

/** Throws like SQLite does for damage where the tables are not there; the database is closed then. */
function prepareAll(db: Database): Statements {
  try {
    const entries = Object.entries(ledgerSql).map(([name, sql]) => [name, db.prepare(sql)] as const);
    return Object.fromEntries(entries) as Record<keyof typeof ledgerSql, StatementSync>;
  } catch (e) {
    db.close();
    throw sqliteCode(e) === 1 ? asDamage('the ledger lacks its tables', e) : e;
  }
}

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
  #seenVersion: unknown;
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
    return this.#write('add a task', s => s.insert.run(rowOf(task, encodeTask(task))).changes === 1);
  }

  update(task: Task): Promise<boolean> {
    return this.#write('change a task', s => s.update.run(rowOf(task, encodeTask(task))).changes === 1);
  }

  get(id: string): Promise<Task | undefined> {
    return this.#run('read a task', s => this.#decodeAll(s, s.get.all(id))[0]);
  }

  findByTaskId(taskId: string): Promise<Task | undefined> {
    return this.#run('read a task', s => this.#decodeAll(s, s.findByTaskId.all(taskId))[0]);
  }

  open(): Promise<readonly Task[]> {
    return this.#run('read the open tasks', s => this.#decodeAll(s, s.open.all()));
  }

  page({ before, limit }: { before?: string | undefined; limit: number }): Promise<TaskPage> {
    return this.#run('read tasks', s => {
      const mark = before === undefined ? undefined : parsePageMark(before);
      const rows =
        mark === undefined ? s.first.all(limit + 1) : s.next.all(mark.createdAt, mark.id, limit + 1);
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const next = last && pageMark({ createdAt: Number(last['created_at']), id: String(last['id']) });
      return { tasks: this.#decodeAll(s, shown), next };
    });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#write('remove tasks', s => s.remove.run(JSON.stringify(ids)).changes > 0);
  }

  count(): Promise<number> {
    return this.#run('count tasks', s => Number(s.count.get()?.['count']));
  }

  onDidChangeElsewhere(listener: () => void): Disposable {
    return this.#watch.add(listener);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#close();
  }

  /** Tasks of `rows` in their order; a row that is no task is set aside, so that it is told of once. */
  #decodeAll(statements: Statements, rows: readonly Row[]): Task[] {
    const tasks: Task[] = [];
    for (const row of rows) {
      const decoded = decodeTask(String(row['json']));
      if (decoded.kind === 'task') tasks.push(decoded.task);
      else if (decoded.kind === 'damaged') this.#setAside(statements, row, decoded.path);
    }
    return tasks;
  }

  #setAside(statements: Statements, row: Row, wrongAt: string): void {
    const id = String(row['id']);
    const movedTo = keepDamagedRecord(this.#options.folder, { id, text: String(row['json']) });
    statements.removeRevision.run(id, Number(row['revision']));
    this.#report({ movedTo, message: `task ${id} could not be read (${wrongAt || 'not JSON'})` });
  }

  #report(damage: Damage): void {
    this.#damage.push(damage);
    this.#options.log.warn(`ledger: ${damage.message}; kept in ${damage.movedTo ?? 'its place'}`);
  }

  /** `work` says whether it has written; the other windows hear of it then. */
  async #write(doing: string, work: (statements: Statements) => boolean): Promise<boolean> {
    const hasWritten = await this.#run(doing, work);
    if (hasWritten) this.#watch.ring();
    return hasWritten;
  }

  /** One operation: on the file that stands there now, again while others write, once more after mending damage. */
  async #run<T>(doing: string, work: (statements: Statements) => T): Promise<T> {
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

  async #attempt<T>(work: (statements: Statements) => T, place: Place): Promise<T> {
    for (;;) {
      const current = await this.#ensureOpen(place);
      const done = await whileBusy(this.#options.clock, () => {
        // While this one waited the file may have been replaced, or migrated by a newer version.
        if (this.#open !== current || identityOf(this.#file) !== current.identity) return undefined;
        const version = Number(current.statements.schemaVersion.get()?.['user_version']);
        if (version > this.#steps.length) refuseNewer();
        return { result: work(current.statements) };
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
      const opened = await whileBusy(clock, () => openExisting(sqlite, this.#file, this.#steps));
      if (opened === undefined) continue;
      // Another operation may have opened it, or the window may have ended, while this one waited.
      if (this.#open !== undefined || this.#isDisposed) opened.db.close();
      else this.#open = { ...opened, statements: prepareAll(opened.db) };
    }
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
