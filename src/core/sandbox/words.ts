/**
 * What the sandbox does on purpose, chosen by words in the prompt (for the tools: in the address of the input, for chat:
 * in the last message). They count as whole words in any case, not joined to others by a hyphen, and not in the few
 * everyday phrases named here.
 *
 * | word             | what happens                                                                              |
 * |------------------|-------------------------------------------------------------------------------------------|
 * | `fail`           | the task ends as FAILED with a reason; chat answers 500                                   |
 * | `no credits`     | 402                                                                                       |
 * | `rate limit`     | 429 with Retry-After for three seconds, then it works                                     |
 * | `server error`   | 500                                                                                       |
 * | `drop`           | the connection is lost after sending; chat: in the middle of the stream                   |
 * | `slow`           | two minutes longer; chat: eight times slower                                              |
 * | `gone`           | the first result links answer 404, those of the next read work                            |
 * | `expired`        | every result link answers 404                                                             |
 */
const patterns = {
  fail: 'fail',
  noCredits: 'no credits',
  rateLimit: 'rate limit',
  serverError: 'server error',
  drop: '(?<!(?:water|rain|ink|dew|tear) )drop(?! (?:of|shadow|cap|down|in)\\b)',
  slow: 'slow(?! (?:motion|zoom|pan|dolly|shot)\\b)',
  gone: 'gone',
  expired: 'expired',
} as const;

export type Trouble = keyof typeof patterns;

const rules = Object.entries(patterns).map(([trouble, pattern]) => ({
  trouble: trouble as Trouble,
  pattern: new RegExp(`(?<![\\p{L}\\p{N}_-])${pattern}(?![\\p{L}\\p{N}_-])`, 'iu'),
}));

/** The first trouble of the table that `text` asks for. */
export function findTrouble(text: string): Trouble | undefined {
  const spaced = text.replace(/\s+/g, ' ');
  return rules.find(rule => rule.pattern.test(spaced))?.trouble;
}

/** The words in an address: its last parts, without signs and extension. */
export function wordsOfUrl(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  const last = path.split('/').pop() ?? '';
  let name = last.replace(/\.\w{2,5}$/, '');
  try {
    name = decodeURIComponent(name);
  } catch {
    // Not an encoded name: shown as it stands.
  }
  return name.replace(/[-_+.]+/g, ' ').trim();
}
