/**
 * Files of entries into the trash, and back. No editor can take a file out of the system's trash again, so a copy is
 * kept beside until the panel closes or newer deletions push it out.
 */
import * as vscode from 'vscode';
import type { Ids, Log } from '../../../core/ports.ts';
import type { EntryRef } from '../../../shared/galleryProtocol.ts';
import { fileErrorCode } from '../../ports/fileErrors.ts';
import { showMessage } from '../../present.ts';
import type { Tasks } from '../../tasks.ts';
import { fileAt } from './entryViews.ts';

const keptBatches = 8;
/** Older copies were left by a window that was killed, or nobody will want them back. */
const keptMs = 24 * 60 * 60_000;

export interface TrashParts {
  readonly tasks: Pick<Tasks, 'find' | 'placeOutput'>;
  readonly ids: Ids;
  readonly log: Log;
  /** Where the copies wait. */
  readonly folder: vscode.Uri;
}

interface Kept extends EntryRef {
  readonly uri: vscode.Uri;
  readonly copy: vscode.Uri;
}

/** Asks once for all: the files' place has no trash. */
async function mayDeleteForGood(count: number): Promise<boolean> {
  const { l10n } = vscode;
  const yes = l10n.t('Delete Permanently');
  const text = l10n.t('There is no trash here. Delete the files permanently ({0})?', count);
  return (await showMessage('warning', text, { modal: {}, buttons: [yes] })) === yes;
}

export class EntryTrash {
  readonly #parts: TrashParts;
  readonly #batches = new Map<string, readonly Kept[]>();

  constructor(parts: TrashParts) {
    this.#parts = parts;
  }

  /** Says what is gone now, and the name under which it can be taken back. */
  async trash(
    entries: readonly EntryRef[],
  ): Promise<{ gone: readonly EntryRef[]; undo: string | undefined }> {
    const batch = this.#parts.ids.next();
    const gone: EntryRef[] = [];
    const kept: Kept[] = [];
    let isForGood: boolean | undefined;
    for (const { id, output } of entries) {
      const task = await this.#parts.tasks.find(id);
      const file = task && fileAt(task, output);
      if (task === undefined || file === undefined) continue;
      const uri = vscode.Uri.parse(file.uri);
      const copy = await this.#keepCopy(
        uri,
        vscode.Uri.joinPath(this.#parts.folder, batch, `${kept.length}`),
      );
      const isTrashed = await this.#remove(uri, async () => {
        isForGood ??= await mayDeleteForGood(entries.length);
        return isForGood;
      });
      if (!isTrashed) continue;
      await this.#parts.tasks.placeOutput(task.id, output, undefined);
      gone.push({ id, output });
      if (copy !== undefined) kept.push({ id: task.id, output, uri, copy });
    }
    if (kept.length === 0) return { gone, undo: undefined };
    this.#batches.set(batch, kept);
    await this.#forgetOld();
    return { gone, undo: batch };
  }

  /** Puts a batch back where it was; what stands there by now is not replaced. */
  async undo(batch: string): Promise<void> {
    const kept = this.#batches.get(batch) ?? [];
    this.#batches.delete(batch);
    for (const { id, output, uri, copy } of kept) {
      await vscode.workspace.fs.copy(copy, uri, { overwrite: false });
      await this.#parts.tasks.placeOutput(id, output, uri.toString());
    }
    if (kept.length > 0) await this.#forget(batch);
  }

  /** Clears what a window that was killed has left; `nowMs` since the epoch. */
  async clearLeftovers(nowMs: number): Promise<void> {
    const { fs } = vscode.workspace;
    const { folder } = this.#parts;
    // There is no folder before the first deletion.
    const entries = await fs.readDirectory(folder).then(undefined, () => []);
    for (const [name] of entries) {
      if (this.#batches.has(name)) continue;
      const stat = await fs.stat(vscode.Uri.joinPath(folder, name)).then(undefined, () => undefined);
      if (stat !== undefined && stat.mtime < nowMs - keptMs) await this.#forget(name);
    }
  }

  /** Nothing can be taken back from now on. */
  async dispose(): Promise<void> {
    for (const batch of [...this.#batches.keys()]) await this.#forget(batch);
  }

  async #keepCopy(uri: vscode.Uri, copy: vscode.Uri): Promise<vscode.Uri | undefined> {
    try {
      await vscode.workspace.fs.copy(uri, copy, { overwrite: true });
      return copy;
    } catch (e) {
      this.#parts.log.warn(`no copy could be kept of a file that is deleted: ${fileErrorCode(e)}`);
      return undefined;
    }
  }

  async #remove(uri: vscode.Uri, mayForGood: () => Promise<boolean>): Promise<boolean> {
    try {
      await vscode.workspace.fs.delete(uri, { useTrash: true });
      return true;
    } catch (e) {
      if (fileErrorCode(e) === 'FileNotFound') return true;
      this.#parts.log.warn(`the trash refused a file: ${fileErrorCode(e)}`);
    }
    if (!(await mayForGood())) return false;
    await vscode.workspace.fs.delete(uri, { useTrash: false });
    return true;
  }

  async #forgetOld(): Promise<void> {
    for (const batch of [...this.#batches.keys()].slice(0, -keptBatches)) await this.#forget(batch);
  }

  async #forget(batch: string): Promise<void> {
    this.#batches.delete(batch);
    const folder = vscode.Uri.joinPath(this.#parts.folder, batch);
    await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, (e: unknown) => {
      this.#parts.log.warn(`copies of deleted files could not be cleared: ${fileErrorCode(e)}`);
    });
  }
}
