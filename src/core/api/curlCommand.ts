/** A request as a person can send it from a shell. */

/** One word for a POSIX shell, whatever it holds. NUL cannot be in an argument and is left out. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", String.raw`'\''`)}'`;
}

/** The command for a POST. The key is named, never written: it comes from the environment of who runs it. */
export function curlCommand(url: string, body: Readonly<Record<string, unknown>>): string {
  return [
    `curl -X POST ${quoteForShell(url)}`,
    '-H "Authorization: Bearer $API_IN_ONE_API_KEY"',
    "-H 'Content-Type: application/json'",
    `--data-raw ${quoteForShell(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');
}
