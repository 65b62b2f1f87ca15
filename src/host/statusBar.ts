/** The one status-bar item: what runs, and whether the sandbox is in use. Hidden when there is nothing to say. */
import * as vscode from 'vscode';
import { DisposableStore } from '../core/lifecycle.ts';
import { activeStatuses } from '../core/tasks/task.ts';
import type { Services } from './services.ts';

/** Makes the item and keeps it current. */
export function createStatusBar(services: Services): DisposableStore {
  const { l10n, window, StatusBarAlignment } = vscode;
  const store = new DisposableStore();
  const item = store.add(window.createStatusBarItem('apiInOne.status', StatusBarAlignment.Left));
  item.name = 'API in One';
  item.command = 'apiInOne.taskList.focus';
  const refresh = (): void => {
    const running = services.tasks.tasks().filter(t => activeStatuses.has(t.state.status)).length;
    const isSandbox = services.service() === 'sandbox';
    if (running === 0 && !isSandbox) {
      item.hide();
      return;
    }
    const sandbox = isSandbox ? l10n.t('Sandbox') : '';
    const count = running === 0 ? '' : l10n.t('{0} in progress', running);
    const text = [sandbox, count].filter(t => t !== '').join(': ');
    item.text = `$(${running === 0 ? 'beaker' : 'loading~spin'}) ${text}`;
    item.tooltip = isSandbox
      ? l10n.t('API in One: the sandbox makes placeholders without a key, a network or credits.')
      : l10n.t('API in One: {0}', count);
    item.accessibilityInformation = { label: `API in One: ${text}` };
    item.show();
  };
  refresh();
  store.add(services.tasks.onDidChange(refresh));
  store.add(services.onDidChangeService(refresh));
  return store;
}
