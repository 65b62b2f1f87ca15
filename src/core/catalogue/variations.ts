/** One request as many: `{red|blue}` in texts, and lists of values for fields. Pure. */

import { ownValue, type Values } from './values.ts';

/** Values for one field, of which each makes a request of its own. */
export interface FieldList {
  readonly field: string;
  /** As a person writes them: see `splitList`. */
  readonly values: string;
}

/** A range longer than this is a slip of the hand. */
const longestRange = 1000;

/** Alternatives in braces, with where they stand in the text. */
interface Group {
  readonly from: number;
  readonly to: number;
  readonly parts: readonly string[];
}

/**
 * The innermost braces that hold a bar. Braces without one are text, and so is what is escaped by a backslash. One walk
 * over the text: a pattern would begin anew at each brace.
 */
function groupsOf(text: string): readonly Group[] {
  const found: Group[] = [];
  let open = -1;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '{') open = text[at - 1] === '\\' ? -1 : at;
    else if (letter === '}') {
      const inside = open < 0 ? '' : text.slice(open + 1, at);
      if (inside.includes('|')) found.push({ from: open, to: at + 1, parts: inside.split('|') });
      open = -1;
    }
  }
  return found;
}

/** `1..4` → 1 2 3 4, in either direction; undefined for other text. */
function rangeOf(text: string): readonly string[] | undefined {
  const [, from, to] = /^(-?\d{1,12})\s*(?:\.\.|…)\s*(-?\d{1,12})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const length = Math.abs(Number(to) - Number(from)) + 1;
  if (length > longestRange) return [text];
  const step = Number(to) < Number(from) ? -1 : 1;
  return Array.from({ length }, (_, at) => String(Number(from) + at * step));
}

/** The values of a list, in order, each once: separated by `|` or lines; `1..4` is a range of whole numbers. */
export function splitList(text: string): readonly string[] {
  const parts = text
    .split(/[|\n]/)
    .map(part => part.trim())
    .filter(part => part !== '');
  return [...new Set(parts.flatMap(part => rangeOf(part) ?? [part]))];
}

/** In how many ways a text can be read; 1 for one without alternatives. */
export function countTexts(text: string): number {
  return groupsOf(text).reduce((count, { parts }) => count * parts.length, 1);
}

/** The text in each of its ways, the last alternatives changing first. No more than `most`. */
export function expandText(text: string, most: number): readonly string[] {
  let texts: readonly string[] = [''];
  let end = 0;
  for (const { from, to, parts } of groupsOf(text)) {
    const before = text.slice(end, from);
    texts = texts.flatMap(start => parts.map(part => `${start}${before}${part}`)).slice(0, most);
    end = to;
  }
  return texts.map(start => start + text.slice(end));
}

/** The fields that vary with their values, in the order in which they change: the last the fastest. */
function axes(
  values: Values,
  textFields: readonly string[],
  lists: readonly FieldList[],
): readonly { readonly field: string; readonly text: string; readonly isList: boolean }[] {
  const listed = lists.filter(list => splitList(list.values).length > 0);
  const names = new Set(listed.map(list => list.field));
  const texts = textFields.flatMap(field => {
    const text = ownValue(values, field);
    return typeof text === 'string' && !names.has(field) && countTexts(text) > 1
      ? [{ field, text, isList: false }]
      : [];
  });
  return [...texts, ...listed.map(({ field, values: text }) => ({ field, text, isList: true }))];
}

/**
 * The values of each request; those given, alone, where nothing varies. Values of lists are texts: the request's own
 * check turns them into what the field takes. No more than `most`.
 */
export function expandValues(
  values: Values,
  parts: { readonly textFields: readonly string[]; readonly lists: readonly FieldList[] },
  most: number,
): readonly Values[] {
  let all: readonly Values[] = [values];
  for (const { field, text, isList } of axes(values, parts.textFields, parts.lists)) {
    const options = isList ? splitList(text) : expandText(text, most);
    all = all.flatMap(one => options.map(option => ({ ...one, [field]: option }))).slice(0, most);
  }
  return all;
}
