import { realpath } from 'node:fs/promises';

/** The path behind all links, with `/` between its parts; the path itself where it leads nowhere. */
export async function realPathOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => path);
  return real.replaceAll('\\', '/');
}
