/** Whether a result may lie at a place, before it is ordered. */
import * as vscode from 'vscode';
import { InputFileError } from '../../core/errors.ts';
import { nameOf } from '../fileFacts.ts';
import { isInPath, realPathOf } from './realPath.ts';

/** Rejects with InputFileError where a link leads from the workspace folder to somewhere else. */
export async function checkTarget(uri: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') return;
  const [real, within] = await Promise.all([realPathOf(uri.fsPath), realPathOf(folder.uri.fsPath)]);
  if (!isInPath(within, real)) throw new InputFileError({ reason: 'targetOutside', name: nameOf(uri) });
}
