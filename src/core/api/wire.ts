/**
 * Reading of untrusted JSON: nothing here throws on a wrong shape, nothing follows a prototype. A value that is not
 * what was asked for is `undefined`, and the caller decides whether that is an error.
 */
import { DecodeError } from '../errors.ts';
import { maxJsonMarks } from './limits.ts';

/** An object of the service's JSON; read it with `field` only. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** `value` as an object; undefined for arrays, null and everything else. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

export function asArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The own property `name` of an object, null read as missing. */
export function field(value: unknown, name: string): unknown {
  const object = asObject(value);
  if (object === undefined || !Object.hasOwn(object, name)) return undefined;
  return object[name] ?? undefined;
}

/** The first of `names` that is there. */
export function firstField(value: unknown, names: readonly string[]): unknown {
  for (const name of names) {
    const found = field(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Text that is not blank; numbers are taken as text, since ids and codes come either way. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A finite number, also one written as text. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d{1,15}(\.\d{1,15})?\s*$/.test(value)) return undefined;
  return Number(value);
}

/** ms since the epoch of ISO 8601 (read as UTC where it names no zone), or of epoch seconds or milliseconds. */
export function asTime(value: unknown): number | undefined {
  const number = asNumber(value);
  if (number !== undefined) {
    if (number < 1e9 || number > 8.64e15) return undefined;
    return Math.round(number < 1e11 ? number * 1000 : number);
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const text = value.trim().replace(' ', 'T');
  const time = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const maxCopyDepth = 32;

/**
 * A copy that can be spread, assigned and kept: plain objects and arrays without `__proto__` keys; what lies deeper
 * than 32 levels is left out.
 */
export function copyPlain(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxCopyDepth) return undefined;
  if (Array.isArray(value)) return value.map(item => copyPlain(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (name !== '__proto__') copy[name] = copyPlain(item, depth + 1);
  }
  return copy;
}

/** `copyPlain` of an object; undefined for everything else. */
export function copyObject(value: unknown): JsonObject | undefined {
  const object = asObject(value);
  return object === undefined ? undefined : (copyPlain(object) as JsonObject);
}

/** Brackets and commas are what JSON costs in memory; counted before anything is built of them. */
function hasTooManyMarks(text: string): boolean {
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    // `,` `[` `{`
    if ((c === 44 || c === 91 || c === 123) && ++marks > maxJsonMarks) return true;
  }
  return false;
}

/**
 * Parses the service's JSON. DecodeError at `path`: `tooLarge` for millions of tiny parts, `torn` for what begins
 * like JSON and does not end like it, `notJson` for the rest (an empty body included).
 */
export function parseJson(text: string, path = ''): unknown {
  if (hasTooManyMarks(text)) {
    throw new DecodeError({ path, reason: 'tooLarge', message: 'the answer has too many parts' });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (e) {
    const isTorn = /^\s*[[{"]/.test(text);
    const message = isTorn ? 'the answer is broken off' : `the answer is not JSON: ${excerpt(text)}`;
    throw new DecodeError({ path, reason: isTorn ? 'torn' : 'notJson', message }, e);
  }
}

/** Whether a body is a page for people: some proxy's or gateway's, not the service's. */
export function isHtml(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|!--|\?xml|center|h1|title)/i.test(text);
}

/** What a body that is not JSON says, in one short line: an HTML page's title, or the first words. */
export function excerpt(text: string): string {
  const title = /<title[^>]*>([^<]{1,500})/i.exec(text.slice(0, 20_000))?.[1];
  const words = title ?? (isHtml(text) ? '' : text.slice(0, 1000));
  const line = words.replace(/\s+/g, ' ').trim();
  return line === '' ? '(nothing)' : cut(line, 200);
}

/** `text` at most `length` UTF-16 units long, never ending in half a character. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
