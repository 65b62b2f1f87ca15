/**
 * What the ledger costs: commits with four windows at once (goal: p50 ≤ 5 ms, p99 ≤ 25 ms) and a window's start with
 * 0, 10 000 and 100 000 tasks (goal: first page within 150 ms).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeTask } from '../../src/host/ports/ledgerCodec.ts';
import { ledgerSql, rowOf } from '../../src/host/ports/ledgerSql.ts';
import { inTransaction } from '../../src/host/ports/sqlite.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { type Role, type StoreName, startLedgerProcess } from '../support/ledgerProcesses.ts';
import { realDeps, theSqlite } from '../support/openStores.ts';
import { sampleStates, sampleTask } from '../support/sampleTasks.ts';

type Cleanup = () => unknown;

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

async function withFolder<T>(work: (folder: string, cleanups: Cleanup[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-bench-'));
  const cleanups: Cleanup[] = [];
  try {
    return await work(folder, cleanups);
  } finally {
    for (const cleanup of cleanups) await cleanup();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runWindows(args: { store: StoreName; folder: string; role: Role }, count: number) {
  const cleanups: Cleanup[] = [];
  const after = (cleanup: Cleanup): void => void cleanups.push(cleanup);
  const windows = Array.from({ length: count }, () =>
    startLedgerProcess({ after: after as Parameters<typeof startLedgerProcess>[0]['after'] }, args),
  );
  await Promise.all(windows.map(w => w.ended));
  return windows
    .flatMap(w => w.lines)
    .filter(line => line.startsWith('took'))
    .map(line => line.split(' ').slice(1).map(Number));
}

async function benchCommits(store: StoreName): Promise<Record<string, string>> {
  const times = await withFolder(folder => runWindows({ store, folder, role: 'measure' }, 4));
  const sorted = times.map(([time = Number.NaN]) => time).sort((a, b) => a - b);
  return {
    commits: String(sorted.length),
    'p50 ms': ms(quantile(sorted, 0.5)),
    'p95 ms': ms(quantile(sorted, 0.95)),
    'p99 ms': ms(quantile(sorted, 0.99)),
    'max ms': ms(quantile(sorted, 1)),
  };
}

/** Fills a ledger at one go; one task in a hundred is open, the rest has ended. */
async function fill(folder: string, count: number): Promise<void> {
  const sqlite = theSqlite();
  (await openSqliteLedger({ ...realDeps, sqlite, folder })).dispose();
  const db = new sqlite.DatabaseSync(path.join(folder, 'ledger.sqlite'));
  const insert = db.prepare(ledgerSql.insert);
  const [queued, saved] = ['queued', 'saved'].map(status => sampleStates.find(s => s.status === status));
  inTransaction(db, () => {
    for (let i = 0; i < count; i += 1) {
      const state = i % 100 === 0 ? queued : saved;
      if (state === undefined) return;
      const named = 'taskId' in state ? { ...state, taskId: `svc-${i}` } : state;
      const request = { prompt: `${i} `.repeat(60), size: '1024x1024' };
      const task = sampleTask(`id-${String(i).padStart(7, '0')}`, { state: named, request, createdAt: i });
      insert.run(rowOf(task, encodeTask(task)));
    }
  });
  db.close();
}

async function benchStart(count: number): Promise<Record<string, string>> {
  return withFolder(async folder => {
    if (count > 0) await fill(folder, count);
    const runs: number[][] = [];
    for (let i = 0; i < 5; i += 1)
      runs.push(...(await runWindows({ store: 'sqlite', folder, role: 'start' }, 1)));
    const median = (column: number): string =>
      ms(
        quantile(
          runs.map(run => run[column] ?? Number.NaN).sort((a, b) => a - b),
          0.5,
        ),
      );
    return {
      tasks: String(count),
      'open ms': median(0),
      'first 50 ms': median(1),
      'open() ms': median(2),
      'cpu ms': median(3),
      'open tasks': String(runs[0]?.[4]),
    };
  });
}

/** Prints both tables; takes about half a minute. */
export async function benchLedger(): Promise<void> {
  console.log('commits, 4 windows, one every 10 ms each');
  console.table({ sqlite: await benchCommits('sqlite'), files: await benchCommits('files') });
  console.log('start of a window, medians of 5 processes');
  console.table([await benchStart(0), await benchStart(10_000), await benchStart(100_000)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchLedger();
