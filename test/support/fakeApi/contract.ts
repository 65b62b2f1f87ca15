/** The documented endpoints: which fields a body may have, of which type. Restates API.md on purpose, not the catalogue. */

type FieldType = 'text' | 'number' | 'boolean' | 'texts' | 'objects' | 'object' | 'numberOrText';

interface EndpointContract {
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
  /** What it makes: the media file that the default task answers with. */
  readonly makes: string;
}

const pictures = { input_urls: 'texts', image_urls: 'texts', images: 'texts', image: 'text' } as const;

export const endpointContracts: Readonly<Record<string, EndpointContract>> = {
  '/images/generations': {
    required: ['model'],
    makes: 'tiny.png',
    fields: {
      ...pictures,
      model: 'text',
      prompt: 'text',
      aspect_ratio: 'text',
      type: 'text',
      resolution: 'text',
      quality: 'text',
      negative_prompt: 'text',
      seed: 'number',
      num_images: 'number',
      style: 'text',
      mask_image: 'text',
      reference_images: 'texts',
      size: 'text',
      rendering_speed: 'text',
      output_format: 'text',
      task_id: 'text',
    },
  },
  '/videos/generations': {
    required: ['model'],
    makes: 'tiny.mp4',
    fields: {
      ...pictures,
      model: 'text',
      prompt: 'text',
      mode: 'text',
      duration: 'numberOrText',
      aspect_ratio: 'text',
      resolution: 'text',
      resolution_ratio: 'text',
      sound: 'boolean',
      generateAudio: 'boolean',
      generate_audio_switch: 'boolean',
      fixedLens: 'boolean',
      thinking_type: 'text',
      negative_prompt: 'text',
      seed: 'number',
      multi_shots: 'boolean',
      multi_prompt: 'objects',
      kling_elements: 'objects',
    },
  },
  '/audio/music': {
    required: ['model'],
    makes: 'tiny.mp3',
    fields: {
      model: 'text',
      prompt: 'text',
      gpt_description_prompt: 'text',
      style: 'text',
      title: 'text',
      make_instrumental: 'boolean',
      gender: 'text',
      style_weight: 'number',
      weirdness_constraint: 'number',
      audio_weight: 'number',
      lyrics: 'text',
      bitrate: 'number',
      sample_rate: 'number',
    },
  },
  '/audio/speech': {
    required: ['model', 'dialogue'],
    makes: 'tiny.mp3',
    fields: { model: 'text', dialogue: 'objects', stability: 'number', language_code: 'text' },
  },
  '/chat/completions': {
    required: ['model', 'messages'],
    makes: '',
    fields: {
      model: 'text',
      messages: 'objects',
      stream: 'boolean',
      include_thoughts: 'boolean',
      reasoning_effort: 'text',
      tools: 'objects',
      response_format: 'object',
    },
  },
  '/images/tools/remove-bg': { required: ['image'], makes: 'cutout.png', fields: { image: 'text' } },
  '/images/tools/face-swap': {
    required: ['image', 'face_image'],
    makes: 'tiny.jpg',
    fields: { image: 'text', face_image: 'text', target_index: 'number', output_format: 'text' },
  },
  '/images/tools/upscale': { required: ['image'], makes: 'tiny.png', fields: { image: 'text' } },
  '/videos/tools/bg-remover': {
    required: ['video'],
    makes: 'tiny.mp4',
    fields: { video: 'text', background_image: 'text' },
  },
};

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const checks: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: value => typeof value === 'string',
  number: value => typeof value === 'number' && Number.isFinite(value),
  boolean: value => typeof value === 'boolean',
  texts: value => Array.isArray(value) && value.every(item => typeof item === 'string'),
  objects: value => Array.isArray(value) && value.every(isObject),
  object: isObject,
  numberOrText: value => typeof value === 'number' || typeof value === 'string',
};

/** What is wrong with `body` for the endpoint at `path`, a sentence each; `extraFields` may be there with any value. */
export function checkBody(path: string, body: unknown, extraFields: readonly string[]): readonly string[] {
  const contract = endpointContracts[path];
  if (contract === undefined) return [`no such endpoint: ${path}`];
  if (!isObject(body)) return ['the body is not a JSON object'];
  const problems: string[] = [];
  const given = body as Record<string, unknown>;
  for (const name of contract.required) if (!Object.hasOwn(given, name)) problems.push(`${name} is missing`);
  for (const [name, value] of Object.entries(given)) {
    if (extraFields.includes(name)) continue;
    const type = contract.fields[name];
    if (type === undefined) problems.push(`${name} is not documented for ${path}`);
    else if (!checks[type](value)) problems.push(`${name} is not of type ${type}`);
  }
  return problems;
}
