/** Starts the features, one by one: one that fails is logged and shown, the others still start. */
import * as vscode from 'vscode';
import { DisposableStore } from './core/lifecycle.ts';
import type { CommandHandlers } from './host/commands/registerCommands.ts';
import { createServices } from './host/createServices.ts';
import { type ApiInOne, createExtensionApi } from './host/extensionApi.ts';
import { features } from './host/features.ts';
import { keptJoins } from './host/joining/keptJoins.ts';
import { once } from './host/once.ts';
import { createStudio } from './host/panel/createStudio.ts';
import { systemClock } from './host/ports/systemClock.ts';
import { showError } from './host/present.ts';
import type { Services } from './host/services.ts';
import { waitingTasks } from './host/waiting.ts';

const drainMs = 3000;

let running: { readonly store: DisposableStore; readonly services: Services } | undefined;

export function activate(context: vscode.ExtensionContext): ApiInOne {
  const store = new DisposableStore();
  const channel = store.add(vscode.window.createOutputChannel('API in One', { log: true }));
  const services = store.add(createServices(context, channel));
  running = { store, services };
  const studio = store.add(createStudio(services));
  const loadHandlers = once(async (): Promise<CommandHandlers> => {
    const { createHandlers } = await import('./host/commands/createHandlers.ts');
    return createHandlers(services, channel, studio);
  });
  for (const [name, start] of Object.entries(features(services, loadHandlers))) {
    try {
      store.add(start());
    } catch (e) {
      services.log.error(`${name} did not start`, e);
      services.background(showError(e));
    }
  }
  // Nearly always there is nothing to tell of: the words for it are not loaded then.
  if (Object.keys(waitingTasks(context.workspaceState)).length > 0)
    services.background(import('./host/tellWhenDone.ts').then(m => m.tellOfEarlier(services)));
  if (Object.keys(keptJoins(context.workspaceState)).length > 0)
    services.background(import('./host/joining/joinWhenSaved.ts').then(m => m.joinEarlier(services)));
  return createExtensionApi(services);
}

/** The answer to a submission under way names a task that is paid for: it is waited for, as long as VS Code waits. */
export async function deactivate(): Promise<void> {
  const { store, services } = running ?? {};
  running = undefined;
  if (services !== undefined) await Promise.race([services.tasks.drained(), systemClock.sleep(drainMs)]);
  store?.dispose();
}
