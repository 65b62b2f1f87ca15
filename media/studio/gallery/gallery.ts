/** Everything made here: find, look, choose, and do something with what is chosen. */
import type {
  EntryDetail,
  EntryRef,
  EntryView,
  GalleryFacets,
  GalleryQuery,
} from '../../../src/shared/galleryProtocol.ts';
import type { HistoryRevision, StudioSnapshot, TaskAction } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setText } from '../dom.ts';
import type { Host } from '../host.ts';
import type { Toast } from '../toast.ts';
import { type BulkAction, type BulkBar, createBulkBar, fittingActions } from './bulkBar.ts';
import { createDetailPane, type DetailPane } from './detail.ts';
import { EntryStore, keyOf } from './entryStore.ts';
import { createFilters, type Filters, plainQuery } from './filters.ts';
import type { DeletedView, GalleryPlace } from './galleryPlace.ts';
import { watchGridInput } from './gridInput.ts';
import { MediaQueue } from './mediaQueue.ts';
import { Selection } from './selection.ts';
import { VirtualGrid } from './virtualGrid.ts';
import { Waveforms } from './waveform.ts';

export interface GalleryContext {
  readonly host: Host;
  readonly word: Word;
  readonly toast: Toast;
  readonly query: GalleryQuery;
  keepQuery(query: GalleryQuery): void;
  /** Where the person was before the page was loaded again. */
  readonly place: GalleryPlace;
  keepPlace(place: GalleryPlace): void;
  act(id: string, action: TaskAction, output?: number): void;
  compare(entries: readonly EntryView[]): void;
  /** Shows what failed and resolves with undefined then. */
  orFail<T>(work: Promise<T>): Promise<T | undefined>;
  fail(e: unknown): void;
}

const noFacets: GalleryFacets = { models: [], workspaces: [] };

export class Gallery {
  readonly element: HTMLElement;
  readonly #context: GalleryContext;
  readonly #selection = new Selection();
  readonly #store: EntryStore;
  readonly #grid: VirtualGrid;
  readonly #filters: Filters;
  readonly #bulk: BulkBar;
  readonly #detail: DetailPane;
  readonly #empty = h('p', { className: 'gallery-empty' });
  #query: GalleryQuery;
  #facets = noFacets;
  #snapshot: StudioSnapshot | undefined;
  #isOpen = false;
  #place: GalleryPlace;
  /** The place to go back to, until the entries that it names are there. */
  #awaitedPlace: GalleryPlace | undefined;
  /** What the pane shows, or waits for. */
  #detailKey: string | undefined;
  /** The chosen entry that the pane was opened for; it may show what that one was made from. */
  #detailFor: string | undefined;
  #shownDetail: EntryDetail | undefined;
  #seenHistory: HistoryRevision | undefined;

