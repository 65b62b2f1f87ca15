/** A running VS Code whose window is a web page. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { mustRun, startProcess } from './processes.ts';
import { type InstalledVscode, installVscode, type VscodeVersion } from './vscodeInstall.ts';
import { quietSettings, type Settings } from './vscodeSettings.ts';

export interface ServerOptions {
  version?: VscodeVersion;
  /** Where VS Code keeps settings, state and logs. The caller makes it and removes it. */
  profileDir: string;
  extensionsDir: string;
  /** User settings on top of the quiet ones. */
  settings?: Settings;
  /** Settings of machine scope, as a remote machine has them. */
  machineSettings?: Settings;
  env?: NodeJS.ProcessEnv;
  /** Whether Workspace Trust is on, so that a new folder opens in Restricted Mode. Off unless asked for. */
  trust?: boolean;
  /** Whether pages may name an extension and tests to run. It refuses modal dialogs; a person's window needs them. */
  testDriver?: boolean;
  /** Folder with the extensions that come with VS Code, in place of its own; an empty one for none of them. */
  builtinExtensionsDir?: string;
  /** Packaged extensions to install before the start. */
  vsix?: string[];
}

export interface VscodeServer {
  readonly version: VscodeVersion;
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  readonly profileDir: string;
  /** Of the server itself; the processes of its windows' extensions are its children. */
  readonly pid: number;
  /** The page that shows `folder`. */
  pageUrl(folder: string, payload?: Record<string, string>): string;
  /** Replaces the user settings on top of the quiet ones. Windows opened afterwards have them. */
  writeUserSettings(settings: Settings): Promise<void>;
  /** Installs a packaged extension; windows opened afterwards have it. */
  installExtension(vsix: string): Promise<void>;
  /** Everything the server has written so far. */
  output(): string;
  /** Resolves with the exit code when the server has ended, by itself or stopped. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

const startMs = 60_000;

/** Starts the server on a free port and resolves when it answers. */
export async function startVscodeServer(options: ServerOptions): Promise<VscodeServer> {
  const version = options.version ?? 'newest';
  const vscode = await installVscode(version);
  const settingsFile = path.join(options.profileDir, 'data', 'User', 'settings.json');
  const writeUserSettings = (settings: Settings): Promise<void> =>
    writeJson(settingsFile, { ...quietSettings, ...settings });
  await writeUserSettings(options.settings ?? {});
  await writeJson(
    path.join(options.profileDir, 'data', 'Machine', 'settings.json'),
    options.machineSettings ?? {},
  );
  await mkdir(options.extensionsDir, { recursive: true });
  const installExtension = (vsix: string): Promise<void> => install(vscode, options, vsix);
  for (const vsix of options.vsix ?? []) await installExtension(vsix);

  const server = startProcess(vscode.node, serverArguments(options), {
    cwd: vscode.folder,
    env: environment(options),
  });
  const port = await server.waitForOutput(/Extension host agent listening on (\d+)/, startMs).then(
    match => match[1],
    async (error: unknown) => {
      await server.stop();
      throw error;
    },
  );
  const url = `http://127.0.0.1:${port}`;
  return {
    version,
    url,
    profileDir: options.profileDir,
    pid: server.child.pid ?? 0,
    pageUrl: (folder, payload = {}) => pageUrl(url, folder, payload),
    writeUserSettings,
    installExtension,
    output: server.output,
    ended: server.ended,
    stop: server.stop,
  };
}

function folderArguments(options: ServerOptions): string[] {
  return [
    '--accept-server-license-terms',
    '--server-data-dir',
    options.profileDir,
    '--extensions-dir',
    options.extensionsDir,
    '--telemetry-level',
    'off',
  ];
}

function serverArguments(options: ServerOptions): string[] {
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
  args.push(...folderArguments(options));
  if (options.testDriver !== false) args.push('--enable-smoke-test-driver');
  if (options.builtinExtensionsDir !== undefined)
    args.push('--builtin-extensions-dir', options.builtinExtensionsDir);
  if (options.trust !== true) args.push('--disable-workspace-trust');
  return args;
}

async function install(vscode: InstalledVscode, options: ServerOptions, vsix: string): Promise<void> {
  const args = [
    'out/server-main.js',
    ...folderArguments(options),
    '--install-extension',
    path.resolve(vsix),
    '--force',
  ];
  const output = await mustRun(vscode.node, args, { cwd: vscode.folder, env: environment(options) });
  if (!/successfully installed/.test(output)) throw new Error(`${vsix} was not installed:\n${output}`);
}

/** Nothing of a VS Code, or of an npm script, that this process may itself run in. */
function environment(options: ServerOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...options.env };
}

function pageUrl(url: string, folder: string, payload: Record<string, string>): string {
  const query = new URLSearchParams({ folder });
  const entries = Object.entries(payload);
  if (entries.length > 0) query.set('payload', JSON.stringify(entries));
  return `${url}/?${query}`;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
