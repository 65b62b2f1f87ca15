/**
 * What is left of submissions when everything goes wrong that can: answers lost at each step, gateways, cut results,
 * and windows killed every second.
 */
import type { BenchRow } from '../rig/benchRows.ts';
import { type FaultAccount, runFaults } from '../support/faultRun.ts';
import { createRandom } from '../support/seeded.ts';

/** About ten minutes: only by name, or with `--keep`. */
export const isLong = true;

const mayNotBe = [
  ['boughtTwice', 'bought twice'],
  ['lost', 'lost'],
  ['wrongStatus', 'in another state than the service says'],
  ['partialFiles', 'partial files'],
  ['storedTwice', 'stored twice'],
  ['unrecorded', 'files not recorded'],
] as const;

function rowsOf(name: string, account: FaultAccount): BenchRow[] {
  const { submissions, kills, posts, saved } = account;
  const statuses = Object.entries(account.statuses).map(([status, count]) => `${count} ${status}`);
  const note = `${kills} kills, ${posts} POSTs; ${statuses.join(', ')}`;
  return [
    { name: `${name}: saved of ${submissions}`, value: saved, unit: '', note },
    ...mayNotBe.map(([key, words]) => ({
      name: `${name}: ${words}`,
      value: account[key],
      unit: '',
      goal: 0,
    })),
  ];
}

/** The rows of both loads. */
export async function benchFaults(): Promise<BenchRow[]> {
  const random = createRandom(1);
  const nextKill = () => ({ afterMs: 400 + random() * 900 });
  const faulty = { count: 1000, seed: 7, faulty: 0.7, kills: 200, nextKill, resultBytes: 300_000 };
  const large = { count: 200, seed: 5, faulty: 0, kills: 150, nextKill, resultBytes: 3_000_000 };
  return [
    ...rowsOf('faults and kills', await runFaults(faulty)),
    ...rowsOf('large results and kills', await runFaults(large)),
  ];
}
