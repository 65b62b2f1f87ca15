/** The host's own SQLite: loading it, telling its errors apart, waiting while another window writes. */

import { isError, StorageError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';

export type Sqlite = typeof import('node:sqlite');
export type Database = InstanceType<Sqlite['DatabaseSync']>;

/** How long a write waits for other windows before it gives up. Their commits take milliseconds. */
const busyLimitMs = 10_000;

/**
 * Node's SQLite, or undefined where the host has none (it is there without a flag since Node 22.13). Costs nothing
 * until called. Node 22 calls the module experimental on loading; that one warning is kept from people's consoles,
 * every other warning passes.
 */
export function loadSqlite(): Sqlite | undefined {
  const warn = process.emitWarning;
  const quiet = (...args: Parameters<typeof warn>): void => {
    if (!String(args[0]).startsWith('SQLite is an experimental feature')) Reflect.apply(warn, process, args);
  };
  try {
    process.emitWarning = quiet as typeof warn;
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    process.emitWarning = warn;
  }
}

/** SQLite's primary result code, https://www.sqlite.org/rescode.html; undefined for anything else thrown. */
export function sqliteCode(e: unknown): number | undefined {
  if (!(e instanceof Error) || !('errcode' in e) || typeof e.errcode !== 'number') return undefined;
  return e.errcode & 0xff;
}

/** Somebody else is writing; the same call may succeed in a moment. SQLITE_BUSY, SQLITE_LOCKED. */
export function isBusy(e: unknown): boolean {
  const code = sqliteCode(e);
  return code === 5 || code === 6;
}

/** The file's content is not what SQLite wrote. SQLITE_CORRUPT, SQLITE_NOTADB. */
export function isDamage(e: unknown): boolean {
  const code = sqliteCode(e);
  return code === 11 || code === 26;
}

/** An error that `isDamage` knows, for damage that SQLite itself does not see. */
export function asDamage(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { errcode: 26 });
}

/** Our error for anything a ledger file can throw; one of ours passes unchanged. */
export function ledgerError(doing: string, e: unknown): Error {
  if (isError(e)) return e;
  const text = e instanceof Error ? e.message : String(e);
  return new StorageError({ reason: 'ledger', message: `${doing}: ${text}` }, e);
}

/**
 * `work`'s result. While another window holds the file it is tried again, between tries the event loop runs: SQLite's
 * own waiting would hold up the whole extension host.
 */
export async function whileBusy<T>(clock: Clock, work: () => T): Promise<T> {
  const giveUpAt = clock.monotonic() + busyLimitMs;
  for (let waitMs = 2; ; waitMs = Math.min(waitMs * 1.5, 20)) {
    try {
      return work();
    } catch (e) {
      if (!isBusy(e) || clock.monotonic() >= giveUpAt) throw e;
    }
    await clock.sleep(waitMs * (0.5 + Math.random()));
  }
}

/** Runs `work` in one write transaction; everything in it happens or nothing. */
export function inTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (e) {
    // A failed COMMIT may have ended the transaction already.
    try {
      db.exec('ROLLBACK');
    } catch {}
    throw e;
  }
}

/**
 * Holds the exclusive lock on `file`, made where missing, until the result is closed. The lock is the operating
 * system's: it ends with the process, however that ends. Throws like SQLite where somebody else holds it (`isBusy`).
 */
export function holdExclusive(sqlite: Sqlite, file: string): Database {
  const db = new sqlite.DatabaseSync(file);
  try {
    // No journal: nothing is written, and a killed process must not leave one behind.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return db;
  } catch (e) {
    db.close();
    throw e;
  }
}

/** Runs `work` while no other process does so for the same `file`. */
export async function withMutex<T>(
  { sqlite, clock }: { sqlite: Sqlite; clock: Clock },
  file: string,
  work: () => T,
): Promise<T> {
  const held = await whileBusy(clock, () => holdExclusive(sqlite, file));
  try {
    return work();
  } finally {
    held.close();
  }
}
