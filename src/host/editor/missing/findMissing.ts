/** The media files that a document names and that are not there. */
import * as vscode from 'vscode';
import { findReferences } from '../../../core/assets/references/findReferences.ts';
import { isReferenceLanguage } from '../../../core/assets/references/languages.ts';
import { type ReferencePlace, referencePlaces } from '../../../core/assets/references/referencePlaces.ts';
import type { MediaReference } from '../../../core/assets/references/types.ts';
import { languageOf } from '../../../core/languageOf.ts';
import { projectOf } from '../projectFiles.ts';
import type { GitRules } from './gitRules.ts';
import { isIgnored } from './ignored.ts';

export interface MissingAsset {
  readonly reference: MediaReference;
  /** Of the address in the document. */
  readonly range: vscode.Range;
  /** Where the file belongs. */
  readonly target: vscode.Uri;
  /** Everywhere it could be. */
  readonly places: readonly vscode.Uri[];
}

/** Longer ones are data, not pages. */
const maxCharacters = 1_000_000;

/** Whether `document` is looked through: one of the workspace, of a language that names files. */
export function mayMiss(document: vscode.TextDocument): boolean {
  return (
    isReferenceLanguage(languageOf(document.languageId, document.uri.path)) &&
    vscode.workspace.getWorkspaceFolder(document.uri) !== undefined &&
    !isIgnored(document.uri)
  );
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (e) {
    // What cannot be looked at is not said to be missing.
    return !(e instanceof vscode.FileSystemError && e.code === 'FileNotFound');
  }
}

/** Where the file is to be made: below the first start that is there, for nobody means a `static` that does not exist. */
async function targetOf(places: readonly ReferencePlace[]): Promise<vscode.Uri | undefined> {
  for (const { uri, start } of places)
    if (await isThere(vscode.Uri.parse(start))) return vscode.Uri.parse(uri);
  return undefined;
}

/** What Git leaves alone, read anew. Loaded when there is a page that names files. */
export async function readGitRules(): Promise<GitRules> {
  return new (await import('./gitRules.ts')).GitRules();
}

/** The places that Git does not leave alone. */
async function withoutIgnored(
  candidates: readonly ReferencePlace[],
  rules: GitRules,
): Promise<readonly ReferencePlace[]> {
  const ignored = await Promise.all(candidates.map(({ uri }) => rules.isIgnored(vscode.Uri.parse(uri))));
  return candidates.filter((_, at) => ignored[at] === false);
}

/**
 * In the order of the text. A file that is named several times is in the list as often. What Git leaves alone is made
 * by something else: neither such a page nor such a file is looked for.
 */
export async function findMissing(
  document: vscode.TextDocument,
  rules?: GitRules,
): Promise<readonly MissingAsset[]> {
  const text = document.getText();
  if (!mayMiss(document) || text.length > maxCharacters) return [];
  const languageId = languageOf(document.languageId, document.uri.path);
  const references = findReferences(text, languageId);
  if (references.length === 0) return [];
  const git = rules ?? (await readGitRules());
  const from = {
    uri: document.uri.toString(),
    workspaceFolder: vscode.workspace.getWorkspaceFolder(document.uri)?.uri.toString(),
    project: await projectOf(document.uri),
    languageId,
  };
  // Positions are of the text that was read, whatever has been typed meanwhile.
  const located = references.map(reference => ({
    reference,
    range: new vscode.Range(document.positionAt(reference.start), document.positionAt(reference.end)),
    candidates: referencePlaces(reference, from),
  }));
  if (await git.isIgnored(document.uri)) return [];
  const looked = await Promise.all(
    located.map(async ({ candidates, ...rest }): Promise<MissingAsset | undefined> => {
      const places = candidates.map(({ uri }) => vscode.Uri.parse(uri));
      const isFound = (await Promise.all(places.map(isThere))).includes(true);
      if (places.length === 0 || isFound || places.some(isIgnored)) return undefined;
      const target = await targetOf(await withoutIgnored(candidates, git));
      return target && { ...rest, places, target };
    }),
  );
  return looked.filter(found => found !== undefined);
}
