import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const seedance15Pro = {
  slug: 'seedance-1-5-pro',
  kind: 'video',
  endpoint: 'videos',
  label: 'Seedance 1.5 Pro',
  description: 'Good videos from text or an image at a small price.',
  // The kind's default though the vendor's examples show Kling 3: a person who names no model gets text and image
  // to video for at most 42 credits, and not 300 for five seconds.
  isDefault: true,
  variants: [{ value: 'seedance-1-5-pro', label: 'Seedance 1.5 Pro' }],
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
    { type: 'url', name: 'image', label: 'First frame', role: 'image', media: 'image', isPrimary: true },
    {
      type: 'choice',
      name: 'aspect_ratio',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: options('16:9', '9:16', '4:3', '3:4', '1:1'),
      default: '16:9',
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'duration',
      label: 'Duration',
      options: [
        { value: '4', label: '4 s' },
        { value: '8', label: '8 s' },
        { value: '12', label: '12 s' },
      ],
      default: '8',
      isPrimary: true,
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('480p', '720p'),
      default: '720p',
      isPriceRelevant: true,
    },
    {
      type: 'boolean',
      name: 'generateAudio',
      label: 'Sound',
      description: 'Doubles the price.',
      role: 'sound',
      default: false,
      isPriceRelevant: true,
    },
    {
      type: 'boolean',
      name: 'fixedLens',
      label: 'Fixed lens',
      description: 'The camera does not move.',
      default: false,
    },
  ],
  // "8–84" and "sound doubles the price": the ends belong to videos without and with sound.
  prices: [
    { when: [{ field: 'generateAudio', in: [true] }], minimum: 16, maximum: 84, confidence: 'modelPage' },
    { minimum: 8, maximum: 42, confidence: 'modelPage' },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 120,
} as const satisfies ModelSpec;
