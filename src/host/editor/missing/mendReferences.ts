/** A file of another format than was asked for has another ending: the document that names it follows. */
import * as vscode from 'vscode';
import type { TaskSnapshot } from '../../../shared/views.ts';
import { findMissing, type MissingAsset } from './findMissing.ts';

const endingOf = (path: string): string => /\.([a-z0-9]+)$/i.exec(path)?.[1] ?? '';

/** The address as written, with `ending` in place of its own; query and fragment stay. */
export function withEnding(raw: string, ending: string): string {
  return raw.replace(/\.[a-z0-9]+(?=[?#]|$)/i, `.${ending}`);
}

/** Changes every mention of the missing file. Nothing where the file lies under the very name, or was not saved. */
export async function mendReferences(
  document: vscode.TextDocument,
  { target }: MissingAsset,
  task: TaskSnapshot,
): Promise<void> {
  const saved = task.outputs[0]?.uri;
  if (saved === undefined) return;
  const ending = endingOf(vscode.Uri.parse(saved).path);
  if (ending.toLowerCase() === endingOf(target.path).toLowerCase()) return;
  const edit = new vscode.WorkspaceEdit();
  for (const { range, target: named } of await findMissing(document))
    if (named.toString() === target.toString())
      edit.replace(document.uri, range, withEnding(document.getText(range), ending));
  if (edit.size > 0) await vscode.workspace.applyEdit(edit);
}
