/** The document that a person was in last, for what is done to it while a picture or the Studio is in front. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import { isEditable, type Origin } from '../origin.ts';

/** Follows the active editor until it is disposed. */
export class LastDocument {
  /** It knows its selection also when it is hidden. */
  #editor: vscode.TextEditor | undefined;
  readonly #store = new DisposableStore();

  constructor() {
    const { window } = vscode;
    this.#note(window.activeTextEditor);
    this.#store.add(window.onDidChangeActiveTextEditor(editor => this.#note(editor)));
    this.#store.add(window.tabGroups.onDidChangeTabs(({ closed }) => this.#onClosed(closed)));
  }

  /** With the selection as it is now, or was last. Undefined where there is none, or where the person has closed it. */
  get(): Required<Pick<Origin, 'document' | 'selection'>> | undefined {
    if (this.#editor === undefined) return undefined;
    const { uri } = this.#editor.document;
    const shown = vscode.window.visibleTextEditors.find(e => e.document.uri.toString() === uri.toString());
    return { document: uri, selection: (shown ?? this.#editor).selection };
  }

  #note(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && isEditable(editor.document)) this.#editor = editor;
  }

  /** A tab in preview gives way to the next file that is looked at: nobody has closed that. */
  #onClosed(closed: readonly vscode.Tab[]): void {
    const uri = this.#editor?.document.uri.toString();
    const isMeant = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri;
    const isElsewhere = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isMeant));
    if (!isElsewhere && closed.some(tab => !tab.isPreview && isMeant(tab))) this.#editor = undefined;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
