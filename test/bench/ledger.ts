/**
 * What the ledger costs: commits with four windows at once, one every 10 ms each (goal: p50 ≤ 5 ms, p99 ≤ 25 ms), and
 * a window's start with 0, 10 000 and 100 000 tasks (goal: first page within 150 ms; medians of 5 processes). Wall time,
 * but for the row that says processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeTask } from '../../src/host/ports/ledgerCodec.ts';
import { ledgerSql, rowOf } from '../../src/host/ports/ledgerSql.ts';
import { inTransaction } from '../../src/host/ports/sqlite.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { type BenchRow, median } from '../rig/benchRows.ts';
import { type Role, type StoreName, startLedgerProcess } from '../support/ledgerProcesses.ts';
import { realDeps, theSqlite } from '../support/openStores.ts';
import { sampleStates, sampleTask } from '../support/sampleTasks.ts';

type Cleanup = () => unknown;

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

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
  // They end by themselves.
  const windows = Array.from({ length: count }, () => startLedgerProcess({ after: () => {} }, args));
  await Promise.all(windows.map(w => w.ended));
  return windows
    .flatMap(w => w.lines)
    .filter(line => line.startsWith('took'))
    .map(line => line.split(' ').slice(1).map(Number));
}

async function measureCommits(store: StoreName): Promise<BenchRow[]> {
  const times = await withFolder(folder => runWindows({ store, folder, role: 'measure' }, 4));
  const sorted = times.map(([time = Number.NaN]) => time).sort((a, b) => a - b);
  const row = (what: string, q: number): BenchRow => ({
    ...{ name: `commit, 4 windows, ${store}: ${what}`, value: quantile(sorted, q), unit: 'ms' },
    note: `${sorted.length} commits`,
  });
  // The goals are those of SQLite; files are for hosts that have none.
  const goals = store === 'sqlite' ? [{ goal: 5 }, { goal: 25 }] : [];
  return [
    { ...row('p50', 0.5), ...goals[0] },
    row('p95', 0.95),
    { ...row('p99', 0.99), ...goals[1] },
    row('max', 1),
  ];
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

async function measureStart(count: number): Promise<BenchRow[]> {
  return withFolder(async folder => {
    if (count > 0) await fill(folder, count);
    const runs: number[][] = [];
    for (let i = 0; i < 5; i += 1)
      runs.push(...(await runWindows({ store: 'sqlite', folder, role: 'start' }, 1)));
    const row = (what: string, column: number): BenchRow => ({
      name: `start of a window, ${count} tasks: ${what}`,
      value: median(runs.map(run => run[column] ?? Number.NaN)),
      unit: 'ms',
    });
    return [
      row('ledger open', 0),
      { ...row('first 50 tasks', 1), goal: 150 },
      { ...row('open tasks', 2), note: `${runs[0]?.[4]} of them` },
      row('all of it, processor', 3),
    ];
  });
}

/** The rows of both; takes about half a minute. */
export async function benchLedger(): Promise<BenchRow[]> {
  const rows = [...(await measureCommits('sqlite')), ...(await measureCommits('files'))];
  for (const count of [0, 10_000, 100_000]) rows.push(...(await measureStart(count)));
  return rows;
}
