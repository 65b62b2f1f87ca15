/**
 * A window of its own process that submits images and watches them until all are done, over the budget that it shares
 * with other windows. Says `ready`, begins when its input ends, says `sent <time>` for each request, and ends. Arguments:
 * base URL, folder, count, the clock's speed and its start as JSON.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { freshAllowance } from '../../src/core/tasks/allowance.ts';
import { SharedFile } from '../../src/host/ports/sharedFile.ts';
import { createSqliteBudgetStore } from '../../src/host/ports/sqliteBudget.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { createFastClock } from './fastClock.ts';
import { theSqlite } from './openStores.ts';
import { silentLog } from './silentLog.ts';
import { watchOverSockets } from './socketWatch.ts';

const [baseUrl = '', folder = '', count = '0', speed = '1', start = ''] = process.argv.slice(2);
const sqlite = theSqlite();
const shared = new SharedFile({ sqlite, clock: systemClock, log: silentLog, folder });
const store = createSqliteBudgetStore(shared);
let left = Number(count);
const watcher = watchOverSockets({
  clock: createFastClock(Number(speed), JSON.parse(start)),
  ...{ store, baseUrl },
  ...{ medianOf: () => 15_000, believe: medianMs => ({ mu: Math.log(medianMs), sigma: 0.4 }) },
  sent: nowMs => void writeSync(1, `sent ${nowMs}\n`),
  ended() {
    if (--left > 0) return;
    watcher.dispose();
    shared.dispose();
  },
});
await watcher.warmUp();
await store.change(state => state ?? freshAllowance);
writeSync(1, 'ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
for (let ref = 0; ref < Number(count); ref++) watcher.submit(ref);
