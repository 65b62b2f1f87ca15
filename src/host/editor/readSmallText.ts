/** Files that a repository brings, read with care: a link may lead to a device that never ends, or a pipe that never answers. */
import * as vscode from 'vscode';

/** The text of a regular file of at most `maxBytes`; undefined for anything else, and for what cannot be read. */
export async function readSmallText(file: vscode.Uri, maxBytes: number): Promise<string | undefined> {
  const { fs } = vscode.workspace;
  try {
    const { type, size } = await fs.stat(file);
    if ((type & vscode.FileType.File) === 0 || size > maxBytes) return undefined;
    return new TextDecoder().decode(await fs.readFile(file));
  } catch {
    return undefined;
  }
}
