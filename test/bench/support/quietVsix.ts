import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { listFiles, PackageManager } from '@vscode/vsce';
import { inRoot, root } from '../../rig/paths.ts';
import { mustRun } from '../../rig/processes.ts';

/**
 * The files of the published VSIX, packaged once more below `folder` with a manifest that has no activation event of
 * its own, so that nothing but the measure activates them. Patching an installed manifest would not do: VS Code reads
 * its cache of it. `dist` must hold the production build.
 */
export async function packageQuietly(folder: string): Promise<string> {
  const staged = path.join(folder, 'quiet');
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None }))
    await cp(inRoot(file), path.join(staged, file), { recursive: true });
  const manifest: Record<string, unknown> = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  await mkdir(staged, { recursive: true });
  await writeFile(
    path.join(staged, 'package.json'),
    JSON.stringify({ ...manifest, activationEvents: [], scripts: {} }),
  );
  const vsix = path.join(folder, 'quiet.vsix');
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const args = [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix];
  await mustRun(process.execPath, args, { cwd: staged });
  return vsix;
}
