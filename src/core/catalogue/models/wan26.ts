import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const wan26 = {
  slug: 'wan-2-6',
  kind: 'video',
  endpoint: 'videos',
  label: 'Wan 2.6',
  description: 'Videos up to 15 seconds from text or an image.',
  variants: [
    { value: 'wan/2-6-text-to-video', label: 'Text to video' },
    { value: 'wan/2-6-image-to-video', label: 'Image to video' },
  ],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: true,
      minLength: 1,
      maxLength: 5000,
      isMultiline: true,
      isPrimary: true,
    },
    {
      type: 'urls',
      name: 'image_urls',
      label: 'First frame',
      role: 'image',
      media: 'image',
      required: true,
      visibleWhen: [{ field: 'model', in: ['wan/2-6-image-to-video'] }],
      minItems: 1,
      maxItems: 1,
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'duration',
      label: 'Duration',
      options: [
        { value: '5', label: '5 s' },
        { value: '10', label: '10 s' },
        { value: '15', label: '15 s' },
      ],
      default: '5',
      isPrimary: true,
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('720p', '1080p'),
      default: '1080p',
      isPriceRelevant: true,
    },
    { type: 'boolean', name: 'multi_shots', label: 'Several shots', default: false, confidence: 'sister' },
  ],
  prices: [{ minimum: 80, confidence: 'modelPage' }],
  outputs: { count: 1 },
  // The wire names of the variants are the sister's.
  confidence: 'sister',
  typicalSeconds: 240,
} as const satisfies ModelSpec;
