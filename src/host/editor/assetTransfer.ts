/** Results that are dragged or copied into documents. What they become there is loaded when it is needed. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import { type AssetRef, assetMime, readAssetRefs } from '../../shared/assetTransfer.ts';
import type { Services } from '../services.ts';

const anyDocument: vscode.DocumentSelector = '*';
const kindOf = (): vscode.DocumentDropOrPasteEditKind =>
  vscode.DocumentDropOrPasteEditKind.Empty.append('apiInOne', 'asset');

/** Takes what is dragged from the list and the Studio, without any key held. */
export function registerAssetDrop(services: Services): vscode.Disposable {
  const provider: vscode.DocumentDropEditProvider = {
    async provideDocumentDropEdits(document, position, dataTransfer) {
      const text = await dataTransfer.get(assetMime)?.asString();
      if (text === undefined) return undefined;
      const { assetEdit } = await import('./assetEdits.ts');
      const found = await assetEdit(services, readAssetRefs(text), document, position);
      if (found === undefined) return undefined;
      const edit = new vscode.DocumentDropEdit(found.snippet, found.title, kindOf());
      if (found.additionalEdit !== undefined) edit.additionalEdit = found.additionalEdit;
      return edit;
    },
  };
  return vscode.languages.registerDocumentDropEditProvider(anyDocument, provider, {
    providedDropEditKinds: [kindOf()],
    dropMimeTypes: [assetMime],
  });
}

/** What was copied in the list: its paths as text for everybody, the results themselves for documents here. */
export class AssetClipboard {
  readonly #services: () => Services;
  readonly #store = new DisposableStore();
  #copied: { readonly text: string; readonly refs: readonly AssetRef[] } | undefined;

  /** `services` are asked for when something is pasted. */
  constructor(services: () => Services) {
    this.#services = services;
  }

  /** Puts `text` on the clipboard; where just that is pasted into a document, the results are inserted. */
  async copy(text: string, refs: readonly AssetRef[]): Promise<void> {
    await vscode.env.clipboard.writeText(text);
    // Nobody's pasting is looked at before something was copied here.
    if (this.#copied === undefined) this.#register();
    this.#copied = { text, refs };
  }

  dispose(): void {
    this.#store.dispose();
  }

  #register(): void {
    const provider: vscode.DocumentPasteEditProvider = {
      provideDocumentPasteEdits: async (document, ranges, dataTransfer) => {
        const text = await dataTransfer.get('text/plain')?.asString();
        const [range] = ranges;
        if (this.#copied === undefined || range === undefined || text !== this.#copied.text) return undefined;
        const { assetEdit } = await import('./assetEdits.ts');
        const found = await assetEdit(this.#services(), this.#copied.refs, document, range.start);
        if (found === undefined) return undefined;
        const edit = new vscode.DocumentPasteEdit(found.snippet, found.title, kindOf());
        if (found.additionalEdit !== undefined) edit.additionalEdit = found.additionalEdit;
        return [edit];
      },
    };
    this.#store.add(
      vscode.languages.registerDocumentPasteEditProvider(anyDocument, provider, {
        providedPasteEditKinds: [kindOf()],
        pasteMimeTypes: ['text/plain'],
      }),
    );
  }
}
