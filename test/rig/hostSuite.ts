/** The suite of test/vscode in a real extension host: on the server of any version, or in the desktop build. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { launchChromium } from './chromium.ts';
import type { HostResults } from './hostResults.ts';
import { startIsolatedServer } from './isolatedServer.ts';
import { temporaryFolder } from './lifetime.ts';
import { inRoot, resultsFolder, root, sampleWorkspace, toolFolder } from './paths.ts';
import type { VscodeVersion } from './vscodeInstall.ts';
import type { VscodeServer } from './vscodeServer.ts';
import { openWorkbench } from './workbench.ts';

const suiteMs = 5 * 60_000;

/** Bundles the suite for an extension host, which knows neither TypeScript nor, in all versions, ES modules. */
export async function bundleSuite(): Promise<string> {
  const outdir = path.join(toolFolder, 'suite');
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/vscode/index.ts', 'test/vscode/**/*.test.ts'],
    outbase: 'test/vscode',
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    // mocha stays whole: the tests' `suite` and the runner's must be one and the same.
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}

/** Runs the suite on the server of that version. */
export async function runSuiteOnServer(version: VscodeVersion): Promise<HostResults> {
  const tests = await bundleSuite();
  const temporary = await temporaryFolder('suite');
  const results = path.join(temporary.path, 'results.json');
  const folder = path.join(temporary.path, 'lighthouse');
  await cp(sampleWorkspace, folder, { recursive: true });
  const env = { API_IN_ONE_TEST_RESULTS: results };
  const server = await startIsolatedServer({ version, env });
  try {
    await runInWindow(server, folder, tests);
    return await readResults(results);
  } finally {
    await server.stop();
    await temporary.remove();
  }
}

async function runInWindow(server: VscodeServer, folder: string, tests: string): Promise<void> {
  const authority = new URL(server.url).host;
  const remote = (file: string): string => `vscode-remote://${authority}${file}`;
  await mkdir(resultsFolder, { recursive: true });
  const exit = Promise.withResolvers<number>();
  // All of VS Code's voices at once: kept in a file, of use when something went wrong.
  const said: string[] = [];
  const chromium = await launchChromium();
  try {
    const workbench = await openWorkbench({
      server,
      browser: chromium.browser,
      folder,
      name: `vscode-${server.version}`,
      payload: {
        extensionDevelopmentPath: remote(root),
        extensionTestsPath: remote(tests),
        skipWelcome: 'true',
      },
      bindings: {
        codeAutomationLog: (type, args) =>
          said.push(`[${type}] ${Array.isArray(args) ? args.join(' ') : args}`),
        codeAutomationExit: code => exit.resolve(Number(code)),
      },
    });
    const timeout = setTimeout(
      () => exit.reject(new Error(`no end of the suite after ${suiteMs} ms`)),
      suiteMs,
    );
    let hasFailed = true;
    try {
      hasFailed = (await exit.promise) !== 0;
    } finally {
      clearTimeout(timeout);
      await workbench.close({ hasFailed });
    }
  } finally {
    await writeFile(path.join(resultsFolder, `vscode-${server.version}.log`), said.join('\n'));
    await chromium.close();
  }
}

/** Runs the suite in the desktop build, downloaded or named by VSCODE_EXECUTABLE_PATH. */
export async function runSuiteOnDesktop(executable: string): Promise<HostResults> {
  const { runTests } = await import('@vscode/test-electron');
  const tests = await bundleSuite();
  const temporary = await temporaryFolder('desktop');
  const results = path.join(temporary.path, 'results.json');
  const folder = path.join(temporary.path, 'lighthouse');
  await cp(sampleWorkspace, folder, { recursive: true });
  await mkdir(path.join(temporary.path, 'profile'));
  const launchArgs = [
    folder,
    '--disable-workspace-trust',
    '--user-data-dir',
    path.join(temporary.path, 'profile'),
  ];
  launchArgs.push('--extensions-dir', path.join(temporary.path, 'extensions'), '--disable-gpu');
  if (process.platform === 'linux' && process.getuid?.() === 0) launchArgs.push('--no-sandbox');
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: inRoot(),
      extensionTestsPath: tests,
      launchArgs,
      extensionTestsEnv: {
        API_IN_ONE_TEST_RESULTS: results,
        API_IN_ONE_TEST_PROFILE: path.join(temporary.path, 'profile'),
        API_IN_ONE_API_KEY: undefined,
      },
    }).catch((error: unknown) => {
      // A failed test ends VS Code with a code too; the results say which. Without results it never ran.
      console.error(String(error));
    });
    return await readResults(results);
  } finally {
    await temporary.remove();
  }
}

async function readResults(file: string): Promise<HostResults> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as HostResults;
  } catch (cause) {
    throw new Error(
      'the suite left no results: the extension host did not get to its end; see the logs in test-results',
      { cause },
    );
  }
}
