/** The form of a draft, as plain and translated data for the panel. */

import { carryOver, type FormField, formFields, visibleValues } from '../../core/catalogue/form.ts';
import { buildRequest } from '../../core/catalogue/request.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { isError } from '../../core/errors.ts';
import type { Draft, FieldView, FormView, ProblemView } from '../../shared/protocol.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import { describe } from '../describe.ts';
import type { Services } from '../services.ts';
import { translate } from '../translate.ts';

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value, null, 2);
}

const numberOr = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

type Row = Readonly<Record<string, string | number>>;

function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? (value as Row[]) : [];
}

/** One field as the panel draws it. */
export function toFieldView(form: FormField): FieldView {
  const { spec, value } = form;
  const common = {
    name: spec.name,
    label: translate(spec.label),
    ...optional('description', spec.description === undefined ? undefined : translate(spec.description)),
    isRequired: form.isRequired,
    isPrimary: form.isRequired || spec.isPrimary === true,
  };
  switch (spec.type) {
    case 'text':
    case 'taskId':
      return {
        ...common,
        type: 'text',
        value: text(value),
        isMultiline: spec.type === 'text' && spec.isMultiline === true,
        ...optional('minLength', form.minimum),
        ...optional('maxLength', form.maximum),
      };
    case 'choice':
      return {
        ...common,
        type: 'choice',
        value: typeof value === 'string' || typeof value === 'number' ? value : undefined,
        options: (form.options ?? []).map(o => ({
          value: o.value,
          label: translate(o.label ?? String(o.value)),
        })),
        isAspectRatio: spec.isAspectRatio === true,
      };
    case 'number':
      return {
        ...common,
        type: 'number',
        value: numberOr(value),
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
        value: [value ?? []].flat().map(String),
        maxItems: spec.type === 'url' ? 1 : (form.maximum ?? 10),
      };
    case 'rows': {
      const columns = spec.columns.map(c => ({
        name: c.name,
        label: translate(c.label),
        isNumber: c.type === 'number',
      }));
      return { ...common, type: 'rows', value: rowsOf(value), columns };
    }
    case 'json':
      return { ...common, type: 'json', value: text(value) };
  }
}

function check(
  choice: ModelChoice,
  values: Draft['values'],
): { problem: ProblemView | undefined; preview: string | undefined } {
  try {
    return { problem: undefined, preview: JSON.stringify(buildRequest(choice, values).body, null, 2) };
  } catch (e) {
    if (!isError(e, 'input')) throw e;
    return {
      problem: { field: e.field.split(/[.[]/)[0] ?? e.field, text: describe(e).text },
      preview: undefined,
    };
  }
}

/** The model that a draft means; the kind's default where it names none, or one that is gone. */
export function choiceOf(services: Services, draft: Draft): ModelChoice {
  const catalogue = services.catalogue();
  const named = draft.model === undefined ? undefined : catalogue.find(draft.kind, draft.model);
  return named ?? catalogue.defaultFor(draft.kind);
}

/** The whole form; `from` is the model that the values were written for, where it has just changed. */
export function createFormView(services: Services, draft: Draft, from?: string): FormView {
  const choice = choiceOf(services, draft);
  const before = from === undefined ? undefined : services.catalogue().find(draft.kind, from);
  const values =
    before === undefined ? visibleValues(choice, draft.values) : carryOver(before, choice, draft.values);
  return {
    kind: draft.kind,
    model: choiceName(choice),
    models: services
      .catalogue()
      .choices(draft.kind)
      .map(c => ({ name: choiceName(c), label: choiceLabel(c), price: services.priceText(c, {}) })),
    fields: formFields(choice, values)
      .filter(f => f.excludedBy === undefined)
      .map(toFieldView),
    price: services.priceText(choice, values),
    values,
    ...check(choice, values),
  };
}
