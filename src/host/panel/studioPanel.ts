/** The Studio: one panel, restored after a reload. Hidden, it keeps nothing alive; shown again, its page starts anew. */
import * as vscode from 'vscode';
import { DisposableStore, MutableDisposable } from '../../core/lifecycle.ts';
import type { Draft } from '../../shared/protocol.ts';
import { views } from '../contributions.ts';
import { type Origin, withFolder } from '../origin.ts';
import type { Services } from '../services.ts';
import { hasUnplayableSound, KnownSilence } from './gallery/unplayableSound.ts';
import { studioHtml } from './studioHtml.ts';
import { foldersOf, isWithin, studioRoots } from './studioRoots.ts';
import { type StudioPage, StudioSession } from './studioSession.ts';
import { listedTasks } from './taskViews.ts';

export interface StudioPanels extends vscode.Disposable {
  /** Shows the panel, with `draft` in its form where given. */
  open(draft?: Draft): void;
  /** Takes over a panel that VS Code has brought back. */
  adopt(panel: vscode.WebviewPanel): unknown;
}

/** Where the person was before the panel, which has no editor active while it has the focus. */
class LastOrigin {
  readonly #lastDocument: Services['lastDocument'];
  /** The folder that was chosen where there was none to write into: it is not asked for twice. */
  #chosen: Pick<Origin, 'folder' | 'isApart'> | undefined;

  constructor({ lastDocument }: Pick<Services, 'lastDocument'>) {
    this.#lastDocument = lastDocument;
  }

  get(): Origin {
    const at = this.#lastDocument.get();
    const own = at?.document && vscode.workspace.getWorkspaceFolder(at.document);
    const folder = (own ?? vscode.workspace.workspaceFolders?.[0])?.uri;
    // Once the folder is trusted, or one is open, that is meant.
    const isNeeded = folder === undefined || !vscode.workspace.isTrusted;
    const chosen = isNeeded ? this.#chosen : undefined;
    return { folder, document: at?.document, selection: at?.selection, ...chosen };
  }

  async withFolder(): Promise<Origin | undefined> {
    const before = this.get();
    const origin = await withFolder(before);
    if (origin !== undefined && origin !== before)
      this.#chosen = { folder: origin.folder, isApart: origin.isApart };
    return origin;
  }
}

const optionsOf = (localResourceRoots: readonly vscode.Uri[]): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots,
});

/** What the panel may load from now; `places` and `allowed` come on top of the workspace's folders and the newest tasks. */
function rootsNow(
  { context, tasks }: Services,
  places: readonly vscode.Uri[] = [],
  allowed: readonly string[] = [],
): readonly vscode.Uri[] {
  const bundle = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const folders = [...(vscode.workspace.workspaceFolders ?? []).map(f => f.uri), ...places];
  return studioRoots(bundle, folders, [...foldersOf(listedTasks(tasks.tasks())), ...allowed]);
}

/** What outlives a panel. */
interface Memory {
  readonly origin: LastOrigin;
  readonly silence: KnownSilence;
}

/** One panel with what it may load and who answers it. */
class OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly session: StudioSession;
  readonly #services: Services;
  readonly #store = new DisposableStore();
  #roots: readonly vscode.Uri[];
  /** Folders that were chosen for results where no workspace folder is open. */
  #places: readonly vscode.Uri[] = [];
  /** Folders of what the gallery shows, however old. */
  #allowed: readonly string[] = [];
  /** What is to be seen lies in new folders: the page may start anew under the person's eyes. */
  #isWanted = true;

  constructor(services: Services, panel: vscode.WebviewPanel, { origin, silence }: Memory) {
    this.panel = panel;
    this.#services = services;
    this.#roots = panel.webview.options.localResourceRoots ?? [];
    panel.iconPath = vscode.Uri.joinPath(services.context.extensionUri, 'media', 'activity.svg');
    const page: StudioPage = {
      ...{ webview: panel.webview, silence },
      srcOf: uri => this.#srcOf(vscode.Uri.parse(uri)),
      origin: async () => {
        const at = await origin.withFolder();
        // After a dialog no caret can be lost.
        this.#isWanted ||= at?.folder !== undefined && this.#addPlace(at.folder);
        return at;
      },
      allow: folders => {
        this.#allowed = folders;
        this.#isWanted = true;
      },
      answered: () => this.#widenRoots(),
      lastOrigin: () => origin.get(),
    };
    this.session = this.#store.add(new StudioSession(services, page));
    this.#widenRoots();
    this.#store.add(services.tasks.onDidChange(() => this.#widenRoots()));
    this.#store.add(
      panel.onDidChangeViewState(() => {
        // VS Code throws a hidden page away; the next one says that it is ready.
        if (!panel.visible) this.session.pageIsGone();
        this.#widenRoots();
      }),
    );
    panel.webview.html = studioHtml(panel.webview, services.context.extensionUri);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #srcOf(uri: vscode.Uri): string | undefined {
    const isReadable = this.#roots.some(root => isWithin(root, uri));
    return isReadable ? this.panel.webview.asWebviewUri(uri).toString() : undefined;
  }

  /** Whether `folder` was not known as a place for results. */
  #addPlace(folder: vscode.Uri): boolean {
    const known = [...(vscode.workspace.workspaceFolders ?? []).map(f => f.uri), ...this.#places];
    if (known.some(place => place.toString() === folder.toString())) return false;
    this.#places = [...this.#places, folder];
    return true;
  }

  /**
   * New options make VS Code load the page anew, which takes the caret out of a field, and the answer from whoever
   * waits for one: that waits until the person is elsewhere or wants it, and until all is answered. The output folder
   * is there from the start, so it hardly ever comes to this.
   */
  #widenRoots(): void {
    if (this.#store.isDisposed) return;
    const isObserved = this.panel.visible && this.panel.active;
    if (this.session.isAnswering || (isObserved && !this.#isWanted)) return;
    this.#isWanted = false;
    const roots = rootsNow(this.#services, this.#places, this.#allowed);
    const known = new Set(this.#roots.map(String));
    if (roots.every(root => known.has(root.toString()))) return;
    this.#roots = roots;
    this.session.pageIsGone();
    this.panel.webview.options = optionsOf(roots);
  }
}

/** Makes the panel on demand, one at a time. */
export function createStudioPanels(services: Services): StudioPanels {
  const store = new DisposableStore();
  const memory = { origin: new LastOrigin(services), silence: new KnownSilence(hasUnplayableSound) };
  const open = store.add(new MutableDisposable<OpenPanel>());
  const adopt = (panel: vscode.WebviewPanel): OpenPanel => {
    open.value?.panel.dispose();
    const next = new OpenPanel(services, panel, memory);
    open.value = next;
    panel.onDidDispose(() => {
      if (open.value === next) open.value = undefined;
    });
    return next;
  };
  store.add({ dispose: () => open.value?.panel.dispose() });
  return {
    open(draft) {
      const title = vscode.l10n.t('API in One Studio');
      const shown =
        open.value ??
        adopt(
          vscode.window.createWebviewPanel(
            views.studio,
            title,
            vscode.ViewColumn.Active,
            optionsOf(rootsNow(services)),
          ),
        );
      shown.panel.reveal();
      if (draft !== undefined) shown.session.edit(draft);
    },
    adopt,
    dispose: () => store.dispose(),
  };
}
