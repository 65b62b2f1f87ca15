/** Files that appear in one step, whole, or not at all. */
import { chmod, stat, writeFile } from 'node:fs/promises';
import process from 'node:process';
import * as vscode from 'vscode';
import { newTempName } from './ports/tempName.ts';
import { refuseRestrictedFolder } from './restricted.ts';

/** Who may read what is replaced may read what takes its place, and nobody else. */
async function beginAs(file: vscode.Uri, beside: vscode.Uri): Promise<void> {
  if (file.scheme !== 'file' || process.platform === 'win32') return;
  const before = await stat(file.fsPath).catch(() => undefined);
  if (before === undefined) return;
  const mode = before.mode & 0o777;
  // Empty until it has them.
  await writeFile(beside.fsPath, '', { flag: 'wx', mode });
  await chmod(beside.fsPath, mode);
}

/**
 * Writes beside `file` and gives it its name; with `overwrite` false that of another file is never taken. `check` is asked
 * last of all: where it rejects, nothing has changed.
 */
export async function writeWhole(
  file: vscode.Uri,
  content: Uint8Array,
  overwrite: boolean,
  check: () => Promise<void> = async () => {},
): Promise<void> {
  const { fs } = vscode.workspace;
  const folder = vscode.Uri.joinPath(file, '..');
  await refuseRestrictedFolder(folder.toString());
  const beside = vscode.Uri.joinPath(folder, newTempName());
  try {
    if (overwrite) await beginAs(file, beside);
    await fs.writeFile(beside, content);
    await check();
    await fs.rename(beside, file, { overwrite });
  } catch (e) {
    await fs.delete(beside).then(undefined, () => undefined);
    throw e;
  }
}
