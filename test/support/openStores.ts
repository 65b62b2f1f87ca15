/** The real stores on the real disk, ended with the test. */
import type { TestContext } from 'node:test';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { loadSqlite, type Sqlite } from '../../src/host/ports/sqlite.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { silentLog } from './silentLog.ts';

export const realDeps = { clock: systemClock, log: silentLog };

/** The SQLite of the Node that runs the tests; it has one (Node 24). */
export function theSqlite(): Sqlite {
  const sqlite = loadSqlite();
  if (sqlite === undefined) throw new Error('this Node has no node:sqlite');
  return sqlite;
}

export async function openSqliteStore(t: TestContext, folder: string): Promise<LedgerStore> {
  const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder });
  t.after(() => store.dispose());
  return store;
}
