/** What dropping or pasting results means in a document. */
import * as vscode from 'vscode';
import type { SnippetAsset } from '../../core/assets/insert/snippet.ts';
import type { AssetRef } from '../../shared/assetTransfer.ts';
import type { Services } from '../services.ts';
import { importsEdit, planInsertion, snippetOf } from './insertAssets.ts';
import { assetsOf } from './insertTask.ts';

export interface AssetEdit {
  readonly snippet: vscode.SnippetString;
  readonly title: string;
  readonly additionalEdit: vscode.WorkspaceEdit | undefined;
}

/** The files that are meant, as far as they are saved. */
async function referredAssets(
  services: Services,
  refs: readonly AssetRef[],
): Promise<readonly SnippetAsset[]> {
  await services.tasks.ready;
  const assets = await Promise.all(
    refs.map(async ({ task: id, output }) => {
      const task = await services.tasks.find(id);
      if (task === undefined) return [];
      if (output === undefined) return assetsOf(task);
      const uri = 'outputs' in task.state ? task.state.outputs[output]?.uri : undefined;
      return assetsOf(task).filter(asset => asset.uri === uri);
    }),
  );
  return assets.flat();
}

/** Undefined where nothing of it is saved. */
export async function assetEdit(
  services: Services,
  refs: readonly AssetRef[],
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<AssetEdit | undefined> {
  const assets = await referredAssets(services, refs);
  if (assets.length === 0) return undefined;
  const { parts, importLines } = await planInsertion(document, assets, position);
  return {
    snippet: snippetOf(parts),
    title: vscode.l10n.t('Insert From API in One'),
    additionalEdit: importsEdit(document, importLines),
  };
}
