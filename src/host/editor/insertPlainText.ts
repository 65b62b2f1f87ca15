/** Text of other people's making into a document: as it is, no snippet. */
import * as vscode from 'vscode';
import type { Origin } from '../origin.ts';
import { showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { showDocument } from './showDocument.ts';

/** In place of the selection of the document that the person was in last; says so where there is none. */
export async function insertPlainText(
  services: Pick<Services, 'background'>,
  text: string,
  { document, selection }: Origin,
): Promise<void> {
  if (document === undefined) {
    const say = vscode.l10n.t(
      'Open the document and put the cursor where the text belongs, then insert again.',
    );
    services.background(showMessage('info', say));
    return;
  }
  const editor = await showDocument(document);
  const at = selection ?? editor.selection;
  await editor.edit(edit => edit.replace(at, text));
}
