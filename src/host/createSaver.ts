/** The saver of results over the real disk and the editor's file systems. */
import * as vscode from 'vscode';
import { createAssetSaver, defaultSaveLimits } from '../core/assets/save.ts';
import type { AssetSaver } from '../core/assets/types.ts';
import type { Http, Log } from '../core/ports.ts';
import { createFilesByScheme } from './ports/filesByScheme.ts';
import { createLocalFiles } from './ports/localFiles.ts';
import { createSha256 } from './ports/sha256.ts';
import { systemClock } from './ports/systemClock.ts';
import { createVscodeFiles } from './ports/vscodeFiles.ts';
import { outsideRestricted } from './restricted.ts';

/** Makes it; see `AssetSaver` for what it promises. */
export function createSaver(http: Http, log: Log): AssetSaver {
  const other = createVscodeFiles({
    fs: vscode.workspace.fs,
    parse: uri => vscode.Uri.parse(uri),
    join: vscode.Uri.joinPath,
  });
  return createAssetSaver({
    http: async () => http,
    files: outsideRestricted(createFilesByScheme(createLocalFiles(), other)),
    sniff: async head => (await import('./ports/sniffMedia.ts')).sniffMedia(head),
    hash: createSha256,
    clock: systemClock,
    log,
    limits: () => defaultSaveLimits,
  });
}
