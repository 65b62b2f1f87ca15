/** The control for each type of field. A control reports its value and knows nothing of the rest. */
import type { FieldView } from '../../src/shared/protocol.ts';
import { h } from './dom.ts';

export interface FieldContext {
  /** Translated words by their English text. */
  readonly word: (text: string) => string;
  /** `undefined` means: back to the default. */
  readonly onChange: (name: string, value: unknown) => void;
  readonly problem: string | undefined;
}

type Of<T extends FieldView['type']> = Extract<FieldView, { type: T }>;

const idOf = (name: string): string => `field-${name}`;

/** Attributes that tie a control to its label, its description and its problem. */
function described(field: FieldView, context: FieldContext): Record<string, unknown> {
  const ids = [
    field.description === undefined ? '' : `${idOf(field.name)}-hint`,
    context.problem === undefined ? '' : `${idOf(field.name)}-problem`,
  ];
  const describedBy = ids.filter(i => i !== '').join(' ');
  return {
    id: idOf(field.name),
    'aria-required': field.isRequired ? 'true' : undefined,
    'aria-invalid': context.problem === undefined ? undefined : 'true',
    'aria-describedby': describedBy === '' ? undefined : describedBy,
  };
}

function textControl(field: Of<'text'>, context: FieldContext): HTMLElement {
  const counter = h('span', { className: 'counter' });
  const count = (text: string): void => {
    counter.textContent =
      field.maxLength === undefined ? '' : `${[...text.trim()].length} / ${field.maxLength}`;
  };
  count(field.value);
  const oninput = (e: Event): void => {
    const { value } = e.target as HTMLTextAreaElement;
    count(value);
    context.onChange(field.name, value);
  };
  const props = { ...described(field, context), value: field.value, oninput };
  const input = field.isMultiline
    ? h('textarea', { ...props, rows: 5, spellcheck: true })
    : h('input', { ...props, type: 'text' });
  return h('div', { className: 'text' }, input, counter);
}

/** A little frame of the ratio's shape. */
function ratioShape(value: string): HTMLElement | undefined {
  const [, w, height] = /^(\d+):(\d+)$/.exec(value) ?? [];
  if (w === undefined || height === undefined) return undefined;
  const scale = 18 / Math.max(Number(w), Number(height));
  const shape = h('span', { className: 'shape', 'aria-hidden': 'true' });
  shape.style.width = `${Number(w) * scale}px`;
  shape.style.height = `${Number(height) * scale}px`;
  return shape;
}

function radioChoice(field: Of<'choice'>, context: FieldContext): HTMLElement {
  const options = field.options.map((option, i) =>
    h(
      'label',
      { className: 'chip' },
      h('input', {
        type: 'radio',
        id: `${idOf(field.name)}-${i}`,
        name: idOf(field.name),
        checked: option.value === field.value,
        onchange: () => context.onChange(field.name, option.value),
      }),
      field.isAspectRatio && ratioShape(String(option.value)),
      h('span', {}, option.label),
    ),
  );
  return h('div', { className: 'chips', role: 'radiogroup', 'aria-label': field.label }, ...options);
}

function selectChoice(field: Of<'choice'>, context: FieldContext): HTMLElement {
  const options = field.options.map((o, i) =>
    h('option', { value: String(i), selected: o.value === field.value }, o.label),
  );
  const onchange = (e: Event): void => {
    context.onChange(field.name, field.options[Number((e.target as HTMLSelectElement).value)]?.value);
  };
  const none =
    field.value === undefined ? [h('option', { value: '-1', selected: true }, context.word('not set'))] : [];
  return h('select', { ...described(field, context), onchange }, ...none, ...options);
}

function numberControl(field: Of<'number'>, context: FieldContext): HTMLElement {
  const oninput = (e: Event): void => {
    const { value } = e.target as HTMLInputElement;
    context.onChange(field.name, value === '' ? undefined : Number(value));
  };
  const limits = { min: field.minimum, max: field.maximum, step: field.step };
  const value = field.value === undefined ? '' : String(field.value);
  const input = h('input', { ...described(field, context), type: 'number', ...limits, value, oninput });
  return h(
    'div',
    { className: 'number' },
    input,
    field.unit === undefined ? undefined : h('span', {}, field.unit),
  );
}

function booleanControl(field: Of<'boolean'>, context: FieldContext): HTMLElement {
  const onchange = (e: Event): void => context.onChange(field.name, (e.target as HTMLInputElement).checked);
  return h('input', { ...described(field, context), type: 'checkbox', checked: field.value, onchange });
}

