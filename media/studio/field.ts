/** One field of the form: label, control, and the texts around it. Updated in place, never drawn anew. */
import type { FieldView } from '../../src/shared/fieldView.ts';
import type { ProblemView } from '../../src/shared/protocol.ts';
import { choiceStyle, radioControl, selectControl } from './controls/choiceControl.ts';
import type { Control, ControlContext, Word } from './controls/control.ts';
import { jsonControl } from './controls/jsonControl.ts';
import { hasSlider, numberControl } from './controls/numberControl.ts';
import { rowsControl } from './controls/rowsControl.ts';
import { switchControl } from './controls/switchControl.ts';
import { codePoints, textControl } from './controls/textControl.ts';
import { urlsControl } from './controls/urlsControl.ts';
import { h, hasFocus, setAttribute, setText } from './dom.ts';
import { icon } from './icons.ts';

export type FieldContext = Omit<ControlContext, 'id' | 'change'> & {
  change(name: string, value: unknown): void;
  /** Back to the default. */
  reset(name: string): void;
};

/** Whether a default is shown: something that the person did not say. */
const showsValue = ({ value }: FieldView): boolean =>
  !(value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0));

/** Fields of one shape can take each other's place without a new control. */
export function shapeOf(view: FieldView): string {
  switch (view.type) {
    case 'text':
      return `text ${view.isMultiline} ${view.isPrompt} ${view.suggestions !== undefined}`;
    case 'choice':
      return `choice ${choiceStyle(view)}`;
    case 'number':
      return `number ${hasSlider(view)}`;
    case 'rows':
      return `rows ${JSON.stringify(view.columns)}`;
    default:
      return view.type;
  }
}

function createControl(view: FieldView, context: ControlContext): Control<never> {
  switch (view.type) {
    case 'text':
      return textControl(view, context);
    case 'choice':
      return choiceStyle(view) === 'list' ? selectControl(view, context) : radioControl(view, context);
    case 'number':
      return numberControl(view, context);
    case 'boolean':
      return switchControl(view, context);
    case 'urls':
      return urlsControl(view, context);
    case 'json':
      return jsonControl(view, context);
    case 'rows':
      return rowsControl(view, context);
  }
}

/** How full a text field is: said when it matters, from half of the limit on. */
function drawCounter(counter: HTMLElement, view: FieldView, text: string | undefined): void {
  const limit = view.type === 'text' ? view.maxLength : undefined;
  const length = limit === undefined || text === undefined ? 0 : codePoints(text);
  const isShown = limit !== undefined && length * 2 > limit;
  setText(counter, isShown ? `${length.toLocaleString()} / ${limit.toLocaleString()}` : '');
  counter.classList.toggle('over', limit !== undefined && length > limit);
}

export class Field {
  readonly element: HTMLElement;
  readonly #control: Control<FieldView>;
  readonly #fieldset: HTMLFieldSetElement;
  readonly #label = h('span', { className: 'label-text' });
  readonly #star = h('span', { className: 'required', 'aria-hidden': 'true' }, '*');
  readonly #default = h('span', { className: 'default-mark' });
  readonly #reset: HTMLButtonElement;
  readonly #counter = h('span', { className: 'counter', 'aria-hidden': 'true' });
  readonly #hint: HTMLElement;
  readonly #problem: HTMLElement;
  readonly #word: Word;
  #view: FieldView;

  constructor(first: FieldView, context: FieldContext) {
    const id = `field-${first.name}`;
    this.#view = first;
    this.#word = context.word;
    this.#hint = h('p', { className: 'hint', id: `${id}-hint` });
    this.#problem = h('p', { className: 'problem', id: `${id}-problem` });
    const change = (value: unknown): void => {
      if (typeof value === 'string') drawCounter(this.#counter, this.#view, value);
      context.change(first.name, value);
    };
    this.#control = createControl(first, { ...context, id, change }) as Control<FieldView>;
    const { isGroup, element } = this.#control;
    const names = [this.#label, this.#star];
    const label = isGroup
      ? h('span', { className: 'label', id: `${id}-label` }, ...names)
      : h('label', { className: 'label', for: id }, ...names);
    if (isGroup) element.setAttribute('aria-labelledby', `${id}-label`);
    this.#fieldset = h('fieldset', { role: 'none', className: 'control' }, element);
    const reset = { type: 'button', className: 'icon-button reset', id: `${id}-reset` };
    this.#reset = h('button', { ...reset, onclick: () => context.reset(first.name) }, icon('undo'));
    const head = h('div', { className: 'field-head' }, label, this.#default, this.#reset, this.#counter);
    // Below a group of lines a hint would be far from what it is about.
    const inner = isGroup ? [this.#hint, this.#fieldset] : [this.#fieldset, this.#hint];
    const parts = [head, ...inner, this.#problem];
    this.element = h('div', { className: `field type-${first.type}`, 'data-field': first.name }, ...parts);
  }

  get view(): FieldView {
    return this.#view;
  }

  /** Whether the person is in it. */
  hasFocus(): boolean {
    return hasFocus(this.element);
  }

  /** Takes over what the host says. The value only where `writes`. `isGiven`: the person has said it. */
  update(view: FieldView, { writes, isGiven }: { writes: boolean; isGiven: boolean }): void {
    this.#view = view;
    setText(this.#label, view.label);
    setText(this.#default, !isGiven && showsValue(view) ? this.#word('Default') : '');
    this.#reset.hidden = !isGiven;
    this.#reset.title = this.#word('Back to the default');
    setAttribute(this.#reset, 'aria-label', `${this.#reset.title}: ${view.label}`);
    this.#star.hidden = !view.isRequired;
    this.#star.title = this.#word('required');
    const isOff = view.excludedBy !== undefined;
    // One that is switched off under the hands of its person would lose the focus.
    if (!(isOff && this.hasFocus())) this.#fieldset.disabled = isOff;
    this.element.classList.toggle('off', isOff);
    const hint = isOff ? this.#word('Not together with “{0}”.', view.excludedBy) : (view.description ?? '');
    setText(this.#hint, hint);
    this.#control.update(view, writes);
    if (writes) drawCounter(this.#counter, view, view.type === 'text' ? view.value : undefined);
  }

  /** Shows a problem beside the control, or none. */
  showProblem(problem: ProblemView | undefined): void {
    setText(this.#problem, problem?.text ?? '');
    this.element.classList.toggle('wrong', problem !== undefined);
    const ids = [this.#hint, this.#problem].filter(e => e.textContent !== '').map(e => e.id);
    this.#control.describe(ids.length === 0 ? undefined : ids.join(' '), problem);
    setAttribute(this.element, 'data-problem', problem && 'true');
  }

  focus(problem?: ProblemView): void {
    this.#control.focus(problem);
  }
}
