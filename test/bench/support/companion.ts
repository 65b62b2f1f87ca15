import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { inRoot, root } from '../../rig/paths.ts';
import { mustRun } from '../../rig/processes.ts';

const manifest = {
  name: 'bench-companion',
  publisher: 'apiinone-test',
  version: '0.0.1',
  engines: { vscode: '^1.105.0' },
  main: './main.js',
  activationEvents: ['onStartupFinished'],
};

/** Bundles and packages the companion extension below `folder`, and answers with its VSIX. */
export async function packageCompanion(folder: string): Promise<string> {
  const source = path.join(folder, 'companion');
  await mkdir(source, { recursive: true });
  await writeFile(path.join(source, 'package.json'), JSON.stringify(manifest));
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/companion/main.ts'],
    outfile: path.join(source, 'main.js'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const file = path.join(folder, 'companion.vsix');
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const unpublished = ['--allow-missing-repository', '--skip-license'];
  const args = [vsce, 'package', '--no-dependencies', ...unpublished, '--out', file];
  await mustRun(process.execPath, args, { cwd: source });
  return file;
}
