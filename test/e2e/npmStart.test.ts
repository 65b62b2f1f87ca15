/** The README's first command, from the shell to the picture in the sample project, and its end. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { launchChromium } from '../rig/chromium.ts';
import { own } from '../rig/lifetime.ts';
import { root, toolFolder } from '../rig/paths.ts';
import { openWorkbench } from '../rig/workbench.ts';
import { assertPng, generateImage, taskIs } from './support/acts.ts';

/** The address in the one line that a person copies. */
function urlIn(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  const read = (piece: Buffer): void => {
    text += piece.toString();
    const [url] = /http:\/\/\S+/.exec(text) ?? [];
    if (url !== undefined && text.includes('\n', text.indexOf(url))) resolve(url);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('exit', code => reject(new Error(`npm start ended with ${code}:\n${text}`)));
  return promise;
}

/** Processes that carry the mark in their environment: all that a command has started, wherever it went. */
async function marked(mark: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    // Gone between the listing and the reading, or somebody else's.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.includes(mark)) found.push(pid);
  }
  return found;
}

test('npm start leads to a picture in the sample project, and Ctrl+C leaves nothing', async () => {
  const mark = randomUUID();
  const prompt = `npm start ${mark.slice(0, 8)}`;
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    env: { ...process.env, API_IN_ONE_IN_BROWSER: '1', API_IN_ONE_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = -(child.pid ?? 0);
  const exited = once(child, 'exit');
  const end = own({
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(group, 'SIGINT');
      await exited;
    },
    closeNow: () => process.kill(group, 'SIGKILL'),
  });
  const chromium = await launchChromium();
  try {
    const url = await urlIn(child);
    const server = {
      version: 'newest' as const,
      pageUrl: () => url,
      writeUserSettings: async () => {},
      output: () => '',
    };
    const folder = path.join(toolFolder, 'sample');
    const workbench = await openWorkbench({ server, browser: chromium.browser, folder, name: 'npm-start' });
    await generateImage(workbench, prompt);
    await taskIs(workbench, prompt, 'saved');
    await workbench.screenshot('generated');
    await workbench.close();
    const file = path.join(folder, 'assets', 'generated', `${prompt.replaceAll(' ', '-')}.png`);
    await assertPng(file);
    await rm(file);
    if (process.platform === 'linux') assert.ok((await marked(mark)).length > 0, 'the mark is seen');
  } finally {
    await chromium.close();
    await end();
  }
  if (process.platform === 'linux') assert.deepEqual(await marked(mark), []);
});
