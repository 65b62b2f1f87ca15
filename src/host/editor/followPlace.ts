/** Keeps a place in a document while the text around it changes, so that what comes later goes where it was begun. */
import * as vscode from 'vscode';
import { movedOffset } from '../../core/assets/insert/movedOffset.ts';
import { type Disposable, DisposableStore, Emitter, type Event } from '../../core/lifecycle.ts';
import type { Origin } from '../origin.ts';

/** An origin whose selection moves with the text; disposing lets go of it. */
export type FollowedOrigin = Origin & Disposable & { readonly onDidMove: Event<undefined> };

/**
 * Follows `origin` from now on, or from when its document is opened. A document that is closed and opened again is
 * followed on: its text comes back as it was left, and changes on the disk meanwhile move nothing.
 */
export function followPlace(origin: Origin): FollowedOrigin {
  const moved = new Emitter<undefined>(() => {});
  const { document, selection } = origin;
  if (document === undefined || selection === undefined)
    return { ...origin, onDidMove: moved.event, dispose: () => moved.dispose() };
  const store = new DisposableStore();
  store.add(moved);
  const uri = document.toString();
  const isMeant = (other: vscode.TextDocument): boolean => other.uri.toString() === uri;
  let place = selection.end;
  let offset: number | undefined;
  const note = (opened: vscode.TextDocument): void => {
    if (isMeant(opened)) offset = opened.offsetAt(place);
  };
  for (const open of vscode.workspace.textDocuments) note(open);
  // A change counts characters of the text before it, which is gone by then: the offset must be known ahead.
  store.add(vscode.workspace.onDidOpenTextDocument(note));
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document: changed, contentChanges }) => {
      if (offset === undefined || contentChanges.length === 0 || !isMeant(changed)) return;
      offset = movedOffset(
        offset,
        contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
          at: rangeOffset,
          removed: rangeLength,
          added: text.length,
        })),
      );
      const now = changed.positionAt(offset);
      if (now.isEqual(place)) return;
      place = now;
      moved.fire(undefined);
    }),
  );
  return {
    ...origin,
    get selection() {
      return new vscode.Selection(place, place);
    },
    onDidMove: moved.event,
    dispose: () => store.dispose(),
  };
}
