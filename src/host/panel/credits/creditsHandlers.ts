/** Answers the credits page. */
import * as vscode from 'vscode';
import { CancelledError } from '../../../core/errors.ts';
import type { CreditsRequests } from '../../../shared/creditsProtocol.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { toStorageError } from '../../ports/fileErrors.ts';
import { refuseRestrictedFolder } from '../../restricted.ts';
import type { Services } from '../../services.ts';
import { dayKey } from '../../words.ts';
import type { HistorySource } from '../historySource.ts';
import { checkRange, creditsCsv, rangeMs, toCreditsView } from './creditsView.ts';

/** Makes the handlers. */
export function createCreditsHandlers(
  services: Services,
  history: HistorySource,
  folder: () => vscode.Uri | undefined,
): Handlers<CreditsRequests> {
  const parts = (value: unknown) => ({
    models: services.catalogue().models,
    range: checkRange(value),
    nowMs: Date.now(),
  });
  return {
    credits: async ({ range }) => {
      const own = parts(range);
      return toCreditsView(await history.since(rangeMs(own.range, own.nowMs)), own);
    },
    exportCredits: async ({ range }) => {
      const own = parts(range);
      const at = folder();
      const name = `api-in-one-credits-${dayKey(own.nowMs)}.csv`;
      const file = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Export Credits'),
        filters: { CSV: ['csv'] },
        ...(at === undefined ? {} : { defaultUri: vscode.Uri.joinPath(at, name) }),
      });
      if (file === undefined) throw new CancelledError();
      await refuseRestrictedFolder(vscode.Uri.joinPath(file, '..').toString());
      const text = creditsCsv(await history.since(rangeMs(own.range, own.nowMs)), own);
      await vscode.workspace.fs
        .writeFile(file, new TextEncoder().encode(text))
        .then(undefined, (e: unknown) => {
          throw toStorageError(e, 'write the file');
        });
      return undefined;
    },
  };
}
