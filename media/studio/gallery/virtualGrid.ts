/** A grid of any number of entries of which only those that can be seen are elements. One stop for the Tab key. */
import type { EntryView } from '../../../src/shared/galleryProtocol.ts';
import { arrange, h, setAttribute } from '../dom.ts';
import { after } from '../host.ts';
import { type CardParts, createEntryCard, type EntryCard } from './entryCard.ts';
import { keyOf } from './entryStore.ts';
import { type GridSize, gridSize, placeOf, totalHeight, visibleRange } from './gridLayout.ts';
import type { Selection } from './selection.ts';

const stillMs = 90;

export interface GridListener {
  /** The end of what is loaded is near. */
  nearEnd(): void;
  /** It was scrolled, and stands still again. */
  still(): void;
}

export class VirtualGrid {
  readonly element: HTMLElement;
  readonly #inner = h('div', { className: 'grid-inner', role: 'none' });
  readonly #parts: CardParts;
  readonly #selection: Selection;
  readonly #listener: GridListener;
  readonly #cards = new Map<string, EntryCard>();
  #entries: readonly EntryView[] = [];
  #keys: readonly string[] = [];
  #size: GridSize = gridSize(0);
  #frame: number | undefined;
  #stopMoving: (() => void) | undefined;
  #playing: EntryCard | undefined;

  constructor(parts: CardParts, selection: Selection, listener: GridListener) {
    this.#parts = parts;
    this.#selection = selection;
    this.#listener = listener;
    this.element = h(
      'div',
      { className: 'grid', id: 'gallery-grid', role: 'listbox', tabIndex: 0, 'aria-multiselectable': 'true' },
      this.#inner,
    );
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    for (const event of ['focus', 'blur']) this.element.addEventListener(event, () => this.#playActive());
    new ResizeObserver(() => this.#resized()).observe(this.element);
  }

  /** Keys in their order. */
  get keys(): readonly string[] {
    return this.#keys;
  }

  get columns(): number {
    return this.#size.columns;
  }

  /** How many rows fit into the view. */
  get rowsInView(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / (this.#size.cellHeight + this.#size.gap)));
  }

  setName(name: string): void {
    setAttribute(this.element, 'aria-label', name);
  }

  /** Shows these. Entries that did not change keep their elements. */
  update(entries: readonly EntryView[]): void {
    this.#entries = entries;
    this.#keys = entries.map(keyOf);
    this.#layOut();
  }

  /** Draws what is chosen and where the keys are. */
  drawSelection(): void {
    const { active } = this.#selection;
    for (const [key, { element }] of this.#cards) {
      setAttribute(element, 'aria-selected', String(this.#selection.has(key)));
      element.classList.toggle('active', key === active);
    }
    const shown = active === undefined ? undefined : this.#cards.get(active);
    setAttribute(this.element, 'aria-activedescendant', shown?.element.id);
    this.#playActive();
  }

  /** Brings an entry into view. */
  reveal(key: string): void {
    const index = this.#keys.indexOf(key);
    if (index < 0) return;
    const { y } = placeOf(this.#size, index);
    const { scrollTop, clientHeight } = this.element;
    if (y < scrollTop) this.element.scrollTop = y;
    else if (y + this.#size.cellHeight > scrollTop + clientHeight)
      this.element.scrollTop = y + this.#size.cellHeight - clientHeight;
    this.#draw();
  }

  /** Key of the first entry in view. */
  get top(): string | undefined {
    const { columns, cellHeight, gap } = this.#size;
    return this.#keys[Math.round(this.element.scrollTop / (cellHeight + gap)) * columns];
  }

  /** Makes it the first in view. */
  scrollTo(key: string): void {
    const index = this.#keys.indexOf(key);
    if (index < 0) return;
    this.element.scrollTop = placeOf(this.#size, index).y;
    this.#draw();
  }

  scrollToTop(): void {
    this.element.scrollTop = 0;
  }

  /** The entry that an event came from. */
  indexAt(target: EventTarget | null): number {
    const key = target instanceof Element ? target.closest<HTMLElement>('.entry')?.dataset['key'] : undefined;
    return key === undefined ? -1 : this.#keys.indexOf(key);
  }

  #scrolled(): void {
    this.#parts.queue.setMoving(true);
    this.#stopMoving?.();
    this.#stopMoving = after(stillMs, () => {
      this.#parts.queue.setMoving(false);
      this.#listener.still();
    });
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  #resized(): void {
    const first = visibleRange(this.#size, this.#view(), this.#entries.length)[0];
    const before = this.#size;
    this.#layOut();
    // What was in view stays in view when the columns change.
    if (before.columns !== this.#size.columns && first > 0)
      this.element.scrollTop = placeOf(this.#size, first).y;
  }

  #layOut(): void {
    this.#size = gridSize(this.#inner.clientWidth);
    this.#inner.style.height = `${totalHeight(this.#size, this.#entries.length)}px`;
    this.#draw();
  }

  #view(): { top: number; height: number } {
    return { top: this.element.scrollTop, height: this.element.clientHeight };
  }

  #draw(): void {
    const count = this.#entries.length;
    const [from, to] = visibleRange(this.#size, this.#view(), count);
    const wanted = new Set(this.#keys.slice(from, to));
    for (const [key, card] of this.#cards) if (!wanted.has(key)) this.#drop(key, card);
    const cards = Array.from({ length: to - from }, (_, at) => this.#place(from + at));
    // Who reads the page hears them in their order.
    arrange(
      this.#inner,
      cards.filter(card => card !== undefined),
    );
    if (to >= count) this.#listener.nearEnd();
    this.drawSelection();
  }

  #place(index: number): HTMLElement | undefined {
    const view = this.#entries[index];
    const key = this.#keys[index];
    if (view === undefined || key === undefined) return undefined;
    const { element } = this.#cardFor(key, view);
    const { x, y } = placeOf(this.#size, index);
    element.style.transform = `translate(${x}px, ${y}px)`;
    element.style.width = `${this.#size.cellWidth}px`;
    element.style.height = `${this.#size.cellHeight}px`;
    setAttribute(element, 'aria-posinset', String(index + 1));
    setAttribute(element, 'aria-setsize', String(this.#entries.length));
    return element;
  }

  #cardFor(key: string, view: EntryView): EntryCard {
    const known = this.#cards.get(key);
    if (known !== undefined && isSame(known.view, view)) return known;
    if (known !== undefined) this.#drop(key, known);
    const card = createEntryCard(view, this.#parts);
    this.#cards.set(key, card);
    return card;
  }

  #drop(key: string, card: EntryCard): void {
    card.drop();
    card.element.remove();
    this.#cards.delete(key);
    if (this.#playing === card) this.#playing = undefined;
  }

  /** A film under the keys plays as one under the mouse does. */
  #playActive(): void {
    const { active } = this.#selection;
    const card =
      document.activeElement === this.element && active !== undefined ? this.#cards.get(active) : undefined;
    if (card === this.#playing) return;
    this.#playing?.play(false);
    this.#playing = card;
    card?.play(true);
  }
}

const isSame = (a: EntryView, b: EntryView): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
