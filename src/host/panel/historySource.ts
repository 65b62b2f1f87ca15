/** Everything made so far, as the gallery and the credits page ask for it. */
import type { Task } from '../../core/tasks/task.ts';
import type { GallerySort } from '../../shared/galleryProtocol.ts';
import type { Kind } from '../../shared/views.ts';
import type { Tasks } from '../tasks.ts';

export interface HistoryQuery {
  /** `made`: with a result; `failed`: without one. */
  readonly outcome: 'made' | 'failed';
  /** Words, each of which must stand somewhere in the title or the request's texts. */
  readonly text: string;
  readonly sort: GallerySort;
  readonly kind?: Kind | undefined;
  readonly model?: string | undefined;
  /** URI. */
  readonly workspace?: string | undefined;
  /** ms since the epoch; the end is not included. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

export interface HistoryPage {
  readonly tasks: readonly Task[];
  /** For the page behind this one; undefined on the last. */
  readonly next: string | undefined;
}

export interface HistorySource {
  search(query: HistoryQuery, page: { after?: string | undefined; limit: number }): Promise<HistoryPage>;
  /** Every task that `range` holds (ms since the epoch, the end not included), newest first. */
  since(range: { readonly fromMs: number; readonly toMs: number }): Promise<readonly Task[]>;
  /** Every task. */
  all(): Promise<readonly Task[]>;
}

const failedStatuses = new Set<string>(['failed', 'lost', 'unconfirmed', 'unsaved']);

const hasFile = ({ state }: Task): boolean =>
  'outputs' in state && state.outputs.some(output => output?.uri !== undefined);

/** What a search looks through: all texts of the request, in lower case. */
function haystack(task: Task): string {
  const texts = Object.values(task.request).filter(value => typeof value === 'string');
  const dialogue = task.request['dialogue'];
  if (Array.isArray(dialogue)) texts.push(JSON.stringify(dialogue));
  return [task.title, ...texts].join('\n').toLocaleLowerCase();
}

/** Whether a task is what the query asks for. */
export function matches(task: Task, query: HistoryQuery): boolean {
  const { outcome, kind, model, workspace, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = query;
  if (outcome === 'made' ? !hasFile(task) : !failedStatuses.has(task.state.status)) return false;
  if (kind !== undefined && task.kind !== kind) return false;
  if (model !== undefined && task.model !== model) return false;
  if (workspace !== undefined && task.workspace !== workspace) return false;
  if (task.createdAt < fromMs || task.createdAt >= toMs) return false;
  const words = query.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = haystack(task);
  return words.every(word => text.includes(word));
}

const creditsOf = ({ state }: Task): number => ('credits' in state ? (state.credits ?? 0) : 0);

const orders: Readonly<Record<GallerySort, (a: Task, b: Task) => number>> = {
  newest: (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
  oldest: (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  dearest: (a, b) => creditsOf(b) - creditsOf(a) || orders.newest(a, b),
  title: (a, b) => a.title.localeCompare(b.title) || orders.newest(a, b),
};

/** Over the tasks in memory; what is older is read first. */
export function createHistory(
  tasks: Pick<Tasks, 'ready' | 'tasks' | 'hasOlder' | 'loadOlder'>,
): HistorySource {
  /** The last search, for its further pages. */
  let last:
    | { readonly of: readonly Task[]; readonly key: string; readonly found: readonly Task[] }
    | undefined;
  const all = async (): Promise<readonly Task[]> => {
    await tasks.ready;
    while (tasks.hasOlder()) await tasks.loadOlder();
    return tasks.tasks();
  };
  const find = async (query: HistoryQuery): Promise<readonly Task[]> => {
    const of = await all();
    const key = JSON.stringify(query);
    if (last?.of !== of || last.key !== key)
      last = { of, key, found: of.filter(task => matches(task, query)).sort(orders[query.sort]) };
    return last.found;
  };
  return {
    all,
    async search(query, { after, limit }) {
      const found = await find(query);
      const start = after === undefined ? 0 : found.findIndex(task => task.id === after) + 1;
      // What the mark stood for is gone: nobody knows where to go on.
      if (after !== undefined && start === 0) return { tasks: [], next: undefined };
      const page = found.slice(start, start + limit);
      return { tasks: page, next: start + limit < found.length ? page.at(-1)?.id : undefined };
    },
    since: async ({ fromMs, toMs }) =>
      (await all()).filter(task => task.createdAt >= fromMs && task.createdAt < toMs),
  };
}
