/** The words of a reStructuredText document. Pure and linear. */
import { ended, endedItem } from '../sentences.ts';

/** Lines of one sign: beneath (and above) a heading, or between paragraphs. */
const rule = /^([!-/:-@[-`{-~])\1{2,}$/;
const tableRule = /^(?:[+][-=+]{3,}|={2,}(?:\s+={2,})+)$/;
const directive = /^\.\.\s+(?:\|[^|]{1,100}\|\s+)?([\w:-]{1,80})::(?:\s+(.*))?$/;
/** What stands in their body is read; in that of all others it is code, a picture or a comment. */
const spoken: ReadonlySet<string> = new Set(
  'note tip hint important warning caution danger attention error seealso admonition topic sidebar epigraph rubric container versionadded versionchanged deprecated'.split(
    ' ',
  ),
);
/** Whose words behind the name are said as well. */
const titled: ReadonlySet<string> = new Set(['admonition', 'topic', 'sidebar', 'rubric']);
const field = /^:[^:\s][^:]{0,80}:(?:\s|$)/;
const item = /^(?:[*+•-]|\d{1,3}[.)]|\(\d{1,3}\)|#\.)\s+(.+)$/;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Paragraphs, one a line; headings and items end like sentences. */
export function reStructuredText(text: string): string {
  const reader = new Reader();
  for (const line of text.replace(/\t/g, '    ').split('\n')) reader.read(line);
  return reader.text();
}

class Reader {
  readonly #lines: string[] = [];
  /** What is deeper than this is not read. */
  #silentBelow: number | undefined;

  text(): string {
    return this.#lines.map(line => (line === '' ? '\n' : line)).join('');
  }

  read(raw: string): void {
    const line = raw.trim();
    const indent = indentOf(raw);
    if (line === '') {
      this.#lines.push('');
      return;
    }
    if (this.#silentBelow !== undefined && indent > this.#silentBelow) return;
    this.#silentBelow = undefined;
    if (line.startsWith('..') && (line === '..' || line[2] === ' ')) this.#readDirective(line, indent);
    else if (rule.test(line) || tableRule.test(line)) this.#endHeading();
    else if (!field.test(line)) this.#readText(line, indent);
  }

  #readDirective(line: string, indent: number): void {
    const [, name = '', words = ''] = directive.exec(line) ?? [];
    if (!spoken.has(name)) {
      this.#silentBelow = indent;
      this.#lines.push('');
      return;
    }
    const text = inlineWords(words);
    // What stands beneath goes on with the words behind the name, unless they are a title.
    this.#lines.push('', ...(titled.has(name) ? [ended(text), ''] : [text]));
  }

  /** A rule beneath a line makes it a heading. */
  #endHeading(): void {
    const last = this.#lines.pop() ?? '';
    this.#lines.push(ended(last), '');
  }

  #readText(line: string, indent: number): void {
    // What follows two colons is literal.
    const isLiteral = line.endsWith('::');
    if (isLiteral) this.#silentBelow = indent;
    const words = isLiteral ? line.slice(0, -1) : line;
    if (words === ':') return;
    const listed = item.exec(words)?.[1];
    const isRow = words.startsWith('|') && words.endsWith('|') && words.length > 1;
    if (listed !== undefined) this.#lines.push('', endedItem(inlineWords(listed)), '');
    else if (isRow)
      this.#lines.push(
        '',
        endedItem(inlineWords(words.slice(1, -1).replace(/\s{0,200}\|\s{0,200}/g, ', '))),
        '',
      );
    else this.#lines.push(' ', inlineWords(words.replace(/^\|\s+/, '')));
  }
}

function inlineWords(text: string): string {
  return text
    .replace(/``[^`]{1,500}``/g, ' ')
    .replace(/:[\w:+-]{1,60}:`~?([^`<]{1,500}?)\s*(?:<[^`<>]{1,500}>)?`/g, '$1')
    .replace(/`([^`<]{1,500}?)\s*(?:<[^`<>]{1,500}>)?`_{0,2}/g, '$1')
    .replace(/(?<=[\p{L}\p{N}])_{1,2}(?=[\s.,;:!?)]|$)/gu, '')
    .replace(/\[(?:#?[\w-]{0,40}|\*)\]_|\|[^|\s][^|]{0,100}\|_{0,2}/g, ' ')
    .replace(/\*\*|\*/g, '')
    .replace(/\\(.)/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,;:!?](?:\s|$))/g, '')
    .trim();
}
