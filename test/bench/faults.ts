/**
 * What is left of submissions when everything goes wrong that can: answers lost at each step, gateways, cut results,
 * and windows killed every second (goal: 0 in the five columns from `boughtTwice`).
 */
import { fileURLToPath } from 'node:url';
import { type FaultAccount, runFaults } from '../support/faultRun.ts';
import { createRandom } from '../support/seeded.ts';

/** Runs both loads, about ten minutes; one row each. */
export async function faultRows(): Promise<FaultAccount[]> {
  const random = createRandom(1);
  const killAfterMs = () => 400 + random() * 900;
  return [
    await runFaults({ count: 1000, seed: 7, faulty: 0.7, kills: 200, killAfterMs, resultBytes: 300_000 }),
    await runFaults({ count: 200, seed: 5, faulty: 0, kills: 150, killAfterMs, resultBytes: 3_000_000 }),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await faultRows();
  console.table(rows.map(row => ({ ...row, statuses: JSON.stringify(row.statuses) })));
}
