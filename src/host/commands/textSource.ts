/** The text that a command is to make something of: a file, the selection, or the whole document. */
import * as vscode from 'vscode';
import { languageOf } from '../../core/languageOf.ts';
import { nameOf } from '../fileFacts.ts';
import { readInputText } from '../inputs/readInput.ts';
import { currentOrigin, type Origin } from '../origin.ts';
import { plain, showMessage } from '../present.ts';
import { refuseRestrictedInput } from '../restricted.ts';
import type { Services } from '../services.ts';
import { readSetting } from '../settings.ts';

export interface TextSource {
  readonly text: string;
  readonly languageId: string;
  readonly name: string;
  readonly origin: Origin;
  /** The file that it comes from, where there is one. */
  readonly file: vscode.Uri | undefined;
}

/** A file as it is open, with what is not saved yet, else as it lies on the disk. */
async function fromFile(file: vscode.Uri): Promise<TextSource> {
  await refuseRestrictedInput(file, nameOf(file));
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  const text = open?.getText() ?? (await readInputText(file, readSetting('apiInOne.inputs.maxMegabytes')));
  const { folder } = currentOrigin(file);
  // Nothing is inserted anywhere: the file was chosen, no place in it.
  const origin: Origin = { folder, document: undefined, selection: undefined, source: file };
  return {
    text,
    languageId: languageOf(open?.languageId ?? 'plaintext', file.path),
    name: nameOf(file),
    origin,
    file,
  };
}

function fromEditor({ document, selection }: vscode.TextEditor): TextSource {
  const isOnDisk = vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === true;
  return {
    text: document.getText(selection.isEmpty ? undefined : selection),
    languageId: languageOf(document.languageId, document.uri.path),
    name: nameOf(document.uri),
    origin: currentOrigin(),
    file: isOnDisk ? document.uri : undefined,
  };
}

/**
 * By a URI from the Explorer or other code, else the active editor. The editor's own menu hands over its document, the
 * Explorer a selection of files as well: there the whole file is meant, whatever is selected in it. Undefined, and said
 * so, where there is no text.
 */
export async function textSource(
  services: Services,
  [arg, files]: readonly unknown[],
): Promise<TextSource | undefined> {
  const { l10n, window } = vscode;
  const editor = window.activeTextEditor;
  const isOfEditor = !Array.isArray(files) && editor?.document.uri.toString() === String(arg);
  const isUri = arg instanceof vscode.Uri && !isOfEditor;
  if (!isUri && editor === undefined) {
    const text = l10n.t('Open a document or choose one in the Explorer, then try again.');
    services.background(showMessage('info', text));
    return undefined;
  }
  const source = isUri ? await fromFile(arg) : editor && fromEditor(editor);
  if (source !== undefined && source.text.trim() !== '') return source;
  tellNoWords(services, source?.name ?? '');
  return undefined;
}

/** There is nothing to make something of. */
export function tellNoWords(services: Services, name: string): void {
  const text = vscode.l10n.t('There are no words in {0}.', plain(name, 80));
  services.background(showMessage('info', text));
}
