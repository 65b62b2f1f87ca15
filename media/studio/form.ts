/** The form: fields in two groups, what it costs, and the button that runs it. Kept in step with the host in place. */
import type { FieldView } from '../../src/shared/fieldView.ts';
import type { FieldListView, FormView, ProblemView } from '../../src/shared/protocol.ts';
import type { Params } from '../../src/shared/views.ts';
import type { Word } from './controls/control.ts';
import { arrange, h, setText } from './dom.ts';
import { type Step, showFailure } from './failure.ts';
import { Field, type FieldContext, shapeOf } from './field.ts';
import { icon } from './icons.ts';
import { createModelPicker, type ModelPicker } from './modelPicker.ts';
import { whenReleased } from './press.ts';
import { createVariations, type Variations } from './variations.ts';

export interface FormContext extends Omit<FieldContext, 'change' | 'reset'> {
  /** Whether what is shown is the answer to what is written. */
  isFresh(): boolean;
  change(name: string, value: unknown): void;
  chooseModel(model: string): void;
  run(): void;
  setMoreOpen(isOpen: boolean): void;
  copyCurl(): void;
  lists(): readonly FieldListView[];
  changeLists(lists: readonly FieldListView[]): void;
}

const hasValue = (value: unknown): boolean =>
  !(value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0));

export class Form {
  readonly element: HTMLElement;
  readonly #context: FormContext;
  readonly #word: Word;
  readonly #picker: ModelPicker;
  readonly #variations: Variations;
  readonly #primary = h('div', { className: 'fields' });
  readonly #others = h('div', { className: 'fields' });
  readonly #more: HTMLDetailsElement;
  readonly #moreLabel = h('span', {});
  readonly #moreCount = h('span', { className: 'count' });
  readonly #preview = h('pre', { tabIndex: 0 });
  readonly #previewLabel = h('span', {});
  readonly #previewBox: HTMLDetailsElement;
  readonly #curl: HTMLButtonElement;
  readonly #budget = h('span', { className: 'day-budget' });
  readonly #price = h('span', { className: 'price' });
  readonly #duration = h('span', { className: 'duration' });
  readonly #error = h('p', { className: 'run-error', id: 'run-error', role: 'alert' });
  readonly #runLabel = h('span', {});
  readonly #button: HTMLButtonElement;
  readonly #shortcut = h('kbd', { 'aria-hidden': 'true' });
  readonly #fields = new Map<string, Field>();
  /** Fields that the person changed and left, or for which Run was tried: their problems are shown. */
  readonly #judged = new Set<string>();
  readonly #changed = new Set<string>();
  /** Fields that go back to their default with the next answer. */
  readonly #resets = new Set<string>();
  #view: FormView | undefined;
  #values: Params = {};
  /** The failure that is shown says that fields have problems: it goes when they have none. */
  #isAboutFields = false;

