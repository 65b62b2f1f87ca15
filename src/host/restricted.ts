/**
 * Restricted Mode: nothing is written into the folders that are open, and none of their files is an input. Who lets
 * somebody else's folder be opened without trusting it does not mean it to be changed or sent.
 */
import * as vscode from 'vscode';
import { InputFileError, StorageError } from '../core/errors.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { Files } from '../core/ports.ts';
import type { Task } from '../core/tasks/task.ts';
import { isInPath, realPathOf } from './inputs/realPath.ts';
import { showMessage } from './present.ts';
import type { Services } from './services.ts';

async function isWithin(folder: vscode.Uri, uri: vscode.Uri): Promise<boolean> {
  if (folder.scheme !== uri.scheme || folder.authority !== uri.authority) return false;
  if (isInPath(folder.path, uri.path)) return true;
  if (uri.scheme !== 'file') return false;
  // A link elsewhere may lead in here.
  const [within, real] = await Promise.all([realPathOf(folder.fsPath), realPathOf(uri.fsPath)]);
  return isInPath(within, real);
}

/** Whether `uri` lies in a folder that is open in Restricted Mode, be it by a link. */
export async function isRestricted(uri: vscode.Uri): Promise<boolean> {
  if (vscode.workspace.isTrusted) return false;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const inside = await Promise.all(folders.map(folder => isWithin(folder.uri, uri)));
  return inside.includes(true);
}

/** Rejects with StorageError `untrusted` where nothing may be written. */
export async function refuseRestrictedFolder(folder: string): Promise<void> {
  if (!(await isRestricted(vscode.Uri.parse(folder)))) return;
  throw new StorageError({ reason: 'untrusted', message: 'the folder is open in Restricted Mode' });
}

/** Rejects with InputFileError `untrusted` where the file may not be read. */
export async function refuseRestrictedInput(file: vscode.Uri, name: string): Promise<void> {
  if (await isRestricted(file)) throw new InputFileError({ reason: 'untrusted', name });
}

/** `files` without the folders of Restricted Mode: asked for each file, since trust can come and go. */
export function outsideRestricted(files: Files): Files {
  return {
    createTemp: async (folder, within) => {
      await refuseRestrictedFolder(folder);
      return files.createTemp(folder, within);
    },
    freeBytes: folder => files.freeBytes(folder),
    maxBytes: folder => files.maxBytes(folder),
    exists: uri => files.exists(uri),
    holds: (uri, content) => files.holds(uri, content),
  };
}

/** Tells why results cannot lie here; whether another folder is to be chosen. */
export async function wantsOtherFolder(): Promise<boolean> {
  const { l10n, commands } = vscode;
  const [choose, trust] = [l10n.t('Choose Another Folder…'), l10n.t('Manage Trust…')];
  const text = l10n.t('This folder is open in Restricted Mode: nothing is written into it.');
  const detail = l10n.t('Results can go to a folder outside of it, or you trust this one.');
  const chosen = await showMessage('warning', text, { modal: { detail }, buttons: [choose, trust] });
  if (chosen === trust) await commands.executeCommand('workbench.trust.manage');
  return chosen === choose;
}

const isHeldBack = ({ state, output }: Task): boolean =>
  state.status === 'unsaved' &&
  state.error.details['reason'] === 'untrusted' &&
  output !== undefined &&
  vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(output.folder)) !== undefined;

/** Once this folder is trusted, what was held back is saved into it; so it is where trust came while it was closed. */
export function saveWhenTrusted({ tasks, background }: Pick<Services, 'tasks' | 'background'>): Disposable {
  const save = (): void => {
    if (!vscode.workspace.isTrusted) return;
    for (const task of tasks.tasks().filter(isHeldBack)) background(tasks.retry(task.id));
  };
  // A list that cannot be opened is told of elsewhere.
  tasks.ready.then(save, () => {});
  return vscode.workspace.onDidGrantWorkspaceTrust(save);
}
