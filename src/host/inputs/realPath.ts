import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** The path behind all links, with `/` between its parts; what is not there yet stays as it is, below what is. */
export async function realPathOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real.replaceAll('\\', '/');
  const parent = dirname(path);
  if (parent === path) return path.replaceAll('\\', '/');
  return `${(await realPathOf(parent)).replace(/\/$/, '')}/${basename(path)}`;
}

/** Whether `path` is `folder` or lies below it; both with `/`. */
export function isInPath(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
