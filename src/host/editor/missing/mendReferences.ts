/** A file of another format than was asked for has another ending: the document that names it follows. */
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../../shared/views.ts';
import { findMissing, type MissingAsset, mayMiss } from './findMissing.ts';

const nameOf = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);

/** Signs that an address cannot hold as they are, in any of the languages. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/[()']/g, sign => `%${sign.charCodeAt(0).toString(16)}`);

const parts = (name: string): readonly [stem: string, ending: string] => {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
};

/**
 * The address `raw` as written, with `name` in place of the file's `old` one; the folders before it, query and fragment
 * stay. Where the ending alone is another one, the rest stays as it was spelled.
 */
export function withName(raw: string, old: string, name: string): string {
  const [[stem], [newStem, ending]] = [parts(old), parts(name)];
  if (stem === newStem) return raw.replace(/\.[a-z0-9]+(?=[?#]|$)/i, ending);
  return raw.replace(/[^/\\?#]+(?=[?#]|$)/, () => encoded(name));
}

/**
 * Changes every mention of the missing file, in all documents that are open. Nothing where the file lies under the very
 * name, or was not saved.
 */
export async function mendReferences(
  document: vscode.TextDocument,
  { target }: MissingAsset,
  task: TaskSnapshot,
): Promise<void> {
  const saved = task.outputs[0]?.uri;
  if (saved === undefined) return;
  const name = nameOf(vscode.Uri.parse(saved));
  if (name.toLowerCase() === nameOf(target).toLowerCase()) return;
  const edit = new vscode.WorkspaceEdit();
  for (const open of new Set([document, ...vscode.workspace.textDocuments]))
    for (const { range, target: named } of mayMiss(open) ? await findMissing(open) : [])
      if (named.toString() === target.toString())
        edit.replace(open.uri, range, withName(open.getText(range), nameOf(target), name));
  if (edit.size > 0) await vscode.workspace.applyEdit(edit);
}
