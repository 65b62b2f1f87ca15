/** The little that is asked of a file by many. */
import * as vscode from 'vscode';

/** The last part of its path. */
export const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether something can be seen there: what cannot be looked at is not. */
export async function isThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
