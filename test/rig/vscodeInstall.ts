/**
 * A real VS Code (its server and web workbench) out of npm packages, for machines that cannot download the desktop
 * build. It lives in a folder of its own beside the dependencies: hundreds of megabytes that neither `npm ci` nor
 * the VSIX should ever carry.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { ensureDebianPackages, isDebian } from './debian.ts';
import { toolFolder } from './paths.ts';
import { mustRun, run } from './processes.ts';

export type VscodeVersion = 'newest' | 'floor';

interface Recipe {
  vscode: string;
  codeServer: string;
  /** The Node this VS Code is built for; its modules are compiled against that one's headers. */
  nodeMajor: number;
  /** Modules with native code that the server cannot start or work without. The rest stays uncompiled. */
  rebuild: string[];
  /** Versions to put in place of what the package asks for. */
  replace: Record<string, string>;
}

const recipes: Record<VscodeVersion, Recipe> = {
  newest: {
    vscode: '1.139.1',
    codeServer: '4.139.1',
    nodeMajor: 24,
    rebuild: ['@vscode/spdlog', '@vscode/native-watchdog', '@vscode/sqlite3', 'node-pty'],
    replace: {},
  },
  floor: {
    vscode: '1.105.1',
    codeServer: '4.105.1',
    nodeMajor: 22,
    rebuild: ['@vscode/spdlog', 'native-watchdog', 'node-pty'],
    // Pinned there to a git address that needs more than a package registry.
    replace: { '@parcel/watcher': '2.5.1' },
  },
};

export interface InstalledVscode {
  version: string;
  /** The folder with `out/server-main.js`. */
  folder: string;
  /** The Node it runs on. */
  node: string;
}

/** Installs that VS Code where it is missing, and says where it is. A half install is thrown away and redone. */
export async function installVscode(version: VscodeVersion): Promise<InstalledVscode> {
  const recipe = recipes[version];
  const home = path.join(toolFolder, `vscode-${recipe.vscode}`);
  const marker = path.join(home, 'complete.json');
  const fingerprint = JSON.stringify(recipe);
  const installed = describe(home, recipe);
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === fingerprint) return installed;

  assertPlatform(recipe);
  console.log(
    `Installing VS Code ${recipe.vscode} into ${path.relative(process.cwd(), home)}, once; takes minutes …`,
  );
  if (isDebian()) await ensureDebianPackages(['g++', 'make', 'python3'], "compile VS Code's native modules");
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  await installPackages(home, recipe);
  await installServer(installed, recipe);
  // Written last and in one step: its presence says that everything before it went through.
  await writeFile(`${marker}.new`, fingerprint);
  await rename(`${marker}.new`, marker);
  return installed;
}

function nodePackage(): string {
  return `node-linux-${process.arch}`;
}

function describe(home: string, recipe: Recipe): InstalledVscode {
  const modules = path.join(home, 'node_modules');
  return {
    version: recipe.vscode,
    folder: path.join(modules, 'code-server', 'lib', 'vscode'),
    node: path.join(modules, nodePackage(), 'bin', 'node'),
  };
}

function assertPlatform(recipe: Recipe): void {
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)) return;
  throw new Error(
    `VS Code ${recipe.vscode} as a server can be installed on Linux (x64, arm64) alone; this is ${process.platform} ` +
      `${process.arch}. Use "npm run test:desktop", which runs the same suite in the desktop build.`,
  );
}

const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];

async function installPackages(home: string, recipe: Recipe): Promise<void> {
  const dependencies = { 'code-server': recipe.codeServer, [nodePackage()]: `${recipe.nodeMajor}` };
  await writeFile(path.join(home, 'package.json'), JSON.stringify({ private: true, dependencies }));
  // Without scripts: the package's own would compile modules that nothing here uses.
  await mustRun('npm', ['install', '--ignore-scripts', ...quiet], { cwd: home, env: npmEnvironment() });
}

async function installServer(installed: InstalledVscode, recipe: Recipe): Promise<void> {
  const nodeFolder = path.dirname(path.dirname(installed.node));
  const env = {
    ...npmEnvironment(),
    npm_config_nodedir: nodeFolder,
    PATH: `${path.join(nodeFolder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const cwd = installed.folder;
  await adaptManifest(path.join(cwd, 'package.json'), recipe);
  if (Object.keys(recipe.replace).length > 0)
    await rm(path.join(cwd, 'npm-shrinkwrap.json'), { force: true });
  await mustRun('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], { cwd, env });
  await mustRun('npm', ['rebuild', ...recipe.rebuild], { cwd, env });
  // What its own extensions share. Without it their language servers take the TypeScript of this repository.
  await mustRun('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], {
    cwd: path.join(cwd, 'extensions'),
    env,
  });
  const { code, output } = await run(installed.node, ['out/server-main.js', '--version'], { cwd, env });
  if (code !== 0 || !output.includes(recipe.vscode)) {
    throw new Error(`the installed VS Code does not say that it is ${recipe.vscode}:\n${output}`);
  }
}

async function adaptManifest(file: string, recipe: Recipe): Promise<void> {
  const manifest: { dependencies: Record<string, string>; allowScripts?: Record<string, boolean> } =
    JSON.parse(await readFile(file, 'utf8'));
  Object.assign(manifest.dependencies, recipe.replace);
  manifest.allowScripts = Object.fromEntries(recipe.rebuild.map(name => [name, true]));
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

/** This process may itself run below npm: what npm told its script must not steer the install. */
function npmEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|command|execpath|node_execpath)/.test(name),
    ),
  );
}
