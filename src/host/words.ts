/** The product's recurring words in the person's language. */
import { env, l10n } from 'vscode';
import type { Kind, Status } from '../shared/views.ts';
import { once } from './once.ts';

export function kindLabel(kind: Kind): string {
  switch (kind) {
    case 'image':
      return l10n.t('Image');
    case 'video':
      return l10n.t('Video');
    case 'music':
      return l10n.t('Music');
    case 'speech':
      return l10n.t('Speech');
    case 'removeBackground':
      return l10n.t('Remove Background');
    case 'swapFace':
      return l10n.t('Face Swap');
    case 'upscaleImage':
      return l10n.t('Upscaled Image');
    case 'removeVideoBackground':
      return l10n.t('Remove Video Background');
  }
}

export const kindIcons: Readonly<Record<Kind, string>> = {
  image: 'file-media',
  video: 'device-camera-video',
  music: 'music',
  speech: 'megaphone',
  removeBackground: 'wand',
  swapFace: 'person',
  upscaleImage: 'zoom-in',
  removeVideoBackground: 'wand',
};

export function statusLabel(status: Status): string {
  switch (status) {
    case 'queued':
      return l10n.t('waiting');
    case 'submitting':
      return l10n.t('sending');
    case 'running':
      return l10n.t('running');
    case 'saving':
      return l10n.t('saving');
    case 'saved':
      return l10n.t('saved');
    case 'failed':
      return l10n.t('failed');
    case 'unconfirmed':
      return l10n.t('not confirmed');
    case 'unsaved':
      return l10n.t('not saved');
    case 'lost':
      return l10n.t('not found');
    case 'unwatched':
      return l10n.t('not watched');
  }
}

// Made once: making one costs more than a row of the tree. The language changes with a restart alone.
const creditsFormat = once(() => new Intl.NumberFormat(env.language, { maximumFractionDigits: 2 }));
const ageFormat = once(() => new Intl.RelativeTimeFormat(env.language, { numeric: 'auto' }));
const dayFormat = once(() => new Intl.DateTimeFormat(env.language, { dateStyle: 'long' }));

/** Credits with their unit, in the person's number format. */
export function creditsText(credits: number): string {
  const figure = creditsFormat().format(credits);
  return credits === 1 ? l10n.t('{0} credit', figure) : l10n.t('{0} credits', figure);
}

/** `4–6 credits`. */
export function creditsRange(minimum: number, maximum: number): string {
  return `${creditsFormat().format(minimum)}–${creditsText(maximum)}`;
}

/** `12s`, `3m 05s`, `2h 10m`: short enough for a row, and the same in every language. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h}h ${String(m).padStart(2, '0')}m`;
  return m > 0 ? `${m}m ${String(s).padStart(2, '0')}s` : `${s}s`;
}

/** How long ago, in words: "5 minutes ago". */
export function ageText(ms: number): string {
  const format = ageFormat();
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return format.format(-minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 24 ? format.format(-hours, 'hour') : format.format(-Math.round(hours / 24), 'day');
}

/** Local start of the day that holds `ms`. */
function dayStart(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** A stable key for the local day. */
export function dayKey(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
}

/** "Today", "Yesterday", else the date. */
export function dayLabel(ms: number, nowMs: number): string {
  const days = Math.round((dayStart(nowMs) - dayStart(ms)) / 86_400_000);
  if (days <= 0) return l10n.t('Today');
  if (days === 1) return l10n.t('Yesterday');
  return dayFormat().format(ms);
}
