/**
 * A tiny extension that sits beside ours in the real extension host, activates it at a quiet moment and writes down
 * what that cost. Bundled and packaged by `support/companion.ts`; part of no product.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Account, HostCost, Job, Spent } from './protocol.ts';
import { sharesOf } from './shares.ts';

const sliceMs = 500;
/** So little processor time in a slice is rest. */
const quietMs = 8;
/** So many quiet slices in a row: the window, in a process of its own and perhaps slow, may still ask for something. */
const quietSlices = 5;
const patienceMs = 90_000;
const samplingUs = 200;
/** In place of rest while a profiler runs, which never rests. */
const profiledMs = 5_000;

interface Meter {
  processMs: number;
  threadMs: number;
  atMs: number;
}

function read(): Meter {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return {
    processMs: (all.user + all.system) / 1000,
    threadMs: (own.user + own.system) / 1000,
    atMs: performance.now(),
  };
}

function since(start: Meter): Meter {
  const now = read();
  return {
    processMs: now.processMs - start.processMs,
    threadMs: now.threadMs - start.threadMs,
    atMs: now.atMs - start.atMs,
  };
}

/** Waits for rest and answers with what the host spends then. */
async function becomeQuiet(): Promise<Meter> {
  const deadline = performance.now() + patienceMs;
  const spent: number[] = [];
  for (let quiet = 0, start = read(); performance.now() < deadline; ) {
    const slice = read();
    await sleep(sliceMs);
    spent.push(since(slice).processMs);
    quiet = since(slice).processMs <= quietMs ? quiet + 1 : 0;
    if (quiet === 0) start = read();
    if (quiet === quietSlices) return since(start);
  }
  throw new Error(
    `the extension host did not come to rest in ${patienceMs} ms; it spent ${spent.map(ms => ms.toFixed(1)).join(' ')} ms in half a second each`,
  );
}

/** What `work` and all that follows from it cost. */
async function spend(work: () => PromiseLike<unknown>): Promise<Spent> {
  const rest = await becomeQuiet();
  const start = read();
  await work();
  const call = since(start);
  await becomeQuiet();
  const all = since(start);
  const share = all.atMs / rest.atMs;
  return {
    callMs: call.processMs,
    processMs: all.processMs - rest.processMs * share,
    threadMs: all.threadMs - rest.threadMs * share,
  };
}

/** The same, with a profile in `file`. The times are too long then; what counts are the shares. */
async function profile(file: string, work: () => PromiseLike<unknown>): Promise<Spent> {
  await becomeQuiet();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: samplingUs });
  await session.post('Profiler.start');
  const start = read();
  await work();
  const call = since(start);
  await sleep(profiledMs);
  const all = since(start);
  const result = await session.post('Profiler.stop');
  session.disconnect();
  writeFileSync(file, JSON.stringify(result.profile));
  return { callMs: call.processMs, ...all, shares: sharesOf(result.profile, 'apiinone.api-in-one-') };
}

function loadedFiles(folder: string): string[] {
  return Object.keys(require.cache)
    .filter(file => file.startsWith(folder + path.sep))
    .map(file => path.relative(folder, file).replaceAll(path.sep, '/'));
}

async function measure({ profiles }: Job): Promise<HostCost> {
  const extension = vscode.extensions.getExtension<{ tasks(): unknown[] }>('apiinone.api-in-one');
  if (extension === undefined) throw new Error('the extension is not installed');
  const run = (name: string, work: () => PromiseLike<unknown>): Promise<Spent> =>
    profiles === undefined ? spend(work) : profile(`${profiles}-${name}.cpuprofile`, work);
  await becomeQuiet();
  if (extension.isActive) throw new Error('the extension was active before the measure began');
  const idle = vscode.extensions.getExtension('apiinone-test.bench-idle');
  if (idle === undefined) throw new Error('the idle extension is not installed');
  const control = await run('idle', () => idle.activate());
  const activation = await run('activation', () => extension.activate());
  const files = loadedFiles(extension.extensionPath);
  const tasks = extension.exports.tasks().length;
  const view = await run('view', () => vscode.commands.executeCommand('apiInOne.taskList.focus'));
  return { control, activation, view, files, filesWithView: loadedFiles(extension.extensionPath), tasks };
}

/** Called by VS Code when the start is over. */
export function activate(): void {
  const text = process.env['API_IN_ONE_BENCH'];
  if (text === undefined) return;
  const job: Job = JSON.parse(text);
  const file = path.join(job.results, `${process.pid}.json`);
  const write = (account: Account): void => {
    writeFileSync(`${file}.new`, JSON.stringify(account));
    renameSync(`${file}.new`, file);
  };
  measure(job).then(write, (error: unknown) => write({ error: String(error) }));
}
