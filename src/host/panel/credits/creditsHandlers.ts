/** Answers the credits page. */
import * as vscode from 'vscode';
import { CancelledError, isError } from '../../../core/errors.ts';
import { hasEndedUnbilled } from '../../../core/tasks/creditsReport.ts';
import type { CreditsRange, CreditsRequests } from '../../../shared/creditsProtocol.ts';
import type { Handlers } from '../../../shared/rpc.ts';
import { toStorageError } from '../../ports/fileErrors.ts';
import type { Services } from '../../services.ts';
import { dayKey } from '../../words.ts';
import { writeWhole } from '../../writeWhole.ts';
import { checkRange, creditsCsv, rangeMs, type Spent, toCreditsView } from './creditsView.ts';

/** Makes the handlers. */
export function createCreditsHandlers(
  services: Services,
  folder: () => vscode.Uri | undefined,
): Handlers<CreditsRequests> {
  const parts = (value: unknown) => ({
    models: services.catalogue().models,
    range: checkRange(value),
    nowMs: Date.now(),
  });
  /** Bills outlive their tasks: the sums have those of removed ones, too. */
  const spentIn = async (range: CreditsRange, nowMs: number): Promise<Spent> => {
    const times = rangeMs(range, nowMs);
    const [sums, open] = await Promise.all([
      services.tasks.creditSums(times),
      services.tasks.unbilledSince(times.fromMs),
    ]);
    return { sums, unbilled: open.filter(hasEndedUnbilled).length };
  };
  return {
    credits: async ({ range }) => {
      const own = parts(range);
      return toCreditsView(await spentIn(own.range, own.nowMs), own);
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
      const text = creditsCsv(await spentIn(own.range, own.nowMs), own);
      await writeWhole(file, new TextEncoder().encode(text), true).catch((e: unknown) => {
        throw isError(e, 'storage') ? e : toStorageError(e, 'write the file');
      });
      return undefined;
    },
  };
}
