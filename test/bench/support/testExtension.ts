import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { inRoot, root } from '../../rig/paths.ts';
import { mustRun } from '../../rig/processes.ts';

interface TestExtension {
  name: string;
  /** From the top of the repository. */
  entryPoint: string;
  activationEvents: readonly string[];
  contributes?: object;
}

/** The extension that measures. */
export const companion: TestExtension = {
  name: 'bench-companion',
  entryPoint: 'test/bench/companion/main.ts',
  activationEvents: ['onStartupFinished'],
};

/** An extension that does nothing, for comparison. */
export const idle: TestExtension = {
  name: 'bench-idle',
  entryPoint: 'test/bench/companion/idle.ts',
  activationEvents: [],
};

/** Opens a webview with nothing but a field in it: VS Code's own part of every panel. */
export const plainWebview: TestExtension = {
  name: 'bench-plain-webview',
  entryPoint: 'test/bench/companion/plainWebview.ts',
  activationEvents: [],
  contributes: { commands: [{ command: 'benchPlainWebview.open', title: 'Bench: Open Plain Webview' }] },
};

/** Bundles and packages an extension below `folder`, and answers with its VSIX. */
export async function packageTestExtension(folder: string, extension: TestExtension): Promise<string> {
  const { name, entryPoint, activationEvents, contributes = {} } = extension;
  const source = path.join(folder, name);
  await mkdir(source, { recursive: true });
  const manifest = {
    ...{ name, publisher: 'apiinone-test', version: '0.0.1', engines: { vscode: '^1.105.0' } },
    ...{ main: './main.js', activationEvents, contributes },
  };
  await writeFile(path.join(source, 'package.json'), JSON.stringify(manifest));
  await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile: path.join(source, 'main.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const file = path.join(folder, `${name}.vsix`);
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const unpublished = ['--allow-missing-repository', '--skip-license'];
  const args = [vsce, 'package', '--no-dependencies', ...unpublished, '--out', file];
  await mustRun(process.execPath, args, { cwd: source });
  return file;
}
