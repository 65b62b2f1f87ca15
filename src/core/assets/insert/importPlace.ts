/** Where a module's import lines belong. Pure. */
import { blankMarkdownCode } from '../references/blank.ts';
import { blankBlockComments } from '../references/scriptComments.ts';

/** The rest of an import from its first line on; a module's name in quotes ends it. */
const importStart = /^\s*import(?:\s|['"{*])/;
const importEnd = /(?:^\s*import\s*|\bfrom\s*)(['"])[^'"]+\1/;
const directive = /^\s*(['"])use [\w ]+\1;?\s*$/;

/** Lines that an import covers at most: what goes on for longer is none. */
const longestImport = 60;

/** Text to be inserted at the beginning of a line. */
export interface ImportEdit {
  readonly line: number;
  readonly text: string;
}

/** Lines at the top that must stay first: a hash-bang, MDX front matter, directives such as "use client". */
function headLength(lines: readonly string[]): number {
  if (lines[0]?.startsWith('#!')) return 1;
  if (lines[0]?.trimEnd() === '---')
    return lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') + 1;
  let length = 0;
  for (const [at, line] of lines.entries()) {
    if (directive.test(line)) length = at + 1;
    else if (line.trim() !== '') break;
  }
  return length;
}

/** The lines without what `blank` takes out of them; as many as before. */
function blankedLines(lines: readonly string[], blank: (text: string) => string): readonly string[] {
  const text = lines.join('\n');
  const blanked = blank(text);
  let kept = '';
  for (let at = 0; at < text.length; at++) kept += text[at] === '\n' ? '\n' : blanked[at];
  return kept.split('\n');
}

/** What looks like an import in an example or a comment is none. */
const codeOf = (lines: readonly string[], languageId: string): readonly string[] =>
  blankedLines(lines, languageId === 'mdx' ? blankMarkdownCode : blankBlockComments);

/** The line below the last import of `lines` from `start` to `end`; `start` where there is none. */
function belowImports(lines: readonly string[], start: number, end: number): number {
  let place = start;
  for (let at = start; at < end; at++) {
    if (!importStart.test(lines[at] ?? '')) continue;
    const length = lines.slice(at, Math.min(at + longestImport, end)).findIndex(line => importEnd.test(line));
    if (length < 0) continue;
    at += length;
    place = at + 1;
  }
  return place;
}

/** The line at which an import line belongs in a module: below its last import, else below what must stay first. */
export function importPlace(lines: readonly string[]): number {
  return belowImports(lines, headLength(lines), lines.length);
}

/** Where `imports` go in a document of this language, with what must stand around them there. */
export function importEdit(
  lines: readonly string[],
  languageId: string,
  imports: readonly string[],
): ImportEdit {
  if (languageId === 'svelte') return inScript(lines, imports);
  if (languageId === 'astro') return inFrontmatter(lines, imports);
  const code = codeOf(lines, languageId);
  const line = importPlace(code);
  const text = `${imports.join('\n')}\n`;
  // In MDX what follows an import without a blank line is still the script.
  if (languageId === 'mdx') return { line, text: (lines[line] ?? '').trim() === '' ? text : `${text}\n` };
  return { line, text: apart(lines, line, { start: headLength(code), end: lines.length }, text) };
}

/** A tag may go over several lines, and hold a `>` in quotes. */
const scriptTag =
  /^[ \t]*<script(?=[\s>])(?<attributes>(?:"[^"]{0,500}"|'[^']{0,500}'|[^"'>]){0,1000})>[ \t]*$/gm;
const isModuleScript = /\smodule\b|\bcontext\s*=\s*["']module["']/;

/** The line behind the opening tag of the component's own script, not the module's; -1 without one. */
function scriptStart(lines: readonly string[]): number {
  const text = lines.join('\n');
  for (const { 0: tag, index, groups } of text.matchAll(scriptTag))
    if (!isModuleScript.test(groups?.['attributes'] ?? ''))
      return text.slice(0, index + tag.length).split('\n').length;
  return -1;
}

/** Into the component's own script; with the indentation that it has. */
function inScript(lines: readonly string[], imports: readonly string[]): ImportEdit {
  const start = scriptStart(lines);
  const length = lines.slice(start).findIndex(line => /^\s*<\/script>/.test(line));
  if (start < 0 || length < 0)
    return { line: 0, text: `<script>\n${imports.map(line => `  ${line}\n`).join('')}</script>\n\n` };
  const end = start + length;
  const place = belowImports(lines, start, end);
  const sample = lines.slice(start, end).find(line => line.trim() !== '');
  const indent = sample === undefined ? '  ' : (/^\s*/.exec(sample)?.[0] ?? '');
  const text = imports.map(line => `${indent}${line}\n`).join('');
  return { line: place, text: apart(lines, place, { start, end }, text) };
}

/** The first imports of a script stand apart from what it does. */
function apart(
  lines: readonly string[],
  place: number,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): string {
  const isFirst = place === start && place < end && (lines[place] ?? '').trim() !== '';
  return isFirst ? `${text}\n` : text;
}

function inFrontmatter(lines: readonly string[], imports: readonly string[]): ImportEdit {
  const text = imports.map(line => `${line}\n`).join('');
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---');
  if (lines[0]?.trimEnd() !== '---' || end < 0) return { line: 0, text: `---\n${text}---\n\n` };
  const line = belowImports(lines, 1, end);
  return { line, text: apart(lines, line, { start: 1, end }, text) };
}
