/** The real disk and the editor's file systems, as core sees them. */
import * as vscode from 'vscode';
import type { Files } from '../core/ports.ts';
import { createFilesByScheme } from './ports/filesByScheme.ts';
import { createLocalFiles } from './ports/localFiles.ts';
import { createVscodeFiles } from './ports/vscodeFiles.ts';

export function createFiles(): Files {
  const other = createVscodeFiles({
    fs: vscode.workspace.fs,
    parse: uri => vscode.Uri.parse(uri),
    join: vscode.Uri.joinPath,
  });
  return createFilesByScheme(createLocalFiles(), other);
}
