/** One entry with all that is known of it, and what can be done with it. */
import type { EntryDetail, EntryRef, EntryView, FactView } from '../../../src/shared/galleryProtocol.ts';
import type { TaskAction } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { createSilence } from '../silence.ts';

export interface DetailContext {
  readonly word: Word;
  act(entry: EntryView, action: TaskAction): void;
  star(entry: EntryView): void;
  trash(entry: EntryView): void;
  showParent(ref: EntryRef): void;
  openOutside(ref: EntryRef): void;
  close(): void;
}

export interface DetailPane {
  readonly element: HTMLElement;
  /** Undefined: nothing to show. */
  update(detail: EntryDetail | undefined): void;
  focus(): void;
}

function media({ entry }: EntryDetail, word: Word): HTMLElement {
  const { src, media: type, title } = entry;
  if (src === undefined || type === 'none')
    return h(
      'p',
      { className: 'not-shown' },
      icon('warning'),
      entry.error ?? word('Saved, but it cannot be shown here.'),
    );
  switch (type) {
    case 'image':
      return h('img', { src, alt: title, decoding: 'async', draggable: false });
    case 'video':
      return h('video', { src, controls: true, loop: true, preload: 'metadata', 'aria-label': title });
    case 'audio':
      return h('audio', { src, controls: true, preload: 'metadata', 'aria-label': title });
  }
}

function facts(views: readonly FactView[]): HTMLElement {
  const rows = views.map(({ label, value }) =>
    h('div', { className: 'fact-row' }, h('dt', {}, label), h('dd', { dir: 'auto' }, value)),
  );
  return h('dl', { className: 'fact-list' }, ...rows);
}

function silence({ entry, isSilentHere }: EntryDetail, context: DetailContext): HTMLElement | false {
  return isSilentHere && createSilence(context.word, 'detail-outside', () => context.openOutside(entry));
}

function buttons(detail: EntryDetail, context: DetailContext): HTMLElement {
  const { word } = context;
  const { entry } = detail;
  const button = (
    id: string,
    text: string,
    name: Parameters<typeof icon>[0],
    onclick: () => void,
  ): HTMLElement =>
    h('button', { type: 'button', className: 'secondary', id: `detail-${id}`, onclick }, icon(name), text);
  const own = detail.actions
    .filter(({ action }) => action !== 'remove')
    .map(({ action, label }) => button(action, label, action, () => context.act(entry, action)));
  const star = button('star', word(entry.isStarred ? 'Remove Star' : 'Star'), 'star', () =>
    context.star(entry),
  );
  const isFile = entry.output >= 0;
  const remove = isFile
    ? [button('trash', word('Delete'), 'trash', () => context.trash(entry))]
    : detail.actions
        .filter(({ action }) => action === 'remove')
        .map(({ action, label }) => button(action, label, action, () => context.act(entry, action)));
  return h('div', { className: 'actions' }, ...own, star, ...remove);
}

function parent(detail: EntryDetail, context: DetailContext): HTMLElement | false {
  const found = detail.parent;
  if (found === undefined) return false;
  const onclick = (): void => context.showParent(found.ref);
  return h(
    'p',
    { className: 'made-from' },
    context.word('Made from'),
    ' ',
    h('button', { type: 'button', className: 'link', id: 'detail-parent', onclick }, found.title),
  );
}

/** Makes the pane. */
export function createDetailPane(context: DetailContext): DetailPane {
  const { word } = context;
  const element = h('aside', { className: 'detail', tabIndex: -1 });
  let drawn = '';
  const draw = (detail: EntryDetail): void => {
    const { entry } = detail;
    const close = h(
      'button',
      { type: 'button', className: 'icon-button', id: 'detail-close', onclick: () => context.close() },
      icon('close'),
    );
    close.title = word('Close');
    close.setAttribute('aria-label', close.title);
    const shown = h('div', { className: `detail-media ${entry.kind} ${entry.media}` }, media(detail, word));
    const focused = element.contains(document.activeElement) ? document.activeElement?.id : undefined;
    element.replaceChildren(
      h(
        'header',
        { className: 'detail-head' },
        h('h2', { className: 'title', dir: 'auto', title: entry.title }, entry.title),
        close,
      ),
      shown,
      silence(detail, context) || '',
      buttons(detail, context),
      parent(detail, context) || '',
      facts(detail.facts),
      h('h3', {}, word('Request')),
      facts(detail.params),
    );
    if (focused !== undefined && focused !== '')
      document.getElementById(focused)?.focus({ preventScroll: true });
  };
  return {
    element,
    update(detail) {
      element.setAttribute('aria-label', word('Details'));
      element.classList.toggle('empty', detail === undefined);
      const hint = word('Choose one to see all about it.');
      const wanted = detail === undefined ? hint : JSON.stringify(detail);
      if (wanted === drawn) return;
      drawn = wanted;
      // What plays in it is gone with it.
      if (detail === undefined) element.replaceChildren(h('p', { className: 'hint' }, hint));
      else draw(detail);
    },
    focus: () => element.querySelector<HTMLElement>('.actions button')?.focus(),
  };
}
