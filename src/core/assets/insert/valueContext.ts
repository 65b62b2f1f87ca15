/** Where the cursor stands: in a place that takes an address alone, the address alone is inserted. Pure. */

import { isYaml, yamlContext } from './yamlText.ts';

/**
 * `url` percent-encoded, `styleUrl` the same in a style, `path` as people read it, `module` as imports name it, `json`
 * and `quoted` as the content of a string in double or in single quotes, `jsonString` with the quotes, `yaml` as a
 * value of YAML, `latex` as the argument of a command.
 */
export type ValueKind =
  | 'url'
  | 'styleUrl'
  | 'path'
  | 'module'
  | 'json'
  | 'json5'
  | 'jsonString'
  | 'quoted'
  | 'yaml'
  | 'latex';

export interface ValueContext {
  readonly kind: ValueKind;
  /** The address as far as it stands there already: empty, or up to a slash. */
  readonly begun: string;
}

/** A folder that has been typed: `img/`, `../img/`, `@/`, `https://x.org/`. */
const folder = '(?<begun>(?:[^\\s"\'`<>()[\\]{},;]*/)?)$';
const places: readonly (readonly [RegExp, ValueKind, languages?: RegExp])[] = [
  [new RegExp(`(?:\\bfrom\\s?|\\bimport\\s?\\(?|\\brequire\\()["']${folder}`), 'module'],
  [new RegExp(`\\burl\\(["']?${folder}`, 'i'), 'styleUrl'],
  [new RegExp(`\\]\\(<?${folder}`), 'url', /^(?:markdown|mdx|quarto|rmd)$/],
  [
    new RegExp(`\\\\includegraphics\\*?\\s?(?:\\[[^\\]]{0,200}\\]\\s?)?\\{${folder}`),
    'latex',
    /^(?:latex|tex)$/,
  ],
  [
    new RegExp(`(?:^|[\\s"'])(?:src|href|poster|content|data-src)=\\{?["']${folder}`, 'i'),
    'url',
    /^(?!(?:css|scss|sass|less|stylus|postcss|tailwindcss)$)/,
  ],
];

const dataLanguages: ReadonlySet<string> = new Set(['json', 'jsonc', 'json5', 'jsonl']);

/** As much of the line is looked at: an address that has begun is no empty place. */
const charactersRead = 300;

/**
 * By the text before the cursor on its line; undefined where whole markup belongs. `isFrontMatter` where the line is
 * YAML above a page.
 */
export function valueContext(
  before: string | undefined,
  languageId: string,
  isFrontMatter = false,
): ValueContext | undefined {
  if (before === undefined) return undefined;
  if (isYaml(languageId) || isFrontMatter) {
    const kind = yamlContext(before) ?? (isFrontMatter ? 'yaml' : undefined);
    return kind && { kind, begun: begunString(before, kind) };
  }
  if (dataLanguages.has(languageId)) {
    const kind = jsonContext(before);
    return { kind, begun: begunString(before, kind) };
  }
  const line = before.slice(-charactersRead);
  for (const [pattern, kind, languages] of places) {
    const match = languages?.test(languageId) === false ? null : pattern.exec(line);
    if (match !== null) return { kind, begun: match.groups?.['begun'] ?? '' };
  }
  return undefined;
}

/** What ends the string that is open; empty where none is. */
export function quoteOf(kind: ValueKind): string {
  if (kind === 'json') return '"';
  return kind === 'json5' || kind === 'quoted' ? "'" : '';
}

/** The folder that a value begins with; anything else is text that the path is put into. */
function begunString(before: string, kind: ValueKind): string {
  const open = quoteOf(kind);
  const begun = new RegExp(`(?:^|[\\s,:[{])${open}(?<begun>[^\\s"'\\\\]*/)$`).exec(
    before.slice(-charactersRead),
  );
  return begun?.groups?.['begun'] ?? '';
}

/** Whether the string that is open at the end of `before` is one of a list: others may follow it. */
export function isListItem(before: string): boolean {
  return /(?:^|[[,])\s*["'][^"']*$/.test(before);
}

/** Whether the line with this index is YAML between the marks at the top of a page. */
export function isInFrontMatter(lines: readonly string[], line: number, languageId: string): boolean {
  if (!/^(?:markdown|mdx|quarto|rmd)$/.test(languageId) || lines[0]?.trimEnd() !== '---') return false;
  const end = lines.findIndex((text, at) => at > 0 && text.trimEnd() === '---');
  return line > 0 && line < (end < 0 ? 0 : end);
}

/** By the string that is open at the end of `text`, a line's beginning. JSON5 has such in single quotes, too. */
function jsonContext(text: string): 'json' | 'json5' | 'jsonString' {
  let open = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (open === '') open = letter === '"' || letter === "'" ? letter : '';
    else if (letter === '\\') at++;
    else if (letter === open) open = '';
  }
  if (open === '') return 'jsonString';
  return open === '"' ? 'json' : 'json5';
}
