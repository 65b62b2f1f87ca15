/** Reads the tags of media elements in HTML, JSX and their kin. Linear: nothing is read twice, however broken it is. */

export interface Attribute {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** Where the value begins. */
  readonly start: number;
}

export interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

const opening = /<(img|image|video|audio|source|link)(?=[\s/>])/gi;
const attributeName = /[^\s"'<>/={}]+/y;
const bareValue = /[^\s"'<>{}]+/y;
const blanks = /\s*/y;
/** A string alone between braces; between backticks it may go over lines. */
const quotedInBraces = /^\{\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)"|`([^`\\$]*)`)\s*\}$/;

/** A tag that goes on for longer is broken: somebody is typing. */
const longestTag = 8000;

/** The media elements in the order of the text. */
export function mediaTags(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const reader = new TagReader(text, match.index + match[0].length);
    const attributes = reader.read();
    tags.push({ name: (match[1] ?? '').toLowerCase(), attributes });
    opening.lastIndex = reader.at;
  }
  return tags;
}

class TagReader {
  readonly #text: string;
  readonly #end: number;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#end = Math.min(text.length, at + longestTag);
    this.at = at;
  }

  /** Leaves `at` behind the tag, or where it turned out to be broken. */
  read(): readonly Attribute[] {
    const attributes: Attribute[] = [];
    while (this.at < this.#end) {
      this.#skip(blanks);
      const letter = this.#text.charAt(this.at);
      if (letter === '>' || letter === '<') break;
      const name = this.#skip(attributeName);
      if (name === '') this.#skipOther(letter);
      else {
        const attribute = this.#value(name.toLowerCase());
        if (attribute !== undefined) attributes.push(attribute);
      }
    }
    return attributes;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** Spread attributes, slashes and what has no place here. */
  #skipOther(letter: string): void {
    if (letter === '{') this.#skipBraces();
    else this.at += 1;
  }

  #value(name: string): Attribute | undefined {
    this.#skip(blanks);
    if (this.#text.charAt(this.at) !== '=') return undefined;
    this.at += 1;
    this.#skip(blanks);
    const letter = this.#text.charAt(this.at);
    const start = this.at;
    if (letter === '"' || letter === "'") return this.#quoted(name, letter);
    if (letter !== '{') return { name, value: this.#skip(bareValue), start };
    this.#skipBraces();
    const inner = quotedInBraces.exec(this.#text.slice(start, this.at));
    const value = inner?.[1] ?? inner?.[2] ?? inner?.[3];
    if (value === undefined) return undefined;
    return { name, value, start: this.#text.indexOf(value, start + 1) };
  }

  #quoted(name: string, quote: string): Attribute | undefined {
    const start = this.at + 1;
    const length = this.#text.slice(start, this.#end).indexOf(quote);
    this.at = length < 0 ? this.#end : start + length + 1;
    return length < 0 ? undefined : { name, value: this.#text.slice(start, start + length), start };
  }

  #skipBraces(): void {
    let depth = 0;
    for (; this.at < this.#end; this.at++) {
      const letter = this.#text.charAt(this.at);
      if (letter === '{') depth += 1;
      if (letter === '}') depth -= 1;
      if (depth === 0) break;
    }
    this.at += 1;
  }
}
