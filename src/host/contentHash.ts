/** What a file is known by, wherever it lies and however it is called. */
import * as vscode from 'vscode';
import { hashFile } from './ports/holdsContent.ts';
import { createSha256 } from './ports/sha256.ts';

/** Other file systems hand over whole files alone: what is larger is not read. */
const maxBytes = 256 * 1024 * 1024;

/**
 * SHA-256 as lower-case hex; undefined where that would take too much memory. Files of this computer are read piece by
 * piece. Rejects with a FileSystemError for what is no file.
 */
export async function contentHash(file: vscode.Uri): Promise<string | undefined> {
  const { fs } = vscode.workspace;
  const { type, size } = await fs.stat(file);
  if ((type & vscode.FileType.Directory) !== 0) throw vscode.FileSystemError.FileIsADirectory(file);
  // Reading a pipe or a device may never end.
  if ((type & vscode.FileType.File) === 0) throw vscode.FileSystemError.Unavailable(file);
  if (file.scheme === 'file') return hashFile(file.fsPath);
  if (size > maxBytes) return undefined;
  const hash = createSha256();
  hash.update(await fs.readFile(file));
  return hash.digest();
}
