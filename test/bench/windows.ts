/**
 * What people notice of several windows, each a process of its own with real ledger, locks and sockets: how soon a
 * change is seen in another window (goal: 300 ms), and how soon another one goes on after kill -9 (goal: 2 s). Wall time, ms.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import type { Answer } from '../support/fakeApi/answers.ts';
import { mediaFiles } from '../support/fakeApi/media.ts';
import { type FakeApi, startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { type LedgerProcess, startWindowProcess } from '../support/ledgerProcesses.ts';

const seenTasks = 40;
const takeOvers = 15;

interface Bench {
  readonly fake: FakeApi;
  open(project: string, ...ids: readonly string[]): Promise<LedgerProcess>;
}

async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const root = mkdtempSync(path.join(tmpdir(), 'api-in-one-bench-'));
  const ends: (() => Promise<void>)[] = [];
  const owner = { after: (end: () => Promise<void>) => void ends.push(end) };
  const fake = await startFakeApi({ accept: 'any', script: { durationMs: 3_600_000 } });
  try {
    return await work({
      fake,
      async open(project, ...ids) {
        const where = path.join(root, project);
        mkdirSync(where, { recursive: true });
        const args = [fake.baseUrl, fake.key, path.join(root, 'ledger'), pathToFileURL(where).href, ...ids];
        const window = startWindowProcess(owner, 'windowChild.ts', args);
        await window.said('ready');
        return window;
      },
    });
  } finally {
    for (const end of ends) await end();
    await fake.close();
    rmSync(root, { recursive: true, force: true });
  }
}

const now = (): number => performance.timeOrigin + performance.now();
const timeIn = (line: string): number => Number(line.split(' ').at(-1));

/** From a task's being on disk in one window to the other window's knowing it. */
async function measureSeen(): Promise<number[]> {
  return withBench(async ({ open }) => {
    const watcher = await open('ws');
    const ids = Array.from({ length: seenTasks }, (_, i) => `n${i}`);
    const writer = await open('ws', ...ids);
    const delays: number[] = [];
    for (const id of ids) {
      const made = await writer.said(`made ${id} `);
      delays.push(timeIn(await watcher.said(`saw ${id} `)) - timeIn(made));
    }
    return delays;
  });
}

/**
 * From the end of a window in the middle of a download to the next sign of another: the download where that one has the
 * project, else the word that the project is not open.
 */
async function measureTakeOver(hasProject: boolean): Promise<number[]> {
  return withBench(async ({ fake, open }) => {
    const other = await open('ws');
    const delays: number[] = [];
    for (let i = 0; i < takeOvers; i++) {
      const id = `n${i}`;
      const arrived = Promise.withResolvers<number>();
      const held = Promise.withResolvers<void>();
      const hold: Answer = { name: 'held', isProcessed: true, send: () => held.resolve() };
      const next: Answer = {
        name: 'media',
        isProcessed: true,
        send(_request, response) {
          arrived.resolve(now());
          response.end(mediaFiles['tiny.png']?.make());
        },
      };
      fake.expectPost('/images/generations', { task: { durationMs: 0 } });
      fake.expectMedia('tiny.png', hold, ...(hasProject ? [next] : []));
      const own = await open(hasProject ? 'ws' : `gone-${i}`, id);
      await held.promise;
      const killedAt = now();
      await own.kill();
      const wentOnAt = hasProject
        ? await arrived.promise
        : timeIn(await other.said(`saw ${id} unsaved notOpen`));
      delays.push(wentOnAt - killedAt);
    }
    return delays;
  });
}

function rowsOf(name: string, goal: number, delays: readonly number[]): BenchRow[] {
  return [
    { name: `${name}: p50`, value: median(delays), unit: 'ms', goal, note: spread(delays) },
    { name: `${name}: max`, value: Math.max(...delays), unit: 'ms', goal },
  ];
}

/** Takes about a minute. */
export async function benchWindows(): Promise<BenchRow[]> {
  return [
    ...rowsOf('a change seen in another window', 300, await measureSeen()),
    ...rowsOf('kill -9 in a download: a window of the project goes on', 2000, await measureTakeOver(true)),
    ...rowsOf('kill -9, no such window: another one puts it aside', 2000, await measureTakeOver(false)),
  ];
}
