import { StorageError, type StorageReason } from '../../core/errors.ts';

/** Reasons by the codes of Node's file system and of VS Code's. */
const reasons: Readonly<Record<string, StorageReason>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EACCES: 'noPermission',
  EPERM: 'noPermission',
  EROFS: 'noPermission',
  NoPermissions: 'noPermission',
  ENOTDIR: 'noFolder',
  ENOENT: 'noFolder',
  EEXIST: 'noFolder',
  FileNotFound: 'noFolder',
  FileNotADirectory: 'noFolder',
  EFBIG: 'tooLarge',
};

/** The code of a failed file operation; empty where the error has none. */
export function fileErrorCode(e: unknown): string {
  return e instanceof Error && 'code' in e && typeof e.code === 'string' ? e.code : '';
}

/** What a failed file operation means, `doing` in words such as "write". A StorageError stays what it is. */
export function toStorageError(e: unknown, doing: string): StorageError {
  if (e instanceof StorageError) return e;
  const code = fileErrorCode(e);
  const reason = reasons[code] ?? 'other';
  return new StorageError({ reason, message: `could not ${doing}${code === '' ? '' : ` (${code})`}` }, e);
}