  constructor(context: FormContext) {
    this.#context = context;
    this.#word = context.word;
    this.#picker = createModelPicker(context.word, model => context.chooseModel(model));
    this.#variations = createVariations(context.word, lists => context.changeLists(lists));
    this.#more = h(
      'details',
      { className: 'more', ontoggle: () => context.setMoreOpen(this.#more.open) },
      h('summary', { id: 'more-options' }, icon('down'), this.#moreLabel, this.#moreCount),
      this.#others,
    );
    this.#curl = h('button', { type: 'button', className: 'quiet', id: 'copy-curl' });
    this.#curl.addEventListener('click', () => context.copyCurl());
    this.#previewBox = h(
      'details',
      { className: 'preview' },
      h('summary', {}, icon('down'), this.#previewLabel),
      this.#preview,
      this.#curl,
    );
    this.#button = h(
      'button',
      {
        ...{ type: 'button', id: 'run', className: 'primary' },
        // The second click of a double click comes when the first has been answered already.
        onclick: (e: Event) => {
          if (!(e instanceof UIEvent) || e.detail <= 1) context.run();
        },
        onkeydown: (e: KeyboardEvent) => {
          if (e.repeat) e.preventDefault();
        },
      },
      icon('spark'),
      this.#runLabel,
      this.#shortcut,
    );
    const facts = h('div', { className: 'run-facts' }, this.#price, this.#duration, this.#budget);
    this.element = h(
      'form',
      { className: 'form', id: 'form', role: 'tabpanel', onsubmit: (e: Event) => e.preventDefault() },
      h(
        'div',
        { className: 'form-body' },
        this.#picker.element,
        this.#primary,
        this.#more,
        this.#variations.element,
        this.#previewBox,
      ),
      h('div', { className: 'run' }, this.#error, this.#button, facts),
    );
    this.element.addEventListener('focusout', e => this.#left(e));
  }

  get view(): FormView | undefined {
    return this.#view;
  }

  /** What the person wrote so far; decides what of the host's values is shown. */
  setValues(values: Params): void {
    this.#values = values;
  }

  /** Draws what the host says. `isOther`: of another draft, so that all values are taken over. */
  show(view: FormView, isOther: boolean): void {
    if (isOther && this.#view?.kind !== view.kind) this.#forget();
    this.#view = view;
    this.element.setAttribute('aria-labelledby', `tab-${view.kind}`);
    this.#drawWords();
    this.#picker.element.hidden = view.models.length < 2;
    this.#picker.update(view);
    this.#drawFields(view, isOther);
    const others = view.fields.filter(f => !f.isPrimary);
    this.#more.hidden = others.length === 0;
    const given = others.filter(f => hasValue(this.#values[f.name])).length;
    setText(this.#moreCount, given === 0 ? '' : String(given));
    this.#variations.update(view, this.#context.lists());
    setText(this.#price, view.batch === undefined ? view.price : view.batch.price);
    setText(this.#duration, view.batch === undefined ? view.duration : view.batch.duration);
    setText(this.#budget, view.budget ?? '');
    setText(this.#preview, view.preview ?? '');
    this.#previewBox.hidden = view.preview === undefined;
    if (this.#isAboutFields && view.problems.length === 0) this.setError('');
    this.#drawProblems();
  }

  setMoreOpen(isOpen: boolean): void {
    this.#more.open = isOpen;
  }

  /** With buttons for what can be done about it. */
  setError(text: string, steps: readonly Step[] = []): void {
    this.#isAboutFields = false;
    showFailure(this.#error, text, steps);
  }

  setBusy(isBusy: boolean): void {
    this.#button.setAttribute('aria-disabled', String(isBusy));
    const count = this.#view?.batch?.count;
    const idle =
      count === undefined ? this.#word('Generate') : this.#word('Generate {0} tasks', String(count));
    setText(this.#runLabel, isBusy ? this.#word('Sending…') : idle);
  }

  /** A new try begins, or all went well: nothing is held against the fields any more. */
  forgive(): void {
    this.#judged.clear();
    this.#changed.clear();
    this.#drawProblems();
  }

  /** Shows all problems and puts the focus on the first. */
  judgeAll(): void {
    this.setError(this.#word('The fields above need a look first.'));
    this.#isAboutFields = true;
    for (const field of this.#view?.fields ?? []) this.#judged.add(field.name);
    this.#drawProblems();
    const [first] = this.#view?.problems ?? [];
    if (first !== undefined) this.focusField(first.field, first);
  }

  /** Puts the focus on a field, opening what hides it. */
  focusField(name: string, problem?: ProblemView): void {
    const field = this.#fields.get(name);
    if (field === undefined) return;
    if (this.#others.contains(field.element)) this.#more.open = true;
    field.focus(problem);
  }

  /** Writes into a field as if the person had. */
  fill(name: string, value: unknown): void {
    const view = this.#fields.get(name)?.view;
    if (view === undefined) return;
    this.#change(name, value);
    this.#fields.get(name)?.update({ ...view, value } as FieldView, { writes: true, isGiven: true });
    this.focusField(name);
  }

  /** Writes into the field that says what is to be made. */
  fillPrompt(text: string): undefined {
    const field = this.#view?.fields.find(f => f.isPrompt);
    const [column] = field?.type === 'rows' ? field.columns : [];
    if (field !== undefined) this.fill(field.name, column === undefined ? text : [{ [column.name]: text }]);
  }

  /** Puts the focus on that field, else on the first. */
  focusPrompt(): void {
    const fields = this.#view?.fields ?? [];
    const field = fields.find(f => f.isPrompt) ?? fields.find(f => f.isPrimary) ?? fields[0];
    if (field !== undefined) this.focusField(field.name);
  }

  /** What stands in that field; empty where there is none. */
  promptText(): string {
    const name = this.#view?.fields.find(f => f.isPrompt)?.name;
    const value = name === undefined ? undefined : this.#values[name];
    return typeof value === 'string' ? value : '';
  }

  #forget(): void {
    this.#judged.clear();
    this.#changed.clear();
    this.setError('');
    this.element.querySelector('.form-body')?.scrollTo({ top: 0 });
  }

  #drawWords(): void {
    setText(this.#moreLabel, this.#word('More options'));
    setText(this.#previewLabel, this.#word('Request preview'));
    this.#curl.replaceChildren(icon('copy'), this.#word('Copy as curl'));
    setText(this.#shortcut, this.#word('Ctrl+Enter'));
    if (this.#button.getAttribute('aria-disabled') !== 'true') this.setBusy(false);
  }

  #change(name: string, value: unknown): void {
    // A file that was chosen for a model that is not the one any more.
    if (!this.#fields.has(name)) return;
    this.#changed.add(name);
    this.setError('');
    this.#context.change(name, value);
  }

  /** The default comes with the next answer, and is shown although the focus is there. */
  #reset(name: string): void {
    this.#resets.add(name);
    this.#change(name, undefined);
    this.#fields.get(name)?.focus();
  }

  #drawFields(view: FormView, isOther: boolean): void {
    const wanted = new Set(view.fields.map(f => f.name));
    for (const name of this.#fields.keys()) if (!wanted.has(name)) this.#fields.delete(name);
    for (const field of view.fields) this.#drawField(field, isOther);
    const elementsOf = (isPrimary: boolean): HTMLElement[] =>
      view.fields
        .filter(f => f.isPrimary === isPrimary)
        .flatMap(f => this.#fields.get(f.name)?.element ?? []);
    arrange(this.#primary, elementsOf(true));
    arrange(this.#others, elementsOf(false));
  }

  #drawField(view: FieldView, isOther: boolean): void {
    const known = this.#fields.get(view.name);
    const isKept = known !== undefined && shapeOf(known.view) === shapeOf(view);
    const change = (name: string, value: unknown): void => this.#change(name, value);
    const reset = (name: string): void => this.#reset(name);
    const field = isKept ? known : new Field(view, { ...this.#context, change, reset });
    this.#fields.set(view.name, field);
    const isGiven = hasValue(this.#values[view.name]);
    // What a person wrote, or is about to write, is theirs: the host's value is a default then.
    const isTheirs = isGiven || (field.hasFocus() && !this.#resets.delete(view.name));
    field.update(view, { writes: isOther || !isKept || !isTheirs, isGiven });
  }

  #drawProblems(): void {
    for (const [name, field] of this.#fields) {
      const problem = this.#view?.problems.find(p => p.field === name);
      field.showProblem(this.#judged.has(name) ? problem : undefined);
    }
  }

  /** A field that was changed is judged once it is left; one that was emptied shows its default again. */
  #left(e: FocusEvent): void {
    const name = (e.target as Element).closest<HTMLElement>('[data-field]')?.dataset['field'];
    const field = name === undefined ? undefined : this.#fields.get(name);
    if (name === undefined || field === undefined) return;
    if (e.relatedTarget instanceof Node && field.element.contains(e.relatedTarget)) return;
    if (!this.#changed.has(name)) return;
    this.#judged.add(name);
    // An answer that is still to come knows better than the one before it.
    if (this.#context.isFresh()) whenReleased(this.#judged, () => this.#drawProblems());
    if (!hasValue(this.#values[name])) queueMicrotask(() => this.#restore(name));
  }

  #restore(name: string): void {
    const field = this.#fields.get(name);
    if (field !== undefined && !field.hasFocus() && !hasValue(this.#values[name]))
      field.update(field.view, { writes: true, isGiven: false });
  }
}
