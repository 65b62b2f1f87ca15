/**
 * `npm start`: VS Code with the extension, in the sandbox, on a small website. The desktop build where `code` is on
 * the PATH, otherwise the server, whose window is a web page. It ends with Ctrl+C, and all that it started with it.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { buildExtension, packageExtension } from './build.ts';
import { isEnding } from './lifetime.ts';
import { root, sampleWorkspace, toolFolder } from './paths.ts';
import { startProcess } from './processes.ts';
import { startVscodeServer } from './vscodeServer.ts';
import { quietSettings } from './vscodeSettings.ts';

const sandbox = { 'apiInOne.service': 'sandbox' };
const home = path.join(toolFolder, 'start');

/** The sample, kept between starts: what a person made in it stays. */
async function prepareFolder(): Promise<string> {
  const folder = path.join(toolFolder, 'sample');
  if (!existsSync(folder)) await cp(sampleWorkspace, folder, { recursive: true });
  return folder;
}

function desktopCode(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map(folder => path.join(folder, name)).find(existsSync);
}

async function startDesktop(code: string, folder: string): Promise<void> {
  await buildExtension();
  const profile = path.join(home, 'desktop');
  await mkdir(path.join(profile, 'User'), { recursive: true });
  await writeFile(
    path.join(profile, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...sandbox }, null, 2),
  );
  const args = [
    folder,
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${profile}`,
    '--wait',
    '--new-window',
  ];
  args.push('--disable-workspace-trust', '--skip-welcome', '--skip-release-notes');
  console.log(`Opening VS Code on ${folder} (Ctrl+C ends it) …`);
  process.exitCode = await startProcess(code, args, { output: 'show' }).ended;
}

async function startInBrowser(folder: string): Promise<void> {
  const vsix = await packageExtension();
  const server = await startVscodeServer({
    profileDir: path.join(home, 'server'),
    extensionsDir: path.join(home, 'extensions'),
    // A person's window is as light or dark as the rest of the desktop.
    settings: { 'window.autoDetectColorScheme': true },
    machineSettings: sandbox,
    testDriver: false,
    vsix: [vsix],
  });
  console.log(`Open ${server.pageUrl(folder)} in a browser. Ctrl+C ends it.`);
  const code = await server.ended;
  if (isEnding()) return;
  console.error(`VS Code's server ended by itself (${code}):\n${server.output().slice(-2_000)}`);
  process.exitCode = 1;
}

const folder = await prepareFolder();
// For tests, and for whoever prefers the window in the browser.
const isInBrowser = process.env['API_IN_ONE_IN_BROWSER'] === '1';
const code = isInBrowser ? undefined : desktopCode();
await (code === undefined ? startInBrowser(folder) : startDesktop(code, folder));
