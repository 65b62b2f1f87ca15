/** `workspace.fs` over real files, with a folder for the trash. */
import { constants } from 'node:fs';
import { access, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Place {
  readonly path: string;
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

const exists = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

/** Makes it; without `trash` there is none. */
export function createNodeFs(trash: string | undefined) {
  const check = async (from: Place, to: Place, overwrite: boolean | undefined): Promise<void> => {
    if (!(await exists(from.path))) fail('FileNotFound');
    if (overwrite !== true && (await exists(to.path))) fail('FileExists');
    await mkdir(path.dirname(to.path), { recursive: true });
  };
  return {
    async copy(from: Place, to: Place, options?: { overwrite?: boolean }): Promise<void> {
      await check(from, to, options?.overwrite);
      await cp(from.path, to.path);
    },
    async rename(from: Place, to: Place, options?: { overwrite?: boolean }): Promise<void> {
      await check(from, to, options?.overwrite);
      await rename(from.path, to.path);
    },
    async readDirectory(at: Place): Promise<[string, number][]> {
      if (!(await exists(at.path))) fail('FileNotFound');
      return (await readdir(at.path)).map(name => [name, 0]);
    },
    async stat(at: Place): Promise<{ mtime: number; size: number; type: number }> {
      const found = await stat(at.path);
      return { mtime: found.mtimeMs, size: found.size, type: found.isFile() ? 1 : 2 };
    },
    async readFile(at: Place): Promise<Uint8Array> {
      return (await exists(at.path)) ? readFile(at.path) : fail('FileNotFound');
    },
    async writeFile(at: Place, content: Uint8Array): Promise<void> {
      await mkdir(path.dirname(at.path), { recursive: true });
      await writeFile(at.path, content);
    },
    async delete(at: Place, options?: { useTrash?: boolean; recursive?: boolean }): Promise<void> {
      if (!(await exists(at.path))) fail('FileNotFound');
      if (options?.useTrash !== true) return rm(at.path, { recursive: options?.recursive === true });
      if (trash === undefined) return fail('Unavailable');
      await rename(at.path, path.join(trash, path.basename(at.path)));
    },
  };
}
