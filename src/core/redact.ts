/** Marks what stood there, so that a reader of a log knows that something was taken out. */
const mark = '[redacted]';

const patterns: readonly RegExp[] = [
  // Wherever it begins (`api_key%3Daio_…`), and to where text surely goes on: a key may hold any sign a header can.
  /aio_[^\s"'`<>\\,;&]+/gi,
  /\b(Bearer|Basic)\s+[^\s"',;]+/gi,
  /([?&](?:token|key|signature|sig|X-Amz-[\w-]+|credential)=)[^&\s"']+/gi,
];

/**
 * `text` without keys, authorisation headers and signed query parameters. One function for every sink
 * (log, errors, ledger, panel), because a sink that forgets is how keys get published (CWE-532).
 */
export function redact(text: string): string {
  return patterns.reduce(
    (out, pattern) =>
      out.replace(pattern, (_all: string, head: unknown) =>
        typeof head === 'string' && head !== '' ? `${head}${head.endsWith('=') ? '' : ' '}${mark}` : mark,
      ),
    text,
  );
}
