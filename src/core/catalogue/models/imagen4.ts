import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const imagen4 = {
  slug: 'imagen-4',
  kind: 'image',
  endpoint: 'images',
  label: 'Imagen 4',
  description: 'Clean, realistic pictures in three qualities.',
  variants: [
    { value: 'imagen4', label: 'Standard' },
    { value: 'imagen4-fast', label: 'Fast' },
    { value: 'imagen4-ultra', label: 'Ultra' },
  ],
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
      type: 'choice',
      name: 'aspect_ratio',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: options('1:1', '4:3', '3:4', '16:9', '9:16'),
      default: '1:1',
      isPrimary: true,
    },
    { type: 'text', name: 'negative_prompt', label: 'Negative prompt', isMultiline: true },
    {
      type: 'number',
      name: 'num_images',
      label: 'Number of images',
      role: 'outputCount',
      // No page names an upper limit.
      minimum: 1,
      isInteger: true,
      default: 1,
      isPriceRelevant: true,
    },
    { type: 'number', name: 'seed', label: 'Seed', isInteger: true },
  ],
  prices: [
    {
      when: [{ field: 'model', in: ['imagen4-fast'] }],
      minimum: 4,
      maximum: 4,
      per: 'output',
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['imagen4'] }],
      minimum: 8,
      maximum: 8,
      per: 'output',
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['imagen4-ultra'] }],
      minimum: 12,
      maximum: 12,
      per: 'output',
      confidence: 'modelPage',
    },
  ],
  outputs: { count: 1, field: 'num_images' },
  confidence: 'modelPage',
  typicalSeconds: 20,
} as const satisfies ModelSpec;
