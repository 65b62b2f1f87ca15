/** Reading untrusted values: own properties only, JSON only, what counts as left out. */
import { isRecord } from '../../shared/isRecord.ts';
import { InputError } from '../errors.ts';

/** Values by wire name. */
export type Values = Readonly<Record<string, unknown>>;

/** Deeper than any documented parameter; a bound for what people and agents may pass through. */
const maxDepth = 20;

/** The own property `name`; inherited ones (`constructor`, `toString`) are not values. */
export function ownValue(values: Values, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Whether a value means "left out": null, undefined, empty or blank text, an empty list. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

/** Length in Unicode code points, as the vendor counts characters. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/**
 * A copy of `value` that is surely JSON, so that what was checked is what is sent. Throws InputError `type` at `path`
 * for functions, cycles (by depth), NaN and the like, `notAllowed` for a member named `__proto__`.
 */
export function toJson(value: unknown, path: string, depth = 0): unknown {
  if (depth > maxDepth) throw new InputError({ field: path, rule: 'type', limit: 'JSON' });
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) {
    return Array.from(value, (item, i) => toJson(item ?? null, `${path}[${i}]`, depth + 1));
  }
  // Dates, maps and class instances would turn into `{}` without a word.
  if (!isRecord(value) || Object.prototype.toString.call(value) !== '[object Object]') {
    throw new InputError({ field: path, rule: 'type', limit: 'JSON' });
  }
  const out: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}.${name}`;
    if (name === '__proto__') throw new InputError({ field: at, rule: 'notAllowed' });
    if (member !== undefined) out[name] = toJson(member, at, depth + 1);
  }
  return out;
}
