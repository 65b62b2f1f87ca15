import type { ModelSpec } from '../types.ts';

export const removeBg = {
  slug: 'remove-bg',
  kind: 'removeBackground',
  endpoint: 'removeBackground',
  label: 'Remove background',
  description: 'The subject of an image as transparent PNG.',
  isDefault: true,
  variants: [],
  fields: [
    {
      type: 'url',
      name: 'image',
      label: 'Image',
      role: 'image',
      media: 'image',
      required: true,
      isPrimary: true,
      confidence: 'doc',
    },
  ],
  prices: [{ minimum: 1, maximum: 1, confidence: 'doc' }],
  outputs: { count: 1 },
  confidence: 'doc',
  typicalSeconds: 8,
} as const satisfies ModelSpec;
