/** Finds what in a document names local media files. Pure, and linear on whatever somebody makes up. */
import { blankBetween, blankIndentedCode, blankMarkdownCode } from './blank.ts';
import { isReferenceLanguage, type ReferenceLanguage } from './languages.ts';
import { localPath } from './localPath.ts';
import { definitions, frontMatterPictures, links } from './markdown.ts';
import { blankBlockComments, blankLineComments } from './scriptComments.ts';
import { srcsetCandidates } from './srcset.ts';
import { type Attribute, mediaTags, type Tag } from './tags.ts';
import type { MediaReference, RawReference } from './types.ts';

type Finder = (text: string) => readonly RawReference[];

/** How a language is read: what is no content in it, and what in it names files. */
interface Reading {
  readonly blank: readonly ((text: string) => string)[];
  readonly finders: readonly Finder[];
}

const htmlComments = (text: string): string => blankBetween(text, '<!--', '-->');

const pageFinders = [frontMatterPictures, links, definitions, elements];
const markdown: Reading = {
  // First, for what is blanked looks like empty lines and indentation.
  blank: [blankIndentedCode, blankMarkdownCode, htmlComments],
  finders: pageFinders,
};
// Indented lines are no code there.
const mdx: Reading = { blank: [blankMarkdownCode, htmlComments], finders: [...pageFinders, imports] };
const html: Reading = { blank: [htmlComments], finders: [elements, styleUrls] };
const component: Reading = {
  blank: [htmlComments, blankBlockComments, blankLineComments],
  finders: [elements, styleUrls, imports],
};
const script: Reading = { blank: [blankBlockComments, blankLineComments], finders: [elements, imports] };
const style: Reading = { blank: [blankBlockComments], finders: [styleUrls] };

const readings: Readonly<Record<ReferenceLanguage, Reading>> = {
  markdown,
  mdx,
  html,
  vue: component,
  svelte: component,
  astro: component,
  javascriptreact: script,
  typescriptreact: script,
  css: style,
  scss: { ...style, blank: [blankBlockComments, blankLineComments] },
  less: { ...style, blank: [blankBlockComments, blankLineComments] },
};

/** So many are looked at: a document with more is no page. */
const maxReferences = 500;

/** In the order of the text; nothing for languages that are not read. */
export function findReferences(text: string, languageId: string): readonly MediaReference[] {
  if (!isReferenceLanguage(languageId)) return [];
  const reading = readings[languageId];
  const content = reading.blank.reduce((rest, blank) => blank(rest), text);
  const raw = reading.finders.flatMap(find => find(content)).sort((a, b) => a.start - b.start);
  return raw.slice(0, maxReferences).flatMap(reference => toMedia(reference) ?? []);
}

/** Django's name of a file that is served as `/static/…`. */
const staticTag = /^\{%[ \t]{0,9}static[ \t]{1,9}(?:'([^'\\\n]{1,500})'|"([^"\\\n]{1,500})")[ \t]{0,9}%\}$/;

function toMedia(reference: RawReference): MediaReference | undefined {
  const { raw, start, ...rest } = reference;
  const tag = reference.isModule ? null : staticTag.exec(raw);
  const name = tag?.[1] ?? tag?.[2];
  if (name !== undefined) {
    const local = localPath(`/static/${encodeURI(name)}`, false);
    const at = start + raw.indexOf(name);
    return local && { ...rest, ...local, start: at, end: at + name.length };
  }
  const local = localPath(raw, reference.isModule);
  return local && { ...rest, ...local, start, end: start + raw.length };
}

const styleUrl = /\burl\(\s{0,9}(?:"([^"\n]{1,500})"|'([^'\n]{1,500})'|([^\s"'()]{1,500}))/gi;

function styleUrls(text: string): readonly RawReference[] {
  return matches(text, styleUrl, false).map(reference => ({ ...reference, within: 'style' }));
}

