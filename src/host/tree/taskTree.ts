/** The Tasks view: what needs the person, what is in progress and in which order, then the finished by day. */
import * as vscode from 'vscode';
import type { DownloadProgress } from '../../core/assets/progress.ts';
import { type Disposable, DisposableStore, type Event, MutableDisposable } from '../../core/lifecycle.ts';
import type { LineMove, Waiting } from '../../core/tasks/line.ts';
import { rankOf } from '../../core/tasks/rank.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import { views } from '../contributions.ts';
import { countInProgress } from '../inProgress.ts';
import { onDidChangeSetting, readSetting } from '../settings.ts';
import { dayKey, dayLabel } from '../words.ts';
import { createDragController } from './dragTasks.ts';
import { createTaskItem, createTooltip, savedUris } from './taskItem.ts';
import { type Standing, standingOf } from './waitingText.ts';

/** What the tree needs of the tasks: newest first, older ones on demand. */
export interface TaskSource {
  tasks(): readonly Task[];
  hasOlder(): boolean;
  loadOlder(): Promise<void>;
  readonly onDidChange: Event<readonly Task[]>;
  waitingOf(task: Task): Waiting | undefined;
  readonly onDidChangeWaiting: Event<undefined>;
  downloadOf(id: string): DownloadProgress | undefined;
  readonly onDidProgress: Event<string>;
  moveInLine(id: string, to: LineMove): Promise<unknown>;
}

export interface TaskTreeParts {
  readonly source: TaskSource;
  readonly service: () => 'live' | 'sandbox';
  readonly onDidChangeService: Event<undefined>;
  /** What people call the model of this slug. */
  readonly modelLabel: (slug: string) => string;
  readonly background: (work: PromiseLike<unknown>) => void;
}

type Node =
  | { readonly type: 'group'; readonly key: string; readonly atMs: number }
  | { readonly type: 'task'; readonly id: string }
  | { readonly type: 'older' };

const attentionKey = 'attention';
const progressKey = 'progress';
/** Above the days: the last of them is the first of all. */
const firstKeys = [progressKey, attentionKey];
/** Older days are opened by the person: their rows are made then. */
const daysOpen = 3;
const tickMs = 1000;
/** "5 minutes ago" grows old by the minute. */
const ageMs = 60_000;

/** Nothing more happens to them by itself, and money may hang on them. */
const needsPerson: ReadonlySet<string> = new Set(['unconfirmed', 'unsaved', 'lost']);

const isQueued = (task: Task | undefined): boolean => task?.state.status === 'queued';

/** What is at the service first, as it came, then what waits, in the order in which it is sent. */
function byTurn(tasks: readonly Task[]): Task[] {
  const waiting = tasks.filter(isQueued).sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
  return [...tasks.filter(task => !isQueued(task)), ...waiting];
}

function groupLabel(key: string, atMs: number): string {
  if (key === attentionKey) return vscode.l10n.t('Needs attention');
  return key === progressKey ? vscode.l10n.t('In progress') : dayLabel(atMs, Date.now());
}

class TaskTreeProvider implements vscode.TreeDataProvider<Node> {
  readonly #parts: TaskTreeParts;
  readonly #source: TaskSource;
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  // The same node object for the same thing keeps focus, selection and scroll position over a refresh.
  readonly #nodes = new Map<string, Node>();
  #byId = new Map<string, Task>();
  /** By group, in the order of the list: asked for once for each group, so not worked out anew each time. */
  #byGroup = new Map<string, Task[]>();
  /** Groups that are open at first. */
  #openFirst = new Set<string>();
  /** Rows whose time runs. */
  #running: readonly Node[] = [];

  constructor(parts: TaskTreeParts) {
    this.#parts = parts;
    this.#source = parts.source;
    this.#read();
  }

