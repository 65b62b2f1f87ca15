/** Starts the features, one by one: one that fails is logged and shown, the others still start. */
import * as vscode from 'vscode';
import { DisposableStore } from './core/lifecycle.ts';
import { createHandlers } from './host/commands/createHandlers.ts';
import { registerCommands } from './host/commands/registerCommands.ts';
import { keepContextKeys } from './host/contextKeys.ts';
import { createServices } from './host/createServices.ts';
import { type ApiInOne, createExtensionApi } from './host/extensionApi.ts';
import { createStudio } from './host/panel/studioPanel.ts';
import { showError } from './host/present.ts';
import { createStatusBar } from './host/statusBar.ts';
import { createTaskTree } from './host/tree/taskTree.ts';

let running: DisposableStore | undefined;

export function activate(context: vscode.ExtensionContext): ApiInOne {
  const store = new DisposableStore();
  running = store;
  const channel = store.add(vscode.window.createOutputChannel('API in One', { log: true }));
  const services = store.add(createServices(context, channel));
  const studio = store.add(createStudio(services));
  const features: Record<string, () => { dispose(): void }> = {
    commands: () => registerCommands(services, createHandlers(services, channel, studio)),
    tree: () => createTaskTree(services.tasks, services.service, services.onDidChangeService),
    'status bar': () => createStatusBar(services),
    'context keys': () => keepContextKeys(services),
  };
  for (const [name, start] of Object.entries(features)) {
    try {
      store.add(start());
    } catch (e) {
      services.log.error(`${name} did not start`, e);
      services.background(showError(e));
    }
  }
  return createExtensionApi(services);
}

export function deactivate(): void {
  running?.dispose();
  running = undefined;
}
