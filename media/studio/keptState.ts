/** What VS Code keeps for the page over a reload: the drafts, where the person was, and what they looked for. */
import { type GalleryQuery, galleryShows, gallerySorts } from '../../src/shared/galleryProtocol.ts';
import { isRecord } from '../../src/shared/isRecord.ts';
import { kinds } from '../../src/shared/views.ts';
import { type Conversation, readConversation } from './chat/conversation.ts';
import { type Drafts, readDrafts } from './drafts.ts';
import { plainQuery } from './gallery/filters.ts';
import { type GalleryPlace, readGalleryPlace } from './gallery/galleryPlace.ts';
import { type PageName, pageNames } from './pages.ts';

export interface KeptState extends Drafts {
  readonly page: PageName;
  readonly query: GalleryQuery;
  readonly gallery: GalleryPlace;
  /** The chat is shown in place of the form. */
  readonly isChat: boolean;
  readonly chat: Conversation;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function readQuery(value: unknown): GalleryQuery {
  if (!isRecord(value)) return plainQuery;
  const { kind, model, workspace, from, to } = value;
  const optional = {
    kind: kinds.find(k => k === kind),
    ...{ model: text(model), workspace: text(workspace), from: text(from), to: text(to) },
  };
  return {
    text: text(value['text']) ?? '',
    show: galleryShows.find(s => s === value['show']) ?? plainQuery.show,
    sort: gallerySorts.find(s => s === value['sort']) ?? plainQuery.sort,
    ...Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== undefined)),
  };
}

/** Reads what was kept, whatever a former version left there. */
export function readKeptState(state: unknown): KeptState {
  const record = isRecord(state) ? state : {};
  return {
    ...readDrafts(state),
    page: pageNames.find(p => p === record['page']) ?? 'create',
    query: readQuery(record['query']),
    gallery: readGalleryPlace(record['gallery']),
    isChat: record['isChat'] === true,
    chat: readConversation(record['chat']),
  };
}
