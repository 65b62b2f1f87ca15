/** Web addresses of media: typed or pasted, taken from a result, or from a file whose address is known. */
import type { UrlsView } from '../../../src/shared/fieldView.ts';
import { arrange, h, setAttribute, setText, setValue } from '../dom.ts';
import { icon } from '../icons.ts';
import {
  type Control,
  type ControlContext,
  type ResultInput,
  requirement,
  type ShownInput,
} from './control.ts';

const mostResults = 8;

interface Line {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** The picture of what the address leads to. */
  readonly thumb: HTMLElement;
  readonly remove: HTMLButtonElement;
}

/** Addresses do not hold blanks: what is pasted in one go is taken apart. */
const split = (text: string): string[] => text.split(/[\s,]+(?=https?:)|\s+/).filter(part => part !== '');

const signOf = (media: ResultInput['media']): HTMLElement =>
  h('span', { className: 'pick-sign' }, icon(media === 'video' || media === 'image' ? media : 'music'));

/** A sign where there is no picture, or none any more. */
function pictureOf({ media, src }: ShownInput): HTMLElement {
  if (media !== 'image' || src === undefined) return signOf(media);
  const picture = h('img', { src, alt: '', loading: 'lazy' });
  picture.addEventListener('error', () => picture.replaceWith(signOf(media)), { once: true });
  return picture;
}

class UrlsControl implements Control<UrlsView> {
  readonly element: HTMLElement;
  readonly isGroup = true;
  readonly #context: ControlContext;
  readonly #list = h('div', { className: 'lines' });
  readonly #add: HTMLButtonElement;
  readonly #results = h('div', { className: 'result-picks' });
  #lines: readonly Line[] = [];
  #view: UrlsView;
  #described: readonly [describedBy: string | undefined, row: number | undefined] = [undefined, undefined];
  #shownResults = '';

  constructor(first: UrlsView, context: ControlContext) {
    this.#view = first;
    this.#context = context;
    this.#add = h(
      'button',
      { type: 'button', className: 'quiet', id: `${context.id}-add`, onclick: () => this.#addLine() },
      icon('add'),
      context.word('Add an address'),
    );
    const choose = h(
      'button',
      { type: 'button', className: 'quiet', id: `${context.id}-choose`, onclick: () => void this.#choose() },
      icon('reveal'),
      context.word('Choose a file…'),
    );
    const buttons = h('div', { className: 'line-buttons' }, this.#add, choose);
    this.element = h(
      'div',
      { id: context.id, className: 'urls', role: 'group' },
      this.#list,
      buttons,
      this.#results,
    );
  }

  update(view: UrlsView, writes: boolean): void {
    this.#view = view;
    if (writes) this.#show(view.value);
    else if (this.#lines.length === 0) this.#show([]);
    this.#drawState();
    this.#drawResults();
  }

  describe(describedBy: string | undefined, problem?: { at?: { row: number } }): void {
    this.#described = [describedBy, problem === undefined ? undefined : (problem.at?.row ?? 0)];
    this.#drawState();
  }

  focus(problem?: { at?: { row: number } }): void {
    this.#lines[this.#lineOf(problem?.at?.row ?? 0)]?.input.focus();
  }

  #values(): string[] {
    return this.#lines.map(line => line.input.value);
  }

  /** The line of the host's nth address; the first line where there is none. */
  #lineOf(nth: number): number {
    const filled = this.#lines.flatMap((line, at) => (line.input.value.trim() === '' ? [] : [at]));
    return filled[nth] ?? 0;
  }

  /** Blank lines are nothing to the host: it counts the others alone. */
  #report(): void {
    const values = this.#values().filter(v => v.trim() !== '');
    this.#context.change(this.#view.isList ? values : (values[0] ?? ''));
  }

