/** Fields by what they are for, where the host must find one without knowing the model. Pure. */

import { isRecord } from '../../shared/isRecord.ts';
import { ruleHolds, settle } from './rules.ts';
import type { FieldSpec, MediaType, ModelChoice } from './types.ts';
import { isBlank, ownValue, type Values } from './values.ts';

/**
 * The field that takes a file of this sort as input ("use as input", "animate image"), or undefined: first the one
 * with the role `image`, then the first that fits.
 */
export function inputField(choice: ModelChoice, media: MediaType): FieldSpec | undefined {
  const settled = settle(choice, {});
  const fitting = choice.spec.fields.filter(
    field =>
      (field.type === 'url' || field.type === 'urls') &&
      (field.media === media || field.media === 'any') &&
      ruleHolds(field.visibleWhen, settled),
  );
  return fitting.find(field => field.role === 'image') ?? fitting[0];
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return isBlank(value) ? undefined : value;
  if (!Array.isArray(value)) return undefined;
  const first: unknown = value.find(isRecord);
  if (!isRecord(first)) return undefined;
  return Object.values(first).find((cell): cell is string => typeof cell === 'string' && !isBlank(cell));
}

/**
 * The text that says what a task is about, for titles and file names: title, prompt, description, first line of a
 * dialogue or first shot. Undefined for tasks without words (the tools).
 */
export function promptText(choice: ModelChoice, body: Values): string | undefined {
  const fields = choice.spec.fields;
  const candidates = [
    fields.find(f => f.name === 'title'),
    fields.find(f => f.role === 'prompt'),
    fields.find(f => f.role === 'lyrics'),
    fields.find(f => f.type === 'rows'),
  ];
  for (const field of candidates) {
    const text = field === undefined ? undefined : textOf(ownValue(body, field.name));
    if (text !== undefined) return text;
  }
  return undefined;
}
