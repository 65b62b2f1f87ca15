/** The ledger's file while windows come and go: opened where it stands now, waited for, mended where damaged. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { errorText, StorageError } from '../../core/errors.ts';
import type { Damage } from '../../core/tasks/store.ts';
import type { Task } from '../../core/tasks/task.ts';
import { isDamage, ledgerError, whileBusy, withMutex } from './sqlite.ts';
import {
  createWhere,
  identityOf,
  ledgerSteps,
  type OpenFile,
  openExisting,
  refuseNewer,
} from './sqliteFile.ts';
import { healLedger } from './sqliteHeal.ts';
import { prepareAll, type Statements } from './sqliteHistory.ts';
import type { SqliteLedgerOptions } from './sqliteLedger.ts';
import { recallTasks } from './sqliteRecall.ts';

/** The open file with what is asked of it. */
export type Current = OpenFile & { readonly statements: Statements };
/** Which file an operation was working on, for telling whether it has been mended since. */
type Place = { identity: string | undefined };

/** Whose file it is. */
export interface ConnectionOwner {
  /** What this window knows by heart, for a file that has lost it. */
  known(): readonly Task[];
  /** Something was set aside. */
  report(damage: Damage): void;
}

export class SqliteConnection {
  readonly #options: SqliteLedgerOptions;
  readonly #owner: ConnectionOwner;
  readonly #file: string;
  readonly #steps: readonly string[];
  #open: Current | undefined;
  /**
   * Every file after the first has to be told what this window knows. Their identities prove nothing: systems give them
   * out again.
   */
  #hasBeenOpen = false;
  #seenVersion: unknown;
  #isDisposed = false;

  constructor(options: SqliteLedgerOptions, owner: ConnectionOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#file = path.join(options.folder, 'ledger.sqlite');
    this.#steps = options.steps ?? ledgerSteps;
  }

  /** The file as the last operation left it. */
  get current(): Current | undefined {
    return this.#open;
  }

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** One operation: on the file that stands there now, again while others write, once more after mending damage. */
  async run<T>(doing: string, work: (asked: Current) => T): Promise<T> {
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

  /** Since the last call. SQLite counts commits of other connections for us; a reopened file counts as changed. */
  hasChangedElsewhere(): boolean {
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

  dispose(): void {
    this.#isDisposed = true;
    this.#close();
  }

  async #attempt<T>(work: (asked: Current) => T, place: Place): Promise<T> {
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
      const count = this.#hasBeenOpen ? recallTasks(current, this.#owner.known(), priceFactsFor) : 0;
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
      for (const damage of healLedger(sqlite, options)) this.#owner.report(damage);
      this.#close();
    });
  }

  #close(): void {
    this.#open?.db.close();
    this.#open = undefined;
  }
}
