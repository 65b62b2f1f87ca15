/** The catalogue's rules, evaluated: one place for the form, the request builder and the prices. Pure. */

import { isRecord } from '../../shared/isRecord.ts';
import type {
  ChoiceField,
  ChoiceOption,
  Condition,
  FieldIs,
  FieldSpec,
  LimitByCase,
  ModelChoice,
  NumberField,
  Rule,
} from './types.ts';
import { isBlank, ownValue, type Values } from './values.ts';

function partHolds(part: FieldIs, values: Values): boolean {
  const value = ownValue(values, part.field);
  const isIn = part.in.some(wanted => (wanted === '*' ? !isBlank(value) : wanted === value));
  return part.not === true ? !isIn : isIn;
}

/** Whether all parts hold for `values`, which should be settled (see `settle`). */
export function conditionHolds(condition: Condition, values: Values): boolean {
  return condition.every(part => partHolds(part, values));
}

/** Whether the rule holds; a rule left out holds always. */
export function ruleHolds(rule: Rule | undefined, values: Values): boolean {
  if (rule === undefined) return true;
  if ('anyOf' in rule) return rule.anyOf.some(condition => conditionHolds(condition, values));
  return conditionHolds(rule, values);
}

/** Whether the field must have a value now; a field that another given one excludes never must. */
export function isRequired(choice: ModelChoice, field: FieldSpec, values: Values): boolean {
  if (field.required === undefined || excludedBy(choice, field, values) !== undefined) return false;
  return field.required === true || ruleHolds(field.required, values);
}

/** The limit that counts now. */
export function limitNow(limit: number | LimitByCase | undefined, values: Values): number | undefined {
  if (limit === undefined || typeof limit === 'number') return limit;
  return limit.cases.find(c => conditionHolds(c.when, values))?.limit ?? limit.otherwise;
}

/** The options that may be chosen now. */
export function optionsNow(field: ChoiceField, values: Values): readonly ChoiceOption[] {
  return field.options.filter(option => ruleHolds(option.when, values));
}

/** Whether the two fields may not both have a value; one of them saying so is enough. */
export function excludes(a: FieldSpec, b: FieldSpec): boolean {
  return a.exclusiveWith?.includes(b.name) === true || b.exclusiveWith?.includes(a.name) === true;
}

/** The name of a field that has a value and excludes this one, whichever of the two says so. */
export function excludedBy(choice: ModelChoice, field: FieldSpec, values: Values): string | undefined {
  return choice.spec.fields.find(other => excludes(field, other) && !isBlank(ownValue(values, other.name)))
    ?.name;
}

/** Sum of a number column over the rows of `value`; rows without a number count nothing. */
export function columnTotal(value: unknown, column: string): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce<number>((sum, row) => {
    const cell = isRecord(row) ? Number(ownValue(row, column) ?? 0) : 0;
    return Number.isFinite(cell) ? sum + cell : sum;
  }, 0);
}

function numberDefault(field: NumberField, values: Values): number | undefined {
  const from = field.defaultTotal;
  const total = from === undefined ? 0 : columnTotal(ownValue(values, from.field), from.column);
  if (total === 0) return field.default;
  return Math.min(Math.max(total, field.minimum ?? total), field.maximum ?? total);
}

/** The default that counts now: an option that is not to be had now gives way to the first that is. */
export function defaultNow(field: FieldSpec, values: Values): string | number | boolean | undefined {
  if (field.type === 'number') return numberDefault(field, values);
  if (field.type === 'choice') {
    if (field.default === undefined) return undefined;
    const allowed = optionsNow(field, values);
    return allowed.some(o => o.value === field.default) ? field.default : allowed[0]?.value;
  }
  return 'default' in field ? field.default : undefined;
}

/** The settled values of a choice: what is given, the model's name, and the defaults of all visible fields. */
export function settle(choice: ModelChoice, given: Values): Values {
  const model = choice.variant?.value ?? choice.spec.slug;
  let values: Values = { ...given, model };
  // Rules look forward as well as back; as many rounds as fields is more than any chain of rules needs.
  for (const _ of choice.spec.fields) {
    const next = settleOnce(choice, given, values);
    const isStable = choice.spec.fields.every(f => next[f.name] === values[f.name]);
    values = next;
    if (isStable) break;
  }
  return values;
}

function settleOnce(choice: ModelChoice, given: Values, before: Values): Values {
  const values: Record<string, unknown> = { ...before };
  for (const field of choice.spec.fields) {
    if (!isBlank(ownValue(given, field.name))) continue;
    const hasDefault =
      ruleHolds(field.visibleWhen, values) && excludedBy(choice, field, values) === undefined;
    const value = hasDefault ? defaultNow(field, values) : undefined;
    if (value === undefined) delete values[field.name];
    else values[field.name] = value;
  }
  return values;
}
