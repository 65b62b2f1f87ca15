/**
 * Names for files and folders, made of text that may come from anyone. The rules hold on every system at once, because
 * a repository made on one is checked out on the others.
 */

/** Longest name of a file with its extension, UTF-8 bytes; file systems take 255, some encrypted ones far less. */
export const maxNameBytes = 200;
/** Longest name without extension: what is left is for a number (`-999`) and the extension. */
export const maxBaseBytes = maxNameBytes - 12;
const maxSlugLength = 60;

/** Names that Windows gives to devices, with any extension: opening one does not open a file. */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(\.|$)/i;

/** Invisible: zero-width, direction marks, variation selectors, fillers. `DI` is Default_Ignorable_Code_Point. */
const invisible = /\p{DI}/gu;
/** No meaning in a name: controls, private use, unassigned, line and paragraph separators, forbidden on Windows. */
const unsafe = /[\p{Cc}\p{Co}\p{Cn}\u2028\u2029\ufffd<>:"/\\|?*]+/gu;

/** Latin letters that no decomposition takes apart. */
const latinLetters: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ŋ', 'n'],
]);

/**
 * A short name out of free text: `Café, at dawn!` → `cafe-at-dawn`. Latin letters lose their accents, letters of other
 * scripts stay (a Japanese prompt must not end up empty), everything else becomes one `-`. At most 60 characters, cut
 * between words where one ends not too early. Empty when nothing is left.
 */
export function slugOf(text: string): string {
  const plain = text.slice(0, 1000).toWellFormed().replace(invisible, '').normalize('NFKC').toLowerCase();
  const letters = plain
    .normalize('NFD')
    .replace(invisible, '')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replace(/[ßæœøđðþłħıŋ]/g, letter => latinLetters.get(letter) ?? letter);
  const slug = letters
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/(^|-)\p{M}+/gu, '$1')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
  return safeName(shorten(slug));
}

/**
 * `text` as the name of a file without extension, or of one folder: kept as it is wherever it can be. NFC, at most
 * `maxBytes` of UTF-8, no path separator, nothing invisible, no leading dot or dash, no trailing dot or space, no device name.
 * Empty when nothing is left.
 */
export function safeName(text: string, maxBytes: number = maxBaseBytes): string {
  const cleaned = text
    .slice(0, 2000)
    .toWellFormed()
    .replace(invisible, '')
    .replace(unsafe, '-')
    .replace(/\p{Zs}/gu, ' ')
    .normalize('NFC');
  const name = trimEnds(cutBytes(trimEnds(cleaned), maxBytes));
  // `git~1` is the short name under which NTFS finds `.git`.
  return reserved.test(name) || /^git~\d+$/i.test(name) ? `_${name}` : name;
}

/** Whether a file or folder of this very name can be made as it is. */
export function isSafeName(name: string): boolean {
  return name !== '' && safeName(name) === name.normalize('NFC');
}

/**
 * A name that somebody refers to, as they spell it: file systems that tell composed letters from others would not find
 * another spelling. Else as `safeName`.
 */
export function spelledName(name: string): string {
  const bytes = [...name].reduce((sum, letter) => sum + utf8Length(letter.codePointAt(0) ?? 0), 0);
  return isSafeName(name) && bytes <= maxBaseBytes ? name : safeName(name);
}

function shorten(slug: string): string {
  const letters = Array.from(slug);
  if (letters.length <= maxSlugLength) return slug;
  const cut = letters.slice(0, maxSlugLength + 1).join('');
  const end = cut.lastIndexOf('-');
  const kept = end > maxSlugLength / 2 ? cut.slice(0, end) : letters.slice(0, maxSlugLength).join('');
  return kept.replace(/-$/, '');
}

function trimEnds(name: string): string {
  return name.replace(/^[\s.-]+/u, '').replace(/[\s.]+$/u, '');
}

function cutBytes(name: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const letter of name) {
    bytes += utf8Length(letter.codePointAt(0) ?? 0);
    if (bytes > maxBytes) return name.slice(0, end);
    end += letter.length;
  }
  return name;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
