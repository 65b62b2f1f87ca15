import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const ideogramV3 = {
  slug: 'ideogram-v3',
  kind: 'image',
  endpoint: 'images',
  label: 'Ideogram V3',
  description: 'Lettering, logos and design, with masks and reference images.',
  variants: [
    { value: 'ideogram-v3-turbo', label: 'Turbo' },
    { value: 'ideogram-v3-balanced', label: 'Balanced' },
    { value: 'ideogram-v3-quality', label: 'Quality' },
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
      options: options('1:1', '16:9', '9:16', '4:3', '3:4'),
      default: '1:1',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'style',
      label: 'Style',
      options: options('Auto', 'General', 'Realistic', 'Design'),
      default: 'Auto',
    },
    { type: 'url', name: 'image', label: 'Input image', role: 'image', media: 'image', isPrimary: true },
    {
      type: 'url',
      name: 'mask_image',
      label: 'Mask',
      description: 'Marks the part of the input image that is painted anew.',
      media: 'image',
      visibleWhen: [{ field: 'image', in: ['*'] }],
    },
    { type: 'urls', name: 'reference_images', label: 'Reference images', media: 'image' },
  ],
  prices: [
    {
      when: [{ field: 'model', in: ['ideogram-v3-turbo'] }],
      minimum: 8,
      maximum: 8,
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['ideogram-v3-balanced'] }],
      minimum: 13,
      maximum: 13,
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['ideogram-v3-quality'] }],
      minimum: 20,
      maximum: 20,
      confidence: 'modelPage',
    },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 20,
} as const satisfies ModelSpec;
