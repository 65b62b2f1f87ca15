/**
 * What lies in the person's bucket by our hand: a file for each in the extension's own storage, written before the
 * upload begins, so that a window that ends leaves nothing there that nobody knows of. All windows share them.
 */
import * as vscode from 'vscode';
import type { TaskInput } from '../../core/tasks/task.ts';
import { isRecord } from '../../shared/isRecord.ts';
import type { BucketSettings } from './bucket.ts';

/** One object, with where it was put: the settings may name another bucket by now. */
export interface Upload extends TaskInput {
  readonly object: string;
  readonly place: Pick<BucketSettings, 'endpoint' | 'bucket' | 'region' | 'prefix'>;
  /** ms since the epoch: its address works no longer. */
  readonly expiresAt: number;
}

const hasTexts = (value: Record<string, unknown>, names: readonly string[]): boolean =>
  names.every(name => typeof value[name] === 'string');

function toUpload(bytes: Uint8Array): Upload | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isUpload =
      isRecord(value) &&
      hasTexts(value, ['url', 'file', 'way', 'object']) &&
      typeof value['expiresAt'] === 'number' &&
      isRecord(value['place']) &&
      hasTexts(value['place'], ['endpoint', 'bucket', 'region', 'prefix']);
    return isUpload ? (value as unknown as Upload) : undefined;
  } catch {
    return undefined;
  }
}

/** The first part of an object's name is an id of ours, and so the name of its file. */
const nameOf = (object: string): string => `${object.split('/')[0]?.replaceAll(/[^\w-]/g, '_')}.json`;

export class Uploads {
  readonly #folder: vscode.Uri;

  /** `storage`: the extension's own. */
  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, 'uploads');
  }

  /** Rejects where it cannot be noted: nothing may be uploaded then. */
  async note(upload: Upload): Promise<void> {
    await vscode.workspace.fs.writeFile(
      this.#fileOf(upload.object),
      new TextEncoder().encode(JSON.stringify(upload)),
    );
  }

  /** Whether it still lies there, as far as is known. */
  async has(object: string): Promise<boolean> {
    return vscode.workspace.fs.stat(this.#fileOf(object)).then(
      () => true,
      () => false,
    );
  }

  async all(): Promise<readonly Upload[]> {
    const { fs } = vscode.workspace;
    // There is no folder before the first upload.
    const entries = await fs.readDirectory(this.#folder).then(undefined, () => []);
    const read = entries.map(async ([name]) => {
      const bytes = await fs
        .readFile(vscode.Uri.joinPath(this.#folder, name))
        .then(undefined, () => undefined);
      return bytes && toUpload(bytes);
    });
    return (await Promise.all(read)).filter(upload => upload !== undefined);
  }

  /** It is gone. */
  async forget(object: string): Promise<void> {
    await vscode.workspace.fs.delete(this.#fileOf(object)).then(undefined, () => undefined);
  }

  #fileOf(object: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, nameOf(object));
  }
}
