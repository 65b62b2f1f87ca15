/** The ledger's database file: made whole or not at all, opened, brought to the present schema. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { StorageError } from '../../core/errors.ts';
import { historyTables } from './historySql.ts';
import { asDamage, type Database, inTransaction, type Sqlite } from './sqlite.ts';

/**
 * Steps from one version of the schema to the next; the file's `user_version` counts those it has had. Only ever
 * add at the end: files of every published version are out there.
 */
export const ledgerSteps: readonly string[] = [
  `CREATE TABLE tasks (
     id TEXT NOT NULL UNIQUE,
     task_id TEXT,
     status TEXT NOT NULL,
     kind TEXT NOT NULL,
     model TEXT NOT NULL,
     created_at REAL NOT NULL,
     updated_at REAL NOT NULL,
     revision INTEGER NOT NULL,
     is_open INTEGER NOT NULL,
     json TEXT NOT NULL
   );
   CREATE INDEX tasks_newest ON tasks (created_at, id);
   CREATE INDEX tasks_task_id ON tasks (task_id) WHERE task_id IS NOT NULL;
   CREATE INDEX tasks_open ON tasks (created_at, id) WHERE is_open = 1;`,
  historyTables,
];

/** An open database and which file on disk it is. */
export interface OpenFile {
  readonly db: Database;
  readonly identity: string;
}

/**
 * Which file stands at `file` now; undefined where there is none. A connection keeps writing to the file it opened
 * even after that was renamed or deleted, and what it writes then is lost; comparing identities notices.
 */
export function identityOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

/** Makes renames and new names in `folder` durable; Windows neither can nor needs to. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The version of the schema that `db` has. */
export function schemaVersion(db: Database): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** A newer version of the product has been here; guessing at its schema could spoil paid results. */
export function refuseNewer(): never {
  throw new StorageError({
    reason: 'ledger',
    message: 'the ledger was written by a newer version of API in One; reload the window to use that version',
  });
}

function migrate(db: Database, steps: readonly string[]): void {
  if (schemaVersion(db) === steps.length) return;
  inTransaction(db, () => {
    // Another window may have migrated while this one waited for the write lock.
    const from = schemaVersion(db);
    if (from > steps.length) refuseNewer();
    for (const step of steps.slice(from)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  });
}

/**
 * Durability: FULL, because the intent must outlive a power cut before the POST goes out. In WAL mode NORMAL would
 * lose the last commits then. FULL costs one fdatasync a commit (p50 half a millisecond here).
 */
const durable = 'PRAGMA synchronous = FULL';

const companions = ['-wal', '-shm'] as const;

/** Removes a database and what lies beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-journal', ...companions]) rmSync(file + suffix, { force: true });
}

/** Moves a database and what lies beside it out of the way; a stale log beside a new file would spoil that. */
export function moveDatabase(from: string, to: string): void {
  for (const suffix of ['', ...companions])
    if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix);
}

/** Makes a new, closed, synced database at `file` with the schema and what `fill` writes. Replaces leftovers there. */
export function buildDatabase(
  sqlite: Sqlite,
  file: string,
  steps: readonly string[],
  fill?: (db: Database) => void,
): void {
  removeDatabase(file);
  const db = new sqlite.DatabaseSync(file);
  try {
    db.exec(durable);
    // Before the first table, or never without rewriting the file; see `compactSlice`.
    db.exec('PRAGMA auto_vacuum = INCREMENTAL');
    inTransaction(db, () => {
      for (const step of steps) db.exec(step);
      db.exec(`PRAGMA user_version = ${steps.length}`);
      fill?.(db);
    });
    db.exec('PRAGMA journal_mode = WAL');
  } finally {
    db.close();
  }
}

/** Where a salvaged ledger waits, complete, until the damaged one is out of the way. */
export function salvagedName(file: string): string {
  return `${file}.salvaged`;
}

/**
 * Puts a ledger where none is: the one that an interrupted salvage left complete, else an empty one. It gets its name
 * in one step when it is whole, so that an empty or half-made file under that name is known to be damage. The caller
 * holds the mutex.
 */
export function createWhere(sqlite: Sqlite, file: string, steps: readonly string[]): void {
  if (existsSync(file)) return;
  const ready = salvagedName(file);
  if (!existsSync(ready)) {
    const draft = `${file}.draft`;
    buildDatabase(sqlite, draft, steps);
    renameSync(draft, ready);
  }
  moveDatabase(file, `${file}.orphan`);
  renameSync(ready, file);
  syncFolder(path.dirname(file));
}

/**
 * Opens an existing ledger and migrates it. Undefined when the file was replaced while being opened: open again.
 * Throws SQLite's errors; an empty file counts as damaged, for `createWhere` leaves none.
 */
export function openExisting(sqlite: Sqlite, file: string, steps: readonly string[]): OpenFile | undefined {
  const identity = identityOf(file);
  if (identity === undefined) return undefined;
  const db = new sqlite.DatabaseSync(file);
  try {
    // Short: longer waits are for `whileBusy`, which lets the event loop run.
    db.exec('PRAGMA busy_timeout = 5');
    db.exec(durable);
    db.exec('PRAGMA cell_size_check = ON');
    db.exec('PRAGMA journal_size_limit = 8388608');
    const version = schemaVersion(db);
    if (version > steps.length) refuseNewer();
    if (version === 0) throw asDamage('the ledger has no schema');
    migrate(db, steps);
    if (identityOf(file) === identity) return { db, identity };
    db.close();
    return undefined;
  } catch (e) {
    db.close();
    throw e;
  }
}
