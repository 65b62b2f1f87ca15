import { createHash } from 'node:crypto';
import { joinUri, splitUri } from '../../src/core/assets/uriPath.ts';
import { StorageError, type StorageReason } from '../../src/core/errors.ts';
import type { Files, TempFile } from '../../src/core/ports.ts';

/** Files in a map, with every refusal that a disk can make on demand. */
export class MemoryFiles implements Files {
  /** Content by decoded path, `scheme://authority/a/b.png`. */
  readonly stored = new Map<string, Uint8Array>();
  /** Temporary files that nobody has ended. */
  openTemps = 0;
  /** What `createTemp` was asked for. */
  readonly asked: { folder: string; within: string | undefined }[] = [];
  free: number | undefined;
  max: number | undefined;
  /** `createTemp` refuses with this. */
  refuse: StorageReason | undefined;
  /** Writing refuses with `diskFull` beyond so many bytes in one file. */
  room = Number.POSITIVE_INFINITY;
  /** Called before a file gets its name. */
  onCommit: ((uri: string) => void) | undefined;

  createTemp(folder: string, within?: string): Promise<TempFile> {
    this.asked.push({ folder, within });
    if (this.refuse !== undefined) {
      return Promise.reject(new StorageError({ reason: this.refuse, message: 'refused' }));
    }
    this.openTemps++;
    return Promise.resolve(this.#temp(folder));
  }

  freeBytes(): Promise<number | undefined> {
    return Promise.resolve(this.free);
  }

  maxBytes(): number | undefined {
    return this.max;
  }

  exists(uri: string): Promise<boolean> {
    return Promise.resolve(this.stored.has(keyOf(uri)));
  }

  /** The names in `folder`, sorted. */
  names(folder: string): readonly string[] {
    const prefix = `${keyOf(folder)}/`;
    return [...this.stored.keys()]
      .filter(key => key.startsWith(prefix))
      .map(key => key.slice(prefix.length))
      .sort();
  }

  put(uri: string, content: Uint8Array): void {
    this.stored.set(keyOf(uri), content);
  }

  content(uri: string): Uint8Array | undefined {
    return this.stored.get(keyOf(uri));
  }

  holds(uri: string, { sha256 }: { bytes: number; sha256: string }): Promise<boolean> {
    const there = this.stored.get(keyOf(uri));
    return Promise.resolve(
      there !== undefined && createHash('sha256').update(there).digest('hex') === sha256,
    );
  }

  #temp(folder: string): TempFile {
    let pieces: Uint8Array[] = [];
    let length = 0;
    let isOpen = true;
    const end = (): void => {
      if (!isOpen) throw new Error('ended twice');
      isOpen = false;
      this.openTemps--;
    };
    const uriFor = (name: string): string => joinUri(folder, [name]);
    return {
      uriFor,
      write: chunk => {
        length += chunk.length;
        if (length > this.room) {
          return Promise.reject(new StorageError({ reason: 'diskFull', message: 'no room' }));
        }
        pieces.push(new Uint8Array(chunk));
        return Promise.resolve();
      },
      restart: () => {
        [pieces, length] = [[], 0];
        return Promise.resolve();
      },
      commit: name => {
        this.onCommit?.(uriFor(name));
        if (this.stored.has(keyOf(uriFor(name)))) return Promise.resolve({ taken: true });
        end();
        this.stored.set(keyOf(uriFor(name)), new Uint8Array(Buffer.concat(pieces)));
        return Promise.resolve({ taken: false });
      },
      discard: () => {
        if (isOpen) end();
        return Promise.resolve();
      },
    };
  }
}

function keyOf(uri: string): string {
  const { root, segments } = splitUri(uri) ?? { root: uri, segments: [] };
  return [root, ...segments].join('/');
}
