/** A person's, a key binding's or an agent's params into the exact body. Nothing leaves the machine unchecked. */

import { isRecord } from '../../shared/isRecord.ts';
import { InputError } from '../errors.ts';
import { coerce, copyUnknown } from './coerce.ts';
import { checkLimits } from './limits.ts';
import { expectedOutputs } from './prices.ts';
import { excludedBy, isRequired, ruleHolds, settle } from './rules.ts';
import type { BuiltRequest, FieldSpec, ModelChoice } from './types.ts';
import { isBlank, ownValue, type Values } from './values.ts';

/**
 * `params.model` may repeat the choice or name another variant of the same model (a body kept in the ledger can be
 * given as it is); any other model is InputError `unknownModel`, for it would need other fields.
 */
function withVariant(choice: ModelChoice, model: unknown): ModelChoice {
  const { spec } = choice;
  if (isBlank(model)) return choice;
  const variant = spec.variants.find(v => v.value === model || v.aliases?.some(a => a === model));
  if (variant !== undefined) return { spec, variant };
  if (model === spec.slug) return choice;
  throw new InputError({
    field: 'model',
    rule: 'unknownModel',
    limit: spec.variants.map(v => v.value).join(', ') || spec.slug,
  });
}

/** What `params` gives for the known fields, in wire types; blanks left out. */
function readGiven(choice: ModelChoice, params: Values, unknownNames: string[]): Values {
  const given: Record<string, unknown> = {};
  for (const field of choice.spec.fields) {
    const raw = ownValue(params, field.name);
    if (isBlank(raw)) continue;
    const value = coerce(field, raw, field.name, path => unknownNames.push(path));
    if (!isBlank(value)) given[field.name] = value;
  }
  return given;
}

/** What a field is judged by: what the person gave, in wire types, and the same with defaults (`settle`). */
export interface FieldContext {
  readonly choice: ModelChoice;
  readonly given: Values;
  readonly settled: Values;
}

/** Throws InputError when the field, as given or left out, breaks one of its rules. */
export function checkField(field: FieldSpec, context: FieldContext): void {
  const { choice, given, settled } = context;
  const path = field.name;
  const isGiven = !isBlank(ownValue(given, path));
  if (!ruleHolds(field.visibleWhen, settled)) {
    if (isGiven) throw new InputError({ field: path, rule: 'notAllowed' });
    return;
  }
  const other = excludedBy(choice, field, given);
  if (isGiven && other !== undefined) throw new InputError({ field: path, rule: 'exclusive', limit: other });
  const value = ownValue(settled, path);
  if (!isBlank(value)) checkLimits(field, value, path, settled);
  else if (isRequired(choice, field, settled)) throw new InputError({ field: path, rule: 'required' });
}

/**
 * The body for `choice` from `params` by wire name. Null, undefined and blank text mean "left out"; documented
 * defaults are sent explicitly, because upstream does not apply all of them. Names the catalogue does not know pass
 * through and are listed. `params` is copied: later changes to it do not reach the body.
 * Throws InputError that names the field, with a path for its parts (`dialogue[1].text`).
 */
export function buildRequest(choice: ModelChoice, params: unknown): BuiltRequest {
  if (!isRecord(params)) throw new InputError({ field: 'params', rule: 'type', limit: 'object' });
  const chosen = withVariant(choice, ownValue(params, 'model'));
  const unknownNames: string[] = [];
  const given = readGiven(chosen, params, unknownNames);
  const settled = settle(chosen, given);
  const context: FieldContext = { choice: chosen, given, settled };

  const body: Record<string, unknown> = {};
  if (chosen.variant !== undefined) body['model'] = chosen.variant.value;
  for (const field of chosen.spec.fields) {
    checkField(field, context);
    const value = ownValue(settled, field.name);
    if (!isBlank(value)) body[field.name] = value;
  }
  copyUnknown(params, new Set(['model', ...chosen.spec.fields.map(f => f.name)]), body, name => {
    unknownNames.push(name);
    return name;
  });
  return {
    choice: chosen,
    endpoint: chosen.spec.endpoint,
    body,
    unknownNames,
    expectedOutputs: expectedOutputs(chosen, body),
  };
}
