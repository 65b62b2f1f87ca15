/** What a request will cost, as far as the vendor's pages tell, and under which key own experience is kept. Pure. */

import { isRecord } from '../../shared/isRecord.ts';
import { conditionHolds } from './rules.ts';
import type { Confidence, FieldSpec, ModelChoice, PriceHint, PriceUnit } from './types.ts';
import { codePoints, isBlank, ownValue, type Values } from './values.ts';

/** Credits for one whole task: a hint with a source, never a promise. */
export interface TaskPriceHint {
  readonly minimum: number;
  /** Undefined where only "from" is known. */
  readonly maximum: number | undefined;
  /** What the vendor's figures are for; the figures here are already for the task. */
  readonly per: PriceUnit;
  readonly confidence: Confidence;
}

/** The body with the model's name where the endpoint takes none, so that conditions on `model` work. */
function asValues(choice: ModelChoice, body: Values): Values {
  return { ...body, model: choice.variant?.value ?? choice.spec.slug };
}

/** How many files the task gives back, at least 1: never more than a guess where `outputs.confidence` is `sister`. */
export function expectedOutputs(choice: ModelChoice, body: Values): number {
  const { count, cases, field } = choice.spec.outputs;
  const values = asValues(choice, body);
  const given = field === undefined ? undefined : ownValue(values, field);
  if (typeof given === 'number' && Number.isFinite(given) && given >= 1) return Math.floor(given);
  return cases?.find(c => conditionHolds(c.when, values))?.count ?? count;
}

function characters(values: Values, of: string | undefined): number {
  if (of === undefined) return 0;
  const dot = of.indexOf('.');
  const value = ownValue(values, dot < 0 ? of : of.slice(0, dot));
  if (typeof value === 'string') return codePoints(value);
  if (!Array.isArray(value)) return 0;
  const column = of.slice(dot + 1);
  return value.reduce<number>((sum, row) => {
    const cell = isRecord(row) ? ownValue(row, column) : undefined;
    return sum + (typeof cell === 'string' ? codePoints(cell) : 0);
  }, 0);
}

function unitsOf(hint: PriceHint, choice: ModelChoice, values: Values): number {
  switch (hint.per) {
    case 'characters1000':
      return characters(values, hint.of) / 1000;
    case 'second': {
      const seconds = Number(ownValue(values, hint.of ?? 'duration'));
      return Number.isFinite(seconds) ? seconds : 0;
    }
    case 'output':
      return expectedOutputs(choice, values);
    default:
      return 1;
  }
}

function hintFor(choice: ModelChoice, values: Values): PriceHint | undefined {
  return choice.spec.prices.find(hint => conditionHolds(hint.when ?? [], values));
}

/** Credits are shown with two digits; binary fractions must not show. */
export function roundCredits(credits: number): number {
  return Math.round(credits * 100) / 100;
}

/** The hint for a built body (defaults included); undefined where nothing is known. */
export function priceHint(choice: ModelChoice, body: Values): TaskPriceHint | undefined {
  const values = asValues(choice, body);
  const hint = hintFor(choice, values);
  if (hint === undefined) return undefined;
  const units = unitsOf(hint, choice, values);
  const credits = (figure: number): number => Math.max(roundCredits(figure * units), hint.atLeast ?? 0);
  return {
    minimum: credits(hint.minimum),
    maximum: hint.maximum === undefined ? undefined : credits(hint.maximum),
    per: hint.per ?? 'task',
    confidence: hint.confidence,
  };
}

/**
 * By what a task's credits are divided before they are learned under `priceKey`, and multiplied when used: thousands
 * of characters for speech, else 1. Everything else that moves a price is part of the key. Above 0.
 */
export function priceUnits(choice: ModelChoice, body: Values): number {
  const values = asValues(choice, body);
  const hint = hintFor(choice, values);
  if (hint?.per !== 'characters1000') return 1;
  return Math.max(unitsOf(hint, choice, values), (hint.atLeast ?? 0) / Math.max(hint.minimum, 1), 0.001);
}

function keyPart(field: FieldSpec, value: unknown): string {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const isText = field.type === 'text' || field.type === 'url' || field.type === 'taskId';
  // Of prompts and addresses only their presence can matter, and they do not belong in a key.
  return `${field.name}=${isPlain && !isText ? encodeURIComponent(String(value)) : 'set'}`;
}

/**
 * Under which learned prices and durations are kept: model and price-relevant fields, the same text for the same
 * facts whatever the order of the body. Holds no prompt and no address.
 */
export function priceKey(choice: ModelChoice, body: Values): string {
  const parts = choice.spec.fields
    .filter(field => field.isPriceRelevant === true && !isBlank(ownValue(body, field.name)))
    .map(field => keyPart(field, ownValue(body, field.name)))
    .sort();
  const name =
    choice.variant === undefined ? choice.spec.slug : `${choice.spec.slug}:${choice.variant.value}`;
  return parts.length === 0 ? name : `${name}?${parts.join('&')}`;
}
