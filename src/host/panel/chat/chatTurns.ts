/** A conversation as the page posts it, checked, and as the service takes it. Pure. */
import type { ChatMessage } from '../../../core/api/types.ts';
import { mediaUrl } from '../../../core/catalogue/urls.ts';
import { InputError } from '../../../core/errors.ts';
import type { ChatTurn } from '../../../shared/chatProtocol.ts';

const mostTurns = 200;
/** Of one text: more than the model's context holds. */
const longestText = 500_000;
const mostMedia = 10;

const isTurn = (value: unknown): value is ChatTurn =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  (value.role === 'user' || value.role === 'assistant') &&
  'text' in value &&
  typeof value.text === 'string';

function checkMedia(media: unknown): readonly string[] {
  if (media === undefined) return [];
  if (!Array.isArray(media)) throw new InputError({ field: 'media', rule: 'type', limit: 'list' });
  if (media.length > mostMedia) throw new InputError({ field: 'media', rule: 'tooMany', limit: mostMedia });
  return media.map((address, at) => {
    const url = typeof address === 'string' ? mediaUrl(address) : undefined;
    if (url === undefined) throw new InputError({ field: `media[${at}]`, rule: 'notUrl' });
    return url;
  });
}

/** Throws InputError where it is no conversation that ends with a question. */
export function checkTurns(value: unknown): readonly ChatTurn[] {
  if (!Array.isArray(value) || !value.every(isTurn)) throw new InputError({ field: 'turns', rule: 'type' });
  if (value.length > mostTurns) throw new InputError({ field: 'turns', rule: 'tooMany', limit: mostTurns });
  const last = value.at(-1);
  if (last?.role !== 'user' || last.text.trim() === '')
    throw new InputError({ field: 'prompt', rule: 'required' });
  if (value.some(turn => turn.text.length > longestText))
    throw new InputError({ field: 'prompt', rule: 'tooLong', limit: longestText });
  return value.map(({ role, text, media }) => ({ role, text, media: checkMedia(media) }));
}

/** Pictures, films, sound and documents all go as `image_url` parts. */
export function toMessages(turns: readonly ChatTurn[]): readonly ChatMessage[] {
  return turns.map(({ role, text, media = [] }) => {
    if (media.length === 0) return { role, content: text };
    const parts = media.map(url => ({ type: 'image_url', image_url: { url } }));
    return { role, content: [{ type: 'text', text }, ...parts] };
  });
}
