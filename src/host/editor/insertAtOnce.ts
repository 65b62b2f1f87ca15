/** Inserts what has just been made without being asked to, where the person wants that of all results. */
import * as vscode from 'vscode';
import type { SnippetAsset } from '../../core/assets/insert/snippet.ts';
import type { Origin } from '../origin.ts';
import { plain, showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { insertQuietly } from './insertAssets.ts';
import { insertAt } from './insertTask.ts';
import { showDocument } from './showDocument.ts';

/** Files in a message, by their paths in the workspace. */
export function fileNames(files: readonly vscode.Uri[]): string {
  return files.map(file => plain(vscode.workspace.asRelativePath(file), 120)).join(', ');
}

/** Who writes elsewhere by now goes on writing there. */
export async function insertAtOnce(
  services: Services,
  assets: readonly SnippetAsset[],
  origin: Origin,
): Promise<void> {
  const { document: uri, selection } = origin;
  const isThere = vscode.window.activeTextEditor?.document.uri.toString() === uri?.toString();
  if (uri === undefined || selection === undefined || isThere) return insertAt(services, assets, origin);
  const document = await vscode.workspace.openTextDocument(uri);
  await insertQuietly(document, assets, selection);
  const { l10n } = vscode;
  const show = l10n.t('Show');
  const names = fileNames(assets.map(asset => vscode.Uri.parse(asset.uri)));
  const text = l10n.t('{0} is inserted in {1}.', names, plain(vscode.workspace.asRelativePath(uri), 120));
  if ((await showMessage('info', text, { buttons: [show] })) === show) await showDocument(uri);
}
