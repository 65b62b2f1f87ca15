import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const klingImageO1 = {
  slug: 'kling-image-o1',
  kind: 'image',
  endpoint: 'images',
  label: 'Kling Image O1',
  description: 'Pictures from several input images, and series of shots of one scene.',
  variants: [{ value: 'kling-image-o1', label: 'Kling Image O1' }],
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
      type: 'urls',
      name: 'images',
      label: 'Input images',
      role: 'image',
      media: 'image',
      maxItems: 10,
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'aspect_ratio',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: [
        ...options('1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9'),
        { value: 'auto', label: 'Automatic' },
      ],
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'type',
      label: 'Type',
      options: [
        { value: 'image-to-image', label: 'Image to image' },
        { value: 'ai-multi-shot', label: 'Multi-shot' },
      ],
      default: 'image-to-image',
      isPriceRelevant: true,
    },
    {
      // Lower case here, upper case for Flux 2.
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('1k', '2k'),
      default: '1k',
      isPriceRelevant: true,
    },
    {
      type: 'number',
      name: 'num_images',
      label: 'Number of images',
      role: 'outputCount',
      minimum: 1,
      maximum: 9,
      isInteger: true,
      default: 1,
      step: 1,
      isPriceRelevant: true,
    },
  ],
  // The page prints "6 / 16" without saying of what: a range, until own tasks have told.
  prices: [{ minimum: 6, maximum: 16, per: 'output', confidence: 'modelPage' }],
  outputs: { count: 1, field: 'num_images' },
  confidence: 'modelPage',
  typicalSeconds: 35,
} as const satisfies ModelSpec;
