/** The one status-bar item: what runs, whether it is paused, whether the sandbox is in use. Hidden when there is nothing to say. */
import * as vscode from 'vscode';
import { DisposableStore } from '../core/lifecycle.ts';
import { countInProgress } from './inProgress.ts';
import type { Services } from './services.ts';
import { onDidChangeSetting, readSetting } from './settings.ts';

function iconOf(running: number, isPaused: boolean): string {
  if (isPaused) return 'debug-pause';
  return running === 0 ? 'beaker' : 'loading~spin';
}

function tooltipOf(
  count: string,
  { isSandbox, isPaused }: { isSandbox: boolean; isPaused: boolean },
): string {
  const { l10n } = vscode;
  if (isPaused)
    return l10n.t('API in One: paused. Tasks that wait are not sent; click to let them go again.');
  return isSandbox
    ? l10n.t('API in One: the sandbox makes placeholders without a key, a network or credits.')
    : l10n.t('API in One: {0}', count);
}

/** Makes the item and keeps it current. */
export function createStatusBar(services: Services): DisposableStore {
  const { l10n, window, StatusBarAlignment } = vscode;
  const store = new DisposableStore();
  const item = store.add(window.createStatusBarItem('apiInOne.status', StatusBarAlignment.Left));
  item.name = 'API in One';
  const refresh = (): void => {
    const isSandbox = services.service() === 'sandbox';
    const isPaused = readSetting('apiInOne.queue.paused');
    const running = countInProgress(services.tasks.tasks());
    if (running === 0 && !isSandbox && !isPaused) {
      item.hide();
      return;
    }
    const count = running === 0 ? '' : l10n.t('{0} in progress', running);
    const state = [isSandbox ? l10n.t('Sandbox') : '', isPaused ? l10n.t('Paused') : '', count];
    const text = state.filter(t => t !== '').join(' · ');
    item.text = `$(${iconOf(running, isPaused)}) ${text}`;
    item.tooltip = tooltipOf(count, { isSandbox, isPaused });
    item.command = isPaused ? 'apiInOne.queue.resume' : 'apiInOne.taskList.focus';
    item.accessibilityInformation = { label: `API in One: ${text}` };
    item.show();
  };
  refresh();
  store.add(services.tasks.onDidChange(refresh));
  store.add(services.onDidChangeService(refresh));
  store.add(onDidChangeSetting(['apiInOne.queue.paused'], refresh));
  return store;
}
