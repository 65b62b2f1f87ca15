/** The file ledger's files: one for each revision of a task, made whole, never changed. */

import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { syncFolder } from './sqliteFile.ts';

function hasCode(e: unknown, code: string): boolean {
  return e instanceof Error && 'code' in e && e.code === code;
}

/** Ids are ours and harmless, but other hands may choose one; no case, because some file systems know none. */
function stemOf(id: string): string {
  if (/^[0-9a-z][0-9a-z-]{0,79}$/.test(id)) return id;
  return `_${createHash('sha256').update(id).digest('hex')}`;
}

const namePattern = /^([0-9a-z_-]+)\.(\d+)\.json$/;

/** A draft lives for milliseconds. */
const abandonedAfterMs = 600_000;

function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

/** Which revisions of which tasks there are, by the name's stem. */
export type Listing = ReadonlyMap<string, readonly number[]>;

/**
 * Two processes never both make the same revision: a name is taken with `link`, which fails where it exists. And no
 * process can make a revision a second time after it was cleared away: revisions are cleared from the oldest on, the
 * last two stay, and who makes revision n + 1 looks whether n is still there.
 */
export class RecordFiles {
  readonly #folder: string;

  /** Makes the folder where missing. Throws what the disk says. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  stem(id: string): string {
    return stemOf(id);
  }

  #path(stem: string, revision: number): string {
    return path.join(this.#folder, `${stem}.${revision}.json`);
  }

  /**
   * What there is. A folder is not read in one moment: while revisions come and go all names of a task can be missed,
   * so what should be there and is not (`expected`) is looked for again.
   */
  list(expected: Iterable<string> = []): Listing {
    const listing = this.#scan();
    for (let again = 0; again < 2; again += 1) {
      const missing = [...expected].filter(stem => !listing.has(stem));
      if (missing.length === 0) break;
      const next = this.#scan();
      for (const stem of missing) {
        const revisions = next.get(stem);
        if (revisions !== undefined) listing.set(stem, revisions);
      }
    }
    return listing;
  }

  #scan(): Map<string, number[]> {
    const listing = new Map<string, number[]>();
    for (const name of readdirSync(this.#folder)) {
      const [, stem, revision] = namePattern.exec(name) ?? [];
      if (stem === undefined) continue;
      const revisions = listing.get(stem);
      if (revisions === undefined) listing.set(stem, [Number(revision)]);
      else revisions.push(Number(revision));
    }
    return listing;
  }

  /** Changes whenever a name comes or goes; undefined while that may still happen within the same tick of its clock. */
  mark(nowMs: number): string | undefined {
    const { mtimeMs, mtimeNs } = statSync(this.#folder, { bigint: true });
    return Math.abs(nowMs - Number(mtimeMs)) < 100 ? undefined : String(mtimeNs);
  }

  read(stem: string, revision: number): string | undefined {
    try {
      return readFileSync(this.#path(stem, revision), 'utf8');
    } catch (e) {
      if (hasCode(e, 'ENOENT')) return undefined;
      throw e;
    }
  }

  /** The latest revision; `known` is where to begin. Others may be so quick that it is cleared away before it is read. */
  readLatest(stem: string, known: number): { revision: number; text: string } | undefined {
    for (let revision: number | undefined = known; revision !== undefined; ) {
      const text = this.read(stem, revision);
      if (text !== undefined) return { revision, text };
      const revisions = this.list([stem]).get(stem);
      revision = revisions && Math.max(...revisions);
    }
    return undefined;
  }

  /** Writes a first revision; false when there is one of any number. On disk when this returns. */
  create(stem: string, revision: number, text: string): boolean {
    if (this.list([stem]).has(stem) || !this.#take(stem, revision, text)) return false;
    const revisions = this.list().get(stem) ?? [];
    if (revisions.every(found => found === revision)) return true;
    rmSync(this.#path(stem, revision), { force: true });
    return false;
  }

  /** Writes the revision after `revision - 1`; false when somebody else did, or the task is gone. */
  replace(stem: string, revision: number, text: string): boolean {
    const before = this.#path(stem, revision - 1);
    if (!existsSync(before) || !this.#take(stem, revision, text)) return false;
    if (!existsSync(before)) {
      // Cleared away or removed since: what we made is no successor of anything.
      const isLatest = !existsSync(this.#path(stem, revision + 1));
      if (isLatest) rmSync(this.#path(stem, revision), { force: true });
      return false;
    }
    rmSync(this.#path(stem, revision - 2), { force: true });
    return true;
  }

  /** Removes all revisions, oldest first: cut short, it must not leave an older one as the latest. */
  remove(stem: string, revisions: readonly number[]): void {
    for (const revision of [...revisions].sort((a, b) => a - b))
      rmSync(this.#path(stem, revision), { force: true });
  }

  /** Removes what processes left that ended while writing. */
  clearDrafts(nowMs: number): void {
    for (const name of readdirSync(this.#folder)) {
      const file = path.join(this.#folder, name);
      if (name.endsWith('.tmp') && nowMs - writtenAt(file) > abandonedAfterMs) rmSync(file, { force: true });
    }
  }

  #take(stem: string, revision: number, text: string): boolean {
    const draft = path.join(this.#folder, `${randomUUID()}.tmp`);
    try {
      const handle = openSync(draft, 'wx', 0o600);
      try {
        // Not `writeSync`, which on a full disk writes a part and says nothing.
        writeFileSync(handle, text);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      linkSync(draft, this.#path(stem, revision));
    } catch (e) {
      if (hasCode(e, 'EEXIST')) return false;
      throw e;
    } finally {
      rmSync(draft, { force: true });
    }
    syncFolder(this.#folder);
    return true;
  }
}
