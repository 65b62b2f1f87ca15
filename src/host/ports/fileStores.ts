/** Ledger and locks in plain files, for the rare host without SQLite: loaded there alone. */
import type { Disposable } from '../../core/lifecycle.ts';
import type { Lock } from '../../core/ports.ts';
import type { LedgerStore } from '../../core/tasks/store.ts';
import { openFileLedger } from './fileLedger.ts';
import { createFileLock } from './fileLock.ts';
import type { StoreDeps } from './sqliteLedger.ts';

/** Opens both in `folder`. Rejects with StorageError `ledger`. */
export async function openFileStores(
  options: StoreDeps & { readonly folder: string },
): Promise<{ ledger: LedgerStore; lock: Lock & Disposable }> {
  const ledger = await openFileLedger(options);
  return { ledger, lock: createFileLock({ folder: options.folder }) };
}
