/** Where the cursor stands: in a place that takes an address alone, the address alone is inserted. Pure. */

import { isYaml, yamlContext } from './yamlText.ts';

/**
 * `url` percent-encoded, `styleUrl` the same in a style, `path` as people read it, `module` as imports name it, `json` and `quoted` as the content of
 * a string in double or in single quotes, `jsonString` with the quotes.
 */
export type ValueContext =
  | 'url'
  | 'styleUrl'
  | 'path'
  | 'module'
  | 'json'
  | 'json5'
  | 'jsonString'
  | 'quoted';

const attribute = /(?:^|[\s"'])(?:src|href|poster|content|data-src)=["']$/i;
const styleUrl = /\burl\(["']?$/i;
const linkTarget = /\]\(<?$/;
const moduleName = /(?:\bfrom\s?|\bimport\s?\(?|\brequire\()["']$/;

const dataLanguages: ReadonlySet<string> = new Set(['json', 'jsonc', 'json5', 'jsonl']);
const styleLanguages = /^(?:css|scss|sass|less|stylus|postcss|tailwindcss)$/;
const linkLanguages = /^(?:markdown|mdx|quarto|rmd)$/;

/** As much of the line is looked at: an address that has begun is no empty place. */
const charactersRead = 300;

/** By the text before the cursor on its line; undefined where whole markup belongs. */
export function valueContext(before: string | undefined, languageId: string): ValueContext | undefined {
  if (before === undefined) return undefined;
  const line = before.slice(-charactersRead);
  if (isYaml(languageId)) return yamlContext(before);
  if (dataLanguages.has(languageId)) return jsonContext(before);
  if (moduleName.test(line)) return 'module';
  if (styleUrl.test(line)) return 'styleUrl';
  if (linkLanguages.test(languageId) && linkTarget.test(line)) return 'url';
  return attribute.test(line) && !styleLanguages.test(languageId) ? 'url' : undefined;
}

/** By the string that is open at the end of `text`, a line's beginning. JSON5 has such in single quotes, too. */
function jsonContext(text: string): ValueContext {
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
