/** The words of a document as they are read aloud. Pure and linear. */
import { blankBetween, blankMarkdownCode } from '../assets/references/blank.ts';
import { asciidocText } from './formats/asciidoc.ts';
import { htmlText } from './formats/html.ts';
import { reStructuredText } from './formats/reStructuredText.ts';
import { ended, endedItem, withoutEntities } from './sentences.ts';

/** Readers by language; any other text is read as it is. */
const readers: Readonly<Record<string, (text: string) => string>> = {
  ...{ markdown: markdownText, mdx: markdownText, quarto: markdownText, rmd: markdownText },
  ...{ html: htmlText, asciidoc: asciidocText, restructuredtext: reStructuredText },
};

/** Paragraphs, one a line. Code, pictures, comments and tables' rules are left out; headings end like sentences. */
export function speakableText(text: string, languageId: string): string {
  const read = readers[languageId];
  const content = read === undefined ? text : read(withoutFrontMatter(text.replace(/\r\n?/g, '\n')));
  return content
    .split('\n')
    .map(line => line.replace(/[ \t]+/g, ' ').trim())
    .filter(line => line !== '')
    .join('\n');
}

function withoutFrontMatter(text: string): string {
  if (!/^---\r?\n/.test(text)) return text;
  const end = /\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  return end === null ? text : text.slice(end.index + end[0].length);
}

function markdownText(text: string): string {
  const content = blankMarkdownCode(blankBetween(text, '<!--', '-->'));
  const lines = content
    .replace(/<(script|style)\b[^<>]{0,300}>/gi, '<!--')
    .replace(/<\/(?:script|style)>/gi, '-->')
    .split('\n');
  return joinParagraphs(blankBetween(lines.join('\n'), '<!--', '-->').split('\n').map(plainLine));
}

/** What a line begins with and what it is, besides its words. */
const rule = /^(?:[-*_=~^+#]\s*){3,}$/;
const tableRule = /^[\s:|-]+$/;
const definition = /^ {0,3}\[[^\]\n]{1,200}\]:\s/;
const moduleLine = /^(?:import|export)\s.{0,400}['"{]/;
const start = /^(?:>\s?|[-*+]\s+|\d{1,3}[.)]\s+|\[[ xX]\]\s+)+/;

/** Without the signs that may close a heading. A pattern would look at each blank again from all before it. */
function withoutClosing(heading: string): string {
  let end = heading.length;
  while (end > 0 && /[\s#]/.test(heading.charAt(end - 1))) end--;
  return heading.slice(0, end);
}

/** A line in words; headings, list items and cells get an end of their own. An empty line stays one. */
function plainLine(text: string): string {
  const line = text.trim();
  if (
    rule.test(line) ||
    (tableRule.test(line) && line.includes('|')) ||
    definition.test(line) ||
    moduleLine.test(line)
  )
    return '';
  const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
  if (heading !== undefined) return `\n${ended(inlineText(withoutClosing(heading)))}\n`;
  const isItem = start.test(line) || line.startsWith('|');
  const words = inlineText(
    line
      .replace(start, '')
      .replace(/^\||\|$/g, '')
      .replace(/ ?\| ?/g, ', '),
  );
  return isItem && words !== '' ? `\n${endedItem(words)}\n` : words;
}

function inlineText(text: string): string {
  const words = text
    .replace(/!\[[^\]\n]{0,500}\](?:\([^()\n]{0,500}\)|\[[^\]\n]{0,200}\])?/g, ' ')
    .replace(/\[([^\][\n]{1,500})\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)|\[[^\]\n]{0,200}\])/g, '$1')
    .replace(/<[^<>\n]{1,500}>/g, ' ')
    .replace(/(\*\*|__|~~|\*|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}]))/gu, '')
    .replace(/\\([\\`*_{}[\]()#+.!-])/g, '$1');
  return withoutEntities(words).trim();
}

/** Lines that follow each other are one paragraph, unless somebody begins to speak. */
function joinParagraphs(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    if (line === '') text += '\n';
    else text += /^[\p{Lu}][^:\n]{0,40}:\s/u.test(line) ? `\n${line}` : ` ${line}`;
  }
  return text;
}
