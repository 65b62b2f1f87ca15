import type { Kind, Params } from '../../shared/views.ts';
import { splitMediaName } from './mediaTypes.ts';
import { slugOf } from './names.ts';

/** What a tool has done, for names such as `portrait-no-background`. */
const toolWords: Partial<Record<Kind, string>> = {
  removeBackground: 'no-background',
  removeVideoBackground: 'no-background',
  swapFace: 'face-swap',
  upscaleImage: 'upscaled',
};

/** Fields that say what a result is, the best first. A song's prompt can be its lyrics, so its title comes first. */
const textFields: readonly string[] = ['title', 'gpt_description_prompt', 'prompt'];

/**
 * A slug for what a request makes: of its words, or for the tools of the name of the file they change. Empty where
 * the request has neither.
 */
export function promptSlug(kind: Kind, params: Params): string {
  for (const field of textFields) {
    const value = params[field];
    const slug = typeof value === 'string' ? slugOf(value) : '';
    if (slug !== '') return slug;
  }
  const spoken = slugOf(firstLine(params['dialogue']));
  if (spoken !== '') return spoken;
  const stem = slugOf(fileStem(params['image'] ?? params['video']));
  const word = toolWords[kind];
  return stem !== '' && word !== undefined ? slugOf(`${stem}-${word}`) : '';
}

function firstLine(dialogue: unknown): string {
  const first: unknown = Array.isArray(dialogue) ? dialogue[0] : undefined;
  if (typeof first !== 'object' || first === null || !('text' in first)) return '';
  // Stage directions such as [whispers] are no words of the line.
  return typeof first.text === 'string' ? first.text.replace(/\[[^\]]*\]/g, ' ') : '';
}

/** The last name of a URL's path without its extension; empty for `data:` and everything that is no address. */
function fileStem(url: unknown): string {
  if (typeof url !== 'string' || !/^https?:/i.test(url)) return '';
  const path = url.replace(/[?#].*$/s, '').split('/');
  const last = path.length > 3 ? (path.at(-1) ?? '') : '';
  try {
    return splitMediaName(decodeURIComponent(last)).base;
  } catch {
    return splitMediaName(last).base;
  }
}
