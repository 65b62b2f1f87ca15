import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const hailuo23 = {
  slug: 'hailuo-2-3',
  kind: 'video',
  endpoint: 'videos',
  label: 'Hailuo 2.3',
  description: 'Sets an image in motion.',
  variants: [
    { value: 'hailuo/2-3-image-to-video-standard', label: 'Standard' },
    { value: 'hailuo/2-3-image-to-video-pro', label: 'Pro' },
  ],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: true,
      maxLength: 2500,
      isMultiline: true,
      isPrimary: true,
      confidence: 'doc',
    },
    {
      type: 'url',
      name: 'image',
      label: 'First frame',
      role: 'image',
      media: 'image',
      required: true,
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'duration',
      label: 'Duration',
      options: [
        { value: '6', label: '6 s' },
        // The sister refuses 10 s at 1080P.
        { value: '10', label: '10 s', when: [{ field: 'resolution', in: ['768P'] }] },
      ],
      default: '6',
      isPrimary: true,
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('768P', '1080P'),
      default: '768P',
      isPriceRelevant: true,
    },
  ],
  prices: [
    {
      when: [{ field: 'model', in: ['hailuo/2-3-image-to-video-standard'] }],
      minimum: 30,
      maximum: 45,
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['hailuo/2-3-image-to-video-pro'] }],
      minimum: 45,
      maximum: 85,
      confidence: 'modelPage',
    },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 180,
} as const satisfies ModelSpec;
