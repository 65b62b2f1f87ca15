/**
 * Windows of one machine in the real VS Code, over the fake service: the process of one is killed in the middle of an
 * order, a look and a download, and windows are reloaded; the money is spent once, the file is there once.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { builtInModels } from '../../src/core/catalogue/index.ts';
import { vsixPath } from '../rig/build.ts';
import { launchChromium } from '../rig/chromium.ts';
import { startIsolatedServer } from '../rig/isolatedServer.ts';
import { temporaryFolder } from '../rig/lifetime.ts';
import { mustRun } from '../rig/processes.ts';
import type { VscodeServer } from '../rig/vscodeServer.ts';
import { openWorkbench, type Workbench } from '../rig/workbench.ts';
import { holdAt } from '../support/fakeApi/holdAt.ts';
import { mediaFiles } from '../support/fakeApi/media.ts';
import { type FakeApi, startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { generatedFiles, generateImage, taskIs, waitUntil } from './support/acts.ts';

interface OpenWindow {
  readonly workbench: Workbench;
  /** kill -9 of the process in which this window's extensions run. */
  killHost(): void;
  close(): Promise<void>;
}

/** Processes of extensions among the server's own children. */
async function hostsOf(server: VscodeServer): Promise<readonly number[]> {
  const rows = (await mustRun('ps', ['-A', '-o', 'pid=,ppid=,args='])).split('\n');
  return rows.flatMap(row => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(parent) === server.pid && command.includes('--type=extensionHost') ? [Number(pid)] : [];
  });
}

function ordersOf(fake: FakeApi, prompt: string): number {
  return fake.posts().filter(({ body }) => (body as { prompt: string }).prompt === prompt).length;
}

/** Downloads that came to their end since there were `before` requests. */
function downloadsSince(fake: FakeApi, before: number): number {
  return fake.requests.slice(before).filter(({ answered }) => answered === 'media').length;
}

function startServer(fake: FakeApi, vsix: string): Promise<VscodeServer> {
  return startIsolatedServer({
    testDriver: false,
    vsix: [vsix],
    machineSettings: {
      'apiInOne.baseUrl': fake.baseUrl,
      'apiInOne.requestsPerMinute': 6000,
      // Tasks of the fake are done at the second look: nobody should wait for the usual minutes.
      'apiInOne.models': builtInModels.map(({ slug }) => ({ slug, typicalSeconds: 1 })),
    },
    env: { API_IN_ONE_API_KEY: fake.key },
  });
}

/** The process of extensions that was not there before. */
async function newHost(server: VscodeServer, before: readonly number[]): Promise<number> {
  let host: number | undefined;
  await waitUntil('the process of extensions', async () => {
    host = (await hostsOf(server)).find(pid => !before.includes(pid));
    return host !== undefined;
  });
  return host ?? assert.fail();
}

interface Machine {
  readonly fake: FakeApi;
  folder(project: string): string;
  /** A window of a project, with the list of tasks on the screen; ended with the machine where nobody closes it. */
  open(project: string, name: string): Promise<OpenWindow>;
  end(): Promise<void>;
}

async function startMachine(): Promise<Machine> {
  const fake = await startFakeApi({ accept: 'any', key: 'aio_windows_key' });
  const server = await startServer(fake, await vsixPath());
  const chromium = await launchChromium();
  const root = await temporaryFolder('windows');
  const opened = new Set<Workbench>();
  const folder = (project: string): string => path.join(root.path, project);

  async function open(project: string, name: string): Promise<OpenWindow> {
    await mkdir(folder(project), { recursive: true });
    const before = await hostsOf(server);
    const { browser } = chromium;
    const workbench = await openWorkbench({ server, browser, folder: folder(project), name });
    opened.add(workbench);
    const host = await newHost(server, before);
    await workbench.openView('API in One');
    return {
      workbench,
      killHost: () => process.kill(host, 'SIGKILL'),
      close: async () => {
        opened.delete(workbench);
        await workbench.close();
      },
    };
  }

  async function end(): Promise<void> {
    for (const workbench of opened) await workbench.close({ hasFailed: true });
    await chromium.close();
    await server.stop();
    await root.remove();
    await fake.close();
  }
  return { fake, folder, open, end };
}

