/** What readers of all formats share. Pure and linear. */

/** A heading or an item of a list sounds like a sentence: it gets an end. */
export function ended(text: string): string {
  return text === '' || /[.!?…:;。！？]["'”’)]*$/u.test(text) ? text : `${text}.`;
}

/** A term of a list is no speaker, although it stands before a colon. */
export function endedItem(words: string): string {
  return ended(words.replace(/^([^:\n]{1,40}):(?=\s)/u, '$1 –'));
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
  shy: '',
};

const highestCodePoint = 0x10ffff;

/** HTML's character references as what they stand for, once; one that nobody knows stays. */
export function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]{2,8}));/g,
    (all, digits?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? all;
      const code = digits === undefined ? Number.parseInt(hex ?? '', 16) : Number(digits);
      if (code === 160) return ' ';
      return code > 0 && code <= highestCodePoint ? String.fromCodePoint(code) : all;
    },
  );
}
