import type { ModelSpec } from '../types.ts';

export const upscale = {
  slug: 'upscale',
  kind: 'upscaleImage',
  endpoint: 'upscaleImage',
  label: 'Upscale image',
  description: 'Up to four times the size.',
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
    },
  ],
  prices: [{ minimum: 1, maximum: 1, confidence: 'modelPage' }],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 15,
} as const satisfies ModelSpec;
