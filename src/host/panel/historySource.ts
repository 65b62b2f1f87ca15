/** Everything made so far, as the gallery asks for it. Nothing of it is kept: the ledger answers a page at a time. */
import type { Facets, SearchQuery } from '../../core/tasks/search.ts';
import type { TaskPage } from '../../core/tasks/store.ts';
import type { GallerySort } from '../../shared/galleryProtocol.ts';
import type { Kind, Status } from '../../shared/views.ts';
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
  /** Of these tasks alone, by our id. */
  readonly ids?: readonly string[] | undefined;
}

export interface HistorySource {
  /** A page of what is asked for; `after` is the `next` of the page before. */
  search(query: HistoryQuery, page: { after?: string | undefined; limit: number }): Promise<TaskPage>;
  /** What there is to choose from. */
  facets(): Promise<Facets>;
  /** URIs of the folders that results lie in. */
  folders(): Promise<readonly string[]>;
}

const failedStatuses: readonly Status[] = ['failed', 'lost', 'unconfirmed', 'unsaved'];

function toQuery({ outcome, kind, model, ...rest }: HistoryQuery): Omit<SearchQuery, 'limit'> {
  return {
    ...rest,
    ...(outcome === 'made' ? { hasFile: true } : { statuses: failedStatuses }),
    kinds: kind && [kind],
    models: model === undefined ? undefined : [model],
  };
}

/** The ledger behind `tasks`. */
export function createHistory(tasks: Pick<Tasks, 'search' | 'facets' | 'folders'>): HistorySource {
  return {
    search: (query, { after, limit }) => tasks.search({ ...toQuery(query), before: after, limit }),
    facets: () => tasks.facets(),
    folders: () => tasks.folders(),
  };
}
