/** Files of entries into another folder, under a name that is free there. */
import * as vscode from 'vscode';
import { StorageError } from '../../../core/errors.ts';
import type { EntryRef, PartlyDone } from '../../../shared/galleryProtocol.ts';
import { fileErrorCode, toStorageError } from '../../ports/fileErrors.ts';
import { refuseRestrictedFolder } from '../../restricted.ts';
import type { Tasks } from '../../tasks.ts';
import { fileAt } from './entryViews.ts';
import { forEach } from './forEach.ts';

const mostTries = 1000;

/** `a.png`, `a-2.png`, `a-3.png` … */
function numbered(name: string, count: number): string {
  if (count === 1) return name;
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? `${name}-${count}` : `${name.slice(0, dot)}-${count}${name.slice(dot)}`;
}

async function moveFile(uri: vscode.Uri, folder: vscode.Uri): Promise<vscode.Uri> {
  const name = uri.path.split('/').at(-1) ?? '';
  for (let count = 1; count <= mostTries; count++) {
    const target = vscode.Uri.joinPath(folder, numbered(name, count));
    if (target.toString() === uri.toString()) return uri;
    try {
      await vscode.workspace.fs.rename(uri, target, { overwrite: false });
      return target;
    } catch (e) {
      if (fileErrorCode(e) !== 'FileExists') throw toStorageError(e, 'move the file');
    }
  }
  throw new StorageError({ reason: 'other', message: 'no free name in the folder' });
}

/** Asks for the folder and moves what has a file. How many were moved; undefined when given up. Each for itself. */
export async function moveEntries(
  tasks: Pick<Tasks, 'find' | 'placeOutput'>,
  entries: readonly EntryRef[],
): Promise<({ readonly moved: number } & PartlyDone) | undefined> {
  const { l10n, window } = vscode;
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: l10n.t('Where to?'),
      openLabel: l10n.t('Move Here'),
    })) ?? [];
  if (folder === undefined) return undefined;
  await refuseRestrictedFolder(folder.toString());
  let moved = 0;
  const done = await forEach(entries, async ({ id, output }) => {
    const task = await tasks.find(id);
    const file = task && fileAt(task, output);
    if (task === undefined || file === undefined) return;
    const from = vscode.Uri.parse(file.uri);
    await refuseRestrictedFolder(vscode.Uri.joinPath(from, '..').toString());
    const to = await moveFile(from, folder);
    if (to === from) return;
    await tasks.placeOutput(task.id, output, to.toString());
    moved += 1;
  });
  return { moved, ...done };
}
