import { constants, type Dirent } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, statfs, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinUri } from '../../core/assets/uriPath.ts';
import { StorageError } from '../../core/errors.ts';
import type { Files, TempFile } from '../../core/ports.ts';
import { fileErrorCode, toStorageError } from './fileErrors.ts';
import { holdsContent } from './holdsContent.ts';
import { LocalTempFile } from './localTempFile.ts';
import { syncFolder } from './syncFolder.ts';
import { isTempName, newTempName } from './tempName.ts';

/**
 * What is older was left by a crash: a download that still runs brings at least 64 KiB a minute, and its file is
 * written in pieces of 1 MiB, so it has touched it within a quarter of an hour.
 */
const staleMs = 60 * 60 * 1000;

/**
 * Files of this machine, streamed, so that a file's size does not matter for memory. A temporary file is made with
 * O_EXCL in the target's own folder (a rename over file systems would be a copy), flushed, and then given its name by
 * `claimName`, which never replaces anything.
 */
export function createLocalFiles(): Files {
  /** When each folder was last cleaned, ms since the epoch. */
  const cleaned = new Map<string, number>();
  return {
    async createTemp(folder, within) {
      const path = await makeFolder(toPath(folder), within === undefined ? undefined : toPath(within));
      if (Math.abs(Date.now() - (cleaned.get(path) ?? 0)) > staleMs) {
        cleaned.set(path, Date.now());
        await removeStale(path);
      }
      return openTemp(path, folder);
    },
    async freeBytes(folder) {
      try {
        const { bavail, bsize } = await statfs(await nearestFolder(toPath(folder)));
        return bavail * bsize;
      } catch {
        return undefined;
      }
    },
    maxBytes: () => undefined,
    async exists(uri) {
      try {
        await lstat(toPath(uri));
        return true;
      } catch (e) {
        if (fileErrorCode(e) === 'ENOENT' || fileErrorCode(e) === 'ENOTDIR') return false;
        throw toStorageError(e, 'look for a file');
      }
    },
    async holds(uri, content) {
      try {
        return await holdsContent(toPath(uri), content);
      } catch {
        return false;
      }
    },
  };
}

function toPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (e) {
    throw new StorageError({ reason: 'noFolder', message: 'the address of the folder is no path here' }, e);
  }
}

/**
 * Makes the folder and gives its real path. Checked twice: before, so that nothing is made on the far side of a
 * symbolic link, and after, because only then the whole path is there to be resolved.
 */
async function makeFolder(path: string, within: string | undefined): Promise<string> {
  try {
    if (within !== undefined) {
      await mkdir(within, { recursive: true });
      await checkInside(await nearestFolder(path), within);
    }
    const firstMade = await mkdir(path, { recursive: true });
    if (firstMade !== undefined) await syncAbove(path, firstMade);
    // The very path that was checked is the one that is written to, whoever changes a link meanwhile.
    return within === undefined ? await realpath(path) : await checkInside(path, within);
  } catch (e) {
    throw toStorageError(e, 'make the folder');
  }
}

/** A file is as durable as the folders above it: those of `path` that are new, from `firstMade` on. */
async function syncAbove(path: string, firstMade: string): Promise<void> {
  const top = dirname(firstMade);
  for (let at = dirname(path); ; at = dirname(at)) {
    await syncFolder(at);
    if (at === top || dirname(at) === at) return;
  }
}

/** The real path of `path`. */
async function checkInside(path: string, within: string): Promise<string> {
  const real = await realpath(path);
  const way = relative(await realpath(within), real).split(sep);
  // `..` begins with a dot as well; on Windows another drive gives a way that begins with it.
  if (!way.some(part => part.startsWith('.') || part.endsWith(':'))) return real;
  throw new StorageError({
    reason: 'outsideFolder',
    message: 'the folder leads out of the workspace folder, or into a dot folder',
  });
}

/** `path`, or the nearest folder above that exists. A dangling link exists: it is no free name. */
async function nearestFolder(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    try {
      await lstat(at);
      return at;
    } catch (e) {
      if (fileErrorCode(e) !== 'ENOENT' || dirname(at) === at) throw e;
    }
  }
}

async function removeStale(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries) {
    if (!entry.isFile() || !isTempName(entry.name)) continue;
    const path = join(folder, entry.name);
    try {
      if (Date.now() - (await lstat(path)).mtimeMs > staleMs) await unlink(path);
    } catch {
      // Another window was faster, or it may not be removed: it is in nobody's way.
    }
  }
}

async function openTemp(folder: string, folderUri: string): Promise<TempFile> {
  const path = join(folder, newTempName());
  try {
    const handle = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o666);
    return new LocalTempFile(handle, path, name => joinUri(folderUri, [name]));
  } catch (e) {
    throw toStorageError(e, 'make a temporary file');
  }
}
