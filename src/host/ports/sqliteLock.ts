/** Locks between windows whose holder is known to live because the operating system says so. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { errorText } from '../../core/errors.ts';
import { type Disposable, toDisposable } from '../../core/lifecycle.ts';
import type { Lock, Log } from '../../core/ports.ts';
import type { SharedFile } from './sharedFile.ts';
import { type Database, holdExclusive, isBusy, type Sqlite } from './sqlite.ts';

export interface SqliteLockOptions {
  readonly sqlite: Sqlite;
  readonly log: Log;
  readonly shared: SharedFile;
}

/**
 * A Lock over all windows. Each window holds SQLite's exclusive lock on a file of its own for as long as it lives;
 * a row per lock names the window that has it. A row counts while its window's file is held. So there is no heartbeat
 * to keep up, no expiry for a clock to jump over, a stopped or sleeping process loses nothing, and what a killed one
 * held is free at once (the kernel lets go of its file locks). Rows change inside write transactions alone, so two
 * windows never both take one over. Disposing releases everything.
 */
export function createSqliteLock(options: SqliteLockOptions): Lock & Disposable {
  return new SqliteLock(options);
}

class SqliteLock implements Lock, Disposable {
  readonly #options: SqliteLockOptions;
  readonly #folder: string;
  readonly #id = randomUUID();
  readonly #held = new Set<string>();
  #ownFile: Database | undefined;
  /** The shared file that knows this window; another one must be told first. */
  #registeredIn: string | undefined;
  #isDisposed = false;

  constructor(options: SqliteLockOptions) {
    this.#options = options;
    this.#folder = path.join(options.shared.folder, 'windows');
  }

  async tryAcquire(name: string): Promise<Disposable | undefined> {
    if (this.#isDisposed || this.#held.has(name)) return undefined;
    this.#held.add(name);
    let isTaken = false;
    try {
      isTaken = await this.#options.shared.transact((db, identity) => this.#take(db, identity, name));
    } finally {
      if (!isTaken) this.#held.delete(name);
    }
    if (!isTaken || this.#isDisposed) return undefined;
    return toDisposable(() => this.#release(name));
  }

  async free(names: readonly string[]): Promise<readonly string[]> {
    return this.#options.shared.transact(db => {
      const find = 'SELECT name, window FROM locks WHERE name IN (SELECT value FROM json_each(?))';
      const rows = db.prepare(find).all(JSON.stringify(names));
      const living = new Map<unknown, boolean>([[this.#id, true]]);
      const isHeld = (window: unknown): boolean => {
        // One window may hold hundreds: whether it lives is asked once.
        if (!living.has(window)) living.set(window, typeof window === 'string' && this.#isAlive(window));
        return living.get(window) === true;
      };
      const held = new Set(rows.filter(row => isHeld(row['window'])).map(row => row['name']));
      return names.filter(name => !held.has(name));
    });
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // Its rows are worth nothing without the file; whoever comes next clears them away.
    this.#ownFile?.close();
    this.#ownFile = undefined;
    rmSync(this.#fileOf(this.#id), { force: true });
  }

  #take(db: Database, identity: string, name: string): boolean {
    if (this.#isDisposed) return false;
    this.#register(db, identity);
    const holder = db.prepare('SELECT window FROM locks WHERE name = ?').get(name)?.['window'];
    if (typeof holder === 'string' && holder !== this.#id) {
      if (this.#isAlive(holder)) return false;
      this.#forget(db, holder);
      rmSync(this.#fileOf(holder), { force: true });
    }
    db.prepare('INSERT OR REPLACE INTO locks (name, window) VALUES (?, ?)').run(name, this.#id);
    return true;
  }

  /** Makes this window known before any row names it, and clears away windows that are no more. */
  #register(db: Database, identity: string): void {
    if (this.#registeredIn === identity && existsSync(this.#fileOf(this.#id))) return;
    this.#holdOwnFile();
    for (const { id } of db.prepare('SELECT id FROM windows').all()) {
      if (typeof id !== 'string' || id === this.#id || this.#isAlive(id)) continue;
      this.#forget(db, id);
      rmSync(this.#fileOf(id), { force: true });
    }
    db.prepare('INSERT OR REPLACE INTO windows (id, pid) VALUES (?, ?)').run(this.#id, process.pid);
    const keep = db.prepare('INSERT OR IGNORE INTO locks (name, window) VALUES (?, ?)');
    if (this.#registeredIn !== undefined) for (const name of this.#held) keep.run(name, this.#id);
    this.#registeredIn = identity;
  }

  #holdOwnFile(): void {
    this.#ownFile?.close();
    mkdirSync(this.#folder, { recursive: true });
    this.#ownFile = holdExclusive(this.#options.sqlite, this.#fileOf(this.#id));
  }

  #isAlive(window: string): boolean {
    const file = this.#fileOf(window);
    if (!existsSync(file)) return false;
    try {
      holdExclusive(this.#options.sqlite, file).close();
      return false;
    } catch (e) {
      // What cannot be asked is taken for alive: a job left lying does less harm than a job done twice.
      if (!isBusy(e)) this.#options.log.warn(`ledger: cannot tell whether a window lives: ${errorText(e)}`);
      return true;
    }
  }

  #forget(db: Database, window: string): void {
    db.prepare('DELETE FROM locks WHERE window = ?').run(window);
    db.prepare('DELETE FROM windows WHERE id = ?').run(window);
  }

  #release(name: string): void {
    if (!this.#held.delete(name) || this.#isDisposed) return;
    this.#options.shared
      .transact(db => db.prepare('DELETE FROM locks WHERE name = ? AND window = ?').run(name, this.#id))
      .catch((e: unknown) =>
        this.#options.log.warn(`ledger: ${name} stays locked by this window: ${errorText(e)}`),
      );
  }

  #fileOf(window: string): string {
    return path.join(this.#folder, `${window}.lock`);
  }
}
