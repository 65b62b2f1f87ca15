/**
 * The contract's model tables once more, written by hand and apart from the catalogue, so that a slip in a model file
 * fails. Fields are in a short notation: type, `R` for required, limits, options with their JSON types, `= default`.
 */

export interface ExpectedVariant {
  /** Kind and path below the base URL. */
  readonly kind: string;
  readonly path: string;
  /** The least a person must give. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The whole body for it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Visible fields for `given`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly outputs: number;
  /** Minimum and maximum credits for `body`; `undefined` where only "from" is known. */
  readonly price: readonly [number, number | undefined];
}

const image = 'https://files.example/in.png';
const prompt = 'A red fox';
const images = { kind: 'image', path: '/images/generations' };
const videos = { kind: 'video', path: '/videos/generations' };
const music = { kind: 'music', path: '/audio/music' };

const ideogramV3Fields = {
  prompt: 'text R 3..5000',
  aspect_ratio: 'choice "1:1" "16:9" "9:16" "4:3" "3:4" = "1:1"',
  style: 'choice "Auto" "General" "Realistic" "Design" = "Auto"',
  image: 'url image',
  reference_images: 'urls image 0..',
};

function ideogramV3(model: string, credits: number): ExpectedVariant {
  return {
    ...images,
    given: { prompt },
    body: { model, prompt, aspect_ratio: '1:1', style: 'Auto' },
    fields: ideogramV3Fields,
    outputs: 1,
    price: [credits, credits],
  };
}

function imagen4(model: string, credits: number): ExpectedVariant {
  return {
    ...images,
    given: { prompt },
    body: { model, prompt, aspect_ratio: '1:1', num_images: 1 },
    fields: {
      prompt: 'text R 3..5000',
      aspect_ratio: 'choice "1:1" "4:3" "3:4" "16:9" "9:16" = "1:1"',
      negative_prompt: 'text 0..',
      num_images: 'integer 1.. = 1',
      seed: 'integer ..',
    },
    outputs: 1,
    price: [credits, credits],
  };
}

const seedreamFields = {
  prompt: 'text R 3..3000',
  aspect_ratio: 'choice "1:1" "4:3" "3:4" "16:9" "9:16" "2:3" "3:2" "21:9" = "1:1"',
  quality: 'choice "basic" "high" = "basic"',
};

function hailuo(model: string, price: readonly [number, number]): ExpectedVariant {
  return {
    ...videos,
    given: { prompt, image },
    body: { model, prompt, image, duration: '6', resolution: '768P' },
    fields: {
      prompt: 'text R 0..2500',
      image: 'url image R',
      duration: 'choice "6" "10" = "6"',
      resolution: 'choice "768P" "1080P" = "768P"',
    },
    outputs: 1,
    price,
  };
}

const wanFields = {
  prompt: 'text R 1..5000',
  duration: 'choice "5" "10" "15" = "5"',
  resolution: 'choice "720p" "1080p" = "1080p"',
  multi_shots: 'boolean = false',
};

function suno(model: string, lyrics: number, style: number): ExpectedVariant {
  return {
    ...music,
    given: { gpt_description_prompt: prompt },
    body: { model, gpt_description_prompt: prompt, make_instrumental: false },
    fields: {
      gpt_description_prompt: 'text R 0..400',
      prompt: `text 0..${lyrics}`,
      style: `text 0..${style}`,
      title: 'text 0..80',
      make_instrumental: 'boolean = false',
      gender: 'choice "male" "female"',
      style_weight: 'number 0..1',
      weirdness_constraint: 'number 0..1',
      audio_weight: 'number 0..1',
    },
    outputs: 2,
    price: [5, 12],
  };
}

