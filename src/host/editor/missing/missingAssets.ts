/** Hints under the names of media files that are not there, and what makes them. Loaded with the first page. */
import * as vscode from 'vscode';
import { isReferenceLanguage, referenceLanguages } from '../../../core/assets/references/languages.ts';
import { mediaEndings } from '../../../core/assets/references/localPath.ts';
import { endingsOf, languageOf } from '../../../core/languageOf.ts';
import { DisposableStore } from '../../../core/lifecycle.ts';
import type { CommandId } from '../../contributions.ts';
import { nameOf } from '../../fileFacts.ts';
import { plain } from '../../present.ts';
import type { Services } from '../../services.ts';
import { onDidChangeSetting, readSetting } from '../../settings.ts';
import { savedUris } from '../../tree/taskItem.ts';
import { findMissing, type MissingAsset, mayMiss, readGitRules } from './findMissing.ts';

/** After the last key: long enough not to look while somebody types. */
const restMs = 400;

const shownName = ({ target }: MissingAsset): string => plain(nameOf(target), 60);

const distinct = (found: readonly MissingAsset[]): number =>
  new Set(found.map(({ target }) => target.toString())).size;

const command: CommandId = 'apiInOne.generateMissing';

/** Also those that the editor takes for plain text, since nothing is installed that would know them. */
const pages: vscode.DocumentSelector = [
  ...referenceLanguages,
  { language: 'plaintext', pattern: `**/*.{${referenceLanguages.flatMap(endingsOf).join(',')}}` },
];

class MissingAssets implements vscode.CodeActionProvider {
  readonly #services: Services;
  readonly #store = new DisposableStore();
  readonly #hints = this.#store.add(vscode.languages.createDiagnosticCollection('missingAssets'));
  readonly #found = new Map<string, readonly MissingAsset[]>();
  /** Documents whose files are being looked for, with the newest look: what comes meanwhile may have been missed. */
  readonly #looking = new Map<string, symbol>();
  readonly #rules = readGitRules();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(services: Services) {
    this.#services = services;
    const { workspace } = vscode;
    const files = this.#store.add(
      workspace.createFileSystemWatcher(`**/*.{${mediaEndings.join(',')}}`, false, true, false),
    );
    this.#store.add(workspace.onDidOpenTextDocument(document => this.#lookSoon(document, 0)));
    this.#store.add(workspace.onDidCloseTextDocument(document => this.#forget(document.uri)));
    this.#store.add(workspace.onDidChangeTextDocument(({ document }) => this.#lookSoon(document, restMs)));
    this.#store.add(files.onDidCreate(uri => this.#onCreated(uri)));
    // What a watcher has missed is seen when the person comes back to the page.
    this.#store.add(
      vscode.window.onDidChangeActiveTextEditor(editor => editor && this.#lookSoon(editor.document, restMs)),
    );
    // Watchers miss what comes into a folder that was made in the same moment; our own files are known without them.
    this.#store.add(
      services.tasks.onDidChange(tasks => {
        for (const uri of tasks.flatMap(savedUris)) this.#onCreated(uri);
      }),
    );
    this.#store.add(files.onDidDelete(() => this.#lookAtAll()));
    const rules = this.#store.add(workspace.createFileSystemWatcher('**/.gitignore'));
    const onRules = (): void => services.background(this.#onRules());
    for (const event of [rules.onDidCreate, rules.onDidChange, rules.onDidDelete])
      this.#store.add(event(onRules));
    this.#store.add(onDidChangeSetting(['apiInOne.missingAssets.enabled'], () => this.#lookAtAll()));
    this.#store.add(
      vscode.languages.registerCodeActionsProvider(pages, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
    this.#lookAtAll();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#store.dispose();
  }

  async #onRules(): Promise<void> {
    (await this.#rules).forget();
    this.#lookAtAll();
  }

  #lookAtAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#lookSoon(document, restMs);
  }

  /** A file that somebody waits for; others change nothing here. */
  #onCreated(uri: vscode.Uri): void {
    for (const document of vscode.workspace.textDocuments) {
      const key = document.uri.toString();
      const found = this.#found.get(key) ?? [];
      const isMeant = found.some(({ places }) => places.some(place => place.path === uri.path));
      if (isMeant || this.#looking.has(key)) this.#lookSoon(document, 0);
    }
  }

  #lookSoon(document: vscode.TextDocument, afterMs: number): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    if (!isReferenceLanguage(languageOf(document.languageId, document.uri.path))) return;
    const look = (): void => {
      this.#timers.delete(key);
      this.#services.background(this.#look(document));
    };
    this.#timers.set(key, setTimeout(look, afterMs));
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    const isWanted = readSetting('apiInOne.missingAssets.enabled', document.uri) && mayMiss(document);
    const { version } = document;
    const key = document.uri.toString();
    const look = Symbol(key);
    this.#looking.set(key, look);
    let found: readonly MissingAsset[];
    let isNewest = false;
    try {
      found = isWanted ? await findMissing(document, await this.#rules) : [];
    } finally {
      isNewest = this.#looking.get(key) === look;
      if (isNewest) this.#looking.delete(key);
    }
    // Another look is on its way where the text has changed, or a file; a closed document has no hints.
    if (!isNewest || document.isClosed || document.version !== version) return;
    this.#found.set(key, found);
    this.#hints.set(document.uri, found.map(toHint));
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#found.delete(key);
    this.#hints.delete(uri);
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const { l10n } = vscode;
    const all = this.#found.get(document.uri.toString()) ?? [];
    const here = all.filter(({ range: own }) => own.intersection(range) !== undefined);
    const uri = document.uri.toString();
    const actions = here.map(missing => {
      const title = l10n.t('Generate "{0}" with API in One…', shownName(missing));
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [toHint(missing)];
      action.isPreferred = true;
      const { target } = missing;
      const argument = { type: 'missing', document: uri, target: target.toString() };
      action.command = { command, title, arguments: [argument] };
      return action;
    });
    const count = distinct(all);
    if (here.length === 0 || count < 2) return actions;
    const title = l10n.t('Generate All Missing Files of This Document ({0})…', count);
    const fixAll = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fixAll.command = { command, title, arguments: [{ type: 'missing', document: uri }] };
    return [...actions, fixAll];
  }
}

function toHint(missing: MissingAsset): vscode.Diagnostic {
  const text = vscode.l10n.t('"{0}" does not exist. It can be generated here.', shownName(missing));
  const hint = new vscode.Diagnostic(missing.range, text, vscode.DiagnosticSeverity.Hint);
  hint.source = 'API in One';
  hint.code = 'missingAsset';
  return hint;
}

/** Starts looking; disposing takes all hints away. */
export function startMissingAssets(services: Services): vscode.Disposable {
  return new MissingAssets(services);
}
