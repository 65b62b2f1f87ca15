/** Answers what the gallery asks to see; changes nothing. */

import { splitUri } from '../../../core/assets/uriPath.ts';
import { InputError } from '../../../core/errors.ts';
import type { Task } from '../../../core/tasks/task.ts';
import {
  type EntryDetail,
  type EntryRef,
  type GalleryFacets,
  type GalleryPage,
  type GalleryQuery,
  galleryShows,
  gallerySorts,
} from '../../../shared/galleryProtocol.ts';
import { kinds } from '../../../shared/views.ts';
import { plain } from '../../present.ts';
import type { HistoryQuery, HistorySource } from '../historySource.ts';
import { type EntryParts, entriesOf, toEntryDetail, toEntryView } from './entryViews.ts';
import type { Stars } from './marks.ts';

/** The first page is what the person waits for; the others come while they look. */
const firstPage = 60;
const furtherPage = 400;
/** Of the ledger's mark of a page: a time, an id and the beginning of a title. */
const longestMark = 2000;

export interface GalleryReader {
  page(query: unknown, after: unknown): Promise<GalleryPage>;
  facets(): Promise<GalleryFacets>;
  detail(ref: EntryRef): Promise<EntryDetail>;
}

export interface ReaderParts {
  readonly history: HistorySource;
  readonly stars: Stars;
  /** By our id. */
  find(id: string): Promise<Task | undefined>;
  entryParts(): EntryParts;
  /** Whether there is sound in the task's file that this editor cannot play. */
  isSilentHere(task: Task, output: number): Promise<boolean>;
}

/** A name for a workspace that says nothing of where it lies. FNV-1a, 32 bit. */
export function workspaceId(uri: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(uri)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16);
}

/** The name that people know a workspace folder by. */
export function workspaceLabel(uri: string): string {
  return plain(splitUri(uri)?.segments.at(-1) ?? uri, 80);
}

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined =>
  list.find(item => item === value);

const text = (value: unknown, limit: number): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, limit) : undefined;

/** Start of a local day, ms; undefined where the text is none. */
function dayStart(value: unknown, daysOn = 0): number | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(value)) ?? [];
  const at = new Date(Number(year), Number(month) - 1, Number(day) + daysOn).getTime();
  return Number.isFinite(at) ? at : undefined;
}

/** What the page posts is checked like anybody's. */
export function checkQuery(value: unknown): GalleryQuery {
  const query: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  return {
    text: text(query['text'], 500) ?? '',
    show: oneOf(galleryShows, query['show']) ?? 'made',
    sort: oneOf(gallerySorts, query['sort']) ?? 'newest',
    kind: oneOf(kinds, query['kind']),
    model: text(query['model'], 200),
    workspace: text(query['workspace'], 20),
    from: text(query['from'], 10),
    to: text(query['to'], 10),
  };
}

/** Makes the reader. */
export function createGalleryReader(parts: ReaderParts): GalleryReader {
  const { history, stars } = parts;
  const toHistoryQuery = async (query: GalleryQuery): Promise<HistoryQuery> => {
    const { text: words, sort, kind, model, workspace } = query;
    const known = workspace === undefined ? [] : (await history.facets()).workspaces;
    return {
      ...{ text: words, sort, kind, model },
      outcome: query.show === 'failed' ? 'failed' : 'made',
      ids: query.show === 'starred' ? stars.ids() : undefined,
      // One that is not known any more has nothing in it.
      workspace: workspace && (known.find(uri => workspaceId(uri) === workspace) ?? 'gone:'),
      fromMs: dayStart(query.from),
      toMs: dayStart(query.to, 1),
    };
  };
  return {
    async page(value, after) {
      const query = checkQuery(value);
      const wanted = await toHistoryQuery(query);
      const limit = after === undefined ? firstPage : furtherPage;
      const context = parts.entryParts();
      const found = await history.search(wanted, { after: text(after, longestMark), limit });
      const refs = found.tasks.flatMap(task => entriesOf(task).map(ref => ({ task, ref })));
      const shown = query.show === 'starred' ? refs.filter(({ ref }) => stars.has(ref)) : refs;
      return {
        entries: shown.map(({ task, ref }) => toEntryView(task, ref.output, context)),
        next: found.next,
      };
    },
    async facets() {
      const { models: known, workspaces } = await history.facets();
      const { models } = parts.entryParts();
      const slugs = known.filter(slug => slug !== '');
      const byLabel = (a: { label: string }, b: { label: string }): number => a.label.localeCompare(b.label);
      return {
        models: slugs
          .map(id => ({ id, label: plain(models.find(m => m.slug === id)?.label ?? id, 80) }))
          .sort(byLabel),
        workspaces: workspaces
          .map(uri => ({ id: workspaceId(uri), label: workspaceLabel(uri) }))
          .sort(byLabel),
      };
    },
    async detail({ id, output }) {
      const task = await parts.find(String(id));
      if (task === undefined) throw new InputError({ field: 'id', rule: 'notOneOf' });
      const parent = task.parent === undefined ? undefined : await parts.find(task.parent);
      const isSilentHere = await parts.isSilentHere(task, Number(output));
      return toEntryDetail(task, Number(output), { ...parts.entryParts(), parent, isSilentHere });
    },
  };
}
