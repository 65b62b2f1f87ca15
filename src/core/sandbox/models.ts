/** What the sandbox knows of the models: loosely, since new ones must work in it before it has heard of them. */
import type { EndpointName } from './ticket.ts';

export type Body = Readonly<Record<string, unknown>>;

export interface ModelRule {
  readonly match: RegExp;
  readonly endpoint: EndpointName;
  /** Fields without which it does not run; where left out, the endpoint's own. */
  readonly needs?: readonly string[];
  /** The JSON type that `duration` must have. */
  readonly duration?: 'string' | 'number';
  /** Outputs a task; 1 where left out. */
  readonly outputs?: number;
  /** Prices are the ones the service's pages name, rounded where they leave gaps. */
  readonly credits: (body: Body) => number;
}

const is = (body: Body, field: string, value: unknown): boolean => body[field] === value;
const seconds = (body: Body, otherwise: number): number => Number(body['duration'] ?? otherwise) || otherwise;
const images = (body: Body): number => Number(body['num_images'] ?? 1) || 1;
const is2k = (body: Body): boolean => /^2k$/i.test(String(body['resolution']));

const flux = (body: Body): number =>
  (is(body, 'type', 'flex') ? [14, 24] : [5, 7])[is2k(body) ? 1 : 0] as number;
const kling = (body: Body): number => {
  const perSecond = (is(body, 'mode', 'pro') ? [54, 80] : [40, 60])[
    body['sound'] === false ? 0 : 1
  ] as number;
  const shots = Array.isArray(body['multi_prompt']) ? body['multi_prompt'] : [];
  const total = shots.reduce<number>((sum, s: Body | null) => sum + (Number(s?.['duration']) || 0), 0);
  return perSecond * (total || seconds(body, 5));
};
const seedance = (body: Body): number =>
  (is(body, 'resolution', '480p') ? 2 : 3.5) * seconds(body, 8) * (is(body, 'generateAudio', true) ? 2 : 1);
const pixverse = (body: Body): number => {
  const base =
    { '360p': 70, '540p': 90, '720p': 120, '1080p': 200 }[String(body['resolution'] ?? '720p')] ?? 120;
  return base * (seconds(body, 5) / 5) * (is(body, 'generate_audio_switch', true) ? 1.5 : 1);
};
const hailuo = (pro: boolean, body: Body): number => {
  const isLong = seconds(body, 6) > 6 || is(body, 'resolution', '1080P');
  return (pro ? [45, 85] : [30, 45])[isLong ? 1 : 0] as number;
};
const speech = (body: Body): number => {
  const lines = Array.isArray(body['dialogue']) ? body['dialogue'] : [];
  const signs = lines.reduce<number>((sum, l: Body | null) => sum + String(l?.['text'] ?? '').length, 0);
  return Math.max(1, Math.round((signs * 280) / 1000) / 10);
};

const rules: readonly ModelRule[] = [
  { match: /^flux-2/, endpoint: 'images', credits: flux },
  { match: /^seedream.*edit/, endpoint: 'images', needs: ['prompt', 'image_urls'], credits: () => 12 },
  { match: /^seedream/, endpoint: 'images', credits: () => 12 },
  { match: /^gpt-image/, endpoint: 'images', credits: b => (is(b, 'quality', 'high') ? 28 : 10) },
  { match: /^imagen4-fast/, endpoint: 'images', credits: b => 4 * images(b) },
  { match: /^imagen4-ultra/, endpoint: 'images', credits: b => 12 * images(b) },
  { match: /^imagen/, endpoint: 'images', credits: b => 8 * images(b) },
  { match: /^ideogram-v3-quality/, endpoint: 'images', credits: () => 20 },
  { match: /^ideogram-v3-balanced/, endpoint: 'images', credits: () => 13 },
  { match: /^ideogram-v3/, endpoint: 'images', credits: () => 8 },
  { match: /^ideogram/, endpoint: 'images', credits: () => 12 },
  { match: /^kling-image/, endpoint: 'images', credits: b => (is2k(b) ? 16 : 6) * images(b) },
  { match: /^grok-imagine\/upscale/, endpoint: 'images', needs: ['task_id'], credits: () => 12 },
  {
    match: /^grok-imagine\/image-to-video/,
    endpoint: 'videos',
    needs: ['image_urls'],
    credits: () => 24,
  },
  { match: /^grok-(imagine\/text-to-video|video)/, endpoint: 'videos', credits: () => 24 },
  { match: /^grok-imagine/, endpoint: 'images', outputs: 6, credits: () => 5 },
  { match: /^kling/, endpoint: 'videos', duration: 'number', credits: kling },
  { match: /^seedance/, endpoint: 'videos', duration: 'string', credits: seedance },
  { match: /^pixverse/, endpoint: 'videos', duration: 'number', credits: pixverse },
  {
    match: /^hailuo.*pro$/,
    endpoint: 'videos',
    needs: ['prompt', 'image'],
    duration: 'string',
    credits: b => hailuo(true, b),
  },
  {
    match: /^hailuo/,
    endpoint: 'videos',
    needs: ['prompt', 'image'],
    duration: 'string',
    credits: b => hailuo(false, b),
  },
  {
    match: /^wan.*image-to-video/,
    endpoint: 'videos',
    needs: ['prompt', 'image_urls'],
    duration: 'string',
    credits: b => 16 * seconds(b, 5),
  },
  { match: /^wan/, endpoint: 'videos', duration: 'string', credits: b => 16 * seconds(b, 5) },
  { match: /^(suno|chirp-v5)/, endpoint: 'music', outputs: 2, needs: [], credits: () => 12 },
  { match: /^chirp/, endpoint: 'music', outputs: 2, needs: [], credits: () => 5 },
  { match: /^minimax-music/, endpoint: 'music', credits: () => 30 },
  { match: /^elevenlabs/, endpoint: 'speech', credits: speech },
];

/** Where a model is new to the sandbox, and for the tools, which have none. */
export const defaultCredits: Readonly<Record<EndpointName, number>> = {
  images: 8,
  videos: 80,
  music: 12,
  speech: 1,
  removeBackground: 1,
  swapFace: 4,
  upscaleImage: 1,
  removeVideoBackground: 10,
};

/** The first rule for `model`; undefined where the sandbox does not know it. */
export function findModel(model: string): ModelRule | undefined {
  return rules.find(rule => rule.match.test(model));
}
