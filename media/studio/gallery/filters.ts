/** What of everything is shown: words, kind, model, place, days, stars, and the order. */
import type { GalleryFacets, GalleryQuery } from '../../../src/shared/galleryProtocol.ts';
import type { KindView } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setAttribute, setText, setValue } from '../dom.ts';
import { after } from '../host.ts';
import { icon } from '../icons.ts';

const pauseMs = 200;

export const plainQuery: GalleryQuery = { text: '', show: 'made', sort: 'newest' };

export interface Filters {
  readonly element: HTMLElement;
  update(query: GalleryQuery, kinds: readonly KindView[], facets: GalleryFacets): void;
  setCount(text: string): void;
  focus(): void;
}

interface Choice {
  readonly element: HTMLElement;
  update(value: string, options: readonly { id: string; label: string }[], name: string): void;
}

function choice(id: string, choose: (value: string) => void): Choice {
  const select = h('select', { id, onchange: () => choose(select.value) });
  let drawn = '';
  return {
    element: h('div', { className: 'select' }, select),
    update(value, options, name) {
      setAttribute(select, 'aria-label', name);
      select.title = name;
      const wanted = JSON.stringify(options);
      if (wanted !== drawn) {
        drawn = wanted;
        select.replaceChildren(...options.map(o => h('option', { value: o.id }, o.label)));
      }
      select.value = value;
    },
  };
}

function dateInput(id: string, choose: (value: string) => void): HTMLInputElement {
  const input = h('input', { id, type: 'date', onchange: () => choose(input.value) });
  return input;
}

/** Makes the bar; `change` gets the whole new query. */
export function createFilters(word: Word, change: (query: GalleryQuery) => void): Filters {
  let query = plainQuery;
  let cancelPause: (() => void) | undefined;
  const set = (part: Partial<GalleryQuery>): void => change({ ...query, ...part });
  const orNone = (value: string): string | undefined => (value === '' ? undefined : value);
  const search = h('input', { id: 'gallery-search', type: 'search', spellcheck: false });
  search.addEventListener('input', () => {
    cancelPause?.();
    cancelPause = after(pauseMs, () => set({ text: search.value }));
  });
  const show = choice('gallery-show', value => set({ show: value as GalleryQuery['show'] }));
  const kind = choice('gallery-kind', value => set({ kind: orNone(value) as GalleryQuery['kind'] }));
  const model = choice('gallery-model', value => set({ model: orNone(value) }));
  const workspace = choice('gallery-workspace', value => set({ workspace: orNone(value) }));
  const sort = choice('gallery-sort', value => set({ sort: value as GalleryQuery['sort'] }));
  const from = dateInput('gallery-from', value => set({ from: orNone(value) }));
  const to = dateInput('gallery-to', value => set({ to: orNone(value) }));
  const reset = h('button', {
    type: 'button',
    className: 'quiet',
    id: 'gallery-reset',
    onclick: () => change(plainQuery),
  });
  const count = h('span', { className: 'gallery-count', role: 'status' });
  const element = h(
    'div',
    { className: 'filters', role: 'search' },
    h('div', { className: 'search-box' }, icon('search'), search),
    ...[show, kind, model, workspace].map(c => c.element),
    h('div', { className: 'days' }, from, h('span', { 'aria-hidden': 'true' }, '–'), to),
    sort.element,
    reset,
    count,
  );
  return {
    element,
    focus: () => search.focus(),
    setCount: text => setText(count, text),
    update(next, kinds, facets) {
      query = next;
      search.placeholder = word('Search prompts');
      setAttribute(search, 'aria-label', word('Search prompts'));
      if (document.activeElement !== search) setValue(search, next.text);
      const all = (text: string): { id: string; label: string } => ({ id: '', label: word(text) });
      const shows = { made: 'Everything', starred: 'Starred', failed: 'Failed' } as const;
      const sorts = {
        newest: 'Newest first',
        oldest: 'Oldest first',
        dearest: 'Most credits first',
        title: 'By prompt',
      } as const;
      const listed = (words: Readonly<Record<string, string>>): { id: string; label: string }[] =>
        Object.entries(words).map(([id, label]) => ({ id, label: word(label) }));
      show.update(next.show, listed(shows), word('Show'));
      kind.update(
        next.kind ?? '',
        [all('All kinds'), ...kinds.map(k => ({ id: k.kind, label: k.label }))],
        word('Kind'),
      );
      model.update(next.model ?? '', [all('All models'), ...facets.models], word('Model'));
      workspace.element.hidden = facets.workspaces.length < 2 && next.workspace === undefined;
      workspace.update(
        next.workspace ?? '',
        [all('All workspaces'), ...facets.workspaces],
        word('Workspace'),
      );
      sort.update(next.sort, listed(sorts), word('Order'));
      setAttribute(from, 'aria-label', word('From this day'));
      setAttribute(to, 'aria-label', word('To this day'));
      setValue(from, next.from ?? '');
      setValue(to, next.to ?? '');
      setText(reset, word('Reset'));
      reset.hidden = JSON.stringify(next) === JSON.stringify(plainQuery);
    },
  };
}
