/** What a waiting task waits for, in words short enough for a row. */
import { l10n } from 'vscode';
import type { Waiting } from '../../core/tasks/line.ts';

export function waitingText(waiting: Waiting): string {
  switch (waiting.reason) {
    case 'paused':
      return l10n.t('paused');
    case 'denied':
      return l10n.t('waits for a valid key');
    case 'offline':
      return l10n.t('waits for the network');
    case 'broken':
      return l10n.t('the service has trouble');
    case 'limited':
      return l10n.t('waits for the request limit');
    case 'kind':
      return l10n.t('waits: {0} at a time', waiting.limit);
    case 'turn':
      return waiting.place === 1 ? l10n.t('next in line') : l10n.t('number {0} in line', waiting.place);
  }
}
