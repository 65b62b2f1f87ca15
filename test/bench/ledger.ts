/**
 * What the ledger costs: commits with four windows at once, one every 10 ms each (goal: p50 ≤ 5 ms, p99 ≤ 25 ms), and
 * a window's start with 0, 10 000 and 100 000 tasks (goal: first page within 150 ms; medians of 5 processes). Of
 * 100 000 tasks also: a search, the export, and the first start with a file of the first version of the schema, whose
 * tasks are entered in the tables of the history. Wall time, but for the row that says processor.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { encodeTask } from '../../src/host/ports/ledgerCodec.ts';
import { ledgerSql, rowOf } from '../../src/host/ports/ledgerSql.ts';
import { inTransaction } from '../../src/host/ports/sqlite.ts';
import { ledgerSteps } from '../../src/host/ports/sqliteFile.ts';
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

const words = 'lighthouse dawn storm cinematic portrait macro forest river watercolor neon glass'.split(' ');

/** About 350 characters, some words in all of them, none in the same order. */
function promptOf(i: number): string {
  return (
    Array.from({ length: 42 }, (_, n) => words[(i * 7 + n * (1 + (i % 5))) % words.length]).join(' ') +
    ` ${i}`
  );
}

/** Fills a ledger of the first version at one go; one task in a hundred is open, the rest has ended. */
async function fill(folder: string, count: number): Promise<void> {
  const sqlite = theSqlite();
  const db = new sqlite.DatabaseSync(path.join(folder, 'ledger.sqlite'));
  db.exec(`PRAGMA journal_mode = WAL; ${ledgerSteps[0]}; PRAGMA user_version = 1`);
  const insert = db.prepare(ledgerSql.insert);
  const [queued, saved] = ['queued', 'saved'].map(status => sampleStates.find(s => s.status === status));
  inTransaction(db, () => {
    for (let i = 0; i < count; i += 1) {
      const state = i % 100 === 0 ? queued : saved;
      if (state === undefined) return;
      const stored = { sha256: `sha-${i}`, uri: `file:///w/${i}.png`, mime: 'image/png', bytes: 9 };
      const named = 'outputs' in state ? { ...state, taskId: `svc-${i}`, outputs: [stored, stored] } : state;
      const request = { prompt: promptOf(i), size: '1024x1024' };
      const facts = { kind: i % 7 === 0 ? ('video' as const) : ('image' as const), model: `model-${i % 20}` };
      const task = sampleTask(`id-${String(i).padStart(7, '0')}`, {
        state: named,
        request,
        createdAt: i,
        ...facts,
      });
      insert.run(rowOf(task, encodeTask(task)));
    }
  });
  db.close();
}

async function measureStart(folder: string, count: number): Promise<BenchRow[]> {
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
}

/** The first start after the schema grew: the step itself, then the background work until all tasks are entered. */
async function measureMigration(folder: string, count: number): Promise<BenchRow[]> {
  const started = performance.now();
  const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder });
  await store.page({ limit: 50 });
  const opened = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await store.samples();
  const entered = performance.now();
  delay.disable();
  store.dispose();
  const name = (what: string): string => `first start with an old file, ${count} tasks: ${what}`;
  return [
    { name: name('first 50 tasks'), value: opened - started, unit: 'ms', goal: 150 },
    { name: name('all entered, in the background'), value: (entered - opened) / 1000, unit: 's' },
    { name: name('event loop meanwhile, p99'), value: delay.percentile(99) / 1e6, unit: 'ms' },
  ];
}

async function measureSearch(folder: string, count: number): Promise<BenchRow[]> {
  const times = await runWindows({ store: 'sqlite', folder, role: 'search' }, 1);
  const sorted = times.map(([time = Number.NaN]) => time).sort((a, b) => a - b);
  const row = (what: string, q: number): BenchRow => ({
    ...{ name: `search, ${count} tasks: ${what}`, value: quantile(sorted, q), unit: 'ms' },
    note: `${sorted.length} questions of 8 kinds, with and without a hit`,
  });
  return [row('p50', 0.5), row('p99', 0.99)];
}

async function measureExport(folder: string, count: number): Promise<BenchRow[]> {
  const [[ms = 0, bytes = 0, maxMiB = 0] = []] = await runWindows(
    { store: 'sqlite', folder, role: 'export' },
    1,
  );
  const name = (what: string): string => `export, ${count} tasks: ${what}`;
  return [
    { name: name('time'), value: ms / 1000, unit: 's' },
    { name: name('file'), value: bytes / 2 ** 20, unit: 'MiB' },
    { name: name('memory of the whole process at most'), value: maxMiB, unit: 'MiB' },
  ];
}

async function measureHistory(count: number): Promise<BenchRow[]> {
  return withFolder(async folder => {
    if (count > 0) await fill(folder, count);
    const migration = count < most ? [] : await measureMigration(folder, count);
    const rows = [...migration, ...(await measureStart(folder, count))];
    if (count < most) return rows;
    return [...rows, ...(await measureSearch(folder, count)), ...(await measureExport(folder, count))];
  });
}

const most = 100_000;

/** The rows of both; takes about a minute. */
export async function benchLedger(): Promise<BenchRow[]> {
  const rows = [...(await measureCommits('sqlite')), ...(await measureCommits('files'))];
  for (const count of [0, 10_000, most]) rows.push(...(await measureHistory(count)));
  return rows;
}
