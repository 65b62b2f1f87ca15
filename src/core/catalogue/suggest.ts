/** Values to start a form from, in the terms of any model. Pure. */
import { optionsNow, settle } from './rules.ts';
import type { ChoiceField, FieldSpec, ModelChoice } from './types.ts';
import { codePoints, type Values } from './values.ts';

/** What is known of what is wanted, before a model is chosen. */
export interface Suggestion {
  readonly prompt?: string | undefined;
  readonly lyrics?: string | undefined;
  /** Width by height. */
  readonly ratio?: number | undefined;
  /** Extension of the file that it is to be. */
  readonly ending?: string | undefined;
  /** What is said, by whom. */
  readonly dialogue?: readonly { readonly text: string; readonly voice?: string }[] | undefined;
}

/** The suggestion under the model's own names; what the model has no field for is left out. */
export function suggestedValues(choice: ModelChoice, suggestion: Suggestion): Values {
  const { prompt, lyrics, ratio, ending, dialogue } = suggestion;
  const values: Record<string, unknown> = {};
  for (const field of choice.spec.fields) {
    const value = suggested(field, choice, { prompt, lyrics, ratio, ending, dialogue });
    if (value !== undefined) values[field.name] = value;
  }
  return values;
}

function suggested(field: FieldSpec, choice: ModelChoice, wanted: Suggestion): unknown {
  if (field.type === 'rows' && field.columns.some(column => column.name === 'text'))
    return wanted.dialogue ?? (wanted.prompt === undefined ? undefined : [{ text: wanted.prompt }]);
  // Words to sing and a description of the song exclude each other for some; the words are what was given.
  if (field.role === 'lyrics') return wanted.lyrics;
  if (field.role === 'prompt') return field.type === 'text' ? cut(field, wanted.prompt) : undefined;
  if (field.type !== 'choice') return undefined;
  if (field.role === 'aspectRatio') return nearestRatio(field, choice, wanted.ratio);
  return field.name === 'output_format' ? sameFormat(field, wanted.ending) : undefined;
}

/** A text that is longer than the field takes ends where it must. */
function cut(field: FieldSpec & { readonly type: 'text' }, text: string | undefined): string | undefined {
  const limit = typeof field.maxLength === 'number' ? field.maxLength : undefined;
  if (text === undefined || limit === undefined || codePoints(text) <= limit) return text;
  return [...text].slice(0, limit).join('').trimEnd();
}

/** The option whose shape is nearest to `ratio`: `16:9`, `1024x768`. */
function nearestRatio(field: ChoiceField, choice: ModelChoice, ratio: number | undefined): unknown {
  if (ratio === undefined || !(ratio > 0)) return undefined;
  const shapes = optionsNow(field, settle(choice, {})).flatMap(({ value }) => {
    const [, width, height] = /^(\d+)\s*[:x×*]\s*(\d+)$/.exec(String(value)) ?? [];
    if (width === undefined || height === undefined) return [];
    return [{ value, distance: Math.abs(Math.log(Number(width) / Number(height) / ratio)) }];
  });
  return shapes.sort((a, b) => a.distance - b.distance)[0]?.value;
}

function sameFormat(field: ChoiceField, ending: string | undefined): unknown {
  const wished = ending?.toLowerCase() === 'jpg' ? 'jpeg' : ending?.toLowerCase();
  return field.options.find(({ value }) => value === wished)?.value;
}
