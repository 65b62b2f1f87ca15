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

export const env = {
  language: 'en',
  remoteName: undefined as string | undefined,
  openExternal: async (uri: unknown): Promise<boolean> => {
    editor.commands.push(['openExternal', String(uri)]);
    return true;
  },
};

/** Settings of the person, for tests to fill. */
export const userSettings = new Map<string, unknown>();

/** What the folder that is open says over them. */
export const folderSettings = new Map<string, unknown>();

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

  get fsPath(): string {
    return this.path;
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  static file(path: string): Uri {
    return new Uri(`file://${path}`);
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
  isTrusted: true,
  workspaceFolders: undefined as readonly { readonly uri: Uri }[] | undefined,
  commands: [] as unknown[][],
  /** What the next open dialog answers. */
  chosenFolder: undefined as Uri | undefined,
  /** What the next save dialog answers, and what the last one offered. */
  chosenFile: undefined as Uri | undefined,
  offeredFile: undefined as Uri | undefined,
  serializers: new Map<string, { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> }>(),
  createPanel: (_options: unknown): unknown => undefined,
  /** Files, where a test brings them. */
  fs: undefined as object | undefined,
  /** What the next warning is answered with. */
  warningAnswer: undefined as string | undefined,
  warnings: [] as string[],
  /** What the next information is answered with. */
  informationAnswer: undefined as string | undefined,
  clipboard: '',
  activeEditor: undefined as { readonly document: { readonly uri: Uri } } | undefined,
  activeEditorChanged: new EventEmitter<never>(),
  visibleEditors: [] as readonly unknown[],
  tabs: [] as readonly unknown[],
  tabsChanged: new EventEmitter<{ readonly closed: readonly unknown[] }>(),
  settingChanged: new EventEmitter<never>(),
  trustGranted: new EventEmitter<never>(),
  /** What messages and progress said: every text that they were given. */
  said: [] as string[],
  /** Boxes and lists that were shown. */
  inputs: [] as QuickInput[],
};

/** A box or a list at the top of the window: whatever is set on it is kept, and tests accept it. */
export class QuickInput {
  readonly accepted = new EventEmitter<undefined>();
  readonly hidden = new EventEmitter<undefined>();
  readonly changed = new EventEmitter<string>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.hidden.event;
  readonly onDidChangeValue = this.changed.event;
  readonly ticked = new EventEmitter<readonly unknown[]>();
  readonly buttonPressed = new EventEmitter<{ readonly item: unknown }>();
  readonly onDidChangeSelection = this.ticked.event;
  readonly onDidTriggerItemButton = this.buttonPressed.event;
  readonly onDidTriggerButton = new EventEmitter<never>().event;
  value = '';
  items: readonly unknown[] = [];
  activeItems: readonly unknown[] = [];
  selectedItems: readonly unknown[] = [];
  title: string | undefined;
  placeholder: string | undefined;
  prompt: string | undefined;
  validationMessage: string | undefined;

  show(): void {
    editor.inputs.push(this);
  }

  /** As a person's ticks: of a list that takes several. */
  tick(rows: readonly unknown[]): void {
    this.selectedItems = rows;
    this.ticked.fire(rows);
  }

  dispose(): void {}
}

/** As far as code looks at it: by its code. */
export class FileSystemError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }

  static FileExists = (): FileSystemError => new FileSystemError('FileExists');
  static FileNotFound = (): FileSystemError => new FileSystemError('FileNotFound');
  static FileIsADirectory = (): FileSystemError => new FileSystemError('FileIsADirectory');
  static Unavailable = (): FileSystemError => new FileSystemError('Unavailable');
}

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };

export const QuickInputButtons = { Back: {} };
export const ProgressLocation = { Notification: 15 };

async function say(...args: readonly unknown[]): Promise<undefined> {
  for (const arg of args) {
    if (typeof arg === 'string') editor.said.push(arg);
    else if (typeof (arg as { detail?: unknown }).detail === 'string')
      editor.said.push((arg as { detail: string }).detail);
  }
  return undefined;
}

