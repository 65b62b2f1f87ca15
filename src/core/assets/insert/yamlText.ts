/** A path in YAML and JSON, so that whatever reads the document gets that very path. Pure. */

/** The editor's ids of YAML and of what is made of it. */
export const yamlLanguages = [
  'yaml',
  'yml',
  'dockercompose',
  'github-actions-workflow',
  'azure-pipelines',
  'ansible',
  'home-assistant',
];

const known: ReadonlySet<string> = new Set(yamlLanguages);

export function isYaml(languageId: string): boolean {
  return known.has(languageId);
}

/** Controls and line breaks that YAML takes in no string as they are, and JSON does. */
const unseen = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** In double quotes, as JSON and YAML both read it. */
export function quotedText(text: string): string {
  const byCode = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(unseen, byCode);
}

/** No letter of it means anything in YAML, in lists between brackets either. */
const harmless = /^[\p{L}\p{N}_./](?:[\p{L}\p{M}\p{N}_./()+=~@$%^-]| +(?=[^ #-]))*$/u;

/** What has no slash and begins like a number or a dot may be read as a number: `1.5`, `.inf`. */
const isSurelyText = (path: string): boolean => path.includes('/') || /^[\p{L}_][^.]*\./u.test(path);

/** As it stands where that is harmless, else in quotes. */
export function yamlScalar(path: string): string {
  return harmless.test(path) && isSurelyText(path) ? path : quotedText(path);
}

/** Where a value can begin: what changes nothing, a string that is closed, one that is open, anything else. */
const fresh =
  /(?<same>[ \t]+|[-?](?=[ \t])|(?<flow>[[{])|[&!][^\s,[\]{}]*)|(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'(?!'))|(?<open>["'])|(?<comment>#)|./uy;
/** Behind the first letter of a value: what leads to the next value, a comment, anything else. */
const begun = /(?<value>:(?=[ \t]))|(?<comma>,)|(?<comment>(?<=[ \t])#)|./uy;

const stringOf: Readonly<Record<string, 'json' | 'quoted'>> = { '"': 'json', "'": 'quoted' };

/**
 * What is open at the end of `before`, a line's beginning: `json` in double quotes, `quoted` in single ones, `path` in
 * a comment or behind words, where nothing can be quoted any more. Undefined where a value begins.
 */
export function yamlContext(before: string): 'json' | 'quoted' | 'path' | undefined {
  let isFresh = true;
  let isInFlow = false;
  for (let at = 0; at < before.length; ) {
    const pattern: RegExp = isFresh ? fresh : begun;
    pattern.lastIndex = at;
    const { 0: all, groups }: Partial<RegExpExecArray> = pattern.exec(before) ?? {};
    const { same, flow, open, comment, value, comma } = groups ?? {};
    if (open !== undefined) return stringOf[open];
    if (comment !== undefined || all === undefined) return 'path';
    isInFlow ||= flow !== undefined;
    isFresh = (same ?? value) !== undefined || (comma !== undefined && isInFlow);
    at += all.length;
  }
  return isFresh ? undefined : 'path';
}

/** Between several values at the end of `before`: items of a list, else one a line. */
export function yamlSeparator(before: string): string {
  if (/[[,][ \t]*$/.test(before)) return ', ';
  return /^[ \t]*-[ \t]+$/.test(before) ? '\n- ' : '\n';
}