  #read(): void {
    const tasks = this.#source.tasks();
    this.#byId = new Map(tasks.map(t => [t.id, t]));
    this.#byGroup = Map.groupBy(tasks, t => this.#groupOf(t));
    const active = this.#byGroup.get(progressKey);
    if (active !== undefined) this.#byGroup.set(progressKey, byTurn(active));
    const days = [...this.#byGroup.keys()].filter(key => !firstKeys.includes(key)).sort();
    this.#openFirst = new Set([...firstKeys, ...days.slice(-daysOpen)]);
    this.#running = tasks
      .filter(({ state }) => state.status === 'running' || state.status === 'submitting')
      .map(t => this.taskNode(t.id));
  }

  #node(key: string, make: () => Node): Node {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const node = make();
    this.#nodes.set(key, node);
    return node;
  }

  #groupOf(task: Task): string {
    if (needsPerson.has(task.state.status)) return attentionKey;
    return activeStatuses.has(task.state.status) ? progressKey : dayKey(task.createdAt);
  }

  /** The id of a task that waits in the line. */
  waitingId(node: Node): string | undefined {
    return node.type === 'task' && isQueued(this.#byId.get(node.id)) ? node.id : undefined;
  }

  isWaiting(id: string): boolean {
    return isQueued(this.#byId.get(id));
  }

  /** The id of a task whose files are there. */
  savedId(node: Node): string | undefined {
    const task = node.type === 'task' ? this.#byId.get(node.id) : undefined;
    return task !== undefined && savedUris(task).length > 0 ? task.id : undefined;
  }

  taskNode(id: string): Node {
    return this.#node(`task:${id}`, () => ({ type: 'task', id }));
  }

  #group(key: string, atMs: number): Node {
    return this.#node(`group:${key}`, () => ({ type: 'group', key, atMs }));
  }

  getChildren(node?: Node): Node[] {
    if (node?.type === 'group') return (this.#byGroup.get(node.key) ?? []).map(t => this.taskNode(t.id));
    if (node !== undefined) return [];
    const groups = [...this.#byGroup].sort(([a], [b]) => firstKeys.indexOf(b) - firstKeys.indexOf(a));
    const nodes = groups.map(([key, [first]]) => this.#group(key, first?.createdAt ?? 0));
    return this.#source.hasOlder() ? [...nodes, this.#node('older', () => ({ type: 'older' }))] : nodes;
  }

  getParent(node: Node): Node | undefined {
    if (node.type !== 'task') return undefined;
    const task = this.#byId.get(node.id);
    return task && this.#group(this.#groupOf(task), task.createdAt);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.type === 'older') {
      const item = new vscode.TreeItem(vscode.l10n.t('Show older tasks…'));
      item.id = 'older';
      item.command = { command: 'apiInOne.tasks.loadOlder', title: vscode.l10n.t('Show older tasks…') };
      return item;
    }
    if (node.type === 'group') {
      const label = groupLabel(node.key, node.atMs);
      const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
      const item = new vscode.TreeItem(label, this.#openFirst.has(node.key) ? Expanded : Collapsed);
      item.id = `group:${node.key}`;
      item.contextValue = ' group ';
      return item;
    }
    const task = this.#byId.get(node.id);
    if (task === undefined) return new vscode.TreeItem('');
    return createTaskItem(task, { nowMs: Date.now(), ...this.#standing(task) });
  }

  #standing(task: Task): Standing {
    return standingOf(task, {
      waitingOf: t => this.#source.waitingOf(t),
      downloadOf: id => this.#source.downloadOf(id),
      modelLabel: this.#parts.modelLabel,
    });
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const task = node.type === 'task' ? this.#byId.get(node.id) : undefined;
    if (task !== undefined) item.tooltip = createTooltip(task, this.#standing(task));
    return item;
  }

  /** Reads again; repaints single rows where only rows changed, else the groups. */
  refresh(changed: readonly Task[]): void {
    const before = this.#byId;
    this.#read();
    const isRowOnly =
      before.size === this.#byId.size &&
      changed.every(t => {
        const old = before.get(t.id);
        return old !== undefined && this.#groupOf(old) === this.#groupOf(t);
      });
    // One that leaves the line or moves in it changes the places of the others.
    const isLine = changed.some(t => isQueued(t) || isQueued(before.get(t.id)));
    if (!isRowOnly) this.#changed.fire(undefined);
    else if (isLine) this.rethink();
    else for (const t of changed) this.#changed.fire(this.taskNode(t.id));
    for (const key of this.#nodes.keys())
      if (key.startsWith('task:') && !this.#byId.has(key.slice('task:'.length))) this.#nodes.delete(key);
  }

  /** What waits may wait for something else now. */
  rethink(): void {
    const [first] = this.#byGroup.get(progressKey) ?? [];
    if (first !== undefined) this.#changed.fire(this.#group(progressKey, first.createdAt));
  }

  /** Repaints the rows whose time runs. */
  tick(): void {
    for (const node of this.#running) this.#changed.fire(node);
  }

  /** One row whose download has come further. */
  progress(id: string): void {
    if (this.#byId.has(id)) this.#changed.fire(this.taskNode(id));
  }

  /** All rows: ages and the names of days. */
  age(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

export interface TaskTree extends vscode.Disposable {
  /** Selects a task. */
  reveal(id: string): Promise<void>;
  /** Ids of the selected tasks. */
  selection(): readonly string[];
}

/** The line above the rows. */
function messageOf(tasks: readonly Task[], isSandbox: boolean): string {
  const { l10n } = vscode;
  const waiting = tasks.filter(isQueued).length;
  if (readSetting('apiInOne.queue.paused'))
    return waiting === 0
      ? l10n.t('Paused: new tasks wait until you resume.')
      : l10n.t('Paused: tasks that wait are not sent until you resume ({0}).', waiting);
  return isSandbox && tasks.length > 0 ? l10n.t('Sandbox: placeholders, no key, no credits.') : '';
}

/** Makes the view and keeps it, its badge and its message current. */
export function createTaskTree(parts: TaskTreeParts): TaskTree {
  const { source, service } = parts;
  const store = new DisposableStore();
  const provider = store.add(new TaskTreeProvider(parts));
  const view = store.add(
    vscode.window.createTreeView<Node>(views.tasks, {
      treeDataProvider: provider,
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: createDragController<Node>({
        waitingId: node => provider.waitingId(node),
        savedId: node => provider.savedId(node),
        isWaiting: id => provider.isWaiting(id),
        isTask: node => node.type === 'task',
        move: (id, to) => source.moveInLine(id, to),
        background: parts.background,
      }),
    }),
  );
  const decorate = (): void => {
    const tasks = source.tasks();
    const running = countInProgress(tasks);
    view.badge =
      running === 0 ? undefined : { value: running, tooltip: vscode.l10n.t('{0} in progress', running) };
    view.message = messageOf(tasks, service() === 'sandbox');
  };
  decorate();
  store.add(parts.onDidChangeService(decorate));
  const rethink = (): void => {
    provider.rethink();
    decorate();
  };
  store.add(source.onDidChangeWaiting(rethink));
  const downloads = store.add(new MutableDisposable<Disposable>());
  const followDownloads = (): void => {
    downloads.value = view.visible ? source.onDidProgress(id => provider.progress(id)) : undefined;
  };
  followDownloads();
  store.add(view.onDidChangeVisibility(followDownloads));
  store.add(onDidChangeSetting(['apiInOne.queue.paused', 'apiInOne.queue.concurrency'], rethink));
  store.add(
    source.onDidChange(changed => {
      provider.refresh(changed);
      decorate();
    }),
  );
  const timer = setInterval(() => {
    if (view.visible) provider.tick();
  }, tickMs);
  store.add({ dispose: () => clearInterval(timer) });
  const ageTimer = setInterval(() => {
    if (view.visible) provider.age();
  }, ageMs);
  store.add({ dispose: () => clearInterval(ageTimer) });
  return {
    reveal: async id => view.reveal(provider.taskNode(id), { select: true, focus: false }),
    selection: () => view.selection.flatMap(n => (n.type === 'task' ? [n.id] : [])),
    dispose: () => store.dispose(),
  };
}
