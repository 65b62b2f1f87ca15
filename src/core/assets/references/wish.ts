/** What is wanted where a file is missing, by what the document says around it. Pure. */
import type { Kind } from '../../../shared/views.ts';
import { hiddenSigns } from '../../hiddenSigns.ts';
import type { MediaReference } from './types.ts';

export interface Wish {
  readonly kind: Kind;
  readonly prompt: string;
  /** Width by height, where the markup says. */
  readonly ratio: number | undefined;
}

/** So much text above is looked through for a heading. */
const charactersRead = 20_000;
/** No longer than people are shown before they order it. */
export const longestWish = 300;

const kindByMedia = { image: 'image', video: 'video', audio: 'music' } as const;
const spoken = /\b(?:voice|speech|spoken|narrat\w*|podcast|read|say|voz|habla\w*|narra\w*)\b/i;
/** Shorter ones say nothing, and models refuse them. */
const shortestPrompt = 3;
const emptyAlt = /^(?:alt text|image|picture|photo|imagen|foto|img)?$/i;

/** The prompt is the alternative text, else the heading above and the file's name in words. */
export function wishFor(reference: MediaReference, text: string): Wish {
  const { media, path, width, height } = reference;
  const words = nameWords(path);
  const alt = plain(reference.alt ?? '');
  const isTelling = !emptyAlt.test(alt) && alt.length >= shortestPrompt && alt !== path.split('/').at(-1);
  const heading = headingAbove(text, reference.start);
  const around = [heading, words].filter(part => part !== undefined && part !== '').join(': ');
  const told = isTelling ? alt : around;
  const prompt = told.length < shortestPrompt ? `${media} ${told}`.trim() : told;
  const isSpoken = media === 'audio' && spoken.test(`${words} ${alt}`);
  return {
    kind: isSpoken ? 'speech' : kindByMedia[media],
    prompt: [...prompt].slice(0, longestWish).join(''),
    ratio: width === undefined || height === undefined ? undefined : width / height,
  };
}

/** `img/hero_image-2.png` → `hero image 2`. */
function nameWords(path: string): string {
  const stem = (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');
  return stem
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Without markup, entities, line breaks and what nobody sees: a page may come from anyone, and its words are paid for. */
function plain(text: string): string {
  return text
    .replace(hiddenSigns, ' ')
    .replace(/<[^<>]{0,300}>/g, ' ')
    .replace(/&(?:amp|#38);/g, '&')
    .replace(/&(?:quot|#34);/g, '"')
    .replace(/&[a-z#0-9]{2,8};/gi, ' ')
    .replace(/[\\`*_#[\]{}]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const headingLine =
  /^ {0,3}#{1,6}[ \t]+([^\n]{1,300})|<h[1-6](?:[ \t][^<>\n]{0,300})?>([^\n]{1,300}?)<\/h[1-6]>/gm;

/** The last heading before `end`, of Markdown or HTML. */
function headingAbove(text: string, end: number): string | undefined {
  const above = text.slice(Math.max(0, end - charactersRead), end);
  const last = [...above.matchAll(headingLine)].at(-1);
  const heading = plain(last?.[1] ?? last?.[2] ?? '');
  return heading === '' ? undefined : heading;
}
