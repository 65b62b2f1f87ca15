/** Gets out of a damaged ledger file what can still be read. Used once in a blue moon, so simple before quick. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Task } from '../../core/tasks/task.ts';
import { historySql } from './historySql.ts';
import { decodeTask, encodeTask, recordStart } from './ledgerCodec.ts';
import type { Database, Sqlite } from './sqlite.ts';

/** Takes the text of a record; called with the same task several times, the last revision counts. */
export type Keep = (json: string) => void;

/** Calls `each` for the rows until they end or can be read no further; true when they ended. */
function readWhilePossible(db: Database, sql: string, each: (row: Record<string, unknown>) => void): boolean {
  try {
    for (const row of db.prepare(sql).iterate()) each(row);
    return true;
  } catch {
    return false;
  }
}

/** In order, then one by one by the row numbers that the indexes still know. True when nothing is missing. */
function readRows(db: Database, keep: Keep): boolean {
  const seen = new Set<number>();
  const take = (row: Record<string, unknown>): void => {
    seen.add(Number(row['rowid']));
    if (typeof row['json'] === 'string') keep(row['json']);
  };
  if (readWhilePossible(db, 'SELECT rowid, json FROM tasks NOT INDEXED ORDER BY rowid', take)) return true;
  for (const index of ['tasks_newest', 'sqlite_autoindex_tasks_1']) {
    const missing: number[] = [];
    readWhilePossible(db, `SELECT rowid FROM tasks INDEXED BY ${index}`, row => {
      if (!seen.has(Number(row['rowid']))) missing.push(Number(row['rowid']));
    });
    for (const rowid of missing)
      readWhilePossible(db, `SELECT rowid, json FROM tasks WHERE rowid = ${rowid}`, take);
  }
  return false;
}

/** Index of the bracket that closes the object beginning at `start`; -1 where `text` ends before. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  let isInText = false;
  for (let i = start; i < text.length; i += 1) {
    const c = text[i];
    if (isInText && c === '\\') i += 1;
    else if (c === '"') isInText = !isInText;
    else if (!isInText && c === '{') depth += 1;
    else if (!isInText && c === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** A record lies in one page unless it is longer than that; then it is in pieces and only SQLite finds them. */
const longestRecord = 65_536;
const chunkSize = 4 * 1024 * 1024;

/** Looks for records in the raw bytes, without any help from the file's structure. */
function carve(file: string, keep: Keep): void {
  if (!existsSync(file)) return;
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafe(chunkSize + longestRecord);
    for (let at = 0, length = 1; length > 0; at += chunkSize) {
      length = readSync(handle, bytes, 0, bytes.length, at);
      // One character a byte, so that positions fit; each record is decoded as UTF-8 by itself.
      const text = bytes.toString('latin1', 0, length);
      let start = text.indexOf(recordStart);
      while (start >= 0 && start < chunkSize) {
        const end = endOfObject(text.slice(start, start + longestRecord), 0);
        if (end >= 0) keep(bytes.toString('utf8', start, start + end + 1));
        start = text.indexOf(recordStart, start + 1);
      }
    }
  } finally {
    closeSync(handle);
  }
}

/**
 * What stood in line is not sent by itself after a damage: what was read may be older than what happened, and a
 * second POST would be a second purchase. The person decides.
 */
export function withCaution(task: Task): Task {
  if (task.state.status !== 'queued') return task;
  return {
    ...task,
    revision: task.revision + 1,
    state: {
      status: 'unconfirmed',
      submittedAt: task.updatedAt,
      error: { kind: 'storage', message: 'the ledger was damaged', details: { reason: 'ledger' } },
    },
  };
}

/** What a salvage found. */
export interface Salvage {
  /** How many records could be read. */
  readonly tasks: number;
  /** Texts that are no tasks, to be kept for a person. */
  readonly unreadable: readonly string[];
}

/**
 * Reads `file` as far as it can be read and gives each task, in its last revision, to `insert`. Throws only what
 * `insert` throws.
 */
export function salvage(sqlite: Sqlite, file: string, insert: (task: Task, json: string) => void): Salvage {
  const best = new Map<string, Task>();
  const unreadable: string[] = [];
  const keepRow: Keep = json => {
    const decoded = decodeTask(json);
    if (decoded.kind === 'task') keepLatest(best, decoded.task);
    else unreadable.push(json);
  };
  const isComplete = readDamaged(sqlite, file, db => readRows(db, keepRow));
  if (!isComplete) {
    const rows = new Set(best.keys());
    const keepFind: Keep = json => {
      const decoded = decodeTask(json);
      // A row read through SQLite is the present one; bytes lying about may be of the past.
      if (decoded.kind === 'task' && !rows.has(decoded.task.id)) keepLatest(best, decoded.task);
    };
    carve(file, keepFind);
    carve(`${file}-wal`, keepFind);
  }
  for (const task of best.values()) {
    const careful = withCaution(task);
    insert(careful, encodeTask(careful));
  }
  return { tasks: best.size, unreadable };
}

function keepLatest(best: Map<string, Task>, task: Task): void {
  const known = best.get(task.id);
  if (known === undefined || known.revision < task.revision) best.set(task.id, task);
}

/** Gives what can be read of the bills of forgotten tasks to `insert`, as rows. */
export function salvageBills(
  sqlite: Sqlite,
  file: string,
  insert: (row: Record<string, string | number | null>) => void,
): void {
  readDamaged(sqlite, file, db =>
    readWhilePossible(db, historySql.bills, row => insert(row as Record<string, string | number | null>)),
  );
}

function readDamaged(sqlite: Sqlite, file: string, read: (db: Database) => boolean): boolean {
  let db: Database | undefined;
  try {
    // Read-only, so that closing does not write the log back into a file that is evidence.
    db = new sqlite.DatabaseSync(file, { readOnly: true });
    return read(db);
  } catch {
    return false;
  } finally {
    db?.close();
  }
}
