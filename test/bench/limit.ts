/**
 * One to five windows, each a process of its own with the real scheduler, client and sockets over the SQLite budget
 * that they share, against a service that keeps its limit of 60 a minute in three ways; real time, 20 times as fast.
 * Together they submit sixty images and watch them to their end: more than two minutes at the limit. Requests are
 * counted as they leave; what a busy machine holds up on the way is in the notes.
 */
import type { BenchRow } from '../rig/benchRows.ts';
import { type LimitAccount, runLimit } from '../support/limitRun.ts';

/** Some two minutes: only by name, or with `--keep`. */
export const isLong = true;

const speed = 20;
const images = 60;

/** The rows for each number of windows. */
export async function benchLimit(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (let windows = 1; windows <= 5; windows++) {
    const accounts: LimitAccount[] = [];
    for (const limiter of ['sliding', 'fixed', 'bucket'] as const)
      accounts.push(await runLimit({ windows, count: images / windows, limiter, speed }));
    const each = (of: (account: LimitAccount) => number): string => accounts.map(of).join(', ');
    const name = `${windows} ${windows === 1 ? 'window' : 'windows'}, sliding, fixed and bucket limiter`;
    rows.push(
      {
        ...{
          name: `${name}: answers 429`,
          value: Math.max(...accounts.map(a => a.refusals)),
          unit: '',
          goal: 0,
        },
        note: `${each(a => a.requests)} requests; ${each(a => a.seen)} of ${images} tasks seen to be done`,
      },
      {
        ...{ name: `${name}: most in a minute`, value: Math.max(...accounts.map(a => a.mostSent)), unit: '' },
        ...{ goal: 58, note: `as they arrive: ${each(a => a.mostArrived)}` },
      },
    );
  }
  return rows;
}