let starting: Promise<Machine> | undefined;
const machineOfFile = (): Promise<Machine> => {
  starting ??= startMachine();
  return starting;
};
after(async () => (await starting?.catch(() => undefined))?.end());

async function assertWhole(folder: string, name: string): Promise<void> {
  const content = await readFile(path.join(folder, 'assets/generated', name));
  assert.ok(content.equals(mediaFiles['tiny.png']?.make() ?? Buffer.alloc(0)));
}

test('one of two windows of a folder is killed in an order, a look and a download', async () => {
  const machine = await machineOfFile();
  const folder = machine.folder('shared');
  const watcher = await machine.open('shared', 'windows-watcher');
  const files: string[] = [];
  for (const point of ['submit', 'poll', 'download'] as const) {
    const prompt = `a gull, killed in a ${point}`;
    const held = holdAt(machine.fake, point);
    const before = machine.fake.requests.length;
    const victim = await machine.open('shared', `windows-${point}`);
    await generateImage(victim.workbench, prompt);
    await held;
    victim.killHost();
    await taskIs(watcher.workbench, prompt, point === 'submit' ? 'not confirmed' : 'saved');
    assert.equal(ordersOf(machine.fake, prompt), 1);
    assert.equal(downloadsSince(machine.fake, before), point === 'submit' ? 0 : 1);
    if (point !== 'submit') files.push(`a-gull-killed-in-a-${point}.png`);
    assert.deepEqual(await generatedFiles(folder), files.toSorted());
    await victim.close();
  }
  for (const file of files) await assertWhole(folder, file);
  await watcher.workbench.screenshot('after-three-kills');
  await watcher.close();
});

test('the only window of a folder is gone: another folder gets nothing, and the result waits for its own', async () => {
  const machine = await machineOfFile();
  const prompt = 'a lamp for the other house';
  const other = await machine.open('other', 'windows-other');
  const held = holdAt(machine.fake, 'download');
  const before = machine.fake.requests.length;
  const own = await machine.open('own', 'windows-own');
  await generateImage(own.workbench, prompt);
  await held;
  own.killHost();
  await own.close();
  const row = await taskIs(other.workbench, prompt, 'not saved');
  await row.click({ button: 'right' });
  await other.workbench.menuEntry('Save to…').waitFor();
  await other.workbench.screenshot('waits-for-its-project');
  await other.workbench.page.keyboard.press('Escape');
  assert.equal(downloadsSince(machine.fake, before), 0);

  const again = await machine.open('own', 'windows-again');
  await taskIs(again.workbench, prompt, 'saved');
  await taskIs(other.workbench, prompt, 'saved');
  assert.deepEqual(await generatedFiles(machine.folder('own')), ['a-lamp-for-the-other-house.png']);
  assert.deepEqual(await generatedFiles(machine.folder('other')), []);
  assert.equal(downloadsSince(machine.fake, before), 1);
  assert.equal(ordersOf(machine.fake, prompt), 1);
  await again.close();
  await other.close();
});

test('both windows of a folder are reloaded in the middle of everything', async () => {
  const machine = await machineOfFile();
  const prompts = ['a reload in a poll', 'a reload in a download'];
  const windows = [await machine.open('twice', 'windows-one'), await machine.open('twice', 'windows-two')];
  const before = machine.fake.requests.length;
  for (const [i, point] of (['poll', 'download'] as const).entries()) {
    const held = holdAt(machine.fake, point);
    await generateImage((windows[i] as OpenWindow).workbench, prompts[i] ?? '');
    await held;
    await Promise.all(windows.map(({ workbench }) => workbench.reload()));
    for (const { workbench } of windows) await taskIs(workbench, prompts[i] ?? '', 'saved');
  }
  for (const prompt of prompts) assert.equal(ordersOf(machine.fake, prompt), 1);
  assert.equal(downloadsSince(machine.fake, before), 2);
  assert.deepEqual(await generatedFiles(machine.folder('twice')), [
    'a-reload-in-a-download.png',
    'a-reload-in-a-poll.png',
  ]);
  for (const window of windows) await window.close();
});
