/**
 * Files of entries into the trash, and back. No editor can take a file out of the system's trash again, so a copy is
 * kept beside until the panel closes or newer deletions push it out.
 */
import * as vscode from 'vscode';
import { isError } from '../../../core/errors.ts';
import type { Ids, Log } from '../../../core/ports.ts';
import type { EntryRef, PartlyDone } from '../../../shared/galleryProtocol.ts';
import { fileErrorCode, toStorageError } from '../../ports/fileErrors.ts';
import { showMessage } from '../../present.ts';
import { refuseRestrictedFolder } from '../../restricted.ts';
import type { Tasks } from '../../tasks.ts';
import { fileAt } from './entryViews.ts';
import { forEach } from './forEach.ts';

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

/** Asks once for all: the files' place has no trash, and only our copy is left. */
async function mayDeleteForGood(count: number): Promise<boolean> {
  const { l10n } = vscode;
  const yes = l10n.t('Delete');
  const text = l10n.t(
    'There is no trash here. Delete the files ({0})? They can be brought back as long as the Studio is open.',
    count,
  );
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
  ): Promise<{ gone: readonly EntryRef[]; undo: string | undefined } & PartlyDone> {
    const batch = this.#parts.ids.next();
    const gone: EntryRef[] = [];
    const kept: Kept[] = [];
    let isForGood: boolean | undefined;
    const mayForGood = async (): Promise<boolean> => {
      isForGood ??= await mayDeleteForGood(entries.length);
      return isForGood;
    };
    const done = await forEach(entries, async ref => {
      const copyAt = vscode.Uri.joinPath(this.#parts.folder, batch, `${gone.length}`);
      const removed = await this.#trashOne(ref, copyAt, mayForGood);
      if (removed === undefined) return;
      gone.push(ref);
      if (removed.copy !== undefined) kept.push({ ...ref, uri: removed.uri, copy: removed.copy });
    });
    if (kept.length === 0) return { gone, undo: undefined, ...done };
    this.#batches.set(batch, kept);
    await this.#forgetOld();
    return { gone, undo: batch, ...done };
  }

  /** Undefined where it stays. */
  async #trashOne(
    { id, output }: EntryRef,
    copyAt: vscode.Uri,
    mayForGood: () => Promise<boolean>,
  ): Promise<{ readonly uri: vscode.Uri; readonly copy: vscode.Uri | undefined } | undefined> {
    const task = await this.#parts.tasks.find(id);
    const file = task && fileAt(task, output);
    if (task === undefined || file === undefined) return undefined;
    const uri = vscode.Uri.parse(file.uri);
    await refuseRestrictedFolder(vscode.Uri.joinPath(uri, '..').toString());
    const copy = await this.#keepCopy(uri, copyAt);
    let isTrashed = false;
    try {
      isTrashed = await this.#remove(uri, mayForGood);
    } finally {
      if (!isTrashed && copy !== undefined) await this.#dropCopy(copy);
    }
    if (!isTrashed) return undefined;
    await this.#parts.tasks.placeOutput(task.id, output, undefined);
    return { uri, copy };
  }

  /** Puts a batch back where it was; what stands there by now is not replaced, and can be taken back once it is gone. */
  async undo(batch: string): Promise<PartlyDone> {
    const kept = this.#batches.get(batch) ?? [];
    const left: Kept[] = [];
    const done = await forEach(kept, async one => {
      try {
        await refuseRestrictedFolder(vscode.Uri.joinPath(one.uri, '..').toString());
        await vscode.workspace.fs.copy(one.copy, one.uri, { overwrite: false });
      } catch (e) {
        left.push(one);
        throw isError(e, 'storage') ? e : toStorageError(e, 'bring the file back');
      }
      await this.#parts.tasks.placeOutput(one.id, one.output, one.uri.toString());
    });
    if (left.length > 0) this.#batches.set(batch, left);
    else if (kept.length > 0) await this.#forget(batch);
    return done;
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

  async #dropCopy(copy: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.delete(copy).then(undefined, (e: unknown) => {
      this.#parts.log.warn(`the copy of a file that stays could not be cleared: ${fileErrorCode(e)}`);
    });
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
    await vscode.workspace.fs.delete(uri, { useTrash: false }).then(undefined, (e: unknown) => {
      throw toStorageError(e, 'delete the file');
    });
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
