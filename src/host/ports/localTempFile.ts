import { type FileHandle, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../core/errors.ts';
import type { TempFile } from '../../core/ports.ts';
import { claimName } from './claimName.ts';
import { fileErrorCode, toStorageError } from './fileErrors.ts';

/** Small pieces are gathered: a write for each would halve the speed. */
const batchBytes = 512 * 1024;
/** Batches on their way to the disk: with one alone, net and disk wait for each other in turn. */
const maxWrites = 3;

/** An unfinished file of `createLocalFiles`, owned by whoever got it: `commit` or `discard` ends it. */
export class LocalTempFile implements TempFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly uriFor: (name: string) => string;
  #batch = Buffer.allocUnsafe(batchBytes);
  #filled = 0;
  /** Written, to be filled again. */
  readonly #spare: Buffer<ArrayBuffer>[] = [];
  /** Under way, oldest first. */
  #writes: Promise<void>[] = [];
  /** Where the next batch goes. */
  #position = 0;
  #isClosed = false;

  constructor(handle: FileHandle, path: string, uriFor: (name: string) => string) {
    this.#handle = handle;
    this.#path = path;
    this.uriFor = uriFor;
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

  async restart(): Promise<void> {
    try {
      await this.#finishWrites();
      this.#filled = 0;
      this.#position = 0;
      await this.#handle.truncate(0);
    } catch (e) {
      throw toStorageError(e, 'empty the file');
    }
  }

  async commit(name: string): Promise<{ taken: boolean }> {
    try {
      if (!this.#isClosed) {
        await this.#flush();
        await this.#finishWrites();
        await this.#handle.sync();
        await this.#close();
      }
      return { taken: !(await claimName(this.#path, join(dirname(this.#path), name))) };
    } catch (e) {
      // Somebody has cleaned up the folder, or all of it is gone: the result is fetched once more.
      if (fileErrorCode(e) === 'ENOENT')
        throw new StorageError({ reason: 'truncated', message: 'the unfinished file was removed' }, e);
      throw toStorageError(e, 'give the file its name');
    }
  }

  async discard(): Promise<void> {
    try {
      await Promise.allSettled(this.#writes);
      await this.#close();
      await unlink(this.#path);
    } catch (e) {
      if (fileErrorCode(e) !== 'ENOENT') throw toStorageError(e, 'remove a temporary file');
    }
  }

  /** Begins to write what is gathered, and waits for the disk where it has enough to do. Tells earlier failures. */
  async #flush(): Promise<void> {
    const batch = this.#batch;
    const write = this.#writeOut(batch.subarray(0, this.#filled), this.#position).then(
      () => void this.#spare.push(batch),
    );
    // Whoever waits for it hears of a failure; until then it is not "unhandled".
    write.catch(() => undefined);
    this.#writes.push(write);
    this.#position += this.#filled;
    this.#filled = 0;
    this.#batch = this.#spare.pop() ?? Buffer.allocUnsafe(batchBytes);
    if (this.#writes.length >= maxWrites) await this.#writes.shift();
  }

  async #finishWrites(): Promise<void> {
    await Promise.all(this.#writes);
    this.#writes = [];
  }

  async #writeOut(bytes: Uint8Array, position: number): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, position + at);
      at += bytesWritten;
    }
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#handle.close();
  }
}
