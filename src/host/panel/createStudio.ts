/** The Studio as the rest of the host knows it: what draws and answers it is loaded when it is first shown. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Draft } from '../../shared/protocol.ts';
import { views } from '../contributions.ts';
import { once } from '../once.ts';
import type { Services } from '../services.ts';

export interface Studio extends vscode.Disposable {
  /** Shows the panel, with `draft` in its form where given. */
  open(draft?: Draft): Promise<void>;
}

/** Registers the panel's revival and makes it on demand. */
export function createStudio(services: Services): Studio {
  const store = new DisposableStore();
  const panels = once(async () => {
    const { createStudioPanels } = await import('./studioPanel.ts');
    return store.add(createStudioPanels(services));
  });
  store.add(
    vscode.window.registerWebviewPanelSerializer(views.studio, {
      deserializeWebviewPanel: async panel => {
        // Where results lie is known once the ledger is read.
        await services.tasks.ready.catch(() => undefined);
        (await panels()).adopt(panel);
      },
    }),
  );
  return {
    open: async draft => (await panels()).open(draft),
    dispose: () => store.dispose(),
  };
}
