/** The rest of an import from its first line on; a module's name in quotes ends it. */
const importStart = /^import(?:\s|['"{*])/;
const importEnd = /(?:^import\s*|\bfrom\s*)(['"])[^'"]+\1/;
const directive = /^\s*(['"])use [\w ]+\1;?\s*$/;

/** Lines that an import covers at most: what goes on for longer is none. */
const longestImport = 60;

/** Lines at the top that must stay first: a hash-bang, MDX front matter, directives such as "use client". */
function headLength(lines: readonly string[]): number {
  if (lines[0]?.startsWith('#!')) return 1;
  if (lines[0]?.trimEnd() === '---')
    return lines.findIndex((line, at) => at > 0 && line.trimEnd() === '---') + 1;
  const other = lines.findIndex(line => !directive.test(line));
  return other < 0 ? lines.length : other;
}

/** The line at which an import line belongs in a module: below its last import, else below what must stay first. */
export function importPlace(lines: readonly string[]): number {
  let place = headLength(lines);
  for (let at = place; at < lines.length; at++) {
    if (!importStart.test(lines[at] ?? '')) continue;
    const end = lines.slice(at, at + longestImport).findIndex(line => importEnd.test(line));
    if (end < 0) continue;
    at += end;
    place = at + 1;
  }
  return place;
}
