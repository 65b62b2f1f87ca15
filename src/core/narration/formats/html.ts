/** The words of an HTML page. Pure and linear. */
import { blankBetween } from '../../assets/references/blank.ts';
import { ended, endedItem, withoutEntities } from '../sentences.ts';

/** What is within them is not read aloud. */
const silent = 'script|style|template|head|pre|code|svg|math|noscript|iframe|textarea|select|nav';
/** Within a tag: attributes, whose quoted values may hold the sign that ends a tag. */
const inTag = `(?:[^<>"']|"[^"<]{0,2000}"|'[^'<]{0,2000}')*`;
const opening = new RegExp(`<(?:${silent})(?=[\\s>/])${inTag}>`, 'gi');
const closing = new RegExp(`</(?:${silent})\\s{0,20}>`, 'gi');
/** These begin and end paragraphs; a line break does, too. */
const blocks = new RegExp(
  `<(/?)(h[1-6]|p|div|section|article|main|header|footer|aside|ul|ol|li|dl|dt|dd|table|tr|td|th|caption|blockquote|figure|figcaption|details|summary|form|hr|br|body|html|title)(?=[\\s>/])${inTag}>`,
  'gi',
);
const anyTag = new RegExp(`</?[a-z!]${inTag}>`, 'gi');
const wholes = /^(?:h[1-6]|dt|caption|figcaption|summary|title)$/;
const items = /^(?:li|td|th|dd)$/;

/** The text between the tags, one block a line; headings and items end like sentences. */
export function htmlText(text: string): string {
  const spoken = withoutSilent(blankBetween(text, '<!--', '-->'));
  const lines: string[] = [];
  let at = 0;
  let end = (words: string): string => words;
  const push = (to: number): void => {
    lines.push(end(plainWords(spoken.slice(at, to))));
  };
  for (const { index, 0: tag, 1: slash, 2: name = '' } of spoken.matchAll(blocks)) {
    push(index);
    at = index + tag.length;
    end = slash === '' ? endOf(name.toLowerCase(), end) : words => words;
  }
  push(spoken.length);
  return lines.filter(line => line !== '').join('\n');
}

/** A line break within an item changes nothing; what is in a paragraph within it is no item itself. */
function endOf(name: string, before: (words: string) => string): (words: string) => string {
  if (wholes.test(name)) return ended;
  if (items.test(name)) return endedItem;
  return name === 'br' || name === 'p' ? before : words => words;
}

/** One element within another of them ends with the outer one. */
function withoutSilent(text: string): string {
  const edges = [
    ...[...text.matchAll(opening)]
      .filter(([tag]) => !tag.endsWith('/>'))
      .map(({ index, 0: tag }) => ({ index, length: tag.length, step: 1 })),
    ...[...text.matchAll(closing)].map(({ index, 0: tag }) => ({ index, length: tag.length, step: -1 })),
  ].sort((a, b) => a.index - b.index);
  let kept = '';
  let at = 0;
  let depth = 0;
  for (const { index, length, step } of edges) {
    if (depth === 0) kept += text.slice(at, index);
    depth = Math.max(0, depth + step);
    at = index + length;
  }
  return depth === 0 ? kept + text.slice(at) : kept;
}

function plainWords(text: string): string {
  return withoutEntities(text.replace(anyTag, ' '))
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?](?:\s|$))/g, '')
    .trim();
}