const importing = /^[ \t]*(?:import|export)\b[^'"\n;]{0,300}['"]([^'"\n]{1,500})['"]/gm;
const requiring = /\b(?:require|import|new URL)\([ \t]{0,3}['"]([^'"\n]{1,500})['"]/g;

function imports(text: string): readonly RawReference[] {
  return [importing, requiring].flatMap(pattern => matches(text, pattern, true));
}

/** By the first group that took part. */
function matches(text: string, pattern: RegExp, isModule: boolean): readonly RawReference[] {
  return [...text.matchAll(pattern)].flatMap(match => {
    const raw = match.slice(1).find(group => group !== undefined);
    if (raw === undefined) return [];
    return [{ raw, start: match.index + match[0].lastIndexOf(raw), isModule }];
  });
}

const setAttributes: ReadonlySet<string> = new Set(['srcset', 'imagesrcset']);

/** `<img src alt width height srcset>`, `<video src poster>`, `<source>`, `<link imagesrcset>` and their kin. */
function elements(text: string): readonly RawReference[] {
  const found: RawReference[] = [];
  let after: Tag | undefined;
  // From the end: the sources of a picture are told of by the element behind them.
  for (const tag of mediaTags(text).toReversed()) {
    found.push(...named(tag), ...sets(tag, after));
    if (tag.name !== 'source') after = tag;
  }
  return found;
}

const iconRelation = /(?:^|\s)(?:icon|apple-touch-icon(?:-precomposed)?|image_src)(?:\s|$)/i;

/** A link's `href` may be of a page, unless it is an icon; what it preloads is named elsewhere, too. */
function named(tag: Tag): readonly RawReference[] {
  if (tag.name === 'link') return icons(tag);
  const facts = factsOf(tag);
  return tag.attributes
    .filter(({ name }) => name === 'src' || name === 'poster')
    .map(({ value, start }) => ({ raw: value, start, isModule: false, ...facts }));
}

function icons({ attributes }: Tag): readonly RawReference[] {
  const attribute = (wanted: string): string => attributes.find(({ name }) => name === wanted)?.value ?? '';
  if (!iconRelation.test(attribute('rel'))) return [];
  const [, width, height] = /^\s*(\d{1,4})x(\d{1,4})/i.exec(attribute('sizes')) ?? [];
  const size = width === undefined ? {} : { width: Number(width), height: Number(height) };
  return attributes
    .filter(({ name }) => name === 'href')
    .map(({ value, start }) => ({ raw: value, start, isModule: false, ...size }));
}

function sets(tag: Tag, after: Tag | undefined): readonly RawReference[] {
  const attributes = tag.attributes.filter(({ name }) => setAttributes.has(name));
  const isOfPicture = tag.name === 'source' && after?.name === 'img';
  return attributes.flatMap(set => candidates(set, isOfPicture ? shownBy(tag, after) : factsOf(tag)));
}

type Facts = Pick<RawReference, 'alt' | 'width' | 'height'>;

/** A source is another file of the picture that `image` shows; of the same shape, unless it is for other screens. */
function shownBy(source: Tag, image: Tag): Facts {
  const own = factsOf(source);
  const isOwnShape = own.width !== undefined || source.attributes.some(({ name }) => name === 'media');
  const { alt, ...size } = factsOf(image);
  return { ...(isOwnShape ? own : size), alt };
}

/** Each candidate is a file of its own, as large as its descriptor says. */
function candidates({ value, start }: Attribute, { alt, width, height }: Facts): readonly RawReference[] {
  return srcsetCandidates(value).map(({ raw, start: offset, width: own, density = 1 }) => {
    const factor = own === undefined ? density : width && own / width;
    const size = { width: own ?? scaled(width, factor), height: scaled(height, factor) };
    return { raw, start: start + offset, isModule: false, alt, ...size };
  });
}

function scaled(pixels: number | undefined, factor: number | undefined): number | undefined {
  return pixels === undefined || factor === undefined ? undefined : Math.round(pixels * factor);
}

function factsOf({ attributes }: Tag): Facts {
  const attribute = (...names: string[]): Attribute | undefined =>
    attributes.find(({ name }) => names.includes(name));
  const alt = attribute('alt') ?? attribute('aria-label', 'title');
  return { alt: alt?.value, width: pixels(attribute('width')), height: pixels(attribute('height')) };
}

function pixels(attribute: Attribute | undefined): number | undefined {
  const number = /^\s*(\d{1,5})(?:px)?\s*$/.exec(attribute?.value ?? '')?.[1];
  return number === undefined || Number(number) === 0 ? undefined : Number(number);
}