function urlsControl(field: Of<'urls'>, context: FieldContext): HTMLElement {
  const isOne = field.maxItems === 1;
  const oninput = (e: Event): void => {
    const urls = (e.target as HTMLTextAreaElement).value.split(/\s+/).filter(u => u !== '');
    context.onChange(field.name, isOne ? urls[0] : urls);
  };
  const props = {
    ...described(field, context),
    value: field.value.join('\n'),
    oninput,
    placeholder: 'https://…',
  };
  return isOne
    ? h('input', { ...props, type: 'url' })
    : h('textarea', { ...props, rows: 3, title: context.word('One address a line') });
}

function jsonControl(field: Of<'json'>, context: FieldContext): HTMLElement {
  const oninput = (e: Event): void => {
    const { value } = e.target as HTMLTextAreaElement;
    try {
      context.onChange(field.name, value.trim() === '' ? undefined : JSON.parse(value));
    } catch {
      // Half-typed JSON: as text it breaks the field's rule, which then says so beside the field.
      context.onChange(field.name, value);
    }
  };
  return h('textarea', {
    ...described(field, context),
    value: field.value,
    rows: 4,
    className: 'code',
    spellcheck: false,
    oninput,
  });
}

function rowsControl(field: Of<'rows'>, context: FieldContext): HTMLElement {
  const rows = field.value.length === 0 ? [{}] : field.value;
  const change = (next: readonly object[]): void => context.onChange(field.name, next);
  const cell = (
    row: Readonly<Record<string, unknown>>,
    at: number,
    column: (typeof field.columns)[number],
  ): HTMLElement => {
    const oninput = (e: Event): void => {
      const { value } = e.target as HTMLInputElement;
      const typed = column.isNumber && value !== '' ? Number(value) : value;
      change(rows.map((r, i) => (i === at ? { ...r, [column.name]: typed } : r)));
    };
    const value = row[column.name] === undefined ? '' : String(row[column.name]);
    const id = `${idOf(field.name)}-${at}-${column.name}`;
    return h('input', {
      id,
      type: column.isNumber ? 'number' : 'text',
      value,
      placeholder: column.label,
      'aria-label': `${column.label} ${at + 1}`,
      className: column.name,
      oninput,
    });
  };
  const remove = (at: number): HTMLElement =>
    h(
      'button',
      {
        type: 'button',
        className: 'icon',
        title: context.word('Remove this row'),
        'aria-label': `${context.word('Remove this row')} ${at + 1}`,
        onclick: () => change(rows.filter((_r, i) => i !== at)),
      },
      '×',
    );
  const lines = rows.map((row, at) =>
    h(
      'div',
      { className: 'row' },
      ...field.columns.map(c => cell(row as Record<string, unknown>, at, c)),
      rows.length > 1 && remove(at),
    ),
  );
  const add = h(
    'button',
    { type: 'button', className: 'secondary', onclick: () => change([...rows, {}]) },
    context.word('Add a row'),
  );
  return h('div', { className: 'rows', role: 'group', 'aria-label': field.label }, ...lines, add);
}

function control(field: FieldView, context: FieldContext): HTMLElement {
  switch (field.type) {
    case 'text':
      return textControl(field, context);
    case 'choice':
      return field.options.length <= (field.isAspectRatio ? 10 : 4)
        ? radioChoice(field, context)
        : selectChoice(field, context);
    case 'number':
      return numberControl(field, context);
    case 'boolean':
      return booleanControl(field, context);
    case 'urls':
      return urlsControl(field, context);
    case 'json':
      return jsonControl(field, context);
    case 'rows':
      return rowsControl(field, context);
  }
}

/** Label, control, hint and problem of one field. */
export function renderField(field: FieldView, context: FieldContext): HTMLElement {
  const star = field.isRequired
    ? h('span', { className: 'required', title: context.word('required') }, ' *')
    : undefined;
  const hint =
    field.description === undefined
      ? undefined
      : h('p', { className: 'hint', id: `${idOf(field.name)}-hint` }, field.description);
  const problem =
    context.problem === undefined
      ? undefined
      : h('p', { className: 'problem', id: `${idOf(field.name)}-problem` }, context.problem);
  const label = h('label', { for: idOf(field.name) }, field.label, star);
  return h('div', { className: `field ${field.type}` }, label, control(field, context), hint, problem);
}
