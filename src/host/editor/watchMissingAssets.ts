/** Waits for the first page that may name media files; only then what looks for missing ones is loaded. */
import * as vscode from 'vscode';
import { isReferenceLanguage } from '../../core/assets/references/languages.ts';
import { languageOf } from '../../core/languageOf.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Services } from '../services.ts';

export function watchMissingAssets(services: Services): vscode.Disposable {
  const store = new DisposableStore();
  let isLoading = false;
  const load = async (): Promise<void> => {
    const { startMissingAssets } = await import('./missing/missingAssets.ts');
    store.add(startMissingAssets(services));
  };
  const look = ({ languageId, uri }: vscode.TextDocument): void => {
    const isPage =
      isReferenceLanguage(languageOf(languageId, uri.path)) &&
      vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    if (isLoading || !isPage) return;
    isLoading = true;
    opening.dispose();
    services.background(load());
  };
  const opening = store.add(vscode.workspace.onDidOpenTextDocument(look));
  for (const document of vscode.workspace.textDocuments) look(document);
  return store;
}
