/** Something done for many files: one that fails stops none of the others, and is told at the end. */
import { l10n } from 'vscode';
import type { PartlyDone } from '../../../shared/galleryProtocol.ts';
import { describeAny } from '../../describe.ts';

/** Does `work` for each, one after the other; says for how many it failed, with the first reason. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<PartlyDone> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (e) {
      failures.push(e);
    }
  }
  if (failures.length === 0) return {};
  const reason = describeAny(failures[0]).text;
  return { problem: l10n.t('{0} of {1} failed: {2}', failures.length, items.length, reason) };
}