/** By wire value; the tools, which take none, by slug. The first of a slug is its default. */
export const expected: Readonly<Record<string, Readonly<Record<string, ExpectedVariant>>>> = {
  'flux-2': {
    'flux-2': {
      ...images,
      given: { prompt },
      body: { model: 'flux-2', prompt, aspect_ratio: '1:1', type: 'pro', resolution: '1K' },
      fields: {
        prompt: 'text R 3..5000',
        aspect_ratio: 'choice "1:1" "4:3" "3:4" "16:9" "9:16" "3:2" "2:3" = "1:1"',
        type: 'choice "pro" "flex" = "pro"',
        resolution: 'choice "1K" "2K" = "1K"',
        input_urls: 'urls image 0..8',
      },
      outputs: 1,
      price: [5, 5],
    },
  },
  'seedream-4-5': {
    'seedream/4.5-text-to-image': {
      ...images,
      given: { prompt },
      body: { model: 'seedream/4.5-text-to-image', prompt, aspect_ratio: '1:1', quality: 'basic' },
      fields: seedreamFields,
      outputs: 1,
      price: [12, 12],
    },
    'seedream/4.5-edit': {
      ...images,
      given: { prompt, image_urls: [image] },
      body: {
        model: 'seedream/4.5-edit',
        prompt,
        image_urls: [image],
        aspect_ratio: '1:1',
        quality: 'basic',
      },
      fields: { ...seedreamFields, image_urls: 'urls image R 0..14' },
      outputs: 1,
      price: [12, 12],
    },
  },
  'gpt-image-1-5': {
    'gpt-image-1-5': {
      ...images,
      given: { prompt },
      body: { model: 'gpt-image-1-5', prompt, aspect_ratio: '1:1', quality: 'medium' },
      fields: {
        prompt: 'text R 3..5000',
        aspect_ratio: 'choice "1:1" "2:3" "3:2" = "1:1"',
        quality: 'choice "medium" "high" = "medium"',
        input_urls: 'urls image 0..',
      },
      outputs: 1,
      price: [10, 10],
    },
  },
  'imagen-4': {
    imagen4: imagen4('imagen4', 8),
    'imagen4-fast': imagen4('imagen4-fast', 4),
    'imagen4-ultra': imagen4('imagen4-ultra', 12),
  },
  'ideogram-v3': {
    'ideogram-v3-turbo': ideogramV3('ideogram-v3-turbo', 8),
    'ideogram-v3-balanced': ideogramV3('ideogram-v3-balanced', 13),
    'ideogram-v3-quality': ideogramV3('ideogram-v3-quality', 20),
  },
  'ideogram-v4': {
    'ideogram-v4': {
      ...images,
      given: { prompt },
      body: {
        model: 'ideogram-v4',
        prompt,
        size: '1:1',
        rendering_speed: 'BALANCED',
        output_format: 'png',
      },
      fields: {
        prompt: 'text R 3..5000',
        size: 'choice "1:1" "16:9" "9:16" "3:4" "4:3" "3:2" "2:3" "9:21" "21:9" = "1:1"',
        rendering_speed: 'choice "TURBO" "BALANCED" "QUALITY" = "BALANCED"',
        output_format: 'choice "png" "jpeg" "webp" = "png"',
      },
      outputs: 1,
      price: [12, 12],
    },
  },
  'kling-image-o1': {
    'kling-image-o1': {
      ...images,
      given: { prompt },
      body: {
        model: 'kling-image-o1',
        prompt,
        aspect_ratio: '1:1',
        type: 'image-to-image',
        resolution: '1k',
        num_images: 1,
      },
      fields: {
        prompt: 'text R 3..5000',
        type: 'choice "image-to-image" "ai-multi-shot" = "image-to-image"',
        images: 'urls image 0..10',
        aspect_ratio: 'choice "1:1" "16:9" "9:16" "4:3" "3:4" "3:2" "2:3" "21:9" "auto" = "1:1"',
        resolution: 'choice "1k" "2k" = "1k"',
        num_images: 'integer 1..9 = 1',
      },
      outputs: 1,
      price: [6, 16],
    },
  },
  'grok-imagine': {
    'grok-imagine/text-to-image': {
      ...images,
      given: { prompt },
      body: { model: 'grok-imagine/text-to-image', prompt },
      fields: { prompt: 'text R 3..5000' },
      outputs: 6,
      price: [5, 5],
    },
    'grok-imagine/upscale': {
      ...images,
      given: { task_id: 'n12abc_grok' },
      body: { model: 'grok-imagine/upscale', task_id: 'n12abc_grok' },
      fields: { task_id: 'taskId R' },
      outputs: 1,
      price: [12, 12],
    },
  },
  'kling-3': {
    'kling-3': {
      ...videos,
      given: { prompt },
      body: {
        model: 'kling-3',
        prompt,
        aspect_ratio: '16:9',
        duration: 5,
        mode: 'std',
        sound: true,
        multi_shots: false,
      },
      fields: {
        prompt: 'text R 0..2500',
        mode: 'choice "std" "pro" = "std"',
        duration: 'integer 3..15 = 5',
        aspect_ratio: 'choice "1:1" "9:16" "16:9" = "16:9"',
        sound: 'boolean = true',
        image: 'url image',
        multi_shots: 'boolean = false',
        kling_elements: 'json 0..3',
      },
      outputs: 1,
      price: [300, 300],
    },
  },
  'seedance-1-5-pro': {
    'seedance-1-5-pro': {
      ...videos,
      given: { prompt },
      body: {
        model: 'seedance-1-5-pro',
        prompt,
        aspect_ratio: '16:9',
        duration: '8',
        resolution: '720p',
        generateAudio: false,
        fixedLens: false,
      },
      fields: {
        prompt: 'text R 0..2500',
        image: 'url image',
        aspect_ratio: 'choice "16:9" "9:16" "4:3" "3:4" "1:1" = "16:9"',
        resolution: 'choice "480p" "720p" = "720p"',
        duration: 'choice "4" "8" "12" = "8"',
        generateAudio: 'boolean = false',
        fixedLens: 'boolean = false',
      },
      outputs: 1,
      price: [8, 42],
    },
  },
  'pixverse-5-6': {
    'pixverse-5-6': {
      ...videos,
      given: { prompt },
      body: {
        model: 'pixverse-5-6',
        prompt,
        duration: 5,
        resolution: '720p',
        generate_audio_switch: false,
        thinking_type: 'auto',
      },
      fields: {
        prompt: 'text R 0..2500',
        image: 'url image',
        resolution: 'choice "360p" "540p" "720p" "1080p" = "720p"',
        duration: 'choice 5 8 10 = 5',
        resolution_ratio: 'choice "16:9" "4:3" "1:1" "3:4" "9:16"',
        generate_audio_switch: 'boolean = false',
        thinking_type: 'choice "enabled" "disabled" "auto" = "auto"',
        negative_prompt: 'text 0..',
        seed: 'integer ..',
      },
      outputs: 1,
      price: [70, 300],
    },
  },
  'hailuo-2-3': {
    'hailuo/2-3-image-to-video-standard': hailuo('hailuo/2-3-image-to-video-standard', [30, 45]),
    'hailuo/2-3-image-to-video-pro': hailuo('hailuo/2-3-image-to-video-pro', [45, 85]),
  },
  'grok-video': {
    'grok-imagine/text-to-video': {
      ...videos,
      given: { prompt },
      body: { model: 'grok-imagine/text-to-video', prompt },
      fields: { prompt: 'text R 0..5000' },
      outputs: 1,
      price: [24, 24],
    },
    'grok-imagine/image-to-video': {
      ...videos,
      given: { image_urls: [image] },
      body: { model: 'grok-imagine/image-to-video', image_urls: [image] },
      fields: { prompt: 'text 0..5000', image_urls: 'urls image R 0..' },
      outputs: 1,
      price: [24, 24],
    },
  },
  'wan-2-6': {
    'wan/2-6-text-to-video': {
      ...videos,
      given: { prompt },
      body: {
        model: 'wan/2-6-text-to-video',
        prompt,
        duration: '5',
        resolution: '1080p',
        multi_shots: false,
      },
      fields: wanFields,
      outputs: 1,
      price: [80, undefined],
    },
    'wan/2-6-image-to-video': {
      ...videos,
      given: { prompt, image_urls: [image] },
      body: {
        model: 'wan/2-6-image-to-video',
        prompt,
        image_urls: [image],
        duration: '5',
        resolution: '1080p',
        multi_shots: false,
      },
      fields: { ...wanFields, image_urls: 'urls image R 1..1' },
      outputs: 1,
      price: [80, undefined],
    },
  },
  suno: {
    'chirp-v3-5': suno('chirp-v3-5', 3000, 200),
    'chirp-v4-0': suno('chirp-v4-0', 3000, 200),
    'chirp-v4-5': suno('chirp-v4-5', 5000, 1000),
    'chirp-v4-5-plus': suno('chirp-v4-5-plus', 5000, 1000),
    'chirp-v5': suno('chirp-v5', 5000, 1000),
    'chirp-v5-5': suno('chirp-v5-5', 5000, 1000),
  },
  'minimax-music': {
    'minimax-music': {
      ...music,
      given: { prompt },
      body: { model: 'minimax-music', prompt, bitrate: 256000, sample_rate: 44100 },
      fields: {
        prompt: 'text R 0..',
        lyrics: 'text 0..',
        bitrate: 'choice 32000 60000 64000 128000 256000 = 256000',
        sample_rate: 'choice 16000 24000 32000 44100 = 44100',
      },
      outputs: 1,
      price: [30, 30],
    },
  },
  'elevenlabs-v3': {
    'elevenlabs-v3': {
      kind: 'speech',
      path: '/audio/speech',
      given: { dialogue: [{ text: prompt }] },
      body: {
        model: 'elevenlabs-v3',
        dialogue: [{ text: prompt }],
        stability: 0.5,
        language_code: 'auto',
      },
      fields: {
        dialogue: 'rows R 1.. {text: text R 0.., voice: text 0..}',
        stability: 'number 0..1 = 0.5',
        language_code: 'text 0.. = "auto"',
      },
      outputs: 1,
      price: [1, 1],
    },
  },
  'remove-bg': {
    'remove-bg': {
      kind: 'removeBackground',
      path: '/images/tools/remove-bg',
      given: { image },
      body: { image },
      fields: { image: 'url image R' },
      outputs: 1,
      price: [1, 1],
    },
  },
  'face-swap': {
    'face-swap': {
      kind: 'swapFace',
      path: '/images/tools/face-swap',
      given: { image, face_image: image },
      body: { image, face_image: image, target_index: 0, output_format: 'jpeg' },
      fields: {
        image: 'url image R',
        face_image: 'url image R',
        target_index: 'integer 0..10 = 0',
        output_format: 'choice "jpeg" "png" "webp" = "jpeg"',
      },
      outputs: 1,
      price: [4, 4],
    },
  },
  upscale: {
    upscale: {
      kind: 'upscaleImage',
      path: '/images/tools/upscale',
      given: { image },
      body: { image },
      fields: { image: 'url image R' },
      outputs: 1,
      price: [1, 1],
    },
  },
  'video-bg-remover': {
    'video-bg-remover': {
      kind: 'removeVideoBackground',
      path: '/videos/tools/bg-remover',
      given: { video: 'https://files.example/in.mp4' },
      body: { video: 'https://files.example/in.mp4' },
      fields: { video: 'url video R', background_image: 'url image' },
      outputs: 1,
      price: [10, 10],
    },
  },
};

