import { options } from '../options.ts';
import type { ModelSpec } from '../types.ts';

export const pixverse56 = {
  slug: 'pixverse-5-6',
  kind: 'video',
  endpoint: 'videos',
  label: 'PixVerse 5.6',
  description: 'Stylised videos up to 1080p.',
  variants: [{ value: 'pixverse-5-6', label: 'PixVerse 5.6' }],
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
      // `resolution_ratio`, not `aspect_ratio`; no default is documented.
      type: 'choice',
      name: 'resolution_ratio',
      label: 'Aspect ratio',
      role: 'aspectRatio',
      isAspectRatio: true,
      options: options('16:9', '4:3', '1:1', '3:4', '9:16'),
      isPrimary: true,
    },
    {
      type: 'choice',
      name: 'duration',
      label: 'Duration',
      options: [
        { value: 5, label: '5 s' },
        { value: 8, label: '8 s' },
        { value: 10, label: '10 s' },
      ],
      default: 5,
      isPrimary: true,
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'resolution',
      label: 'Resolution',
      options: options('360p', '540p', '720p', '1080p'),
      default: '720p',
      isPriceRelevant: true,
    },
    {
      type: 'boolean',
      name: 'generate_audio_switch',
      label: 'Sound',
      description: 'Doubles the price.',
      role: 'sound',
      default: false,
      isPriceRelevant: true,
    },
    {
      type: 'choice',
      name: 'thinking_type',
      label: 'Prompt refinement',
      options: [
        { value: 'enabled', label: 'On' },
        { value: 'disabled', label: 'Off' },
        { value: 'auto', label: 'Automatic' },
      ],
      default: 'auto',
    },
    { type: 'text', name: 'negative_prompt', label: 'Negative prompt', isMultiline: true },
    { type: 'number', name: 'seed', label: 'Seed', isInteger: true },
  ],
  // "70–600" and "sound doubles the price": the ends belong to videos without and with sound.
  prices: [
    {
      when: [{ field: 'generate_audio_switch', in: [true] }],
      minimum: 140,
      maximum: 600,
      confidence: 'modelPage',
    },
    { minimum: 70, maximum: 300, confidence: 'modelPage' },
  ],
  outputs: { count: 1 },
  confidence: 'modelPage',
  typicalSeconds: 120,
} as const satisfies ModelSpec;
