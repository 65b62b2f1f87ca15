import type { ModelSpec } from '../types.ts';

export const grokVideo = {
  slug: 'grok-video',
  kind: 'video',
  endpoint: 'videos',
  label: 'Grok Video',
  description: 'Short videos from text or images at one price.',
  variants: [
    { value: 'grok-imagine/text-to-video', label: 'Text to video' },
    { value: 'grok-imagine/image-to-video', label: 'Image to video' },
  ],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: [{ field: 'model', in: ['grok-imagine/text-to-video'] }],
      maxLength: 5000,
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
      visibleWhen: [{ field: 'model', in: ['grok-imagine/image-to-video'] }],
      isPrimary: true,
    },
  ],
  prices: [{ minimum: 24, maximum: 24, confidence: 'modelPage' }],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 90,
} as const satisfies ModelSpec;