  #show(values: readonly string[]): void {
    const wanted = values.length === 0 ? [''] : values;
    const lines = wanted.map((value, at) => {
      const line = this.#lines[at] ?? this.#createLine();
      setValue(line.input, value);
      return line;
    });
    this.#setLines(lines);
  }

  #setLines(lines: readonly Line[]): void {
    this.#lines = lines;
    arrange(
      this.#list,
      lines.map(line => line.element),
    );
    this.#drawState();
  }

  #createLine(): Line {
    const { word } = this.#context;
    const input = h('input', {
      type: 'url',
      autocomplete: 'off',
      spellcheck: false,
      placeholder: word('Web address, https://…'),
      oninput: () => {
        this.#drawState();
        this.#report();
      },
    });
    input.addEventListener('paste', e => this.#paste(e, input));
    const remove = h('button', { type: 'button', className: 'icon-button' }, icon('remove'));
    const thumb = h('span', { className: 'line-thumb', hidden: true });
    const line: Line = {
      element: h('div', { className: 'line' }, thumb, input, remove),
      input,
      thumb,
      remove,
    };
    remove.addEventListener('click', () => this.#removeLine(line));
    return line;
  }

  #paste(e: ClipboardEvent, input: HTMLInputElement): void {
    const parts = split(e.clipboardData?.getData('text') ?? '');
    if (parts.length < 2 || this.#view.maxItems < 2) return;
    e.preventDefault();
    const at = this.#lines.findIndex(line => line.input === input);
    const before = this.#values().slice(0, at);
    const after = this.#values().slice(at + 1);
    const all = [...before, ...(input.value.trim() === '' ? [] : [input.value]), ...parts, ...after];
    this.#show(all.slice(0, this.#view.maxItems));
    this.#report();
  }

  #addLine(): void {
    const line = this.#createLine();
    this.#setLines([...this.#lines, line]);
    line.input.focus();
  }

  #removeLine(line: Line): void {
    const at = this.#lines.indexOf(line);
    const rest = this.#lines.filter(l => l !== line);
    if (rest.length === 0) {
      line.input.value = '';
      line.input.focus();
    } else {
      this.#setLines(rest);
      (rest[at] ?? rest[at - 1])?.input.focus();
    }
    this.#report();
  }

  /** Into the first empty line, else a new one; where there is no room, in place of the last. */
  #put(url: string | undefined): void {
    if (url === undefined) return;
    const values = this.#values();
    const free = values.findIndex(v => v.trim() === '');
    if (free >= 0) values[free] = url;
    else if (values.length < this.#view.maxItems) values.push(url);
    else values[values.length - 1] = url;
    this.#show(values);
    this.#report();
  }

  async #choose(): Promise<void> {
    this.#put(await this.#context.chooseFile(this.#view.media));
  }

  #drawState(): void {
    const { word, id } = this.#context;
    const [describedBy, problemRow] = this.#described;
    const row = problemRow === undefined ? undefined : this.#lineOf(problemRow);
    this.#lines.forEach(({ input, thumb, remove }, at) => {
      this.#drawThumb(thumb, input.value);
      const name = this.#view.maxItems > 1 ? `${this.#view.label} ${at + 1}` : this.#view.label;
      input.id = `${id}-${at}`;
      input.setAttribute('aria-label', name);
      setAttribute(input, 'aria-required', at === 0 ? requirement(this.#view) : undefined);
      setAttribute(input, 'aria-invalid', row === at ? 'true' : undefined);
      setAttribute(input, 'aria-describedby', describedBy);
      remove.id = `${id}-remove-${at}`;
      remove.title = word('Remove this address');
      remove.setAttribute('aria-label', `${word('Remove this address')}: ${name}`);
      remove.hidden = this.#lines.length === 1 && input.value === '';
    });
    this.#add.hidden = this.#lines.length >= this.#view.maxItems;
  }

  #drawThumb(thumb: HTMLElement, url: string): void {
    const shown = this.#context.shownAt(url);
    thumb.hidden = shown === undefined;
    if (shown === undefined || thumb.title === shown.title) return;
    thumb.title = shown.title;
    thumb.replaceChildren(pictureOf(shown));
  }

  #drawResults(): void {
    const results = this.#context.results(this.#view.media).slice(0, mostResults);
    const wanted = JSON.stringify(results);
    if (wanted === this.#shownResults) return;
    this.#shownResults = wanted;
    const label = h('span', { className: 'picks-label' });
    setText(label, this.#context.word('Use a result:'));
    this.#results.replaceChildren(
      ...(results.length === 0 ? [] : [label, ...results.map(r => this.#pick(r))]),
    );
  }

  #pick(result: ResultInput): HTMLElement {
    const onclick = async (): Promise<void> => this.#put(await this.#context.addressOf(result));
    const name = `${this.#context.word('Use a result:')} ${result.title}`;
    return h(
      'button',
      {
        type: 'button',
        className: 'pick',
        title: result.title,
        'aria-label': name,
        onclick: () => void onclick(),
      },
      pictureOf(result),
    );
  }
}

/** Makes the control. */
export function urlsControl(first: UrlsView, context: ControlContext): Control<UrlsView> {
  return new UrlsControl(first, context);
}
