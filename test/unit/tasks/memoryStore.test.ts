/** The store that unit tests build on keeps the same contract as the real ones. */
import { ledgerContract } from '../../support/ledgerContract.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';

const disks = new Map<string, ReturnType<typeof createMemoryDisk>>();

ledgerContract(
  'the ledger in memory',
  t => t.name,
  async (t, place) => {
    const disk = disks.get(place) ?? createMemoryDisk();
    disks.set(place, disk);
    const store = disk.open();
    t.after(() => store.dispose());
    return store;
  },
);
