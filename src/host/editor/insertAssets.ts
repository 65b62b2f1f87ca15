/** Brings saved assets into a document as text that fits it. */
import * as vscode from 'vscode';
import { isAltStop, type SnippetPart } from '../../core/assets/insert/formParts.ts';
import { importEdit } from '../../core/assets/insert/importPlace.ts';
import {
  type Insertions,
  insertionsFor,
  type SnippetAsset,
  toPlainText,
  toSnippetText,
  withoutAltStops,
} from '../../core/assets/insert/snippet.ts';
import { InputError } from '../../core/errors.ts';
import { languageOf } from '../../core/languageOf.ts';
import { isThere } from '../fileFacts.ts';
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
    if (await isThere(vscode.Uri.parse(uri))) return uri;
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

const languageIn = ({ languageId, uri }: vscode.TextDocument): string => languageOf(languageId, uri.path);

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
    languageId: languageIn(document),
    workspaceFolder: folderOf(uri, assets)?.toString(),
    project,
    text: topLines(document).join('\n'),
    line: position.line,
    before: document.lineAt(position.line).text.slice(0, position.character),
    templates: readSetting('apiInOne.insert.templates', document.uri),
  });
}

/** Whether what `asset` becomes at `position` has alternative text. */
export async function takesAlt(
  document: vscode.TextDocument,
  asset: SnippetAsset,
  position: vscode.Position,
): Promise<boolean> {
  const { parts } = await planInsertion(document, [asset], position);
  return parts.some(isAltStop);
}

/** The editor's own form of what is inserted. */
export function snippetOf(parts: readonly SnippetPart[]): vscode.SnippetString {
  return new vscode.SnippetString(toSnippetText(parts));
}

/** The import lines that are missing, as an edit of the module. */
function importTextEdit(
  document: vscode.TextDocument,
  lines: readonly string[],
): vscode.TextEdit | undefined {
  const top = topLines(document);
  const missing = lines.filter(line => !top.some(known => known.trim() === line));
  if (missing.length === 0) return undefined;
  const { line, text } = importEdit(top, languageIn(document), missing);
  return vscode.TextEdit.insert(new vscode.Position(line, 0), text);
}

/** The import lines that are missing, where they belong. */
export function importsEdit(
  document: vscode.TextDocument,
  lines: readonly string[],
): vscode.WorkspaceEdit | undefined {
  const imports = importTextEdit(document, lines);
  if (imports === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [imports]);
  return edit;
}

type Edits = readonly (vscode.TextEdit | vscode.SnippetTextEdit)[];

/** In one step, which one undo takes back. InputError where the document takes none. */
async function apply({ uri }: vscode.TextDocument, edits: Edits): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, [...edits]);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new InputError({ field: vscode.workspace.asRelativePath(uri), rule: 'notAllowed', limit: 'text' });
}

/** Where something goes in, after all that had to be waited for: the text may have changed meanwhile. */
const placeIn = (document: vscode.TextDocument, at: vscode.Selection): vscode.Range => {
  // What stands at its place now is not replaced.
  const place = document.validatePosition(at.end);
  return new vscode.Range(place, place);
};

/** Inserts at `at`, else at the cursors of `editor`; what is to be written there by the person is selected. */
export async function insertAssets(
  editor: vscode.TextEditor,
  assets: readonly SnippetAsset[],
  at?: vscode.Selection,
): Promise<void> {
  const { document } = editor;
  const start = at === undefined ? editor.selection.start : placeIn(document, at).start;
  const { parts, importLines } = await planInsertion(document, assets, start);
  const places = at === undefined ? editor.selections : [placeIn(document, at)];
  const snippet = snippetOf(parts);
  const imports = importTextEdit(document, importLines);
  const edits = places.map(place => new vscode.SnippetTextEdit(place, snippet));
  await apply(document, imports === undefined ? edits : [...edits, imports]);
}

/** Inserts as plain text, and leaves the person where they are. */
export async function insertQuietly(
  document: vscode.TextDocument,
  assets: readonly SnippetAsset[],
  at: vscode.Selection,
): Promise<void> {
  const { parts, importLines } = await planInsertion(document, assets, placeIn(document, at).start);
  const imports = importTextEdit(document, importLines);
  const edits = [vscode.TextEdit.insert(placeIn(document, at).start, toPlainText(withoutAltStops(parts)))];
  await apply(document, imports === undefined ? edits : [...edits, imports]);
}
