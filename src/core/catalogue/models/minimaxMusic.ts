import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const minimaxMusic = {
  slug: 'minimax-music',
  kind: 'music',
  endpoint: 'music',
  label: 'MiniMax Music',
  description: 'One song from a style and, if you like, lyrics.',
  variants: [{ value: 'minimax-music', label: 'MiniMax Music' }],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Style and mood',
      role: 'prompt',
      required: true,
      isMultiline: true,
      isPrimary: true,
    },
    { type: 'text', name: 'lyrics', label: 'Lyrics', role: 'lyrics', isMultiline: true, isPrimary: true },
    {
      type: 'choice',
      name: 'bitrate',
      label: 'Bit rate',
      options: options(32000, 60000, 64000, 128000, 256000),
      default: 256000,
    },
    {
      type: 'choice',
      name: 'sample_rate',
      label: 'Sample rate',
      options: options(16000, 24000, 32000, 44100),
      default: 44100,
    },
  ],
  prices: [{ minimum: 30, maximum: 30, confidence: 'modelPage' }],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 90,
} as const satisfies ModelSpec;
