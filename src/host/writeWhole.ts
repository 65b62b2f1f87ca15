/** Files that appear in one step, whole, or not at all. */
import * as vscode from 'vscode';
import { newTempName } from './ports/tempName.ts';
import { refuseRestrictedFolder } from './restricted.ts';

/** Writes beside `file` and gives it its name; with `overwrite` false that of another file is never taken. */
export async function writeWhole(file: vscode.Uri, content: Uint8Array, overwrite: boolean): Promise<void> {
  const { fs } = vscode.workspace;
  const folder = vscode.Uri.joinPath(file, '..');
  await refuseRestrictedFolder(folder.toString());
  const beside = vscode.Uri.joinPath(folder, newTempName());
  try {
    await fs.writeFile(beside, content);
    await fs.rename(beside, file, { overwrite });
  } catch (e) {
    await fs.delete(beside).then(undefined, () => undefined);
    throw e;
  }
}
