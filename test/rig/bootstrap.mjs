// The door to every npm script. It runs on whatever Node a machine has and on nothing that must be installed
// first: it installs the dependencies where they are missing or stale, then hands over to the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const lockFile = path.join(root, 'package-lock.json');
/** The lock file as it was at the last install from here. */
const installedLock = path.join(root, 'node_modules', '.installed-lock.json');
/** npm's own record of an install; the last thing it writes. It omits what a platform skips: only its age helps. */
const npmRecord = path.join(root, 'node_modules', '.package-lock.json');
const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', isWindows() ? 'node.exe' : 'node');
const scripts = ['start', 'test', 'check', 'package', 'desktop', 'bench', 'screenshots'];

function isWindows() {
  return process.platform === 'win32';
}

/** Runs a command to its end, passing on what ends this process, and answers with its exit code. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const pass = signal => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const settle = () => {
      for (const signal of signals) process.off(signal, pass);
    };
    child.once('error', error => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      settle();
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

function isInstalled() {
  if (!existsSync(npmRecord) || !existsSync(pinnedNode)) return false;
  if (existsSync(installedLock))
    return readFileSync(installedLock, 'utf8') === readFileSync(lockFile, 'utf8');
  return statSync(npmRecord).mtimeMs >= statSync(lockFile).mtimeMs;
}

async function install() {
  if (isInstalled()) return 0;
  // npm would empty the folder that the link leads to, which is somebody else's.
  if (lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      'node_modules is a link, and what it leads to does not fit package-lock.json: install there.',
    );
    return 1;
  }
  console.log('Installing the dependencies (npm ci) …');
  // Only errors: on an older Node npm warns about each package that the pinned Node will run anyway.
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: isWindows(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (code !== 0) return code;
  if (!existsSync(pinnedNode)) {
    console.error(`npm ci went through, yet ${pinnedNode} is missing: were install scripts switched off?`);
    return 1;
  }
  writeFileSync(installedLock, readFileSync(lockFile));
  return 0;
}

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const script = path.join(root, 'test', 'rig', `${name}.ts`);
  if (!scripts.includes(name ?? '') || !existsSync(script)) {
    const known = scripts.filter(s => existsSync(path.join(root, 'test', 'rig', `${s}.ts`)));
    console.error(`There is no "${name}" here yet. Known: ${known.join(', ')}`);
    return 2;
  }
  const installed = await install();
  if (installed !== 0) return installed;
  const binaries = path.join(root, 'node_modules', '.bin');
  const env = {
    ...process.env,
    PATH: `${path.dirname(pinnedNode)}${path.delimiter}${binaries}${path.delimiter}${process.env.PATH}`,
  };
  return await run(pinnedNode, [script, ...args], { env });
}

process.exitCode = await main();
