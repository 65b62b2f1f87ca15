/** A file of another format than was asked for has another ending: the document that names it follows. */
import * as vscode from 'vscode';
import type { Task } from '../../../core/tasks/task.ts';
import { nameOf } from '../../fileFacts.ts';
import type { Filling } from '../../origin.ts';
import { plain, showMessage } from '../../present.ts';
import type { Services } from '../../services.ts';
import { savedUris } from '../../tree/taskItem.ts';
import { showDocument } from '../showDocument.ts';
import { findMissing, type MissingAsset, mayMiss } from './findMissing.ts';

/** Signs that an address cannot hold as they are, in any of the languages. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/[()']/g, sign => `%${sign.charCodeAt(0).toString(16)}`);

const parts = (name: string): readonly [stem: string, ending: string] => {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
};

/**
 * The address `raw` as written, with `name` in place of the file's `old` one; the folders before it, query and fragment
 * stay. Where the ending alone is another one, the rest stays as it was spelled. What a module imports is a path, which
 * nothing decodes.
 */
export function withName(raw: string, old: string, name: string, isModule: boolean): string {
  const [[stem], [newStem, ending]] = [parts(old), parts(name)];
  if (stem === newStem) return raw.replace(/\.[a-z0-9]+(?=[?#]|$)/i, ending);
  return raw.replace(/[^/\\?#]+(?=[?#]|$)/, () => (isModule ? name : encoded(name)));
}

/** A document that names a file by another name now. */
export interface ChangedReferences {
  readonly document: vscode.Uri;
  readonly oldName: string;
  readonly newName: string;
}

/**
 * Changes every mention of the missing file, in all documents that are open. Nothing where the file lies under the very
 * name, or was not saved.
 */
export async function mendReferences(
  { document: page, target }: Filling,
  task: Task,
): Promise<readonly ChangedReferences[]> {
  const [saved] = savedUris(task);
  if (saved === undefined) return [];
  const [oldName, newName] = [nameOf(target), nameOf(saved)];
  if (newName.toLowerCase() === oldName.toLowerCase()) return [];
  const document = await vscode.workspace.openTextDocument(page);
  const changed: ChangedReferences[] = [];
  for (const open of new Set([document, ...vscode.workspace.textDocuments]))
    if (await renameIn(open, target, [oldName, newName]))
      changed.push({ document: open.uri, oldName, newName });
  return changed;
}

/** Whether it was named there, and is changed. */
async function renameIn(
  document: vscode.TextDocument,
  target: vscode.Uri,
  [oldName, newName]: readonly [string, string],
): Promise<boolean> {
  const { found, text } = await missingNow(document);
  // Nothing is waited for from here on: what was found stands there still.
  if (document.getText() !== text) return false;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, reference, target: named } of found) {
    if (named.toString() !== target.toString()) continue;
    const raw = document.getText(range);
    edit.replace(document.uri, range, withName(raw, oldName, newName, reference.isModule));
  }
  return edit.size > 0 && vscode.workspace.applyEdit(edit);
}

/** Times that somebody who types on is looked after. */
const maxLooks = 5;

/** What is missing in the text as it is, for people type on while files are looked for. */
async function missingNow(
  document: vscode.TextDocument,
): Promise<{ found: readonly MissingAsset[]; text: string }> {
  for (let look = 1; ; look++) {
    const text = document.getText();
    const found = mayMiss(document) ? await findMissing(document) : [];
    if (document.getText() === text || look === maxLooks) return { found, text };
  }
}

/** Nobody's document changes unsaid. */
export function tellChanged(services: Services, changes: readonly ChangedReferences[]): void {
  const [first] = changes;
  if (first !== undefined) services.background(tell(first, changes.length - 1));
}

async function tell({ document, oldName, newName }: ChangedReferences, others: number): Promise<void> {
  const { l10n } = vscode;
  const named = [plain(oldName, 60), plain(newName, 60)];
  const page = plain(vscode.workspace.asRelativePath(document), 120);
  const text =
    others === 0
      ? l10n.t('{0} became {1}, for it is of another format, and so did its name in {2}.', ...named, page)
      : l10n.t(
          '{0} became {1}, for it is of another format, and so did its name in {2}. Further changes: {3}.',
          ...[...named, page, others],
        );
  const show = l10n.t('Show');
  if ((await showMessage('info', text, { buttons: [show] })) === show) await showDocument(document);
}
