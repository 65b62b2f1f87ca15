/** Blanks out the comments of scripts and styles, and nothing in their strings. The text keeps its length. Linear. */

/** A `'` behind one of these ends a word: `don't` begins no string. */
const wordEnd = /[\w$]/;
/** What stands before a pattern between slashes; anything else before a slash is a value that is divided. */
const beforePattern = /[(,=:[!&|?;]/;

/** No pattern worth reading is longer. */
const longestPattern = 300;

/** `text` with everything between `/*` and its end blanked. */
export function blankBlockComments(text: string): string {
  return blankSpans(text, new CommentReader(text, false).comments());
}

/** The same with everything from `//` to the end of its line: of a program, whose addresses all stand in strings. */
export function blankScriptComments(text: string): string {
  return blankSpans(text, new CommentReader(text, true).comments());
}

function blankSpans(text: string, spans: readonly Span[]): string {
  let blanked = '';
  let from = 0;
  for (const { start, end } of spans) {
    blanked += text.slice(from, start) + ' '.repeat(end - start);
    from = end;
  }
  return blanked + text.slice(from);
}

/** Lines that are comments as a whole; what follows code on its line stays, for `//` is part of addresses. */
export function blankLineComments(text: string): string {
  return text.replace(/^[ \t]*\/\/[^\n]*/gm, line => ' '.repeat(line.length));
}

interface Span {
  readonly start: number;
  /** The first offset behind it. */
  readonly end: number;
}

class CommentReader {
  readonly #text: string;
  readonly #hasLines: boolean;
  /** By the quote: no string that begins before this offset ends. Nothing is looked through twice. */
  readonly #endless = new Map<string, number>();
  #at = 0;

  /** With `hasLines` what begins with `//` is a comment, too. */
  constructor(text: string, hasLines: boolean) {
    this.#text = text;
    this.#hasLines = hasLines;
  }

  comments(): readonly Span[] {
    const found: Span[] = [];
    const sign = /["'`/]/g;
    for (let match = sign.exec(this.#text); match !== null; match = sign.exec(this.#text)) {
      this.#at = match.index;
      const comment = match[0] === '/' ? this.#slash() : this.#quote(match[0]);
      if (comment !== undefined) found.push(comment);
      sign.lastIndex = this.#at;
    }
    return found;
  }

  /** A comment, a pattern or a division. */
  #slash(): Span | undefined {
    const start = this.#at;
    const next = this.#text.charAt(start + 1);
    if (next === '*') return this.#comment(start, '*/');
    if (next === '/' && this.#hasLines) return this.#comment(start, '\n');
    this.#at = next === '/' ? start + 2 : start + 1;
    if (next !== '/' && this.#isPattern(start)) this.#at = this.#patternEnd(start);
    return undefined;
  }

  #comment(start: number, close: string): Span {
    const end = this.#text.indexOf(close, start + 2);
    this.#at = end < 0 ? this.#text.length : end + close.trim().length;
    return { start, end: this.#at };
  }

  #isPattern(start: number): boolean {
    const before = this.#text.slice(Math.max(0, start - 20), start).trimEnd();
    return beforePattern.test(before.charAt(before.length - 1));
  }

  /** Behind the pattern that begins at `start`; behind the slash alone where there is none. */
  #patternEnd(start: number): number {
    const part = this.#text.slice(start, start + longestPattern);
    const pattern = /^\/(?:[^\\/[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\//.exec(part);
    return start + (pattern?.[0].length ?? 1);
  }

  /** Goes behind the string, where one begins here and ends: on its line, unless it stands between backticks. */
  #quote(quote: string): undefined {
    const start = this.#at;
    this.#at = start + 1;
    const isApostrophe = quote === "'" && wordEnd.test(this.#text.charAt(start - 1));
    if (isApostrophe || start < (this.#endless.get(quote) ?? 0)) return;
    const stop = new RegExp(quote === '`' ? '[`\\\\]' : `[${quote}\\\\\n]`, 'g');
    stop.lastIndex = start + 1;
    for (let match = stop.exec(this.#text); match !== null; match = stop.exec(this.#text)) {
      if (match[0] === '\\') stop.lastIndex = match.index + 2;
      else {
        if (match[0] === quote) this.#at = match.index + 1;
        else this.#endless.set(quote, match.index);
        return;
      }
    }
    this.#endless.set(quote, this.#text.length);
  }
}
