import type { ModelSpec } from '../types.ts';

/** What upstream speaks, as far as it is known; the service says "30+ languages". Suggestions only. */
const languages =
  'auto af ar as az be bg bn bs ca ceb cs cy da de el en es et fa fi fil fr ga gl gu ha he hi hr hu hy id is it ja jv ka kk kn ko ky lb ln lt lv mk ml mr ms ne nl no ny pa pl ps pt ro ru sd sk sl so sr sv sw ta te th tr uk ur vi zh';

export const elevenlabsV3 = {
  slug: 'elevenlabs-v3',
  kind: 'speech',
  endpoint: 'speech',
  label: 'ElevenLabs V3',
  description: 'Expressive speech and dialogue; tags such as [laughs] or [whispers] colour it.',
  isDefault: true,
  variants: [{ value: 'elevenlabs-v3', label: 'ElevenLabs V3' }],
  fields: [
    {
      type: 'rows',
      name: 'dialogue',
      label: 'Dialogue',
      role: 'prompt',
      required: true,
      minItems: 1,
      columns: [
        { type: 'text', name: 'text', label: 'Text', required: true, isMultiline: true },
        {
          type: 'text',
          name: 'voice',
          label: 'Voice',
          description: 'A name or an id; the service decides when it is empty.',
          // The vendor's own examples; whether names or ids are taken is not known.
          suggestions: ['narrator', 'user'],
        },
      ],
      isPrimary: true,
      confidence: 'doc',
    },
    {
      type: 'number',
      name: 'stability',
      label: 'Stability',
      description: '0 is creative, 0.5 natural, 1 robust.',
      minimum: 0,
      maximum: 1,
      step: 0.5,
      default: 0.5,
      confidence: 'doc',
    },
    {
      type: 'text',
      name: 'language_code',
      label: 'Language',
      suggestions: languages.split(' '),
      default: 'auto',
      confidence: 'doc',
    },
  ],
  prices: [
    {
      minimum: 28,
      maximum: 28,
      per: 'characters1000',
      of: 'dialogue.text',
      atLeast: 1,
      confidence: 'modelPage',
    },
  ],
  outputs: { count: 1 },
  confidence: 'doc',
  typicalSeconds: 15,
} as const satisfies ModelSpec;
