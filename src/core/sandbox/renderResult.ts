import { abortable } from '../async.ts';
import type { Pause } from '../pause.ts';
import { encodeJpeg } from '../pictures/encodeJpeg.ts';
import { type Deflate, encodePng } from '../pictures/encodePng.ts';
import { paintPicture } from './paint/paintPicture.ts';
import { mix } from './seeded.ts';
import { playTune } from './sound/playTune.ts';
import { type SpokenLine, speak } from './sound/speak.ts';
import type { Ticket } from './ticket.ts';

export type Orientation = 'landscape' | 'portrait' | 'square';

export interface Studio {
  /** A shipped clip, MP4. */
  readonly loadClip: (orientation: Orientation) => Promise<Uint8Array>;
  readonly deflate: Deflate;
}

export interface Rendered {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

function linesOf(ticket: Ticket): SpokenLine[] {
  const lines: SpokenLine[] = [];
  for (let i = 0; i + 1 < ticket.lines.length; i += 2)
    lines.push({ syllables: ticket.lines[i] as number, voice: ticket.lines[i + 1] as number });
  return lines;
}

const orientationOf = ({ width, height }: Ticket): Orientation => {
  if (width === height) return 'square';
  return width > height ? 'landscape' : 'portrait';
};

async function renderPicture(ticket: Ticket, seed: number, studio: Studio, pause: Pause): Promise<Rendered> {
  const style = ticket.product === 'cutout' || ticket.product === 'portrait' ? ticket.product : 'scene';
  const { width, height, words } = ticket;
  const raster = await paintPicture({ words, seed, width, height, style }, pause);
  if (ticket.format === 'jpeg' && style !== 'cutout')
    return { contentType: 'image/jpeg', bytes: await encodeJpeg(raster, pause) };
  return { contentType: 'image/png', bytes: await encodePng(raster, studio.deflate, pause) };
}

/**
 * The file of output `index` (from 0) of a task, the same bytes each time. Pictures asked for as WebP come as PNG.
 * Rejects with CancelledError on abort.
 */
export async function renderResult(
  ticket: Ticket,
  index: number,
  studio: Studio,
  work: { readonly pause: Pause; readonly signal: AbortSignal },
): Promise<Rendered> {
  const { pause } = work;
  const seed = index === 0 ? ticket.seed : mix(ticket.seed + index);
  if (ticket.product === 'video')
    return {
      contentType: 'video/mp4',
      bytes: await abortable(studio.loadClip(orientationOf(ticket)), work.signal),
    };
  if (ticket.product === 'music') return { contentType: 'audio/wav', bytes: await playTune(seed, pause) };
  if (ticket.product === 'speech')
    return { contentType: 'audio/wav', bytes: await speak(linesOf(ticket), seed, pause) };
  return renderPicture(ticket, seed, studio, pause);
}
