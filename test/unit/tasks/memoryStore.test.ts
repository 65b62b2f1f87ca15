/** The store that unit tests build on keeps the same contract as the real ones. */
import { historyContract } from '../../support/historyContract.ts';
import { ledgerContract, type OpenStore } from '../../support/ledgerContract.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';
import { samplePriceFacts } from '../../support/sampleTasks.ts';

const disks = new Map<string, ReturnType<typeof createMemoryDisk>>();

const open: OpenStore = async (t, place) => {
  const disk = disks.get(place) ?? createMemoryDisk(samplePriceFacts);
  disks.set(place, disk);
  const store = disk.open();
  t.after(() => store.dispose());
  return store;
};

ledgerContract('the ledger in memory', t => t.name, open);
historyContract('the ledger in memory', t => t.name, open);