export class DataTransferItem {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

export class ThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export const ViewColumn = { Active: -1 };

export class TabInputText {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export const window = {
  get visibleTextEditors(): readonly unknown[] {
    return editor.visibleEditors;
  },
  tabGroups: {
    get all(): readonly unknown[] {
      return [{ tabs: editor.tabs }];
    },
    onDidChangeTabs: (listener: (change: { readonly closed: readonly unknown[] }) => void): Disposable =>
      editor.tabsChanged.event(listener),
  },
  get activeTextEditor(): unknown {
    return editor.activeEditor;
  },
  onDidChangeActiveTextEditor: (listener: Listener): Disposable => editor.activeEditorChanged.event(listener),
  showOpenDialog: async (): Promise<readonly Uri[] | undefined> =>
    editor.chosenFolder === undefined ? undefined : [editor.chosenFolder],
  showSaveDialog: async ({ defaultUri }: { defaultUri?: Uri }): Promise<Uri | undefined> => {
    editor.offeredFile = defaultUri;
    return editor.chosenFile;
  },
  showInformationMessage: async (...args: readonly unknown[]): Promise<string | undefined> => {
    await say(...args);
    return editor.informationAnswer;
  },
  showWarningMessage: async (...args: readonly unknown[]): Promise<string | undefined> => {
    await say(...args);
    editor.warnings.push(String(args[0]));
    return editor.warningAnswer;
  },
  showErrorMessage: say,
  withProgress: async (
    options: { title: string },
    work: (progress: undefined, token: unknown) => Promise<unknown>,
  ): Promise<unknown> => {
    editor.said.push(options.title);
    return work(undefined, { onCancellationRequested: new EventEmitter<never>().event });
  },
  createInputBox: (): QuickInput => new QuickInput(),
  createQuickPick: (): QuickInput => new QuickInput(),
  createWebviewPanel: (...args: unknown[]): unknown => {
    editor.commands.push(['createWebviewPanel', ...args]);
    return editor.createPanel(args.at(-1));
  },
  registerWebviewPanelSerializer: (type: string, serializer: never): Disposable => {
    editor.serializers.set(type, serializer);
    return { dispose: () => editor.serializers.delete(type) };
  },
};

export const workspace = {
  get fs(): unknown {
    const isWritableFileSystem = (scheme: string): boolean => scheme === 'file';
    return Object.assign(editor.fs ?? {}, { isWritableFileSystem });
  },
  get textDocuments(): readonly unknown[] {
    return editor.activeEditor === undefined ? [] : [editor.activeEditor.document];
  },
  get workspaceFolders(): typeof editor.workspaceFolders {
    return editor.workspaceFolders;
  },
  get isTrusted(): boolean {
    return editor.isTrusted;
  },
  getWorkspaceFolder: (uri: Uri): { readonly uri: Uri } | undefined =>
    editor.workspaceFolders?.find(({ uri: folder }) =>
      `${uri.toString()}/`.startsWith(`${folder.toString()}/`),
    ),
  onDidGrantWorkspaceTrust: (listener: Listener): Disposable => editor.trustGranted.event(listener),
  asRelativePath: (uri: Uri): string => uri.toString(),
  onDidChangeConfiguration: (listener: Listener): Disposable => editor.settingChanged.event(listener),
  getConfiguration: () => ({
    get: (id: string, fallback: unknown): unknown =>
      folderSettings.get(id) ?? userSettings.get(id) ?? fallback,
    inspect: (id: string) => ({
      globalValue: userSettings.get(id),
      workspaceValue: folderSettings.get(id),
      workspaceFolderValue: folderSettings.get(id),
    }),
  }),
};

export const commands = {
  executeCommand: async (...args: unknown[]): Promise<void> => {
    editor.commands.push(args);
  },
};

/** After the test the folders and their trust are what they are now: all files share this one stub. */
export function restoreTrust(test: { after(work: () => void): void }): void {
  const { isTrusted, workspaceFolders } = editor;
  test.after(() => Object.assign(editor, { isTrusted, workspaceFolders }));
}
