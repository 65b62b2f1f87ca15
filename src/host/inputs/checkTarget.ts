/** Whether a result may lie at a place, before it is ordered. */
import * as vscode from 'vscode';
import { InputFileError } from '../../core/errors.ts';
import { realPathOf } from './realPath.ts';

const nameOf = (uri: vscode.Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** The nearest folder above `uri` that is there. */
async function folderAbove(uri: vscode.Uri): Promise<vscode.Uri> {
  const parent = vscode.Uri.joinPath(uri, '..');
  if (parent.path === uri.path) return parent;
  return vscode.workspace.fs.stat(parent).then(
    () => parent,
    () => folderAbove(parent),
  );
}

/** Rejects with InputFileError where a link leads from the workspace folder to somewhere else. */
export async function checkTarget(uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') return;
  const above = await folderAbove(uri);
  const [real, within] = await Promise.all([realPathOf(above.fsPath), realPathOf(folder.uri.fsPath)]);
  if (real !== within && !real.startsWith(`${within.replace(/\/$/, '')}/`))
    throw new InputFileError({ reason: 'targetOutside', name: nameOf(uri) });
}
