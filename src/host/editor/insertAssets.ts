/** Brings saved assets into a document as text that fits it. */
import * as vscode from 'vscode';
import type { SnippetPart } from '../../core/assets/insert/formParts.ts';
import { importEdit } from '../../core/assets/insert/importPlace.ts';
import {
  type Insertions,
  insertionsFor,
  type SnippetAsset,
  toSnippetText,
} from '../../core/assets/insert/snippet.ts';
import { readSetting } from '../settings.ts';
import { projectOf } from './projectFiles.ts';

/** Only the top of a module holds imports; a long document is not read whole for them. */
const linesRead = 400;

function topLines(document: vscode.TextDocument): readonly string[] {
  const count = Math.min(document.lineCount, linesRead);
  return Array.from({ length: count }, (_, at) => document.lineAt(at).text);
}

/** Pictures beside a video that bear its name: its first frame, mostly. */
async function posterOf(asset: SnippetAsset): Promise<string | undefined> {
  if (!asset.mime.startsWith('video/') || asset.poster !== undefined) return asset.poster;
  const stem = asset.uri.replace(/\.[^./]*$/, '');
  for (const ending of ['.jpg', '.png', '.webp', '-poster.jpg', '-poster.png']) {
    const uri = `${stem}${ending}`;
    const isThere = await vscode.workspace.fs.stat(vscode.Uri.parse(uri)).then(
      () => true,
      () => false,
    );
    if (isThere) return uri;
  }
  return undefined;
}

/** A path out of the workspace leads nowhere on another computer, and tells of this one. */
const isPublishable = (uri: string): boolean =>
  vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri)) !== undefined;

/** The document's own folder; one that lies nowhere is worked on where the first asset lies. */
function folderOf(uri: vscode.Uri, assets: readonly SnippetAsset[]): vscode.Uri | undefined {
  const [first] = assets;
  const own = vscode.workspace.getWorkspaceFolder(uri);
  const other = first && vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(first.uri));
  return (own ?? (uri.scheme === 'untitled' ? other : undefined))?.uri;
}

/** A cell of a notebook lies where its notebook does. */
function placeOf(document: vscode.TextDocument): vscode.Uri {
  const notebook = vscode.workspace.notebookDocuments.find(n =>
    n.getCells().some(c => c.document === document),
  );
  return notebook?.uri ?? document.uri;
}

/** What inserting `assets` at `position` means, in this document as it is now. */
export async function planInsertion(
  document: vscode.TextDocument,
  assets: readonly SnippetAsset[],
  position: vscode.Position,
): Promise<Insertions> {
  const uri = placeOf(document);
  const project = await projectOf(uri);
  const withPosters = await Promise.all(
    assets.map(async asset => {
      const poster = await posterOf(asset);
      return { ...asset, poster: poster !== undefined && isPublishable(poster) ? poster : undefined };
    }),
  );
  return insertionsFor(withPosters, {
    uri: uri.toString(),
    languageId: document.languageId,
    workspaceFolder: folderOf(uri, assets)?.toString(),
    project,
    text: topLines(document).join('\n'),
    before: document.lineAt(position.line).text.slice(0, position.character),
    templates: readSetting('apiInOne.insert.templates', document.uri),
  });
}

/** The editor's own form of what is inserted. */
export function snippetOf(parts: readonly SnippetPart[]): vscode.SnippetString {
  return new vscode.SnippetString(toSnippetText(parts));
}

/** The import lines that are missing, where they belong. */
export function importsEdit(
  document: vscode.TextDocument,
  lines: readonly string[],
): vscode.WorkspaceEdit | undefined {
  const top = topLines(document);
  const missing = lines.filter(line => !top.some(known => known.trim() === line));
  if (missing.length === 0) return undefined;
  const { line, text } = importEdit(top, document.languageId, missing);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line, 0), text);
  return edit;
}

/** Inserts at `at`, else at the cursors of `editor`. */
export async function insertAssets(
  editor: vscode.TextEditor,
  assets: readonly SnippetAsset[],
  at?: vscode.Selection,
): Promise<void> {
  const { document } = editor;
  // The text may have changed since the task was begun: what stands at its place now is not replaced.
  const place = at === undefined ? undefined : document.validatePosition(at.end);
  const { parts, importLines } = await planInsertion(document, assets, place ?? editor.selection.start);
  await editor.insertSnippet(snippetOf(parts), place);
  const imports = importsEdit(document, importLines);
  if (imports !== undefined) await vscode.workspace.applyEdit(imports);
}
