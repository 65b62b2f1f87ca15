/** Whether the parts of a well-shaped model fit each other: names that exist, defaults within their own limits. */
import { isError } from '../errors.ts';
import { checkLimits } from './limits.ts';
import { defaultNow, settle } from './rules.ts';
import type { Condition, FieldSpec, ModelSpec, RowsField, Rule } from './types.ts';

function duplicates(names: readonly string[]): readonly string[] {
  return names.filter((name, i) => names.indexOf(name) !== i);
}

function conditionsOf(rule: true | Rule | undefined): readonly Condition[] {
  if (rule === undefined || rule === true) return [];
  return 'anyOf' in rule ? rule.anyOf : [rule];
}

function fieldConditions(field: FieldSpec): readonly Condition[] {
  const own = [...conditionsOf(field.required), ...conditionsOf(field.visibleWhen)];
  if (field.type === 'choice') return [...own, ...field.options.flatMap(o => conditionsOf(o.when))];
  if (field.type === 'text' && typeof field.maxLength === 'object') {
    return [...own, ...field.maxLength.cases.map(c => c.when)];
  }
  return field.type === 'rows' ? [...own, ...field.columns.flatMap(fieldConditions)] : own;
}

function mentionedNames(spec: ModelSpec): readonly string[] {
  const conditions = [
    ...spec.fields.flatMap(fieldConditions),
    ...spec.prices.map(p => p.when ?? []),
    ...(spec.outputs.cases ?? []).map(c => c.when),
  ];
  const totals = spec.fields.map(f => (f.type === 'number' ? f.defaultTotal?.field : undefined));
  const measured = spec.prices.map(p => p.of?.split('.')[0]);
  return [
    ...conditions.flat().map(part => part.field),
    ...spec.fields.flatMap(f => f.exclusiveWith ?? []),
    ...[...totals, ...measured, spec.outputs.field].filter(name => name !== undefined),
  ];
}

function rowsFaults(field: RowsField): readonly string[] {
  const names = field.columns.map(c => c.name);
  const faults = duplicates(names).map(name => `${field.name}: column "${name}" twice`);
  if (field.total !== undefined && !names.includes(field.total.column)) {
    faults.push(`${field.name}.total: no column "${field.total.column}"`);
  }
  return faults;
}

function defaultFaults(spec: ModelSpec): readonly string[] {
  const variants = spec.variants.length === 0 ? [undefined] : spec.variants;
  return variants.flatMap(variant => {
    const values = settle({ spec, variant }, {});
    return spec.fields.flatMap(field => {
      const value = defaultNow(field, values);
      if (field.type === 'choice' && !field.options.some(o => o.value === (field.default ?? o.value))) {
        return [`${field.name}: default is no option`];
      }
      if (value === undefined) return [];
      try {
        checkLimits(field, value, field.name, values);
        return [];
      } catch (e) {
        return isError(e, 'input') ? [`${field.name}: default breaks its own limit (${e.rule})`] : [];
      }
    });
  });
}

/** One line for each thing that does not fit; empty for a coherent model. Takes a spec of the right shape. */
export function coherenceFaults(spec: ModelSpec): readonly string[] {
  const names = spec.fields.map(f => f.name);
  const known = new Set(['model', ...names]);
  const roles = spec.fields.map(f => f.role).filter(role => role !== undefined);
  const spellings = spec.variants.flatMap(v => [v.value, ...(v.aliases ?? [])]);
  return [
    ...duplicates(names).map(name => `field "${name}" twice`),
    ...duplicates(spellings).map(value => `variant "${value}" twice`),
    ...duplicates(roles).map(role => `role "${role}" twice`),
    ...mentionedNames(spec)
      .filter(name => !known.has(name))
      .map(name => `a rule names the unknown field "${name}"`),
    ...spec.fields.flatMap(field => (field.type === 'rows' ? rowsFaults(field) : [])),
    ...defaultFaults(spec),
  ];
}
