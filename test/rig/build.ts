/** The production bundle and the VSIX, made the way they are published. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
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

/**
 * The README as people meet it in the editor: its pictures in it, for a page of an extension loads none from the
 * disk, and without the commands for contributors. Answers with the path, relative to the root.
 */
async function writeShopReadme(): Promise<string> {
  const text = await readFile(inRoot('README.md'), 'utf8');
  const forUsers = text
    .replace(/```sh\nnpm start[\s\S]*?nothing else\.\n\n/, '')
    .replace(/\n## Develop\n[\s\S]*$/, '\n');
  const pictures = [...forUsers.matchAll(/\]\((media\/[^)]+\.jpg)\)/g)].map(m => m[1] ?? '');
  let page = forUsers;
  for (const picture of pictures) {
    const data = await readFile(inRoot(picture), 'base64');
    page = page.replace(`](${picture})`, `](data:image/jpeg;base64,${data})`);
  }
  const file = path.join('test-results', 'README.md');
  await mkdir(inRoot('test-results'), { recursive: true });
  await writeFile(inRoot(file), page);
  return file;
}

/** Builds for production and packages. vsce itself runs `vscode:prepublish`, hence the build. */
export async function packageExtension(): Promise<string> {
  const file = await vsixPath();
  await rm(file, { force: true });
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const readme = await writeShopReadme();
  const options = ['--no-dependencies', ...ownAddresses, '--readme-path', readme];
  await mustRun(process.execPath, [vsce, 'package', ...options, '--out', file]);
  return file;
}
