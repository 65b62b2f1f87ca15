/** The form of a draft, as plain and translated data for the panel. */
import {
  carryOver,
  draftBody,
  type FormField,
  formFields,
  visibleValues,
  withOwnDefaults,
} from '../../core/catalogue/form.ts';
import { priceKey } from '../../core/catalogue/prices.ts';
import { buildRequest } from '../../core/catalogue/request.ts';
import type { ModelChoice } from '../../core/catalogue/types.ts';
import { InputError, isError } from '../../core/errors.ts';
import type { Draft, FormView, ModelView, ProblemView } from '../../shared/protocol.ts';
import type { Params } from '../../shared/views.ts';
import { choiceLabel, choiceName } from '../choices.ts';
import { describe } from '../describe.ts';
import { priceLine } from '../pricing.ts';
import type { Services } from '../services.ts';
import { translate } from '../translate.ts';
import { batchOf, checkBatch } from './batch.ts';
import { durationText } from './durationText.ts';
import { toFieldView } from './fieldViews.ts';

/** What of the services a form is made from. */
export type FormServices = Pick<Services, 'catalogue' | 'priceText' | 'price'> & {
  requestsPerMinute(): number;
  /** Nothing costs anything: the sandbox is in use. */
  isFree(): boolean;
  /** How long a task with this price key takes, ms: the catalogue's figure as own runs have corrected it. */
  expectedMs(priceKey: string, catalogueMs: number): number;
  /** The person's values to start from, out of the settings. */
  defaultsFor(choice: ModelChoice): Params;
};

/** The model that a draft means; the kind's default where it names none, or one that is gone. */
export function choiceOf(services: FormServices, draft: Draft): ModelChoice {
  const catalogue = services.catalogue();
  const named = draft.model === undefined ? undefined : catalogue.find(draft.kind, draft.model);
  return named ?? catalogue.defaultFor(draft.kind);
}

/** What a draft asks for: without what its form hides, with the person's own defaults. */
export function requestedValues(services: FormServices, draft: Draft): Params {
  const choice = choiceOf(services, draft);
  return withOwnDefaults(choice, services.defaultsFor(choice), visibleValues(choice, draft.values));
}

/** `field[2].column` in its parts. */
const place = /^([^.[]+)(?:\[(\d+)\](?:\.(.+))?)?/;

/** The words for a broken rule, with the names that people read. */
function problemOf(e: InputError, fields: readonly FormField[]): ProblemView {
  const [, field = e.field, row, column] = place.exec(e.field) ?? [];
  const labelOf = (name: string): string | undefined => {
    const spec = fields.find(f => f.spec.name === name)?.spec;
    return spec && translate(spec.label);
  };
  const spec = fields.find(f => f.spec.name === field)?.spec;
  const cell = spec?.type === 'rows' ? spec.columns.find(c => c.name === column) : undefined;
  const label = cell === undefined ? (labelOf(field) ?? field) : translate(cell.label);
  const { text } = describe(
    new InputError({
      field: row === undefined ? label : `${label} ${Number(row) + 1}`,
      rule: e.rule,
      limit: e.rule === 'exclusive' ? (labelOf(String(e.limit)) ?? e.limit) : e.limit,
    }),
  );
  if (row === undefined) return { field, text };
  return { field, text, at: { row: Number(row), ...(column === undefined ? {} : { column }) } };
}

/** The rule that a field breaks. Half-typed JSON is kept as text, and text is not what such a field takes. */
function problemNow({ spec, value, problem }: FormField): InputError | undefined {
  const isHalfTyped = spec.type === 'json' && typeof value === 'string';
  return isHalfTyped ? new InputError({ field: spec.name, rule: 'type', limit: 'JSON' }) : problem;
}

function check(
  choice: ModelChoice,
  values: Params,
  fields: readonly FormField[],
): Pick<FormView, 'problems' | 'preview'> {
  const errors = fields.flatMap(f => problemNow(f) ?? []);
  if (errors.length > 0) return { problems: errors.map(e => problemOf(e, fields)), preview: undefined };
  try {
    return { problems: [], preview: JSON.stringify(buildRequest(choice, values).body, null, 2) };
  } catch (e) {
    if (!isError(e, 'input')) throw e;
    return { problems: [problemOf(e, fields)], preview: undefined };
  }
}

/** The rules that a draft breaks, in words, and the body where it breaks none. */
export function checkDraftRules(
  services: FormServices,
  draft: Draft,
): Pick<FormView, 'problems' | 'preview'> {
  const choice = choiceOf(services, draft);
  const values = requestedValues(services, draft);
  return check(choice, values, formFields(choice, values));
}

/** The first rule that a draft breaks; undefined where it can run. */
export function firstError(services: FormServices, draft: Draft): InputError | undefined {
  const choice = choiceOf(services, draft);
  const fields = formFields(choice, requestedValues(services, draft));
  return fields.map(problemNow).find(e => e !== undefined);
}

/** What fits `to` of the drafts in `from`; where two say the same, the earlier in the list counts. */
function takeOver(services: FormServices, to: ModelChoice, from: readonly Draft[]): Params {
  return from.reduce<Params>((values, draft) => {
    const carried = carryOver(choiceOf(services, draft), to, draft.values);
    return withOwnDefaults(to, carried, values);
  }, {});
}

function modelViews(services: FormServices, kind: Draft['kind']): readonly ModelView[] {
  return services
    .catalogue()
    .choices(kind)
    .map(choice => ({
      name: choiceName(choice),
      label: choiceLabel(choice),
      ...(choice.spec.description === undefined ? {} : { description: translate(choice.spec.description) }),
      price: services.isFree() ? priceLine(services.price(choice, {}), true) : services.priceText(choice, {}),
    }));
}

/** The whole form. With `from` the draft's values are taken over from those drafts, the latest first. */
export function createFormView(services: FormServices, draft: Draft, from?: readonly Draft[]): FormView {
  const choice = choiceOf(services, draft);
  const kept = from === undefined ? draft.values : takeOver(services, choice, from);
  const values = requestedValues(services, { ...draft, values: kept });
  const fields = formFields(choice, values);
  const asked = { ...draft, values: kept };
  const drafts = batchOf(services, asked);
  // A list may hold one value, and that is the one that is paid for.
  const [first = asked] = drafts;
  const price = services.price(choiceOf(services, first), requestedValues(services, first));
  const key = priceKey(choice, draftBody(choice, values));
  return {
    kind: draft.kind,
    model: choiceName(choice),
    models: modelViews(services, draft.kind),
    fields: fields.map(f => toFieldView(f, fields)),
    price: priceLine(price, services.isFree()),
    duration: durationText(services.expectedMs(key, choice.spec.typicalSeconds * 1000) / 1000),
    values: kept,
    ...checkBatch(services, drafts, asked),
  };
}