  constructor(context: GalleryContext) {
    this.#context = context;
    const { word, host } = context;
    this.#query = context.query;
    this.#place = context.place;
    this.#awaitedPlace = context.place;
    this.#store = new EntryStore(host, { changed: () => this.#entriesChanged(), fail: e => context.fail(e) });
    const parts = { word, queue: new MediaQueue(), waveforms: new Waveforms() };
    this.#grid = new VirtualGrid(parts, this.#selection, {
      nearEnd: () => void this.#store.readOn(true),
      still: () => this.#keepPlace({ top: this.#grid.top }),
    });
    this.#filters = createFilters(word, query => this.#search(query));
    this.#bulk = createBulkBar(
      word,
      action => void this.#do(action, this.#chosen()),
      () => this.#clear(),
    );
    this.#detail = createDetailPane({
      word,
      act: (entry, action) =>
        context.act(entry.id, action, action === 'useAsInput' ? entry.output : undefined),
      star: entry => void this.#do(entry.isStarred ? 'unstar' : 'star', [entry]),
      trash: entry => void this.#do('trash', [entry]),
      showParent: ref => void this.#showDetail(ref),
      openOutside: ref => void context.orFail(host.call('openOutside', toRef(ref))),
      close: () => this.#clear(),
    });
    watchGridInput(this.#grid, this.#selection, {
      selected: () => this.#selectionChanged(),
      open: () => this.#detail.focus(),
      act: action => void this.#do(action, this.#chosen()),
      clear: () => this.#clear(),
      search: () => this.#filters.focus(),
      undo: () => void context.toast.undo(),
    });
    const main = h('div', { className: 'gallery-main' }, this.#empty, this.#grid.element);
    const body = h('div', { className: 'gallery-body' }, main, this.#detail.element);
    this.element = h(
      'section',
      { className: 'gallery-page' },
      this.#filters.element,
      this.#bulk.element,
      body,
    );
    this.element.addEventListener('keydown', e => {
      if (e.key !== 'Escape' || e.defaultPrevented || !this.#detail.element.contains(e.target as Node))
        return;
      this.#grid.element.focus();
    });
  }

  /** The page is shown from now on. */
  open(): void {
    this.#isOpen = true;
    if (this.#store.isNew) {
      this.#empty.classList.add('is-reading');
      setText(this.#empty, this.#context.word('Reading what was made here…'));
    }
    void this.#store.load(this.#query);
    if (this.#place.deleted !== undefined) this.#offerUndo(this.#place.deleted);
    void this.#context.host.call('galleryFacets', undefined).then(
      facets => {
        this.#facets = facets;
        this.#drawFilters();
      },
      e => this.#context.fail(e),
    );
  }

  close(): void {
    if (this.#isOpen) this.#keepPlace({ deleted: undefined });
    this.#isOpen = false;
  }

  /** What changed may be in view. */
  update(snapshot: StudioSnapshot): void {
    const isFirst = this.#snapshot === undefined;
    this.#snapshot = snapshot;
    this.#drawFilters();
    this.#detail.update(this.#shownDetail);
    this.#grid.setName(this.#context.word('Everything made here'));
    this.#bulk.update(this.#chosen());
    const { any, old } = snapshot.history;
    const before = this.#seenHistory;
    this.#seenHistory = snapshot.history;
    if (isFirst || !this.#isOpen || before?.any === any) return;
    void (before?.old === old ? this.#store.refresh() : this.#store.reload());
    void this.#renewDetail();
  }

  /** What the pane shows may be known better by now. */
  async #renewDetail(): Promise<void> {
    if (this.#shownDetail !== undefined) await this.#showDetail(this.#shownDetail.entry);
  }

  focus(): void {
    if (this.#grid.element.hidden) this.#filters.focus();
    else this.#grid.element.focus();
  }

  /** Moves files to the trash and offers the way back. */
  async trash(entries: readonly EntryView[]): Promise<void> {
    const { host, orFail, toast, word } = this.#context;
    const done = await orFail(host.call('trash', { entries: entries.map(toRef) }));
    if (done === undefined) return;
    this.#store.drop(done.gone);
    const count = done.gone.length;
    if (done.undo !== undefined) this.#offerUndo({ undo: done.undo, count }, done.problem);
    else if (count > 0) toast.show(withProblem(word('{0} deleted', String(count)), done.problem));
    else if (done.problem !== undefined) toast.show(done.problem);
  }

  /** Also over a reload: the host still has what was deleted. */
  #offerUndo(deleted: DeletedView, problem?: string): void {
    const { host, orFail, toast, word } = this.#context;
    const takeBack = async (): Promise<void> => {
      this.#keepPlace({ deleted: undefined });
      const back = await orFail(host.call('undoTrash', { undo: deleted.undo }));
      await this.#store.reload();
      // What could not be brought back can be tried again.
      if (back?.problem !== undefined) toast.show(back.problem, { undo: () => void takeBack() });
    };
    this.#keepPlace({ deleted });
    const text = withProblem(word('{0} deleted', String(deleted.count)), problem);
    toast.show(text, { undo: () => void takeBack() });
  }

  #keepPlace(part: Partial<GalleryPlace>): void {
    // What is on its way back is not overwritten by where one stands meanwhile.
    if (this.#awaitedPlace !== undefined && part.deleted === undefined) return;
    this.#place = { ...this.#place, ...part };
    this.#context.keepPlace(this.#place);
  }

  /** Back to where the person was, once all of it has been read. */
  #restorePlace(): void {
    const place = this.#awaitedPlace;
    if (place === undefined) return;
    const known = new Set(this.#grid.keys);
    const named = [...place.chosen, ...(place.top === undefined ? [] : [place.top])];
    if (this.#store.hasMore && !named.every(key => known.has(key))) return;
    this.#awaitedPlace = undefined;
    this.#selection.restore(place.chosen.filter(key => known.has(key)));
    if (place.top !== undefined) this.#grid.scrollTo(place.top);
  }

  #chosen(): readonly EntryView[] {
    return this.#store.entries.filter(entry => this.#selection.has(keyOf(entry)));
  }

  #search(query: GalleryQuery): void {
    this.#query = query;
    this.#context.keepQuery(query);
    this.#drawFilters();
    this.#grid.scrollToTop();
    void this.#store.load(query);
  }

  #drawFilters(): void {
    this.#filters.update(this.#query, this.#snapshot?.kinds ?? [], this.#facets);
  }

  #entriesChanged(): void {
    const { entries, hasMore } = this.#store;
    const keysBefore = this.#grid.keys;
    const { active } = this.#selection;
    const before = active === undefined ? 0 : keysBefore.indexOf(active);
    // Before it is laid out: what is hidden has no width.
    this.#empty.hidden = entries.length > 0;
    this.#empty.classList.remove('is-reading');
    this.#grid.element.hidden = entries.length === 0;
    this.#grid.update(entries);
    this.#restorePlace();
    this.#selection.keepOnly(this.#grid.keys, before);
    const count = entries.length.toLocaleString(this.#snapshot?.language);
    const { word } = this.#context;
    this.#filters.setCount(word(hasMore ? '{0} and more' : '{0} in all', count));
    const { sort: _sort, ...asked } = this.#query;
    const { sort: _plainSort, ...plain } = plainQuery;
    const isNarrowed = JSON.stringify(asked) !== JSON.stringify(plain);
    setText(
      this.#empty,
      word(isNarrowed ? 'Nothing fits. Change the search or the filters.' : 'What you make appears here.'),
    );
    this.#selectionChanged();
  }

  #selectionChanged(): void {
    this.#grid.drawSelection();
    this.#keepPlace({ chosen: this.#selection.keys });
    const chosen = this.#chosen();
    this.#bulk.update(chosen);
    const [only] = chosen;
    if (chosen.length === 1 && only !== undefined) {
      if (this.#detailFor === keyOf(only)) return;
      this.#detailFor = keyOf(only);
      void this.#showDetail(only);
    } else if (chosen.length > 1 || this.#detailKey !== undefined) this.#hideDetail();
  }

  #clear(): void {
    this.#selection.clear();
    this.#selectionChanged();
    this.#grid.element.focus();
  }

  #hideDetail(): void {
    this.#detailKey = undefined;
    this.#detailFor = undefined;
    this.#shownDetail = undefined;
    this.#detail.update(undefined);
  }

  async #showDetail(ref: EntryRef): Promise<void> {
    const key = keyOf(ref);
    this.#detailKey = key;
    const detail = await this.#context.orFail(this.#context.host.call('entryDetail', toRef(ref)));
    if (this.#detailKey !== key || detail === undefined) return;
    this.#shownDetail = detail;
    this.#detail.update(detail);
    // The pane may have taken the room of the columns that the entry stood in.
    if (this.#selection.active !== undefined) this.#grid.reveal(this.#selection.active);
  }

  async #do(action: BulkAction, entries: readonly EntryView[]): Promise<void> {
    if (!fittingActions(entries).includes(action)) return;
    const { host, orFail, toast, word } = this.#context;
    const refs = entries.map(toRef);
    switch (action) {
      case 'star':
      case 'unstar': {
        const isStarred = action === 'star';
        this.#store.star(refs, isStarred);
        await orFail(host.call('star', { entries: refs, isStarred }));
        await this.#renewDetail();
        return;
      }
      case 'insert':
        await orFail(host.call('insertEntries', { entries: refs }));
        return;
      case 'copyPaths':
        if ((await orFail(host.call('copyPaths', { entries: refs }).then(() => true))) === true)
          toast.show(word('{0} copied', String(refs.length)));
        return;
      case 'move': {
        const done = await orFail(host.call('moveEntries', { entries: refs }));
        if (done === undefined) return;
        toast.show(withProblem(word('{0} moved', String(done.moved)), done.problem));
        await this.#store.reload();
        return;
      }
      case 'compare':
        this.#context.compare(entries);
        return;
      case 'trash':
        await this.trash(entries);
    }
  }
}

const withProblem = (text: string, problem: string | undefined): string =>
  problem === undefined ? text : `${text}. ${problem}`;

const toRef = ({ id, output }: EntryRef): EntryRef => ({ id, output });
