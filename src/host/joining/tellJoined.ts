/** The end of several recordings that became one file: one message with what can be done with it. */
import * as vscode from 'vscode';
import { fileNames, insertAtOnce } from '../editor/insertAtOnce.ts';
import { insertAt } from '../editor/insertTask.ts';
import type { Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { readSetting } from '../settings.ts';
import type { JoinedSound } from './joinRecordings.ts';

/** `origin` is where the person was when it was begun; where that was in no document, nothing is inserted. */
export async function tellJoined(
  services: Services,
  { uri, mime }: JoinedSound,
  count: number,
  origin: Origin,
): Promise<void> {
  const { l10n, commands, workspace } = vscode;
  const assets = [{ uri: uri.toString(), mime, width: undefined, height: undefined }];
  const mode = origin.document && readSetting('apiInOne.insertWhenDone', origin.document);
  if (mode === 'always') {
    await insertAtOnce(services, assets, origin);
    return;
  }
  const text = l10n.t('All files are saved ({0}), and joined in {1}.', count, fileNames([uri]));
  const open = l10n.t('Open');
  const reveal = l10n.t('Reveal');
  const insert = l10n.t('Insert');
  const isOutside = workspace.getWorkspaceFolder(uri) === undefined;
  const buttons = [open, ...(isOutside ? [reveal] : []), ...(mode === 'ask' ? [insert] : [])];
  const chosen = await showMessage('info', text, { buttons });
  if (chosen === open) await commands.executeCommand('vscode.open', uri);
  if (chosen === reveal) await commands.executeCommand('revealFileInOS', uri);
  if (chosen === insert) await insertAt(services, assets, origin);
}
