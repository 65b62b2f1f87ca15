/**
 * The little of VS Code's API that wording and views need, for code of the host that is bundled for a test without
 * an editor: texts stay English, nothing can be asked or shown.
 */

function fill(text: string, args: readonly unknown[]): string {
  return text.replace(/\{(\d+)\}/g, (all, index: string) => String(args[Number(index)] ?? all));
}

export const l10n = {
  t: (text: string, ...args: unknown[]): string => fill(text, args),
};

export const env = { language: 'en' };

/** Settings of the person, for tests to fill. */
export const userSettings = new Map<string, unknown>();

/** As much of a URI as is looked at here. */
export class Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;

  private constructor(text: string) {
    const url = new URL(text, 'page:///');
    this.scheme = url.protocol.slice(0, -1);
    this.authority = url.host;
    this.path = decodeURIComponent(url.pathname);
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    const path = [base.path.replace(/\/$/, ''), ...parts].join('/');
    return new Uri(`${base.scheme}://${base.authority}${new URL(path, 'page:///').pathname}`);
  }

  /** Without the scheme of addresses that had none. */
  toString(): string {
    return this.scheme === 'page' ? this.path : `${this.scheme}://${this.authority}${this.path}`;
  }
}

interface Disposable {
  dispose(): void;
}

type Listener = (value: never) => void;

/** An event of which nothing comes but what a test fires. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  get listenerCount(): number {
    return this.#listeners.size;
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}

/** What a test sets and reads: the state of the editor that is not there. */
export const editor = {
  workspaceFolders: undefined as readonly { readonly uri: Uri }[] | undefined,
  commands: [] as unknown[][],
  /** What the next open dialog answers. */
  chosenFolder: undefined as Uri | undefined,
  serializers: new Map<string, { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> }>(),
  createPanel: (): unknown => undefined,
  /** Files, where a test brings them. */
  fs: undefined as unknown,
  /** What the next warning is answered with. */
  warningAnswer: undefined as string | undefined,
  warnings: [] as string[],
  clipboard: '',
  activeEditorChanged: new EventEmitter<never>(),
  settingChanged: new EventEmitter<never>(),
};

export const ViewColumn = { Active: -1 };

export const window = {
  visibleTextEditors: [],
  activeTextEditor: undefined,
  onDidChangeActiveTextEditor: (listener: Listener): Disposable => editor.activeEditorChanged.event(listener),
  showOpenDialog: async (): Promise<readonly Uri[] | undefined> =>
    editor.chosenFolder === undefined ? undefined : [editor.chosenFolder],
  showInformationMessage: async (): Promise<undefined> => undefined,
  showWarningMessage: async (text: string): Promise<string | undefined> => {
    editor.warnings.push(text);
    return editor.warningAnswer;
  },
  createWebviewPanel: (...args: unknown[]): unknown => {
    editor.commands.push(['createWebviewPanel', ...args]);
    return editor.createPanel();
  },
  registerWebviewPanelSerializer: (type: string, serializer: never): Disposable => {
    editor.serializers.set(type, serializer);
    return { dispose: () => editor.serializers.delete(type) };
  },
};

export const workspace = {
  get fs(): unknown {
    return editor.fs;
  },
  get workspaceFolders(): typeof editor.workspaceFolders {
    return editor.workspaceFolders;
  },
  getWorkspaceFolder: (): undefined => undefined,
  asRelativePath: (uri: Uri): string => uri.toString(),
  onDidChangeConfiguration: (listener: Listener): Disposable => editor.settingChanged.event(listener),
  getConfiguration: () => ({
    get: (id: string, fallback: unknown): unknown => (userSettings.has(id) ? userSettings.get(id) : fallback),
    inspect: (id: string) => ({ globalValue: userSettings.get(id) }),
  }),
};

export const commands = {
  executeCommand: async (...args: unknown[]): Promise<void> => {
    editor.commands.push(args);
  },
};
