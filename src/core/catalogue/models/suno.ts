import type { ModelSpec } from '../types.ts';

/** Inspiration mode is a description alone; custom mode is lyrics, style and title. They exclude each other. */
export const suno = {
  slug: 'suno',
  kind: 'music',
  endpoint: 'music',
  label: 'Suno',
  description: 'Songs from a description, or from your own lyrics and style. Two tracks a call.',
  isDefault: true,
  variants: [
    // Plain `suno` means v3.5 ("defaults to chirp-v3-5"): the default is sent by its own name.
    { value: 'chirp-v3-5', label: 'v3.5', aliases: ['suno'] },
    { value: 'chirp-v4-0', label: 'v4' },
    { value: 'chirp-v4-5', label: 'v4.5' },
    { value: 'chirp-v4-5-plus', label: 'v4.5+' },
    { value: 'chirp-v5', label: 'v5' },
    { value: 'chirp-v5-5', label: 'v5.5' },
  ],
  fields: [
    {
      type: 'text',
      name: 'gpt_description_prompt',
      label: 'Description',
      description: 'What the song is about and how it sounds; words and style are invented.',
      role: 'prompt',
      required: [
        { field: 'prompt', in: ['*'], not: true },
        { field: 'style', in: ['*'], not: true },
        { field: 'title', in: ['*'], not: true },
      ],
      exclusiveWith: ['prompt', 'style', 'title'],
      maxLength: 400,
      isMultiline: true,
      isPrimary: true,
      confidence: 'doc',
    },
    {
      type: 'text',
      name: 'prompt',
      label: 'Lyrics',
      description: 'The words to sing; instead of a description.',
      role: 'lyrics',
      required: {
        anyOf: [
          [
            { field: 'style', in: ['*'] },
            { field: 'make_instrumental', in: [true], not: true },
          ],
          [
            { field: 'title', in: ['*'] },
            { field: 'make_instrumental', in: [true], not: true },
          ],
        ],
      },
      maxLength: {
        cases: [{ when: [{ field: 'model', in: ['chirp-v3-5', 'chirp-v4-0'] }], limit: 3000 }],
        otherwise: 5000,
      },
      isMultiline: true,
      isPrimary: true,
      confidence: 'doc',
    },
    {
      type: 'text',
      name: 'style',
      label: 'Style',
      // 1000 is the vendor's figure for all; the sister holds the old versions to 200.
      maxLength: {
        cases: [{ when: [{ field: 'model', in: ['chirp-v3-5', 'chirp-v4-0'] }], limit: 200 }],
        otherwise: 1000,
      },
      isMultiline: true,
      isPrimary: true,
      confidence: 'sister',
    },
    { type: 'text', name: 'title', label: 'Title', maxLength: 80, confidence: 'doc' },
    { type: 'boolean', name: 'make_instrumental', label: 'Instrumental', default: false, confidence: 'doc' },
    {
      type: 'choice',
      name: 'gender',
      label: 'Voice',
      options: [
        { value: 'male', label: 'Male' },
        { value: 'female', label: 'Female' },
      ],
    },
    { type: 'number', name: 'style_weight', label: 'Style weight', minimum: 0, maximum: 1, step: 0.05 },
    { type: 'number', name: 'weirdness_constraint', label: 'Weirdness', minimum: 0, maximum: 1, step: 0.05 },
    { type: 'number', name: 'audio_weight', label: 'Audio weight', minimum: 0, maximum: 1, step: 0.05 },
  ],
  prices: [{ minimum: 5, maximum: 12, confidence: 'modelPage' }],
  outputs: { count: 2, confidence: 'sister' },
  confidence: 'modelPage',
  typicalSeconds: 120,
} as const satisfies ModelSpec;
