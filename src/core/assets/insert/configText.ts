/** Reads simple literal values out of configurations that are programs; what is computed is passed over. Pure. */
/** The string that the first `key: '…'` gives; undefined where it is part of an expression. */
export function stringSetting(text: string, key: string): string | undefined {
  const pattern = new RegExp(
    `\\b${key}\\s{0,9}:\\s{0,9}(['"\`])([^'"\`\\n$]{0,200})\\1\\s{0,9}(?=[,;}\\n]|$)`,
  );
  return pattern.exec(text)?.[2];
}

/** Everything in a list or an object: the content of the brackets that the first `key:` is followed by. */
export function settingBlock(
  text: string,
  key: string,
): { readonly open: string; readonly content: string } | undefined {
  const start = new RegExp(`\\b${key}\\s{0,9}:\\s{0,9}(?=[[{])`).exec(text);
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  let depth = 0;
  for (const { 0: sign, index } of text.slice(from).matchAll(/(['"`])(?:[^\\\n]|\\.)*?\1|[[\]{}]/g)) {
    if ('[{'.includes(sign)) depth++;
    else if (']}'.includes(sign)) depth--;
    if (depth === 0) return { open: text.charAt(from), content: text.slice(from + 1, from + index) };
  }
  return undefined;
}

/**
 * The usual ways to name a folder: `'/src'`, `path.resolve(__dirname, 'src')`,
 * `fileURLToPath(new URL('./src', import.meta.url))`.
 */
export const folderExpression = (() => {
  const quoted = `(?:'[^'\\n]{1,200}'|"[^"\\n]{1,200}")`;
  const here = `(?:__dirname|import\\.meta\\.dirname|process\\.cwd\\(\\))\\s{0,9},\\s{0,9}`;
  const call = `(?:(?:path\\.)?(?:resolve|join)\\(\\s{0,9}(?:${here})?|(?:fileURLToPath\\(\\s{0,9})?new URL\\(\\s{0,9})`;
  return `(?<call>${call})?(?<steps>${quoted}(?:\\s{0,9},\\s{0,9}${quoted})*)`;
})();

/** The folder's path from the configuration's own; `isFromRoot` for one that begins with a slash, alone. */
export function folderOf(
  groups: Readonly<Record<string, string | undefined>> | undefined,
): { readonly path: string; readonly isFromRoot: boolean } | undefined {
  const steps = [...(groups?.['steps'] ?? '').matchAll(/'([^'\n]*)'|"([^"\n]*)"/g)];
  const path = steps.map(([, single, double]) => single ?? double ?? '').join('/');
  if (!/^\.{0,2}\/?[\w.-][\w./ -]*$|^\.{0,2}\/?$/.test(path) || path === '') return undefined;
  const isFromRoot = groups?.['call'] === undefined && path.startsWith('/');
  return { path: isFromRoot ? path.slice(1) : path, isFromRoot };
}
