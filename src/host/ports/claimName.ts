import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileErrorCode } from './fileErrors.ts';
import { syncFolder } from './syncFolder.ts';

/** How file systems say that they know no hard links, or allow none. */
const noHardLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'UNKNOWN',
]);

/**
 * Gives the finished file `from` the name `to` in one step, unless anything bears that name: then false, and `from` is
 * still there. Neither an existing file nor a link, dangling or not, is ever replaced or followed.
 *
 * `rename` replaces silently on every system, and Node has no renameat2(RENAME_NOREPLACE). A hard link does what is
 * needed: the second name appears complete or not at all, and fails where it is taken. Where the file system has no
 * hard links (FAT, some network drives) the name is reserved with an empty O_EXCL file of our own, which the rename
 * then replaces; a crash between the two leaves that empty file, and nobody's content is lost.
 */
export async function claimName(from: string, to: string, makeLink: typeof link = link): Promise<boolean> {
  try {
    await makeLink(from, to);
  } catch (e) {
    if (fileErrorCode(e) === 'EEXIST') return false;
    if (!noHardLinks.has(fileErrorCode(e))) throw e;
    return claimByReservation(from, to);
  }
  // Linked: the file is there. A temporary name that will not go is cleaned up by its age.
  await unlink(from).catch(() => undefined);
  await syncFolder(dirname(to));
  return true;
}

async function claimByReservation(from: string, to: string): Promise<boolean> {
  try {
    await (await open(to, 'wx')).close();
  } catch (e) {
    if (fileErrorCode(e) === 'EEXIST') return false;
    throw e;
  }
  try {
    await rename(from, to);
  } catch (e) {
    await removeReservation(to).catch(() => undefined);
    throw e;
  }
  await syncFolder(dirname(to));
  return true;
}

/** Only while it is still our empty file. */
async function removeReservation(path: string): Promise<void> {
  if ((await lstat(path)).size === 0) await unlink(path);
}
