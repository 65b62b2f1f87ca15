import type { ModelSpec } from '../types.ts';

export const grokImagine = {
  slug: 'grok-imagine',
  kind: 'image',
  endpoint: 'images',
  label: 'Grok Imagine',
  description: 'Six suggestions for one prompt; earlier ones can be enlarged.',
  variants: [
    { value: 'grok-imagine/text-to-image', label: 'Text to image' },
    { value: 'grok-imagine/upscale', label: 'Upscale' },
  ],
  fields: [
    {
      type: 'text',
      name: 'prompt',
      label: 'Prompt',
      role: 'prompt',
      required: true,
      visibleWhen: [{ field: 'model', in: ['grok-imagine/text-to-image'] }],
      minLength: 3,
      maxLength: 5000,
      isMultiline: true,
      isPrimary: true,
    },
    {
      type: 'taskId',
      name: 'task_id',
      label: 'Task to enlarge',
      description: 'An earlier Grok Imagine task.',
      ofModel: 'grok-imagine',
      required: true,
      visibleWhen: [{ field: 'model', in: ['grok-imagine/upscale'] }],
      isPrimary: true,
    },
  ],
  prices: [
    {
      when: [{ field: 'model', in: ['grok-imagine/text-to-image'] }],
      minimum: 5,
      maximum: 5,
      confidence: 'modelPage',
    },
    {
      when: [{ field: 'model', in: ['grok-imagine/upscale'] }],
      minimum: 12,
      maximum: 12,
      confidence: 'modelPage',
    },
  ],
  outputs: {
    count: 6,
    cases: [{ when: [{ field: 'model', in: ['grok-imagine/upscale'] }], count: 1 }],
    confidence: 'sister',
  },
  confidence: 'modelPage',
  typicalSeconds: 30,
} as const satisfies ModelSpec;
