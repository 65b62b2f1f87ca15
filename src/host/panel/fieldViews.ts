/** Fields of a form as plain and translated data for the panel. */
import type { FormField } from '../../core/catalogue/form.ts';
import type { FieldSpec, RowsField } from '../../core/catalogue/types.ts';
import type {
  ChoiceView,
  ColumnView,
  FieldView,
  MediaType,
  RowsView,
  RowView,
} from '../../shared/fieldView.ts';
import { translate } from '../translate.ts';
import { optional } from './optional.ts';

type Common = Pick<FieldView, 'name' | 'label' | 'isRequired' | 'isPrimary' | 'isPrompt'>;

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

const isPlain = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';

const addressesOf = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

function rowsOf(value: unknown): readonly RowView[] {
  if (!Array.isArray(value)) return [];
  return value.map(row =>
    Object.fromEntries(Object.entries((row ?? {}) as object).filter(([, cell]) => isPlain(cell))),
  );
}

function columnView(column: RowsField['columns'][number]): ColumnView {
  const isNumber = column.type === 'number';
  return {
    name: column.name,
    label: translate(column.label),
    isNumber,
    isMultiline: column.type === 'text' && column.isMultiline === true,
    isRequired: column.required === true,
    ...optional('minimum', isNumber ? column.minimum : undefined),
    ...optional('maximum', isNumber ? column.maximum : undefined),
    ...optional('unit', isNumber ? column.unit : undefined),
    ...optional('suggestions', column.type === 'text' ? column.suggestions : undefined),
  };
}

function rowsView(common: Common, spec: RowsField, form: FormField): RowsView {
  const { total } = spec;
  const summed = spec.columns.find(c => c.name === total?.column);
  const unit = summed?.type === 'number' ? summed.unit : undefined;
  return {
    ...common,
    type: 'rows',
    value: rowsOf(form.value),
    columns: spec.columns.map(columnView),
    ...optional('maxItems', form.maximum),
    ...optional('total', total && { ...total, ...optional('unit', unit) }),
  };
}

function commonOf(form: FormField, fields: readonly FormField[]): Common {
  const { spec } = form;
  // One that has a value of its own stays in use, so that it can be taken out again.
  const other = form.isGiven ? undefined : fields.find(f => f.spec.name === form.excludedBy);
  return {
    name: spec.name,
    label: translate(spec.label),
    ...optional('description', spec.description === undefined ? undefined : translate(spec.description)),
    isRequired: form.isRequired,
    // A field that is needed at times only keeps its place all the same.
    isPrimary: spec.required !== undefined || spec.isPrimary === true,
    isPrompt: spec.role === 'prompt',
    ...optional('excludedBy', other && translate(other.spec.label)),
  };
}

function choiceView(common: Common, form: FormField): ChoiceView {
  const { spec, value } = form;
  return {
    ...common,
    type: 'choice',
    value: isPlain(value) ? value : undefined,
    options: (form.options ?? []).map(o => ({
      value: o.value,
      label: translate(o.label ?? String(o.value)),
    })),
    isAspectRatio: spec.type === 'choice' && spec.isAspectRatio === true,
    canBeEmpty: form.default === undefined && !form.isRequired,
  };
}

/** What an address leads to; undefined for fields that take none. */
export function mediaOf(spec: FieldSpec): MediaType | undefined {
  return spec.type === 'url' || spec.type === 'urls' ? spec.media : undefined;
}

const manyAddresses = 10;

/** One field of `fields` as the panel draws it. */
export function toFieldView(form: FormField, fields: readonly FormField[]): FieldView {
  const { spec, value } = form;
  const common = commonOf(form, fields);
  switch (spec.type) {
    case 'text':
    case 'taskId':
      return {
        ...common,
        type: 'text',
        value: text(value),
        isMultiline: spec.type === 'text' && spec.isMultiline === true,
        ...optional('maxLength', form.maximum),
        ...optional('suggestions', spec.type === 'text' ? spec.suggestions : undefined),
      };
    case 'choice':
      return choiceView(common, form);
    case 'number':
      return {
        ...common,
        type: 'number',
        value: typeof value === 'number' ? value : undefined,
        step: spec.step ?? (spec.isInteger === true ? 1 : 0.05),
        ...optional('minimum', form.minimum),
        ...optional('maximum', form.maximum),
        ...optional('unit', spec.unit),
      };
    case 'boolean':
      return { ...common, type: 'boolean', value: value === true };
    case 'url':
    case 'urls':
      return {
        ...common,
        type: 'urls',
        value: addressesOf(value),
        isList: spec.type === 'urls',
        maxItems: spec.type === 'url' ? 1 : (form.maximum ?? manyAddresses),
        media: spec.media,
      };
    case 'rows':
      return rowsView(common, spec, form);
    case 'json':
      return { ...common, type: 'json', value: text(value) };
  }
}
