import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const flux2 = {
  slug: 'flux-2',
  kind: 'image',
  endpoint: 'images',
  label: 'Flux 2',
  description: 'Photographic pictures and edits from up to eight input images.',
  isDefault: true,
  variants: [{ value: 'flux-2', label: 'Flux 2' }],
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
      options: [
        ...options('1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3'),
        { value: 'auto', label: 'As the input', when: [{ field: 'input_urls', in: ['*'] }] },
      ],
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'type',
      label: 'Type',
      options: [
        { value: 'pro', label: 'Pro' },
        { value: 'flex', label: 'Flex' },
      ],
      default: 'pro',
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('1K', '2K'),
      default: '1K',
      isPriceRelevant: true,
    },
    {
      type: 'urls',
      name: 'input_urls',
      label: 'Input images',
      role: 'image',
      media: 'image',
      maxItems: 8,
      isPrimary: true,
    },
  ],
  prices: [
    {
      when: [
        { field: 'type', in: ['pro'] },
        { field: 'resolution', in: ['1K'] },
      ],
      minimum: 5,
      maximum: 5,
      confidence: 'modelPage',
    },
    {
      when: [
        { field: 'type', in: ['pro'] },
        { field: 'resolution', in: ['2K'] },
      ],
      minimum: 7,
      maximum: 7,
      confidence: 'modelPage',
    },
    {
      when: [
        { field: 'type', in: ['flex'] },
        { field: 'resolution', in: ['1K'] },
      ],
      minimum: 14,
      maximum: 14,
      confidence: 'modelPage',
    },
    {
      when: [
        { field: 'type', in: ['flex'] },
        { field: 'resolution', in: ['2K'] },
      ],
      minimum: 24,
      maximum: 24,
      confidence: 'modelPage',
    },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 25,
} as const satisfies ModelSpec;
