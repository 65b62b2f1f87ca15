import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const gptImage15 = {
  slug: 'gpt-image-1-5',
  kind: 'image',
  endpoint: 'images',
  label: 'GPT Image 1.5',
  description: 'Follows long instructions and renders text well.',
  // The model's page prints both spellings; the first is the slug's own and the one of its examples.
  variants: [{ value: 'gpt-image-1-5', label: 'GPT Image 1.5', aliases: ['gpt-image-1.5-official'] }],
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
      options: options('1:1', '2:3', '3:2'),
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'quality',
      label: 'Quality',
      options: [
        { value: 'medium', label: 'Medium' },
        { value: 'high', label: 'High' },
      ],
      default: 'medium',
      isPriceRelevant: true,
    },
    {
      type: 'urls',
      name: 'input_urls',
      label: 'Input images',
      role: 'image',
      media: 'image',
      isPrimary: true,
    },
  ],
  prices: [
    { when: [{ field: 'quality', in: ['medium'] }], minimum: 10, maximum: 10, confidence: 'modelPage' },
    { when: [{ field: 'quality', in: ['high'] }], minimum: 28, maximum: 28, confidence: 'modelPage' },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 50,
} as const satisfies ModelSpec;
