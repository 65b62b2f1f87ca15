/** Locks between windows in plain files, for a host without SQLite. */
import { hostname } from 'node:os';
import path from 'node:path';
import { type Disposable, toDisposable } from '../../core/lifecycle.ts';
import type { Lock } from '../../core/ports.ts';
import { RecordFiles } from './recordFiles.ts';
import { ledgerError } from './sqlite.ts';

/**
 * A Lock over all windows: a file names the process that holds it, a process that is no more is followed by a file of
 * the next number, which only one can make. A process number that was given to somebody else meanwhile keeps a lock
 * for as long as that one lives; that is what SQLite's locks are better at. Disposing releases everything.
 */
export function createFileLock({ folder }: { folder: string }): Lock & Disposable {
  const held = new Map<string, Disposable>();
  const files = (): RecordFiles => new RecordFiles(path.join(folder, 'locks'));

  function take(name: string): boolean {
    const records = files();
    const stem = records.stem(name);
    const revisions = records.list().get(stem);
    const text = JSON.stringify({ pid: process.pid, host: hostname() });
    if (revisions === undefined) return records.create(stem, 0, text);
    const latest = Math.max(...revisions);
    if (isAlive(records.read(stem, latest))) return false;
    return records.replace(stem, latest + 1, text);
  }

  function isTaken(name: string): boolean {
    const records = files();
    const stem = records.stem(name);
    const revisions = records.list([stem]).get(stem);
    return revisions !== undefined && isAlive(records.read(stem, Math.max(...revisions)));
  }

  function release(name: string): void {
    held.delete(name);
    const records = files();
    const stem = records.stem(name);
    records.remove(stem, records.list([stem]).get(stem) ?? []);
  }

  return {
    // Async although nothing waits: an exception must come as a rejection.
    async tryAcquire(name) {
      try {
        if (held.has(name) || !take(name)) return undefined;
      } catch (e) {
        throw ledgerError('lock', e);
      }
      const lock = toDisposable(() => release(name));
      held.set(name, lock);
      return lock;
    },
    async free(names) {
      try {
        return names.filter(name => !held.has(name) && !isTaken(name));
      } catch (e) {
        throw ledgerError('lock', e);
      }
    },
    dispose() {
      for (const lock of [...held.values()]) lock.dispose();
    },
  };
}

/** A file that vanished was released a moment ago: not alive, and then not to be followed either. */
function isAlive(text: string | undefined): boolean {
  if (text === undefined) return true;
  try {
    const { pid, host } = JSON.parse(text) as { pid: number; host: string };
    if (host !== hostname()) return true;
    process.kill(pid, 0);
    return true;
  } catch (e) {
    // EPERM: it lives, under another user.
    return e instanceof Error && 'code' in e && e.code === 'EPERM';
  }
}
