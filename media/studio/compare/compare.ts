/** Pictures against each other: two under a slider, side by side or as their difference; up to nine in a grid. */
import type { EntryView } from '../../../src/shared/galleryProtocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setAttribute, setText } from '../dom.ts';
import { keyOf } from '../gallery/entryStore.ts';
import { icon } from '../icons.ts';
import { whileDragged } from '../press.ts';
import { wholePicture, type Zoom, zoomAt } from './zoom.ts';
import { watchZoomInput } from './zoomInput.ts';

export const compareModes = ['slider', 'sides', 'difference'] as const;
export type CompareMode = (typeof compareModes)[number];

const modeWords: Readonly<Record<CompareMode, string>> = {
  slider: 'Slider',
  sides: 'Side by Side',
  difference: 'Difference',
};

export interface CompareContext {
  readonly word: Word;
  /** The others are not wanted any more. */
  keep(kept: EntryView, others: readonly EntryView[]): void;
  close(): void;
}

const buttonFactor = 1.5;
/** So near to the slider's line dragging moves the line, px. */
const grip = 18;

export class Compare {
  readonly element: HTMLElement;
  readonly #context: CompareContext;
  readonly #stage = h('div', { className: 'compare-stage', id: 'compare-stage', tabIndex: 0, role: 'group' });
  readonly #captions = h('div', { className: 'compare-captions' });
  readonly #modes = h('div', { className: 'compare-modes', role: 'radiogroup' });
  readonly #split = h('input', { id: 'compare-split', type: 'range', min: '0', max: '100', step: '1' });
  readonly #scale = h('span', { className: 'compare-scale', role: 'status' });
  readonly #back = h('button', { type: 'button', className: 'secondary', id: 'compare-close' });
  readonly #zoomIn = h('button', { type: 'button', className: 'icon-button', id: 'compare-in' }, icon('add'));
  readonly #zoomOut = h(
    'button',
    { type: 'button', className: 'icon-button', id: 'compare-out' },
    icon('minus'),
  );
  readonly #fit = h('button', { type: 'button', className: 'secondary', id: 'compare-fit' });
  #entries: readonly EntryView[] = [];
  #mode: CompareMode = 'slider';
  #zoom = wholePicture;

  constructor(context: CompareContext) {
    this.#context = context;
    this.#back.addEventListener('click', () => context.close());
    this.#zoomIn.addEventListener('click', () =>
      this.#setZoom(zoomAt(this.#zoom, buttonFactor, { x: 0, y: 0 })),
    );
    this.#zoomOut.addEventListener('click', () =>
      this.#setZoom(zoomAt(this.#zoom, 1 / buttonFactor, { x: 0, y: 0 })),
    );
    this.#fit.addEventListener('click', () => this.#setZoom(wholePicture));
    this.#split.addEventListener('input', () => this.#drawSplit());
    const tools = h(
      'div',
      { className: 'compare-zoom' },
      this.#zoomOut,
      this.#scale,
      this.#zoomIn,
      this.#fit,
    );
    const head = h('header', { className: 'compare-head' }, this.#back, this.#modes, tools);
    this.element = h(
      'section',
      { className: 'compare', hidden: true },
      head,
      this.#stage,
      this.#split,
      this.#captions,
    );
    watchZoomInput(this.#stage, {
      get: () => this.#zoom,
      set: zoom => this.#setZoom(zoom),
      isTaken: e => this.#isOnSplit(e) && this.#dragSplit(e),
    });
    this.element.addEventListener('keydown', e => {
      if (e.key === 'Escape' && !e.defaultPrevented) context.close();
    });
  }

  /** Shows these pictures. */
  open(entries: readonly EntryView[]): void {
    this.#entries = entries;
    this.#mode = entries.length === 2 ? this.#mode : 'sides';
    this.#split.value = '50';
    this.element.hidden = false;
    this.#drawWords();
    this.#draw();
    this.#setZoom(wholePicture);
    this.#stage.focus();
  }

  /** The pictures are let go. */
  close(): void {
    this.element.hidden = true;
    this.#entries = [];
    this.#stage.replaceChildren();
    this.#captions.replaceChildren();
  }

  #drawWords(): void {
    const { word } = this.#context;
    this.element.setAttribute('aria-label', word('Compare'));
    this.#back.replaceChildren(icon('up'), word('Back to the Gallery'));
    setText(this.#fit, word('Fit'));
    for (const [button, text] of [
      [this.#zoomIn, 'Zoom In'],
      [this.#zoomOut, 'Zoom Out'],
    ] as const) {
      button.title = word(text);
      button.setAttribute('aria-label', word(text));
    }
    setAttribute(this.#stage, 'aria-label', word('Pictures. Plus and minus zoom, arrow keys move, 0 fits.'));
    setAttribute(this.#split, 'aria-label', word('How much of the first picture is shown'));
    setAttribute(this.#modes, 'aria-label', word('How to compare'));
    this.#modes.hidden = this.#entries.length !== 2;
    this.#modes.replaceChildren(...compareModes.map(mode => this.#modeButton(mode)));
  }

  #modeButton(mode: CompareMode): HTMLElement {
    const { word } = this.#context;
    const onchange = (): void => {
      this.#mode = mode;
      this.#draw();
    };
    const props = { type: 'radio', name: 'compare-mode', value: mode, id: `compare-${mode}`, onchange };
    const radio = h('input', { ...props, checked: this.#mode === mode });
    return h('label', { className: 'compare-mode' }, radio, h('span', {}, word(modeWords[mode])));
  }

  #draw(): void {
    const count = this.#entries.length;
    this.#stage.className = `compare-stage ${this.#mode} count-${count}`;
    this.#split.hidden = this.#mode !== 'slider';
    const pictures = this.#entries.map(entry =>
      h('img', { src: entry.src, alt: entry.title, draggable: false }),
    );
    const frame = (...inside: (HTMLElement | false)[]): HTMLElement =>
      h('div', { className: 'compare-frame' }, ...inside);
    const line = h('span', { className: 'compare-line', 'aria-hidden': 'true' });
    const frames =
      this.#mode === 'sides'
        ? pictures.map(p => frame(p))
        : [frame(...pictures, this.#mode === 'slider' && line)];
    this.#stage.replaceChildren(...frames);
    this.#captions.className = `compare-captions count-${count}`;
    this.#captions.replaceChildren(...this.#entries.map((entry, at) => this.#caption(entry, at)));
    this.#drawSplit();
  }

  #caption(entry: EntryView, at: number): HTMLElement {
    const { word, keep } = this.#context;
    const others = this.#entries.filter(other => keyOf(other) !== keyOf(entry));
    const facts = [
      entry.model,
      entry.width === undefined ? '' : `${entry.width} × ${entry.height}`,
      entry.credits ?? '',
    ];
    const label = word('Keep This One');
    const onclick = (): void => keep(entry, others);
    const name = `${label}: ${at + 1}, ${entry.title}`;
    return h(
      'div',
      { className: 'compare-caption' },
      h('span', { className: 'compare-number' }, String(at + 1)),
      h(
        'div',
        { className: 'compare-text' },
        h('div', { className: 'entry-title', title: entry.title }, entry.title),
        h('div', { className: 'entry-facts' }, facts.filter(fact => fact !== '').join(' · ')),
      ),
      h(
        'button',
        { type: 'button', className: 'secondary', id: `keep-${at}`, 'aria-label': name, onclick },
        icon('check'),
        label,
      ),
    );
  }

  #setZoom(zoom: Zoom): void {
    this.#zoom = zoom;
    const { style } = this.#stage;
    style.setProperty('--scale', String(zoom.scale));
    style.setProperty('--x', `${zoom.x * 100}%`);
    style.setProperty('--y', `${zoom.y * 100}%`);
    setText(this.#scale, `${Math.round(zoom.scale * 100)} %`);
  }

  #drawSplit(): void {
    this.#stage.style.setProperty('--split', `${this.#split.value}%`);
  }

  #isOnSplit(e: PointerEvent): boolean {
    const line = this.#stage.querySelector('.compare-line')?.getBoundingClientRect();
    return line !== undefined && Math.abs(e.clientX - (line.left + line.right) / 2) <= grip;
  }

  #dragSplit(e: PointerEvent): true {
    const box = this.#stage.querySelector('.compare-frame')?.getBoundingClientRect();
    this.#stage.setPointerCapture(e.pointerId);
    const move = (event: PointerEvent): void => {
      if (box === undefined) return;
      const percent = ((event.clientX - box.left) / box.width) * 100;
      this.#split.value = String(Math.min(100, Math.max(0, percent)));
      this.#drawSplit();
    };
    whileDragged(this.#stage, move);
    return true;
  }
}