/** Further figures of the price column, each with the params that lead to it. */
export const expectedPrices: readonly (readonly [
  model: string,
  params: Readonly<Record<string, unknown>>,
  minimum: number,
  maximum: number | undefined,
])[] = [
  ['flux-2', { prompt, resolution: '2K' }, 7, 7],
  ['flux-2', { prompt, type: 'flex' }, 14, 14],
  ['flux-2', { prompt, type: 'flex', resolution: '2K' }, 24, 24],
  ['gpt-image-1-5', { prompt, quality: 'high' }, 28, 28],
  ['imagen4-ultra', { prompt, num_images: 3 }, 36, 36],
  ['kling-image-o1', { prompt, num_images: 2 }, 12, 32],
  ['kling-3', { prompt, mode: 'pro' }, 120, 1200],
  ['kling-3', { prompt, duration: 6 }, 120, 1200],
  ['kling-3', { prompt, sound: false }, 120, 1200],
  ['seedance-1-5-pro', { prompt, generateAudio: true }, 16, 84],
  ['pixverse-5-6', { prompt, generate_audio_switch: true }, 140, 600],
  ['elevenlabs-v3', { dialogue: [{ text: 'x'.repeat(1000), voice: 'narrator' }] }, 28, 28],
  ['elevenlabs-v3', { dialogue: [{ text: 'x'.repeat(500) }, { text: '😀'.repeat(1000) }] }, 42, 42],
];
