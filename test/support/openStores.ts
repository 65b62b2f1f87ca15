/** The real stores on the real disk, ended with the test. */
import type { TestContext } from 'node:test';
import type { Disposable } from '../../src/core/lifecycle.ts';
import type { Lock } from '../../src/core/ports.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { openFileLedger } from '../../src/host/ports/fileLedger.ts';
import { SharedFile } from '../../src/host/ports/sharedFile.ts';
import { loadSqlite, type Sqlite } from '../../src/host/ports/sqlite.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { createSqliteLock } from '../../src/host/ports/sqliteLock.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { samplePriceFacts } from './sampleTasks.ts';
import { silentLog } from './silentLog.ts';

export const realDeps = { clock: systemClock, log: silentLog, priceFactsFor: samplePriceFacts };

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

export async function openFileStore(t: TestContext, folder: string): Promise<LedgerStore> {
  const store = await openFileLedger({ ...realDeps, folder });
  t.after(() => store.dispose());
  return store;
}

/** A window's lock over `folder`; disposing it ends the window. */
export function makeSqliteLock(folder: string): Lock & Disposable {
  const sqlite = theSqlite();
  const shared = new SharedFile({ ...realDeps, sqlite, folder });
  const lock = createSqliteLock({ ...realDeps, sqlite, shared });
  return {
    tryAcquire: name => lock.tryAcquire(name),
    free: names => lock.free(names),
    dispose() {
      lock.dispose();
      shared.dispose();
    },
  };
}
