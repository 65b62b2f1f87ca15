import { type FileHandle, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TempFile } from '../../core/ports.ts';
import { claimName } from './claimName.ts';
import { fileErrorCode, toStorageError } from './fileErrors.ts';
import { hasSameContent } from './sameContent.ts';

/** Small pieces are gathered: a write for each would halve the speed. */
const batchBytes = 1024 * 1024;

/** An unfinished file of `createLocalFiles`, owned by whoever got it: `commit` or `discard` ends it. */
export class LocalTempFile implements TempFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #uriOf: (name: string) => string;
  readonly #batch = Buffer.allocUnsafe(batchBytes);
  #filled = 0;
  #isClosed = false;

  constructor(handle: FileHandle, path: string, uriOf: (name: string) => string) {
    this.#handle = handle;
    this.#path = path;
    this.#uriOf = uriOf;
  }

  async write(chunk: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < chunk.length; ) {
        const part = chunk.subarray(at, at + batchBytes - this.#filled);
        // Copied, because the piece is its sender's, who may use the memory again.
        this.#batch.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
        if (this.#filled === batchBytes) await this.#flush();
      }
    } catch (e) {
      throw toStorageError(e, 'write the file');
    }
  }

  async commit(name: string, mayBeThere = false): Promise<{ taken: false; uri: string } | { taken: true }> {
    try {
      if (!this.#isClosed) {
        await this.#flush();
        await this.#handle.sync();
        await this.#close();
      }
      const target = join(dirname(this.#path), name);
      const isClaimed = await claimName(this.#path, target);
      if (!isClaimed && !(mayBeThere && (await hasSameContent(this.#path, target)))) return { taken: true };
      if (!isClaimed) await this.discard();
      return { taken: false, uri: this.#uriOf(name) };
    } catch (e) {
      throw toStorageError(e, 'give the file its name');
    }
  }

  async discard(): Promise<void> {
    try {
      await this.#close();
      await unlink(this.#path);
    } catch (e) {
      if (fileErrorCode(e) !== 'ENOENT') throw toStorageError(e, 'remove a temporary file');
    }
  }

  async #flush(): Promise<void> {
    for (let at = 0; at < this.#filled; ) {
      const { bytesWritten } = await this.#handle.write(this.#batch, at, this.#filled - at);
      at += bytesWritten;
    }
    this.#filled = 0;
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle.close();
  }
}
