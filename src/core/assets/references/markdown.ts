/** What in Markdown names media files, HTML in it left out. Pure and linear. */
import type { RawReference } from './types.ts';

const linkStep = /!\[|\]\(/g;
const destination =
  /[ \t]{0,3}(?:<([^<>\n]{1,500})>|([^\s()<>]{1,500}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,300})?))/y;

/** More backslashes in a row are no text. */
const mostBackslashes = 20;

/** Whether what stands at `index` has lost its meaning by a backslash. */
function isEscaped(text: string, index: number): boolean {
  let count = 0;
  while (count < mostBackslashes && text[index - count - 1] === '\\') count++;
  return count % 2 === 1;
}

/** `![alt](path)`. */
export function links(text: string): readonly RawReference[] {
  const found: RawReference[] = [];
  let open: number | undefined;
  for (const { 0: step, index } of text.matchAll(linkStep)) {
    if (isEscaped(text, index)) continue;
    if (step === '![') open = index + 2;
    else if (open !== undefined) {
      destination.lastIndex = index + 2;
      const match = destination.exec(text);
      const raw = match?.[1] ?? match?.[2];
      if (match !== null && raw !== undefined)
        found.push({
          raw,
          start: text.indexOf(raw, match.index),
          isModule: false,
          alt: text.slice(open, index),
        });
      open = undefined;
    }
  }
  return found;
}

const definition = /^ {0,3}\[(?<label>[^\]\n]{1,200})\]:[ \t]{0,3}<?(?<raw>[^\s<>]{1,500})/gm;
const image = /!\[(?<alt>[^\]\n]{0,200})\](?:\[(?<label>[^\]\n]{0,200})\])?/g;

const labelKey = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase();

/** `[name]: path`; its words are those of the first picture that is shown by it. */
export function definitions(text: string): readonly RawReference[] {
  const alts = new Map<string, string>();
  for (const { groups, index } of text.matchAll(image)) {
    const alt = groups?.['alt'] ?? '';
    const key = labelKey(groups?.['label'] || alt);
    if (!isEscaped(text, index) && !alts.has(key)) alts.set(key, alt);
  }
  return [...text.matchAll(definition)].map(({ 0: all, index, groups }) => {
    const raw = groups?.['raw'] ?? '';
    const alt = alts.get(labelKey(groups?.['label'] ?? ''));
    return {
      raw,
      start: index + all.lastIndexOf(raw),
      isModule: false,
      ...(alt === undefined ? {} : { alt }),
    };
  });
}

/** YAML between `---`, or TOML between `+++`, at the very top. */
const frontMatter = /^(---|\+\+\+)[ \t]*\r?\n(?<content>(?:(?!\1)[^\n]*\n)*)\1/;
const pictureValue =
  /^[ \t]*(?:-[ \t]+)?(?:image|cover|thumbnail|banner|hero|(?:cover|hero|featured|social|header|og)[_-]?image)[ \t]{0,9}[:=][ \t]+(?:"(?<double>[^"\\\n]{1,500})"|'(?<single>[^'\n]{1,500})'|(?<bare>[^\s"'#[{&*!|>][^\n#]{0,500}))/gim;
const titleValue =
  /^title[ \t]{0,9}[:=][ \t]+(?:"([^"\\\n]{1,300})"|'([^'\n]{1,300})'|([^\s"'[{&*!|>][^\n]{0,300}))/im;

/** `images:` with a list of paths behind it or below it. */
const pictureList =
  /^[ \t]*(?:images|photos|gallery)[ \t]{0,9}[:=][ \t]*(?:\[[^\]\n]{0,2000}\]|\n(?:[ \t]*-[ \t]+[^\n]{1,500}\n){1,100})/gim;
const listItem =
  /"([^"\\\n]{1,500})"|'([^'\n]{1,500})'|(?<=[[,-][ \t]{0,9})([^\s"'#[\]{}&*!|>,-][^\s,\]]{0,500})/g;

/** `image: path` and its kin above a page, whose title says what it is of. */
export function frontMatterPictures(text: string): readonly RawReference[] {
  const top = frontMatter.exec(text);
  const content = top?.groups?.['content'];
  if (top === null || content === undefined) return [];
  const offset = top[0].indexOf('\n') + 1;
  const alt = titleValue
    .exec(content)
    ?.slice(1)
    .find(value => value !== undefined)
    ?.trim();
  const toReference = (raw: string, start: number): RawReference => {
    return { raw, start: offset + start, isModule: false, within: 'frontMatter', alt };
  };
  const single = [...content.matchAll(pictureValue)].map(({ 0: all, index, groups }) => {
    const raw = groups?.['double'] ?? groups?.['single'] ?? (groups?.['bare'] ?? '').trimEnd();
    return toReference(raw, index + all.lastIndexOf(raw));
  });
  const listed = [...content.matchAll(pictureList)].flatMap(list =>
    [...list[0].matchAll(listItem)].map(item => {
      const raw = item.slice(1).find(value => value !== undefined) ?? '';
      return toReference(raw, list.index + item.index + item[0].indexOf(raw));
    }),
  );
  return [...single, ...listed];
}
