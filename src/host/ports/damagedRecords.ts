/** Where records go that cannot be read: a file each, so that a person can still look for a task id in it. */
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Fit for a file name, whatever the id was. */
function safeName(id: string): string {
  return id.replace(/[^\w-]+/g, '_').slice(0, 60) || 'record';
}

/** `2026-11-22T21-36-00-000`: sorts by time and is a file name everywhere. */
export function timeName(ms: number): string {
  return new Date(ms).toISOString().replace(/[:.]/g, '-').slice(0, -1);
}

/**
 * Keeps `text` in a new file below `folder`/damaged and returns its path; it is on disk when this returns. Throws
 * what the disk says.
 */
export function keepDamagedRecord(folder: string, { id, text }: { id: string; text: string }): string {
  const where = path.join(folder, 'damaged');
  mkdirSync(where, { recursive: true });
  for (let n = 0; ; n += 1) {
    const file = path.join(where, `${safeName(id)}${n === 0 ? '' : `-${n}`}.json`);
    try {
      const handle = openSync(file, 'wx', 0o600);
      try {
        // Not `writeSync`, which on a full disk writes a part and says nothing.
        writeFileSync(handle, text);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      return file;
    } catch (e) {
      if (!(e instanceof Error && 'code' in e && e.code === 'EEXIST')) throw e;
    }
  }
}
