import type { FileSystem, Uri } from 'vscode';
import { StorageError } from '../../core/errors.ts';
import type { Files, TempFile } from '../../core/ports.ts';
import { fileErrorCode, toStorageError } from './fileErrors.ts';
import { createSha256 } from './sha256.ts';
import { newTempName } from './tempName.ts';

/** `workspace.fs` takes whole files only, through the connection to wherever they lie. */
export const maxBufferedBytes = 200 * 1024 * 1024;

/** The parts of `vscode` that are needed, passed in so that the rules can be tested without an editor. */
export interface VscodeFilesParts {
  readonly fs: Pick<
    FileSystem,
    'createDirectory' | 'readFile' | 'writeFile' | 'rename' | 'delete' | 'stat' | 'isWritableFileSystem'
  >;
  readonly parse: (uri: string) => Uri;
  readonly join: (folder: Uri, name: string) => Uri;
}

/**
 * Files of every other scheme, by `workspace.fs`. There is no streaming, no free-space figure and no way to resolve
 * links: the file is held in memory up to `maxBufferedBytes`, written under a temporary name and renamed without
 * overwriting. `within` holds by the plan alone.
 */
export function createVscodeFiles(parts: VscodeFilesParts): Files {
  return {
    async createTemp(folder) {
      const uri = parts.parse(folder);
      if (parts.fs.isWritableFileSystem(uri.scheme) === false) {
        throw new StorageError({ reason: 'noPermission', message: `${uri.scheme} folders are read-only` });
      }
      try {
        await parts.fs.createDirectory(uri);
      } catch (e) {
        throw toStorageError(e, 'make the folder');
      }
      return new BufferedTempFile(parts, uri);
    },
    freeBytes: () => Promise.resolve(undefined),
    maxBytes: () => maxBufferedBytes,
    exists: uri => exists(parts, parts.parse(uri)),
    holds: (uri, content) => holds(parts, parts.parse(uri), content),
  };
}

async function exists(parts: VscodeFilesParts, uri: Uri): Promise<boolean> {
  try {
    await parts.fs.stat(uri);
    return true;
  } catch (e) {
    if (fileErrorCode(e) === 'FileNotFound') return false;
    throw toStorageError(e, 'look for a file');
  }
}

async function holds(
  { fs }: VscodeFilesParts,
  uri: Uri,
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
): Promise<boolean> {
  try {
    if ((await fs.stat(uri)).size !== bytes) return false;
    const hash = createSha256();
    hash.update(await fs.readFile(uri));
    return hash.digest() === sha256;
  } catch {
    return false;
  }
}

class BufferedTempFile implements TempFile {
  readonly #parts: VscodeFilesParts;
  readonly #folder: Uri;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #temp: Uri | undefined;
  #isWritten = false;

  constructor(parts: VscodeFilesParts, folder: Uri) {
    this.#parts = parts;
    this.#folder = folder;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.#length += chunk.length;
    if (this.#length > maxBufferedBytes) {
      const message = `more than ${maxBufferedBytes} bytes for this kind of folder`;
      return Promise.reject(new StorageError({ reason: 'tooLarge', message }));
    }
    // Not `slice`: that of a Buffer shares its memory, which the sender may use again.
    this.#pieces.push(new Uint8Array(chunk));
    return Promise.resolve();
  }

  restart(): Promise<void> {
    this.#pieces = [];
    this.#length = 0;
    return Promise.resolve();
  }

  uriFor(name: string): string {
    return this.#parts.join(this.#folder, name).toString();
  }

  async commit(name: string): Promise<{ taken: boolean }> {
    const target = this.#parts.join(this.#folder, name);
    // Some file systems do not heed `overwrite: false`; looking first leaves them a moment only.
    if (await exists(this.#parts, target)) return { taken: true };
    try {
      const temp = await this.#writeOut();
      await this.#parts.fs.rename(temp, target, { overwrite: false });
      this.#temp = undefined;
      return { taken: false };
    } catch (e) {
      if (fileErrorCode(e) === 'FileExists') return { taken: true };
      throw toStorageError(e, 'write the file');
    }
  }

  async discard(): Promise<void> {
    this.#pieces = [];
    const temp = this.#temp;
    this.#temp = undefined;
    if (temp === undefined) return;
    try {
      await this.#parts.fs.delete(temp);
    } catch (e) {
      if (fileErrorCode(e) !== 'FileNotFound') throw toStorageError(e, 'remove a temporary file');
    }
  }

  /** A write that failed may have left something under the name: `discard` removes it then as well. */
  async #writeOut(): Promise<Uri> {
    this.#temp ??= this.#parts.join(this.#folder, newTempName());
    if (this.#isWritten) return this.#temp;
    await this.#parts.fs.writeFile(this.#temp, Buffer.concat(this.#pieces));
    this.#isWritten = true;
    this.#pieces = [];
    return this.#temp;
  }
}
