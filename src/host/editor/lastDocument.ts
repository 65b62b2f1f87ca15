/** The document that a person was in last, for what is done to it while a picture or the Studio is in front. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import { isEditable } from '../origin.ts';

/** Follows the active editor until it is disposed. */
export class LastDocument {
  #uri: vscode.Uri | undefined;
  readonly #store = new DisposableStore();

  constructor() {
    const { window } = vscode;
    this.#note(window.activeTextEditor);
    this.#store.add(window.onDidChangeActiveTextEditor(editor => this.#note(editor)));
    this.#store.add(window.tabGroups.onDidChangeTabs(({ closed }) => this.#onClosed(closed)));
  }

  /** Undefined where there is none, or where the person has closed it. */
  get(): vscode.Uri | undefined {
    return this.#uri;
  }

  #note(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && isEditable(editor.document)) this.#uri = editor.document.uri;
  }

  /** A tab in preview gives way to the next file that is looked at: nobody has closed that. */
  #onClosed(closed: readonly vscode.Tab[]): void {
    const isMeant = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.toString() === this.#uri?.toString();
    const isElsewhere = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isMeant));
    if (!isElsewhere && closed.some(tab => !tab.isPreview && isMeant(tab))) this.#uri = undefined;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
