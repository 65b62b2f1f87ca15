/** Where a person was when a task was begun: decides the folder for results and the place for insertion. */
import * as vscode from 'vscode';
import { isRestricted, wantsOtherFolder } from './restricted.ts';

/** A file that is missing at `target`, which `document` names. */
export interface Filling {
  readonly document: vscode.Uri;
  readonly target: vscode.Uri;
}

export interface Origin {
  /** The workspace folder that results go to; undefined where none is open. */
  readonly folder: vscode.Uri | undefined;
  /** The document and the place in it. */
  readonly document: vscode.Uri | undefined;
  readonly selection: vscode.Selection | undefined;
  /** The local file that the task is made from. */
  readonly source?: vscode.Uri | undefined;
  /** Local id of the task that it is made from. */
  readonly parent?: string | undefined;
  /** `folder` was chosen in place of one in Restricted Mode: results do not go beside the document either. */
  readonly isApart?: true | undefined;
  /** The document names the file already: it follows where the result gets another name. */
  readonly fills?: Filling | undefined;
  /** The person has agreed to the price already, of this and of what goes with it. */
  readonly isAgreed?: boolean | undefined;
}

/** Output channels and the sides of a comparison are active editors too, and take nothing. */
export function isEditable({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'output' && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
}

/** The place in force now: the active editor's folder, else the first one. */
export function currentOrigin(source?: vscode.Uri): Origin {
  const active = vscode.window.activeTextEditor;
  const editor = active !== undefined && isEditable(active.document) ? active : undefined;
  const document = editor?.document.uri;
  const at = source ?? document;
  const folder = (at && vscode.workspace.getWorkspaceFolder(at)) ?? vscode.workspace.workspaceFolders?.[0];
  return { folder: folder?.uri, document, selection: editor?.selection, source };
}

/**
 * The same with a folder that may be written into: where none is open, or in Restricted Mode, the person chooses one.
 * Undefined when they give up.
 */
export async function withFolder(origin: Origin): Promise<Origin | undefined> {
  const isApart = origin.folder !== undefined && (await isRestricted(origin.folder));
  if (origin.folder !== undefined && !isApart) return origin;
  if (isApart && !(await wantsOtherFolder())) return undefined;
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: vscode.l10n.t('Where are results saved?'),
      openLabel: vscode.l10n.t('Save Here'),
    })) ?? [];
  return folder && { ...origin, folder, ...(isApart ? { isApart } : {}) };
}

/** URI of the open folder that results go to. A folder that was only chosen for them is no project. */
export function projectAt({ folder }: Pick<Origin, 'folder'>): string | undefined {
  const open = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === folder?.toString());
  return open?.uri.toString();
}
