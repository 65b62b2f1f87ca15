/** A small database for what windows must agree on while they live: locks, the request budget. Nothing in it lasts. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { StorageError } from '../../core/errors.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Clock, Log } from '../../core/ports.ts';
import {
  type Database,
  inTransaction,
  isDamage,
  ledgerError,
  type Sqlite,
  whileBusy,
  withMutex,
} from './sqlite.ts';
import { identityOf, type OpenFile, removeDatabase } from './sqliteFile.ts';

export interface SharedFileOptions {
  readonly sqlite: Sqlite;
  readonly clock: Clock;
  readonly log: Log;
  /** Path of the folder; made where missing. The file is `windows.sqlite` in it. */
  readonly folder: string;
}

/** Other versions of the product use the same file: only ever add tables. */
const schema = `
  CREATE TABLE IF NOT EXISTS windows (id TEXT PRIMARY KEY, pid INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS locks (name TEXT PRIMARY KEY, window TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;`;

/**
 * Kept apart from the ledger so that its many small writes neither wait for the disk nor look like news to other
 * windows. `synchronous = OFF` survives the end of any process; after a power cut no window lives that it could
 * concern, and a file damaged by one is made anew. Opened when first used.
 */
export class SharedFile implements Disposable {
  readonly #options: SharedFileOptions;
  readonly #file: string;
  #open: OpenFile | undefined;
  #isDisposed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SharedFileOptions) {
    this.#options = options;
    this.#file = path.join(options.folder, 'windows.sqlite');
  }

  get folder(): string {
    return this.#options.folder;
  }

  /**
   * Runs `work` in a write transaction, in the order of the calls; `identity` tells which file it is, for who must
   * say everything anew when the old one is gone. Rejects with StorageError `ledger`.
   */
  transact<T>(work: (db: Database, identity: string) => T): Promise<T> {
    const turn = this.#last.then(() => this.#transactNow(work));
    this.#last = turn.catch(() => {});
    return turn;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#close();
  }

  async #transactNow<T>(work: (db: Database, identity: string) => T): Promise<T> {
    const attempt = (): Promise<T> =>
      whileBusy(this.#options.clock, () => {
        const { db, identity } = this.#ensureOpen();
        return inTransaction(db, () => work(db, identity));
      });
    try {
      try {
        return await attempt();
      } catch (e) {
        if (!isDamage(e)) throw e;
        this.#options.log.warn('ledger: windows.sqlite was damaged and is made anew');
        await this.#replace();
        return await attempt();
      }
    } catch (e) {
      throw ledgerError('agree with other windows', e);
    }
  }

  #ensureOpen(): OpenFile {
    if (this.#isDisposed) throw new StorageError({ reason: 'ledger', message: 'the window has ended' });
    if (this.#open !== undefined && identityOf(this.#file) === this.#open.identity) return this.#open;
    this.#close();
    mkdirSync(this.#options.folder, { recursive: true });
    const db = new this.#options.sqlite.DatabaseSync(this.#file);
    try {
      db.exec('PRAGMA busy_timeout = 5');
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = OFF');
      inTransaction(db, () => db.exec(schema));
      this.#open = { db, identity: identityOf(this.#file) ?? '' };
      return this.#open;
    } catch (e) {
      db.close();
      throw e;
    }
  }

  async #replace(): Promise<void> {
    const damaged = this.#open?.identity ?? identityOf(this.#file);
    await withMutex(this.#options, `${this.#file}.mutex`, () => {
      // Closed first: closing deletes the log by its name, which must not be the new file's.
      this.#close();
      if (identityOf(this.#file) === damaged) removeDatabase(this.#file);
    });
  }

  #close(): void {
    this.#open?.db.close();
    this.#open = undefined;
  }
}
