/** The Tasks view: what is in progress, then the finished by day. */
import * as vscode from 'vscode';
import { DisposableStore, type Event } from '../../core/lifecycle.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import { views } from '../contributions.ts';
import { dayKey, dayLabel } from '../words.ts';
import { createTaskItem, createTooltip } from './taskItem.ts';

/** What the tree needs of the tasks: newest first, older ones on demand. */
export interface TaskSource {
  tasks(): readonly Task[];
  hasOlder(): boolean;
  loadOlder(): Promise<void>;
  readonly onDidChange: Event<readonly Task[]>;
}

export interface TaskTreeParts {
  readonly source: TaskSource;
  readonly service: () => 'live' | 'sandbox';
  readonly onDidChangeService: Event<undefined>;
  /** What people call the model of this slug. */
  readonly modelLabel: (slug: string) => string;
}

type Node =
  | { readonly type: 'group'; readonly key: string; readonly atMs: number }
  | { readonly type: 'task'; readonly id: string }
  | { readonly type: 'older' };

const progressKey = 'progress';
/** Older days are opened by the person: their rows are made then. */
const daysOpen = 3;
const tickMs = 1000;
/** "5 minutes ago" grows old by the minute. */
const ageMs = 60_000;

const isOpen = (task: Task): boolean =>
  activeStatuses.has(task.state.status) || task.state.status === 'unconfirmed';

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
    const days = [...this.#byGroup.keys()].filter(key => key !== progressKey).sort();
    this.#openFirst = new Set([progressKey, ...days.slice(-daysOpen)]);
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
    return isOpen(task) ? progressKey : dayKey(task.createdAt);
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
    const groups = [...this.#byGroup].sort(
      ([a], [b]) => Number(b === progressKey) - Number(a === progressKey),
    );
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
      const label = node.key === progressKey ? vscode.l10n.t('In progress') : dayLabel(node.atMs, Date.now());
      const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
      const item = new vscode.TreeItem(label, this.#openFirst.has(node.key) ? Expanded : Collapsed);
      item.id = `group:${node.key}`;
      item.contextValue = ' group ';
      return item;
    }
    const task = this.#byId.get(node.id);
    return task === undefined
      ? new vscode.TreeItem('')
      : createTaskItem(task, Date.now(), this.#parts.modelLabel(task.model));
  }

  resolveTreeItem(item: vscode.TreeItem, node: Node): vscode.TreeItem {
    const task = node.type === 'task' ? this.#byId.get(node.id) : undefined;
    if (task !== undefined) item.tooltip = createTooltip(task);
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
    if (isRowOnly) for (const t of changed) this.#changed.fire(this.taskNode(t.id));
    else this.#changed.fire(undefined);
    for (const key of this.#nodes.keys())
      if (key.startsWith('task:') && !this.#byId.has(key.slice('task:'.length))) this.#nodes.delete(key);
  }

  /** Repaints the rows whose time runs. */
  tick(): void {
    for (const node of this.#running) this.#changed.fire(node);
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
    }),
  );
  const decorate = (): void => {
    const running = source.tasks().filter(t => activeStatuses.has(t.state.status)).length;
    view.badge =
      running === 0 ? undefined : { value: running, tooltip: vscode.l10n.t('{0} in progress', running) };
    view.message =
      service() === 'sandbox' && source.tasks().length > 0
        ? vscode.l10n.t('Sandbox: placeholders, no key, no credits.')
        : '';
  };
  decorate();
  store.add(parts.onDidChangeService(decorate));
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
