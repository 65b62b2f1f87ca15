import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const seedream45 = {
  slug: 'seedream-4-5',
  kind: 'image',
  endpoint: 'images',
  label: 'Seedream 4.5',
  description: 'Detailed pictures, wide formats, and edits of existing images.',
  variants: [
    { value: 'seedream/4.5-text-to-image', label: 'Text to image' },
    { value: 'seedream/4.5-edit', label: 'Edit' },
  ],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: true,
      minLength: 3,
      maxLength: 3000,
      isMultiline: true,
      isPrimary: true,
    },
    {
      type: 'urls',
      name: 'image_urls',
      label: 'Input images',
      role: 'image',
      media: 'image',
      required: true,
      visibleWhen: [{ field: 'model', in: ['seedream/4.5-edit'] }],
      maxItems: 14,
      isPrimary: true,
      confidence: 'sister',
    },
    {
      type: 'choice',
      name: 'aspect_ratio',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: options('1:1', '4:3', '3:4', '16:9', '9:16', '2:3', '3:2', '21:9'),
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'quality',
      label: 'Quality',
      options: [
        { value: 'basic', label: 'Basic' },
        { value: 'high', label: 'High' },
      ],
      default: 'basic',
      isPriceRelevant: true,
    },
  ],
  prices: [{ minimum: 12, maximum: 12, confidence: 'modelPage' }],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 30,
} as const satisfies ModelSpec;
