/** What a form for a model shows now: derived from the catalogue, for the palette and the panel alike. Pure. */
import { type InputError, isError } from '../errors.ts';
import { coerce } from './coerce.ts';
import { checkLimits } from './limits.ts';
import { checkField } from './request.ts';
import {
  defaultNow,
  excludedBy,
  excludes,
  isRequired,
  limitNow,
  optionsNow,
  ruleHolds,
  settle,
} from './rules.ts';
import type { ChoiceOption, FieldSpec, ModelChoice } from './types.ts';
import { isBlank, ownValue, type Values } from './values.ts';

/** One visible field as it is now. */
export interface FormField {
  readonly spec: FieldSpec;
  /** What would be sent: the given value in its wire type (as it is where it has none), else the default. */
  readonly value: unknown;
  /** False where `value` is the default. */
  readonly isGiven: boolean;
  /** The default that counts now. */
  readonly default: string | number | boolean | undefined;
  readonly isRequired: boolean;
  /** Choice fields: the options that may be chosen now. */
  readonly options: readonly ChoiceOption[] | undefined;
  /** Text: limits in code points; numbers: of the value; lists: of the number of items. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** The name of a field with a value that excludes this one: ask nothing here while it is set. */
  readonly excludedBy: string | undefined;
  /** Names of the fields that could be filled instead of this one: required or not, it may be passed over for them. */
  readonly alternatives: readonly string[];
  /** The rule that the field breaks now; `required` for one that still waits for its value. */
  readonly problem: InputError | undefined;
}

function attempt(fn: () => void): InputError | undefined {
  try {
    fn();
    return undefined;
  } catch (e) {
    if (isError(e, 'input')) return e;
    throw e;
  }
}

interface Read {
  readonly given: Values;
  readonly problems: ReadonlyMap<string, InputError>;
}

/** Like the request builder's reading, but what has no wire type yet stays as it is, with its problem. */
function readLeniently(choice: ModelChoice, values: Values): Read {
  const given: Record<string, unknown> = {};
  const problems = new Map<string, InputError>();
  for (const field of choice.spec.fields) {
    const raw = ownValue(values, field.name);
    if (isBlank(raw)) continue;
    given[field.name] = raw;
    const problem = attempt(() => {
      given[field.name] = coerce(field, raw, field.name, () => undefined);
    });
    if (problem !== undefined) problems.set(field.name, problem);
  }
  return { given, problems };
}

function bounds(field: FieldSpec, settled: Values): Pick<FormField, 'minimum' | 'maximum'> {
  switch (field.type) {
    case 'text':
      return { minimum: field.minLength, maximum: limitNow(field.maxLength, settled) };
    case 'number':
      return { minimum: field.minimum, maximum: field.maximum };
    case 'urls':
    case 'rows':
    case 'json':
      return { minimum: field.minItems, maximum: field.maxItems };
    default:
      return { minimum: undefined, maximum: undefined };
  }
}

/** The visible fields in order, for the values given so far (by wire name; blanks are left out). Never throws. */
export function formFields(choice: ModelChoice, values: Values): readonly FormField[] {
  const { given, problems } = readLeniently(choice, values);
  const settled = settle(choice, given);
  return choice.spec.fields
    .filter(field => ruleHolds(field.visibleWhen, settled))
    .map(field => ({
      spec: field,
      value: ownValue(settled, field.name),
      isGiven: !isBlank(ownValue(given, field.name)),
      default: defaultNow(field, settled),
      isRequired: isRequired(choice, field, settled),
      options: field.type === 'choice' ? optionsNow(field, settled) : undefined,
      ...bounds(field, settled),
      excludedBy: excludedBy(choice, field, given),
      alternatives: choice.spec.fields.filter(other => excludes(field, other)).map(other => other.name),
      problem:
        problems.get(field.name) ??
        attempt(() => {
          checkField(field, { choice, given, settled });
        }),
    }));
}

/**
 * The body as far as it is settled, for price hints and keys while a form is being filled. Never throws; not fit to
 * be sent.
 */
export function draftBody(choice: ModelChoice, values: Values): Values {
  const body: Record<string, unknown> = {};
  if (choice.variant !== undefined) body['model'] = choice.variant.value;
  for (const field of formFields(choice, values)) {
    if (!isBlank(field.value)) body[field.spec.name] = field.value;
  }
  return body;
}

/** `values` without those of fields that are hidden now, which a form may still hold; unknown names stay. */
export function visibleValues(choice: ModelChoice, values: Values): Values {
  const visible = new Set(formFields(choice, values).map(f => f.spec.name));
  const hidden = choice.spec.fields.filter(f => !visible.has(f.name));
  if (hidden.every(f => isBlank(ownValue(values, f.name)))) return values;
  const kept: Record<string, unknown> = { ...values };
  for (const field of hidden) delete kept[field.name];
  // What is gone may have shown others.
  return visibleValues(choice, kept);
}

/**
 * `params` with a person's own defaults (the setting `apiInOne.defaults`) where they leave something out. A default that
 * the params hide, exclude or that breaks a rule gives way without a word: the params are what was asked for.
 */
export function withOwnDefaults(choice: ModelChoice, own: Values, params: Values): Values {
  let values: Values = params;
  for (const [name, value] of Object.entries(own)) {
    if (name === '__proto__' || isBlank(value) || !isBlank(ownValue(values, name))) continue;
    const next = { ...values, [name]: value };
    const isKnown = choice.spec.fields.some(f => f.name === name);
    const field = formFields(choice, next).find(f => f.spec.name === name);
    if (!isKnown || (field !== undefined && field.problem === undefined)) values = next;
  }
  return values;
}

/** By what two models' fields are the same: their role, else the wire name. */
function meaning(field: FieldSpec): string {
  return field.role === undefined ? `name:${field.name}` : `role:${field.role}`;
}

/** One address fits where several do and the other way round. */
function reshape(field: FieldSpec, raw: unknown): unknown {
  if (field.type === 'url' && Array.isArray(raw)) return raw[0];
  if (field.type === 'urls' && field.maxItems !== undefined && Array.isArray(raw)) {
    return raw.slice(0, field.maxItems);
  }
  return raw;
}

/**
 * The values of a form for `from` that mean the same in a form for `to`, under `to`'s names and in its wire types:
 * prompts, ratios, input images and whatever has the same name. What `to` cannot take falls back to its default; a
 * text that is too long is kept, for it is the person's work. Hidden and excluded fields are left out.
 */
export function carryOver(from: ModelChoice, to: ModelChoice, values: Values): Values {
  const carried: Record<string, unknown> = {};
  for (const field of to.spec.fields) {
    const source = from.spec.fields.find(f => meaning(f) === meaning(field));
    const raw = source === undefined ? undefined : reshape(field, ownValue(values, source.name));
    if (isBlank(raw) || excludedBy(to, field, carried) !== undefined) continue;
    attempt(() => {
      carried[field.name] = coerce(field, raw, field.name, () => undefined);
    });
  }
  const settled = settle(to, carried);
  for (const field of to.spec.fields) {
    const value = ownValue(carried, field.name);
    if (isBlank(value) || field.type === 'text') continue;
    if (attempt(() => checkLimits(field, value, field.name, settled)) !== undefined)
      delete carried[field.name];
  }
  return visibleValues(to, carried);
}
