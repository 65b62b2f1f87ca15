/**
 * A result of 1 GiB from another process over loopback to the disk: ours, with SHA-256 on the way and flushed to the
 * disk, beside `curl -o`, which does neither. Runs take turns; figures are medians of 3, wall time, each run a process
 * of its own. Goals: 35 % of curl's speed, 100 MiB of memory more than before, event loop late by 20 ms at p99.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import type { DownloadFigures } from './support/downloadOnce.ts';

const run = promisify(execFile);
const inSupport = (name: string): string => fileURLToPath(new URL(`support/${name}`, import.meta.url));

const size = 1024 ** 3;
const mebibyte = 1024 ** 2;
const rounds = 3;
const stacks = ['undici', 'platform'] as const;
/** 35 % of the speed is so many times the time. */
const timesGoal = 1 / 0.35;

type Runs = Record<(typeof stacks)[number], DownloadFigures[]>;

async function runOurs(url: string, folder: string, stack: string): Promise<DownloadFigures> {
  const { stdout } = await run(process.execPath, [inSupport('downloadOnce.ts'), url, folder, stack]);
  checkSize(path.join(folder, 'ours.png'));
  return JSON.parse(stdout) as DownloadFigures;
}

/** Milliseconds; undefined where there is no curl. */
async function runCurl(url: string, folder: string): Promise<number | undefined> {
  const file = path.join(folder, 'curl.png');
  const startMs = performance.now();
  try {
    await run('curl', ['--silent', '--fail', '--noproxy', '*', '--output', file, url]);
  } catch (e) {
    if (e instanceof Error && 'code' in e && e.code === 'ENOENT') return undefined;
    throw e;
  }
  const ms = performance.now() - startMs;
  checkSize(file);
  return ms;
}

/** Whole, and gone: the disk need not hold more than one. */
function checkSize(file: string): void {
  const { size: found } = statSync(file);
  if (found !== size) throw new Error(`${file} has ${found} bytes`);
  rmSync(file);
}

function rowsOf(stack: string, figures: readonly DownloadFigures[], curlMs: readonly number[]): BenchRow[] {
  const name = (what: string): string => `1 GiB over ${stack}: ${what}`;
  const row = (what: string, unit: string, pick: (f: DownloadFigures) => number): BenchRow => {
    const values = figures.map(pick);
    return { name: name(what), value: median(values), unit, note: spread(values, 1) };
  };
  const time = row('time', 's', f => f.ms / 1000);
  const times = time.value / (median(curlMs) / 1000);
  const share = `${Math.round(100 / times)} % of its speed, with SHA-256 and fsync`;
  return [
    time,
    ...(curlMs.length === 0
      ? []
      : [
          {
            name: name("time, times curl's"),
            value: times,
            unit: '×',
            goal: Number(timesGoal.toFixed(2)),
            note: share,
          },
        ]),
    { ...row('extra memory', 'MiB', f => f.extraBytes / mebibyte), goal: 100 },
    { ...row('event loop delay, p99', 'ms', f => f.delayP99Ms), goal: 20 },
    { ...row('event loop delay, max', 'ms', f => f.delayMaxMs), goal: 100 },
  ];
}

async function measureAll(url: string, folder: string): Promise<BenchRow[]> {
  const runs: Runs = { undici: [], platform: [] };
  const curlMs: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const ms = await runCurl(url, folder);
    if (ms !== undefined) curlMs.push(ms);
    for (const stack of stacks) runs[stack].push(await runOurs(url, folder, stack));
  }
  const curl: BenchRow =
    curlMs.length === 0
      ? {
          name: '1 GiB with curl',
          value: Number.NaN,
          unit: '',
          note: 'curl is not installed: nothing to compare with',
        }
      : {
          name: '1 GiB with curl: time',
          value: median(curlMs) / 1000,
          unit: 's',
          note: spread(
            curlMs.map(ms => ms / 1000),
            1,
          ),
        };
  return [curl, ...stacks.flatMap(stack => rowsOf(stack, runs[stack], curlMs))];
}

/** The rows; takes about a minute. */
export async function benchDownloads(): Promise<BenchRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-bench-'));
  const server = spawn(process.execPath, [inSupport('downloadServer.ts'), String(size)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    return await measureAll(line.toString().trim(), folder);
  } finally {
    server.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
