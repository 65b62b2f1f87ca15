import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const ideogramV4 = {
  slug: 'ideogram-v4',
  kind: 'image',
  endpoint: 'images',
  label: 'Ideogram V4',
  description: 'Lettering, logos and design, in very tall and very wide formats too.',
  variants: [{ value: 'ideogram-v4', label: 'Ideogram V4' }],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: true,
      minLength: 3,
      maxLength: 5000,
      isMultiline: true,
      isPrimary: true,
      confidence: 'doc',
    },
    {
      // `size`, not `aspect_ratio`: this model alone names it so.
      type: 'choice',
      name: 'size',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: options('1:1', '16:9', '9:16', '3:4', '4:3', '3:2', '2:3', '9:21', '21:9'),
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'rendering_speed',
      label: 'Rendering speed',
      options: [
        { value: 'TURBO', label: 'Turbo' },
        { value: 'BALANCED', label: 'Balanced' },
        { value: 'QUALITY', label: 'Quality' },
      ],
      default: 'BALANCED',
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'output_format',
      label: 'File format',
      options: options('png', 'jpeg', 'webp'),
      default: 'png',
    },
  ],
  prices: [{ minimum: 12, maximum: 12, confidence: 'modelPage' }],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 25,
} as const satisfies ModelSpec;
