/** Chooses where the ledger lies: SQLite where the host has it, else plain files. */
import { type Disposable, DisposableStore } from '../../core/lifecycle.ts';
import type { Lock } from '../../core/ports.ts';
import type { LedgerStore } from '../../core/tasks/store.ts';
import { SharedFile } from './sharedFile.ts';
import { loadSqlite, type Sqlite } from './sqlite.ts';
import { createSqliteBudgetStore, type SharedBudgetStore } from './sqliteBudget.ts';
import { openSqliteLedger, type StoreDeps } from './sqliteLedger.ts';
import { createSqliteLock } from './sqliteLock.ts';

export interface OpenLedgerOptions extends StoreDeps {
  /** Path of the folder that all windows share; made where missing. */
  readonly folder: string;
  /** For tests: a host without SQLite. */
  readonly load?: () => Sqlite | undefined;
}

/** What windows share. Disposing ends all of it. */
export interface SharedStores extends Disposable {
  readonly ledger: LedgerStore;
  readonly lock: Lock;
  /** Undefined where windows cannot share one: each keeps its own then. */
  readonly budget: SharedBudgetStore | undefined;
}

/**
 * Opens the ledger and what goes with it. A SQLite ledger that cannot be opened is an error and no reason to begin
 * another one in files, for then there would be two truths. Rejects with StorageError `ledger`.
 */
export async function openLedger(options: OpenLedgerOptions): Promise<SharedStores> {
  const { clock, log, folder, load = loadSqlite } = options;
  const owned = new DisposableStore();
  const sqlite = load();
  if (sqlite === undefined) {
    log.warn('ledger: this host has no SQLite, tasks are kept in files');
    const { openFileStores } = await import('./fileStores.ts');
    const { lock, ledger } = await openFileStores(options);
    owned.add(lock);
    owned.add(ledger);
    return { ledger, lock, budget: undefined, dispose: () => owned.dispose() };
  }
  log.debug('ledger: SQLite');
  const ledger = owned.add(await openSqliteLedger({ ...options, sqlite }));
  const shared = owned.add(new SharedFile({ sqlite, clock, log, folder }));
  const lock = owned.add(createSqliteLock({ sqlite, log, shared }));
  return { ledger, lock, budget: createSqliteBudgetStore(shared), dispose: () => owned.dispose() };
}
