/** The words of an AsciiDoc document. Pure and linear. */
import { ended, endedItem, withoutEntities } from '../sentences.ts';

/** Between two lines of such a mark nothing is read: listings, literals, comments, what goes through as it is. */
const silentFence = /^(-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,})[^`\s]{0,40}$/;
/** These enclose what is read. */
const openFence = /^(?:={4,}|\*{4,}|_{4,}|--|\|={3,}|'{3,}|<{3,})$/;
const comment = /^\/\//;
const attribute = /^:!?[\w-]{1,80}!?:(?:\s|$)/;
const blockAttributes = /^\[[^\]]{0,500}\]$/;
const blockMacro = /^[a-z]\w{0,40}::\S{0,500}\[.{0,500}\]$/;
const heading = /^={1,6}\s+(.+)$/;
const blockTitle = /^\.([^\s.].*)$/;
const item = /^(?:[*]{1,5}|-|\.{1,5}|\d{1,3}\.)\s+(?:\[[ *x]\]\s+)?(.+)$/;
const term = /^(.{1,200}?):{2,4}(?:\s+(.+))?$/;
/** A kind of remark at the beginning of a paragraph, said like a sentence. */
const admonition = /^(NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+(.+)$/;

/** Paragraphs, one a line; headings, items and cells end like sentences. */
export function asciidocText(text: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const mark = silentFence.exec(line)?.[1];
    if (fence !== undefined || mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark === fence) fence = undefined;
      lines.push('');
    } else addLine(lines, line);
  }
  return lines.join('').trim();
}

function addLine(lines: string[], line: string): void {
  if (isNoText(line)) {
    lines.push('\n');
    return;
  }
  const own = ownLine(line);
  lines.push(own === undefined ? ` ${inlineWords(line)}` : `\n${own}\n`);
}

const isNoText = (line: string): boolean =>
  line === '' ||
  line === '+' ||
  [openFence, comment, attribute, blockAttributes, blockMacro].some(shape => shape.test(line));

/** What is a line of its own, and no part of a paragraph. */
function ownLine(line: string): string | undefined {
  const title = heading.exec(line)?.[1] ?? blockTitle.exec(line)?.[1];
  if (title !== undefined) return ended(inlineWords(title));
  const [, kind, words] = admonition.exec(line) ?? [];
  if (kind !== undefined && words !== undefined)
    return `${kind.charAt(0)}${kind.slice(1).toLowerCase()}. ${inlineWords(words)}`;
  const listed = item.exec(line)?.[1];
  if (listed !== undefined) return endedItem(inlineWords(listed));
  if (line.startsWith('|')) return endedItem(inlineWords(line.slice(1).replace(/ ?\| ?/g, ', ')));
  const [, name, meaning = ''] = term.exec(line) ?? [];
  return name === undefined ? undefined : [ended(inlineWords(name)), inlineWords(meaning)].join(' ').trim();
}

function inlineWords(text: string): string {
  const plain = text
    .replace(/ \+$/, '')
    .replace(/`[^`]{1,500}`/g, ' ')
    .replace(
      /\b(?:image|icon|kbd|btn|footnote|anchor|indexterm2?|pass|stem):[^\s[\]]{0,300}\[[^\]]{0,500}\]/g,
      ' ',
    )
    .replace(/\b(?:link|xref|mailto|menu):[^\s[\]]{1,500}\[([^\]]{0,500})\]/g, '$1')
    .replace(/\bhttps?:\/\/[^\s[\]]{1,1000}\[([^\]]{0,500})\]/g, '$1')
    .replace(/<<[^<>,]{1,200}(?:,([^<>]{1,300}))?>>/g, '$1')
    .replace(/\[\[[^\]]{1,200}\]\]|\[[#.][^\]]{1,200}\](?=[#*_])|\{[\w-]{1,80}\}/g, ' ')
    .replace(/(\*\*|__|##|\*|#|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}]))/gu, '');
  return withoutEntities(plain)
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?](?:\s|$))/g, '')
    .trim();
}
