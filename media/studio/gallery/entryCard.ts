/** One entry in the grid: what it looks like, and a line about it. Everything on it is a sign; the keys do the rest. */
import type { EntryView } from '../../../src/shared/galleryProtocol.ts';
import type { Word } from '../controls/control.ts';
import { h } from '../dom.ts';
import { icon } from '../icons.ts';
import { isMotionReduced } from '../motion.ts';
import { keyOf } from './entryStore.ts';
import type { MediaQueue } from './mediaQueue.ts';
import type { Waveforms } from './waveform.ts';

export interface CardParts {
  readonly word: Word;
  readonly queue: MediaQueue;
  readonly waveforms: Waveforms;
}

export interface EntryCard {
  readonly element: HTMLElement;
  readonly view: EntryView;
  /** Plays a film without sound, from its beginning; or stops. */
  play(isPlaying: boolean): void;
  /** It is not shown any more: what it loads is given up. */
  drop(): void;
}

interface Shown {
  readonly element: HTMLElement;
  play?(isPlaying: boolean): void;
  drop?(): void;
}

const time = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

function missing(view: EntryView, word: Word): Shown {
  const text = view.error ?? word('Saved, but it cannot be shown here.');
  return { element: h('p', { className: 'entry-missing' }, icon('warning'), h('span', {}, text)) };
}

function picture(src: string, { queue }: CardParts): Shown {
  const element = h('img', { alt: '', decoding: 'async', draggable: false });
  queue.add(element, src);
  return { element, drop: () => queue.drop(element) };
}

function film(src: string, view: EntryView, { queue }: CardParts): Shown {
  const video = h('video', { muted: true, loop: true, playsInline: true, preload: 'metadata', tabIndex: -1 });
  // A moment in: the very first picture is often black.
  queue.add(video, `${src}#t=0.1`);
  const length = view.durationMs === undefined ? '' : time(view.durationMs);
  const element = h(
    'div',
    { className: 'entry-film' },
    video,
    h('span', { className: 'entry-length' }, icon('resume'), length),
  );
  return {
    element,
    play(isPlaying) {
      if (isPlaying && !isMotionReduced()) void video.play().catch(() => undefined);
      else video.pause();
    },
    drop() {
      video.pause();
      queue.drop(video);
    },
  };
}

function sound(src: string, view: EntryView, { waveforms }: CardParts): Shown {
  const place = h('div', { className: 'entry-wave' }, icon(view.kind));
  waveforms.show(place, src);
  const length =
    view.durationMs === undefined ? false : h('span', { className: 'entry-length' }, time(view.durationMs));
  const element = h('div', { className: 'entry-sound' }, place, length);
  return { element, drop: () => waveforms.drop(place) };
}

function shownOf(view: EntryView, parts: CardParts): Shown {
  if (view.src === undefined || view.media === 'none') return missing(view, parts.word);
  switch (view.media) {
    case 'image':
      return picture(view.src, parts);
    case 'video':
      return film(view.src, view, parts);
    case 'audio':
      return sound(view.src, view, parts);
  }
}

/** What the eye sees in signs, as words. */
function unseen(view: EntryView, word: Word): HTMLElement {
  const parts = [view.status === 'saved' ? '' : view.statusLabel, view.isStarred ? word('starred') : ''];
  return h('span', { className: 'sr' }, parts.filter(part => part !== '').join(', '));
}

/** Makes the card of an entry. */
export function createEntryCard(view: EntryView, parts: CardParts): EntryCard {
  const shown = shownOf(view, parts);
  const media = h('div', { className: `entry-media ${view.kind}` }, shown.element);
  const failed = (): void => media.replaceChildren(missing(view, parts.word).element);
  media.querySelector('img, video')?.addEventListener('error', failed, { once: true });
  const facts = [view.model, view.credits ?? ''].filter(part => part !== '').join(' · ');
  // It is named by its content: the words come first, whatever stands above them.
  const element = h(
    'div',
    { className: 'entry', role: 'option', id: `entry-${keyOf(view)}`, 'data-key': keyOf(view) },
    h('div', { className: 'entry-title' }, view.title),
    h('div', { className: 'entry-facts' }, facts, unseen(view, parts.word)),
    media,
    view.isStarred && h('span', { className: 'entry-star' }, icon('star')),
    view.isSandbox && h('span', { className: 'badge' }, 'SANDBOX'),
    h('span', { className: 'entry-check' }, icon('check')),
  );
  element.addEventListener('pointerenter', () => shown.play?.(true));
  element.addEventListener('pointerleave', () => shown.play?.(false));
  return { element, view, play: isPlaying => shown.play?.(isPlaying), drop: () => shown.drop?.() };
}
