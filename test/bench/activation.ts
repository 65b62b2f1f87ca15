/**
 * What the extension costs a window that starts, in the real extension host of VS Code's server.
 *
 * Method. The files of the VSIX are installed with a manifest without activation events, so that nothing but the
 * measure activates them; VS Code's own extensions are left out, for they work in the same process whenever they
 * like. When the window's start is over and the host is at rest, a small companion extension activates ours through
 * VS Code's own API and waits for rest again (`becomeQuiet` there): by then the ledger is open, the first page of
 * tasks is read and told to the features. Then the same for opening the Tasks view. The value is the processor time
 * of the whole host process (`process.cpuUsage`: all threads, so compiling, collecting garbage and VS Code's side of
 * every call too), less what the host spends at rest in the same time. Each value is the median over fresh hosts.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import { launchChromium } from '../rig/chromium.ts';
import { startIsolatedServer } from '../rig/isolatedServer.ts';
import { temporaryFolder } from '../rig/lifetime.ts';
import { resultsFolder, sampleWorkspace } from '../rig/paths.ts';
import type { VscodeServer } from '../rig/vscodeServer.ts';
import { openWorkbench } from '../rig/workbench.ts';
import type { Account, HostCost, Job, Spent } from './companion/protocol.ts';
import { fillLedger } from './support/fillLedger.ts';
import { packagedExtension } from './support/packaged.ts';
import { packageQuietly } from './support/quietVsix.ts';
import { companion, idle, packageTestExtension } from './support/testExtension.ts';

const hosts = 7;
const hostMs = 180_000;
/** Not above it: the view holds so many of the newest tasks. */
const viewSize = 500;

interface Case {
  name: string;
  tasks: number;
  goalMs: number;
}

const cases: readonly Case[] = [
  { name: 'empty ledger', tasks: 0, goalMs: 50 },
  { name: '10 000 tasks', tasks: 10_000, goalMs: 100 },
];

/** The rows of both ledgers; takes some minutes. With a profile times are too long to be kept: no rows then. */
export async function benchActivation({ isProfiled }: { isProfiled: boolean }): Promise<BenchRow[]> {
  await packagedExtension();
  await mkdir(resultsFolder, { recursive: true });
  const rows: BenchRow[] = [];
  for (const one of cases) {
    if (isProfiled) await measureHosts(one, 1, path.join(resultsFolder, `bench-${one.tasks}`));
    else rows.push(...rowsOf(one, await measureHosts(one, hosts)));
  }
  return rows;
}

async function measureHosts(one: Case, count: number, profiles?: string): Promise<HostCost[]> {
  const folder = await temporaryFolder('bench');
  const job: Job = { results: folder.path, ...(profiles === undefined ? {} : { profiles }) };
  const others = [companion, idle].map(extension => packageTestExtension(folder.path, extension));
  const vsix = [await packageQuietly(folder.path), ...(await Promise.all(others))];
  const builtinExtensionsDir = path.join(folder.path, 'none');
  await mkdir(builtinExtensionsDir);
  const env = { API_IN_ONE_BENCH: JSON.stringify(job) };
  // Else VS Code reads all of /proc every few seconds, in the very process that is measured.
  const machineSettings = { 'remote.autoForwardPortsSource': 'output' };
  const server = await startIsolatedServer({ vsix, builtinExtensionsDir, env, machineSettings });
  try {
    await fillLedger(
      path.join(server.profileDir, 'data', 'User', 'globalStorage', 'apiinone.api-in-one'),
      one.tasks,
    );
    return await playWindows(server, folder.path, count);
  } finally {
    await server.stop();
    await folder.remove();
  }
}

async function playWindows(server: VscodeServer, results: string, count: number): Promise<HostCost[]> {
  const chromium = await launchChromium();
  const costs: HostCost[] = [];
  try {
    for (let i = 1; i <= count; i += 1) {
      const cost = await playWindow(server, chromium.browser, results);
      costs.push(cost);
      console.log(`host ${i}: ${describe(cost)}`);
    }
    return costs;
  } finally {
    await chromium.close();
  }
}

/** A window of a new person: none of what the last one left open activates anything. */
async function playWindow(server: VscodeServer, browser: Browser, results: string): Promise<HostCost> {
  const viewport = { width: 1000, height: 700 };
  const workbench = await openWorkbench({
    server,
    browser,
    folder: sampleWorkspace,
    viewport,
    name: 'bench',
  });
  let hasFailed = true;
  try {
    const account = await takeAccount(results);
    if ('error' in account) throw new Error(`in the extension host: ${account.error}`);
    hasFailed = false;
    return account;
  } finally {
    await workbench.close({ hasFailed });
  }
}

/** Waits for the account of a host that has not been read yet, and takes it away. */
async function takeAccount(folder: string): Promise<Account> {
  const deadline = performance.now() + hostMs;
  while (performance.now() < deadline) {
    const name = (await readdir(folder)).find(file => /^\d+\.json$/.test(file));
    if (name !== undefined) {
      const account: Account = JSON.parse(await readFile(path.join(folder, name), 'utf8'));
      await rm(path.join(folder, name));
      return account;
    }
    await sleep(200);
  }
  throw new Error(`no extension host wrote its account in ${hostMs} ms`);
}

function describe({ control, activation, view, tasks, files }: HostCost): string {
  const text = ({ shares, ...times }: Spent): string =>
    Object.entries({ ...times, ...shares })
      .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
      .join(', ');
  return `${tasks} tasks, ${files.length} files\n  nothing: ${text(control)}\n  activation: ${text(activation)}\n  view: ${text(view)}`;
}

function rowsOf({ name, tasks, goalMs }: Case, costs: readonly HostCost[]): BenchRow[] {
  const row = (what: string, pick: (cost: HostCost) => number, goal?: number): BenchRow => {
    const values = costs.map(pick);
    const goals = goal === undefined ? {} : { goal };
    return { name: `${what}, ${name}`, value: median(values), unit: 'ms', note: spread(values, 1), ...goals };
  };
  for (const cost of costs) {
    const expected = Math.min(tasks, viewSize);
    if (cost.tasks !== expected) throw new Error(`${cost.tasks} tasks were there instead of ${expected}`);
  }
  const [first] = costs;
  return [
    row('activation until at rest', c => c.activation.processMs, goalMs),
    row('… of that on the JavaScript thread', c => c.activation.threadMs),
    row('… until activate() has answered', c => c.activation.callMs),
    row('an extension that does nothing, for comparison', c => c.control.processMs),
    row('opening the Tasks view', c => c.view.processMs),
    {
      name: `files loaded, ${name}`,
      value: first?.files.length ?? 0,
      unit: '',
      goal: 1,
      note: (first?.files ?? []).join(' '),
    },
    {
      name: `files loaded with the view, ${name}`,
      value: first?.filesWithView.length ?? 0,
      unit: '',
      goal: 1,
      note: (first?.filesWithView ?? []).join(' '),
    },
  ];
}
