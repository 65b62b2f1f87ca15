import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, parse, resolve } from 'node:path';

/** Links that lead on from one another before it is a circle. */
const maxLinks = 40;

/**
 * The path behind all links, with `/` between its parts; what is not there yet stays as it is, below what is. A link to
 * what is not there leads there all the same: a file that is made by its name would be made there.
 */
export async function realPathOf(path: string, links = 0): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real.replaceAll('\\', '/');
  const parent = dirname(path);
  // A circle leads nowhere: certainly not into any folder.
  if (parent === path || links > maxLinks) return parse(path).root.replaceAll('\\', '/');
  const target = await readlink(path).catch(() => undefined);
  const realParent = await realPathOf(parent, links);
  if (target !== undefined) return realPathOf(resolve(realParent, target), links + 1);
  return `${realParent.replace(/\/$/, '')}/${basename(path)}`;
}

/** Whether `path` is `folder` or lies below it; both with `/`. */
export function isInPath(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
