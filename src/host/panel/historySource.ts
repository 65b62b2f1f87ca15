/** Everything made so far, as the gallery asks for it. */
import type { Disposable } from '../../core/lifecycle.ts';
import { matchesQuery, type TaskQuery } from '../../core/tasks/search.ts';
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
  /** Every task. */
  all(): Promise<readonly Task[]>;
}

const failedStatuses = new Set<string>(['failed', 'lost', 'unconfirmed', 'unsaved']);

const hasFile = ({ state }: Task): boolean =>
  'outputs' in state && state.outputs.some(output => output?.uri !== undefined);

const toQuery = ({ text, kind, model, workspace, fromMs, toMs }: HistoryQuery): TaskQuery => ({
  ...{ text, workspace, fromMs, toMs },
  ...{ kinds: kind && [kind], models: model === undefined ? undefined : [model] },
});

/** Whether a task is what the query asks for. */
function matches(task: Task, query: HistoryQuery): boolean {
  const isAsked = query.outcome === 'made' ? hasFile(task) : failedStatuses.has(task.state.status);
  return isAsked && matchesQuery(task, toQuery(query));
}

const creditsOf = ({ state }: Task): number => ('credits' in state ? (state.credits ?? 0) : 0);

const orders: Readonly<Record<GallerySort, (a: Task, b: Task) => number>> = {
  newest: (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
  oldest: (a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  dearest: (a, b) => creditsOf(b) - creditsOf(a) || orders.newest(a, b),
  title: (a, b) => a.title.localeCompare(b.title) || orders.newest(a, b),
};

/** As many are read of the ledger at a time. */
const pageSize = 1000;

type Ledger = Pick<Tasks, 'ready' | 'search' | 'onDidChange'>;

async function readAll(tasks: Ledger): Promise<Map<string, Task>> {
  await tasks.ready;
  const found = new Map<string, Task>();
  for (let before: string | undefined; ; ) {
    const page = await tasks.search({ before, limit: pageSize });
    for (const task of page.tasks) found.set(task.id, task);
    if (page.next === undefined) return found;
    before = page.next;
  }
}

/** The whole ledger, read when first asked for and kept up to date from then on. Dispose it. */
export function createHistory(tasks: Ledger): HistorySource & Disposable {
  let reading: Promise<Map<string, Task>> | undefined;
  let listed: readonly Task[] | undefined;
  /** The last search, for its further pages. */
  let last:
    | { readonly of: readonly Task[]; readonly key: string; readonly found: readonly Task[] }
    | undefined;

  const listening = tasks.onDidChange(changed => {
    listed = undefined;
    // Tasks came or went, and nobody says which.
    if (changed.length === 0) reading = undefined;
    else
      reading = reading?.then(known => {
        for (const task of changed) known.set(task.id, task);
        return known;
      });
  });

  async function all(): Promise<readonly Task[]> {
    if (listed !== undefined) return listed;
    reading ??= readAll(tasks).catch((e: unknown) => {
      reading = undefined;
      throw e;
    });
    const from = reading;
    const list = [...(await from).values()].sort(orders.newest);
    if (reading === from) listed = list;
    return list;
  }

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
    dispose: () => listening.dispose(),
  };
}
