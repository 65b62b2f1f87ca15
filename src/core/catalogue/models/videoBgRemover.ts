import type { ModelSpec } from '../types.ts';

export const videoBgRemover = {
  slug: 'video-bg-remover',
  kind: 'removeVideoBackground',
  endpoint: 'removeVideoBackground',
  label: 'Remove video background',
  description: 'Removes or replaces the background; the result has no transparency.',
  isDefault: true,
  variants: [],
  fields: [
    {
      type: 'url',
      name: 'video',
      label: 'Video',
      media: 'video',
      required: true,
      isPrimary: true,
      confidence: 'doc',
    },
    {
      type: 'url',
      name: 'background_image',
      label: 'Background image',
      media: 'image',
      isPrimary: true,
      confidence: 'doc',
    },
  ],
  prices: [{ minimum: 10, maximum: 10, confidence: 'doc' }],
  outputs: { count: 1 },
  confidence: 'doc',
  typicalSeconds: 120,
} as const satisfies ModelSpec;
