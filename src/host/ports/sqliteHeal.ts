/** Replaces a damaged ledger file by a new one with all that could be read. */
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Damage } from '../../core/tasks/store.ts';
import { keepDamagedRecord, timeName } from './damagedRecords.ts';
import { historySql } from './historySql.ts';
import { ledgerSql, rowOf } from './ledgerSql.ts';
import type { Database, Sqlite } from './sqlite.ts';
import { buildDatabase, createWhere, moveDatabase, salvagedName } from './sqliteFile.ts';
import { salvage, salvageBills } from './sqliteSalvage.ts';

/** Keeps other windows from writing to the damaged file meanwhile, where it is whole enough to be locked. */
function holdWrites(sqlite: Sqlite, file: string): Database | undefined {
  let db: Database | undefined;
  try {
    db = new sqlite.DatabaseSync(file);
    db.exec('BEGIN IMMEDIATE');
    return db;
  } catch {
    db?.close();
    return undefined;
  }
}

function unusedName(file: string, nowMs: number): string {
  const name = `${file}.damaged-${timeName(nowMs)}`;
  let unused = name;
  for (let n = 1; existsSync(unused); n += 1) unused = `${name}-${n}`;
  return unused;
}

/**
 * Sets `file` aside as `….damaged-<time>`, puts a ledger in its place that holds what could be read, and says so.
 * The new file is complete before the old one moves. The caller holds the mutex. Throws what the disk says.
 */
export function healLedger(
  sqlite: Sqlite,
  { file, steps, nowMs }: { file: string; steps: readonly string[]; nowMs: number },
): readonly Damage[] {
  const damage: Damage[] = [];
  const held = holdWrites(sqlite, file);
  try {
    let found = 0;
    const draft = `${file}.draft`;
    buildDatabase(sqlite, draft, steps, db => {
      const insert = db.prepare(ledgerSql.insert);
      const { tasks, unreadable } = salvage(sqlite, file, (task, json) => insert.run(rowOf(task, json)));
      found = tasks;
      // The tables beside the tasks are made anew, of the tasks.
      db.exec("INSERT INTO backlog VALUES (9e15, '')");
      const addBill = db.prepare(historySql.addBill);
      salvageBills(sqlite, file, bill => addBill.run(bill));
      for (const text of unreadable) {
        const movedTo = keepDamagedRecord(path.dirname(file), { id: 'record', text });
        damage.push({ movedTo, message: 'a record of the damaged ledger could not be read' });
      }
    });
    renameSync(draft, salvagedName(file));
    const movedTo = unusedName(file, nowMs);
    moveDatabase(file, movedTo);
    createWhere(sqlite, file, steps);
    damage.unshift({ movedTo, message: `the ledger was damaged; tasks that could be read: ${found}` });
    return damage;
  } finally {
    held?.close();
  }
}
