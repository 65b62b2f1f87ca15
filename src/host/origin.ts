/** Where a person was when a task was begun: decides the folder for results and the place for insertion. */
import * as vscode from 'vscode';

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
  /** The person has agreed to the price already, of this and of what goes with it. */
  readonly isAgreed?: boolean | undefined;
}

/** Output channels and the sides of a comparison are active editors too, and take nothing. */
function isEditable({ uri }: vscode.TextDocument): boolean {
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

/** The same with a folder: where none is open the person chooses one. Undefined when they give up. */
export async function withFolder(origin: Origin): Promise<Origin | undefined> {
  if (origin.folder !== undefined) return origin;
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      title: vscode.l10n.t('Where are results saved?'),
      openLabel: vscode.l10n.t('Save Here'),
    })) ?? [];
  return folder && { ...origin, folder };
}
