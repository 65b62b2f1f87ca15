/** The production bundle and the VSIX, made the way they are published. */
import { readFile, rm } from 'node:fs/promises';
import process from 'node:process';
import { inRoot } from './paths.ts';
import { mustRun } from './processes.ts';

/** Runs esbuild.js. */
export async function buildExtension(options: { production?: boolean } = {}): Promise<void> {
  await mustRun(process.execPath, [
    inRoot('esbuild.js'),
    ...(options.production === true ? ['--production'] : []),
  ]);
}

/** The README's links and pictures are read from the extension itself: there is no public repository to point to. */
const ownAddresses: readonly string[] = ['--no-rewrite-relative-links', '--allow-missing-repository'];

/** The file `packageExtension` writes, at the top of the repository. */
export async function vsixPath(): Promise<string> {
  const manifest: { name: string; version: string } = JSON.parse(
    await readFile(inRoot('package.json'), 'utf8'),
  );
  return inRoot(`${manifest.name}-${manifest.version}.vsix`);
}

/** Builds for production and packages. vsce itself runs `vscode:prepublish`, hence the build. */
export async function packageExtension(): Promise<string> {
  const file = await vsixPath();
  await rm(file, { force: true });
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  await mustRun(process.execPath, [vsce, 'package', '--no-dependencies', ...ownAddresses, '--out', file]);
  return file;
}
