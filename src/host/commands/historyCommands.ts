/** The history to a file and back. With the file's URI as argument nothing is asked; counts are the answer. */
import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { InputError } from '../../core/errors.ts';
import { createFiles } from '../createFiles.ts';
import { nameOf } from '../fileFacts.ts';
import { exportHistory } from '../history/exportHistory.ts';
import { type ImportCounts, importHistory } from '../history/importHistory.ts';
import { plain, showMessage, withProgress } from '../present.ts';
import { isRestricted, outsideRestricted } from '../restricted.ts';
import type { Services } from '../services.ts';
import { dayKey } from '../words.ts';
import type { HandlersOf } from './registerCommands.ts';

const filters = (): Record<string, string[]> => ({ [vscode.l10n.t('History (JSON Lines)')]: ['jsonl'] });

function fileArgument(arg: string): vscode.Uri {
  const file = vscode.Uri.parse(arg);
  if (file.path === '' || file.path.endsWith('/')) throw new InputError({ field: 'uri', rule: 'notAllowed' });
  return file;
}

const lastFolderKey = 'history.folder';

/** The last place, else home: the file holds prompts, and what lies in a project is soon published with it. */
async function offeredFolder(memento: vscode.Memento): Promise<vscode.Uri | undefined> {
  const last = memento.get<string>(lastFolderKey);
  const folders = [...(last === undefined ? [] : [vscode.Uri.parse(last)]), vscode.Uri.file(homedir())];
  const isClosed = await Promise.all(folders.map(isRestricted));
  return folders.find((_, i) => isClosed[i] === false);
}

async function askTarget({ context }: Services): Promise<vscode.Uri | undefined> {
  const name = `api-in-one-${dayKey(Date.now())}.jsonl`;
  const folder = await offeredFolder(context.globalState);
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('API in One: Export History'),
    filters: filters(),
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (file !== undefined)
    await context.globalState.update(lastFolderKey, vscode.Uri.joinPath(file, '..').toString());
  return file;
}

/** Whole or not at all. An existing file is replaced only where the person has chosen it. */
async function writeTo(
  services: Services,
  file: vscode.Uri,
  mayReplace: boolean,
  signal: AbortSignal,
): Promise<number> {
  const temp = await outsideRestricted(createFiles()).createTemp(vscode.Uri.joinPath(file, '..').toString());
  try {
    const count = await exportHistory(services.tasks, temp, signal);
    let done = await temp.commit(nameOf(file));
    if (done.taken && mayReplace) {
      await vscode.workspace.fs.delete(file);
      done = await temp.commit(nameOf(file));
    }
    if (done.taken) throw new InputError({ field: 'uri', rule: 'notAllowed' });
    return count;
  } catch (e) {
    await temp.discard();
    throw e;
  }
}

async function* readFrom(file: vscode.Uri): AsyncGenerator<Uint8Array, void, undefined> {
  if (file.scheme === 'file') yield* createReadStream(file.fsPath);
  else yield await vscode.workspace.fs.readFile(file);
}

function importText({ added, known, newer, damaged }: ImportCounts): string {
  const { l10n } = vscode;
  const parts = [l10n.t('Imported: {0}.', added), l10n.t('Known already: {0}.', known)];
  if (newer > 0) parts.push(l10n.t('Written by a newer version: {0}.', newer));
  if (damaged > 0) parts.push(l10n.t('Not readable: {0}.', damaged));
  return parts.join(' ');
}

async function exportTo(services: Services, arg: unknown): Promise<{ tasks: number } | undefined> {
  const { l10n } = vscode;
  const isAsked = typeof arg !== 'string';
  const file = isAsked ? await askTarget(services) : fileArgument(arg);
  if (file === undefined) return undefined;
  if (!isAsked) return { tasks: await writeTo(services, file, false, new AbortController().signal) };
  const title = l10n.t('Exporting the history…');
  const tasks = await withProgress(title, signal => writeTo(services, file, true, signal));
  const text = l10n.t('Exported to {0}. Tasks: {1}.', plain(nameOf(file), 80), tasks);
  services.background(showMessage('info', text));
  return { tasks };
}

async function importFrom(services: Services, arg: unknown): Promise<ImportCounts | undefined> {
  const { l10n, window } = vscode;
  const title = l10n.t('API in One: Import History');
  const isAsked = typeof arg !== 'string';
  const chosen = isAsked ? await window.showOpenDialog({ title, filters: filters() }) : [fileArgument(arg)];
  const file = chosen?.[0];
  if (file === undefined) return undefined;
  const work = (signal: AbortSignal): Promise<ImportCounts> =>
    importHistory(services.tasks, readFrom(file), Date.now(), signal);
  if (!isAsked) return work(new AbortController().signal);
  const counts = await withProgress(l10n.t('Importing a history…'), work);
  const text = importText(counts);
  services.background(showMessage(counts.damaged + counts.newer > 0 ? 'warning' : 'info', text));
  return counts;
}

export function historyCommands(
  services: Services,
): HandlersOf<'apiInOne.history.export' | 'apiInOne.history.import'> {
  return {
    'apiInOne.history.export': arg => exportTo(services, arg),
    'apiInOne.history.import': arg => importFrom(services, arg),
  };
}
