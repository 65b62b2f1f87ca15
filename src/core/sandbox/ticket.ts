/**
 * The sandbox keeps nothing: a task's id is the task. A window that was reloaded, or another one, reads from the id
 * what was asked for and when, and draws the very same result.
 */
import type { Endpoint } from '../catalogue/types.ts';
import { hashText } from './seeded.ts';

/** What a task gives back. Their order is part of the ids: add at the end. */
export const products = ['image', 'cutout', 'portrait', 'video', 'music', 'speech'] as const;
export type Product = (typeof products)[number];

/** How a task goes, see `words.ts`. The order is part of the ids. */
export const fates = ['well', 'fail', 'slow', 'gone', 'expired'] as const;
export type Fate = (typeof fates)[number];

/** The file format of pictures. The order is part of the ids. */
export const formats = ['png', 'jpeg'] as const;
export type PictureFormat = (typeof formats)[number];

/** How the answers of an endpoint are shaped; the order is part of the ids. */
export const endpointNames = [
  'images',
  'videos',
  'music',
  'speech',
  'removeBackground',
  'swapFace',
  'upscaleImage',
  'removeVideoBackground',
] as const satisfies readonly Endpoint[];
export type EndpointName = Endpoint;

export interface Ticket {
  readonly endpoint: EndpointName;
  readonly product: Product;
  readonly fate: Fate;
  readonly format: PictureFormat;
  /** Pixels, multiples of 16; for video only their proportion counts. */
  readonly width: number;
  readonly height: number;
  /** 1 to 15. */
  readonly count: number;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** What is drawn from; the same for the same prompt and seed. */
  readonly seed: number;
  /** Sets two equal requests of one moment apart; 16 bits. */
  readonly nonce: number;
  /** Tenths are kept. */
  readonly credits: number;
  /** Empty where the endpoint takes none. */
  readonly model: string;
  /** Speech: two bytes a line, syllables and voice. */
  readonly lines: Uint8Array;
  /** The prompt, shortened to what the id has room for. */
  readonly words: string;
}

const prefix = 'sandbox_';
/** Ids of up to 128 signs are what a client can be expected to take. */
const room = Math.floor(((128 - prefix.length) * 6) / 8);
const headerLength = 24;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const utf8 = new TextEncoder();

function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 6) {
    const pair = ((bytes[bit >> 3] as number) << 8) | (bytes[(bit >> 3) + 1] ?? 0);
    text += digits[(pair >> (10 - (bit & 7))) & 63];
  }
  return text;
}

function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length * 6) >> 3);
  for (let i = 0; i < text.length; i++) {
    const value = digits.indexOf(text[i] as string);
    for (let b = 0; b < 6; b++) {
      const bit = i * 6 + b;
      if ((value >> (5 - b)) & 1 && bit >> 3 < bytes.length)
        bytes[bit >> 3] = (bytes[bit >> 3] as number) | (128 >> (bit & 7));
    }
  }
  return bytes;
}

/** As many whole words of `text` as fit into `most` bytes of UTF-8, with an ellipsis where some are missing. */
export function shortenWords(text: string, most: number): string {
  const clean = text.replace(/\s+/g, ' ').trim().toWellFormed();
  if (utf8.encode(clean).length <= most) return clean;
  let kept = '';
  let used = 3;
  for (const sign of clean) {
    used += utf8.encode(sign).length;
    if (used > most) break;
    kept += sign;
  }
  const space = kept.lastIndexOf(' ');
  return `${(space > kept.length * 0.6 ? kept.slice(0, space) : kept).replace(/[\s,.;:]+$/, '')}…`;
}

const checkOf = (bytes: Uint8Array): number => hashText(String.fromCharCode(...bytes)) & 0xffff;

/** The id that holds `ticket`; `words` and a long `model` are shortened, nothing else is lost. */
export function writeTicket(ticket: Ticket): string {
  const model = utf8.encode(ticket.model).slice(0, 30);
  const lines = ticket.lines.slice(0, 20);
  const words = utf8.encode(shortenWords(ticket.words, room - headerLength - model.length - lines.length));
  const bytes = new Uint8Array(headerLength + model.length + lines.length + words.length);
  const view = new DataView(bytes.buffer);
  bytes[2] = 1;
  bytes[3] = (endpointNames.indexOf(ticket.endpoint) << 4) | products.indexOf(ticket.product);
  bytes[4] = (fates.indexOf(ticket.fate) << 4) | formats.indexOf(ticket.format);
  bytes[5] = ticket.width / 16;
  bytes[6] = ticket.height / 16;
  bytes[7] = ticket.count;
  view.setUint32(8, Math.floor(ticket.createdAt / 4096));
  view.setUint16(12, ticket.createdAt % 4096);
  view.setUint32(14, ticket.seed);
  view.setUint16(18, ticket.nonce);
  view.setUint16(20, Math.min(Math.round(ticket.credits * 10), 65_535));
  bytes[22] = model.length;
  bytes[23] = lines.length;
  bytes.set(model, headerLength);
  bytes.set(lines, headerLength + model.length);
  bytes.set(words, headerLength + model.length + lines.length);
  view.setUint16(0, checkOf(bytes.subarray(2)));
  return prefix + toBase64Url(bytes);
}

/** The ticket in `id`; undefined for an id that the sandbox did not make. */
export function readTicket(id: string): Ticket | undefined {
  if (!id.startsWith(prefix) || !/^[\w-]{36,128}$/.test(id)) return undefined;
  const bytes = fromBase64Url(id.slice(prefix.length));
  const view = new DataView(bytes.buffer);
  if (bytes[2] !== 1 || view.getUint16(0) !== checkOf(bytes.subarray(2))) return undefined;
  const at = (i: number): number => bytes[i] as number;
  const endpoint = endpointNames[at(3) >> 4];
  const product = products[at(3) & 15];
  const fate = fates[at(4) >> 4];
  const format = formats[at(4) & 15];
  if (endpoint === undefined || product === undefined || fate === undefined || format === undefined)
    return undefined;
  const text = new TextDecoder();
  const linesAt = headerLength + at(22);
  const wordsAt = linesAt + at(23);
  return {
    endpoint,
    product,
    fate,
    format,
    width: at(5) * 16,
    height: at(6) * 16,
    count: at(7),
    createdAt: view.getUint32(8) * 4096 + view.getUint16(12),
    seed: view.getUint32(14),
    nonce: view.getUint16(18),
    credits: view.getUint16(20) / 10,
    model: text.decode(bytes.subarray(headerLength, linesAt)),
    lines: bytes.slice(linesAt, wordsAt),
    words: text.decode(bytes.subarray(wordsAt)),
  };
}
