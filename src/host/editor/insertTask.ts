/** Brings saved assets into a document as text that fits it. */
import * as vscode from 'vscode';
import { importPlace } from '../../core/assets/importPlace.ts';
import { insertionFor, toSnippetText } from '../../core/assets/snippet.ts';
import type { SnippetPart } from '../../core/assets/snippetForms.ts';
import { InputError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { OutputSnapshot } from '../../shared/views.ts';
import type { Origin } from '../origin.ts';
import type { Services } from '../services.ts';

export type SavedOutput = OutputSnapshot & { readonly uri: string };

/** The outputs of a task that lie on the disk. */
export function savedOutputs(task: Task): readonly SavedOutput[] {
  const outputs = 'outputs' in task.state ? task.state.outputs : [];
  return outputs.filter((o): o is SavedOutput => o?.uri !== undefined);
}

/** Only the top of a module holds imports; a long document is not read whole for them. */
const linesRead = 200;

/** Adds the import lines that are missing. */
async function addImports(document: vscode.TextDocument, wanted: readonly string[]): Promise<void> {
  const missing = wanted.filter(line => !document.getText().includes(line));
  if (missing.length === 0) return;
  const count = Math.min(document.lineCount, linesRead);
  const lines = Array.from({ length: count }, (_, at) => document.lineAt(at).text);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(importPlace(lines), 0), `${missing.join('\n')}\n`);
  await vscode.workspace.applyEdit(edit);
}

async function insertInto(
  editor: vscode.TextEditor,
  outputs: readonly SavedOutput[],
  at?: vscode.Selection,
): Promise<void> {
  const { document } = editor;
  const where = {
    uri: document.uri.toString(),
    languageId: document.languageId,
    workspaceFolder: vscode.workspace.getWorkspaceFolder(document.uri)?.uri.toString(),
  };
  const insertions = outputs.map(o =>
    insertionFor({ uri: o.uri, mime: o.mime ?? '', width: o.width, height: o.height }, where),
  );
  const parts = insertions.flatMap((i, n): SnippetPart[] =>
    n === 0 ? [...i.parts] : [{ text: '\n' }, ...i.parts],
  );
  // The text may have changed since the task was begun: what stands at its place now is not replaced.
  const place = at === undefined ? undefined : document.validatePosition(at.end);
  await editor.insertSnippet(new vscode.SnippetString(toSnippetText(parts)), place);
  await addImports(
    document,
    insertions.flatMap(i => i.importLine ?? []),
  );
}

/** Inserts all that a task has saved. */
export async function insertTask(services: Services, task: Task, origin?: Origin): Promise<void> {
  const outputs = savedOutputs(task);
  if (outputs.length === 0)
    throw new InputError({ field: 'id', rule: 'notAllowed', limit: task.state.status });
  await insertOutputs(services, outputs, origin);
}

/** Inserts at the place where a task was begun, else at the cursor of the active editor. */
export async function insertOutputs(
  services: Services,
  outputs: readonly SavedOutput[],
  origin?: Origin,
): Promise<void> {
  const editor =
    origin?.document === undefined
      ? vscode.window.activeTextEditor
      : await vscode.window.showTextDocument(origin.document, { preserveFocus: false });
  if (editor === undefined) {
    services.background(
      vscode.window.showInformationMessage(
        vscode.l10n.t('Open the document and put the cursor where the asset belongs, then insert again.'),
      ),
    );
    return;
  }
  await insertInto(editor, outputs, origin?.selection);
}
