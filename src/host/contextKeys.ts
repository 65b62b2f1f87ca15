/** Keeps the context keys of the table true, so that menus and welcome texts fit. */
import * as vscode from 'vscode';
import { DisposableStore } from '../core/lifecycle.ts';
import type { ContextKey } from './contributions.ts';
import type { Services } from './services.ts';
import { onDidChangeSetting, readSetting } from './settings.ts';

function createSetter(
  background: (work: PromiseLike<unknown>) => void,
): (key: ContextKey, value: unknown) => void {
  const known = new Map<ContextKey, unknown>();
  return (key, value) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    background(vscode.commands.executeCommand('setContext', key, value));
  };
}

/** Starts keeping them. */
export function keepContextKeys(services: Services): DisposableStore {
  const store = new DisposableStore();
  const set = createSetter(services.background);
  const setTasks = (): void => set('apiInOne.hasTasks', services.tasks.tasks().length > 0);
  const setService = (): void => set('apiInOne.service', services.service());
  // A key store that refuses is told when the key is needed; for the welcome text it counts as "no key".
  const setKey = async (): Promise<void> => {
    const key = await services.secrets.get().catch(() => undefined);
    set('apiInOne.hasKey', key !== undefined);
  };
  const setPaused = (): void => set('apiInOne.queuePaused', readSetting('apiInOne.queue.paused'));
  setTasks();
  setService();
  setPaused();
  services.background(setKey());
  store.add(services.tasks.onDidChange(setTasks));
  store.add(onDidChangeSetting(['apiInOne.queue.paused'], setPaused));
  store.add(services.secrets.onDidChange(() => services.background(setKey())));
  store.add(
    services.onDidChangeService(() => {
      setService();
      services.background(setKey());
    }),
  );
  return store;
}
