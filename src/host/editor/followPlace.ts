/** Keeps a place in a document while the text around it changes, so that what comes later goes where it was begun. */
import * as vscode from 'vscode';
import { movedOffset } from '../../core/assets/insert/movedOffset.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Origin } from '../origin.ts';

/** An origin whose selection moves with the text; disposing lets go of it. */
export type FollowedOrigin = Origin & Disposable;

/**
 * Follows `origin` from now on. A document that is closed and opened again is followed on: its text comes back as it
 * was left, and changes on the disk meanwhile move nothing.
 */
export function followPlace(origin: Origin): FollowedOrigin {
  const { document, selection } = origin;
  if (document === undefined || selection === undefined) return { ...origin, dispose: () => {} };
  const uri = document.toString();
  const open = vscode.workspace.textDocuments.find(d => d.uri.toString() === uri);
  let offset = open?.offsetAt(selection.end);
  let place = selection.end;
  const listener = vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
    if (offset === undefined || contentChanges.length === 0 || changed.uri.toString() !== uri) return;
    offset = movedOffset(
      offset,
      contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
        at: rangeOffset,
        removed: rangeLength,
        added: text.length,
      })),
    );
    place = changed.positionAt(offset);
  });
  return {
    ...origin,
    get selection() {
      return new vscode.Selection(place, place);
    },
    dispose: () => listener.dispose(),
  };
}
