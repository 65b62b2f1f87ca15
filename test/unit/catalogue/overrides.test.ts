import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import { assertInput, catalogue, choose } from './support.ts';

const prompt = 'A red fox';
const image = 'https://files.example/in.png';

const newModel = {
  slug: 'flux-9',
  kind: 'image',
  endpoint: 'images',
  label: 'Flux 9',
  variants: [{ value: 'flux-9', label: 'Flux 9' }],
  fields: [
    { type: 'text', name: 'prompt', label: 'Prompt', required: true, maxLength: 10 },
    { type: 'choice', name: 'steps', label: 'Steps', options: [{ value: 4 }, { value: 8 }], default: 4 },
  ],
  prices: [{ minimum: 3, maximum: 3, confidence: 'doc' }],
  outputs: { count: 1 },
  confidence: 'doc',
  typicalSeconds: 10,
};

describe('finding a model', () => {
  const found = (name: string, params?: Record<string, unknown>): unknown => {
    const choice = catalogue.find(undefined, name, params);
    return choice && [choice.spec.slug, choice.variant?.value];
  };

  test('by slug, wire value and alias', () => {
    assert.deepEqual(found('imagen-4'), ['imagen-4', 'imagen4']);
    assert.deepEqual(found('imagen4-ultra'), ['imagen-4', 'imagen4-ultra']);
    assert.deepEqual(found('gpt-image-1.5-official'), ['gpt-image-1-5', 'gpt-image-1-5']);
    assert.deepEqual(found('suno'), ['suno', 'chirp-v3-5']);
    assert.deepEqual(found('remove-bg'), ['remove-bg', undefined]);
    assert.deepEqual(found(' Kling-3 '), ['kling-3', 'kling-3']);
    assert.deepEqual(found('HAILUO/2-3-image-to-video-pro'), ['hailuo-2-3', 'hailuo/2-3-image-to-video-pro']);
    for (const name of ['', 'flux', 'toString', '__proto__']) assert.equal(found(name), undefined);
  });

  test('only within the kind asked for', () => {
    assert.equal(catalogue.find('video', 'flux-2'), undefined);
    assert.equal(catalogue.find('image', 'flux-2')?.spec.slug, 'flux-2');
  });

  test('a slug means the variant that takes the params', () => {
    assert.deepEqual(found('seedream-4-5', { prompt }), ['seedream-4-5', 'seedream/4.5-text-to-image']);
    assert.deepEqual(found('seedream-4-5', { prompt, image_urls: [image] }), [
      'seedream-4-5',
      'seedream/4.5-edit',
    ]);
    assert.deepEqual(found('grok-video', { image_urls: [image] }), [
      'grok-video',
      'grok-imagine/image-to-video',
    ]);
    assert.deepEqual(found('grok-imagine', { task_id: 'n1' }), ['grok-imagine', 'grok-imagine/upscale']);
    // A wire value is what the person said; params do not change it.
    assert.deepEqual(found('seedream/4.5-text-to-image', { image_urls: [image] }), [
      'seedream-4-5',
      'seedream/4.5-text-to-image',
    ]);
    // Nothing fits: the first, whose error then names the field.
    assert.deepEqual(found('grok-imagine', { prompt, task_id: 'n1' }), [
      'grok-imagine',
      'grok-imagine/text-to-image',
    ]);
  });
});

describe('models of the setting', () => {
  test('nothing set changes nothing', () => {
    for (const empty of [undefined, null, [], {}]) {
      const made = createCatalogue(empty);
      assert.deepEqual(made.models, catalogue.models);
      assert.deepEqual(made.problems, []);
    }
  });

  test('a whole model adds one, from a list or by slug', () => {
    const { slug: _, ...rest } = newModel;
    for (const setting of [[newModel], { 'flux-9': rest }]) {
      const made = createCatalogue(setting);
      assert.deepEqual(made.problems, []);
      const choice = choose('flux-9', made);
      assert.deepEqual(buildRequest(choice, { prompt }).body, { model: 'flux-9', prompt, steps: 4 });
      assertInput(() => buildRequest(choice, { prompt: 'eleven char' }), 'prompt', 'tooLong');
      assert.equal(made.defaultFor('image').spec.slug, 'flux-2');
      assert.equal(made.ofKind('image').length, catalogue.ofKind('image').length + 1);
    }
  });

  test('a known slug patches: members, fields by name, variants by value', () => {
    const made = createCatalogue([
      {
        slug: 'flux-2',
        label: 'Flux two',
        description: null,
        variants: [{ value: 'flux-2-max', label: 'Max' }],
        fields: [
          { name: 'prompt', maxLength: 20000 },
          { name: 'resolution', remove: true },
          { name: 'input_urls', type: 'json', media: null, role: null },
          { type: 'boolean', name: 'raw', label: 'Raw', default: true },
        ],
        prices: [{ minimum: 9, confidence: 'doc' }],
      },
    ]);
    assert.deepEqual(made.problems, []);
    const choice = choose('flux-2-max', made);
    assert.equal(choice.spec.label, 'Flux two');
    assert.equal(choice.spec.description, undefined);
    assert.equal(choose('flux-2', made).variant?.value, 'flux-2');
    const long = 'x'.repeat(20000);
    const data = ['data:image/png;base64,AAAA'];
    assert.deepEqual(buildRequest(choice, { prompt: long, input_urls: data }).body, {
      model: 'flux-2-max',
      prompt: long,
      aspect_ratio: '1:1',
      type: 'pro',
      input_urls: data,
      raw: true,
    });
    // What is built in stays as it is.
    assert.equal(choose('flux-2').spec.label, 'Flux 2');
  });

  test('entries build on each other, in their order', () => {
    const made = createCatalogue([newModel, { slug: 'flux-9', label: 'Nine' }]);
    assert.equal(choose('flux-9', made).spec.label, 'Nine');
  });

  test('another default takes the place of the old one', () => {
    const made = createCatalogue({ 'kling-3': { isDefault: true } });
    assert.deepEqual(made.problems, []);
    assert.equal(made.defaultFor('video').spec.slug, 'kling-3');
    assert.equal(made.ofKind('video').filter(m => m.isDefault).length, 1);
    assert.equal(
      made.models.filter(m => m.isDefault).length,
      catalogue.models.filter(m => m.isDefault).length,
    );
  });

  test('a default that is not to be had gives way to what is', () => {
    const made = createCatalogue({
      'hailuo-2-3': {
        fields: [
          { name: 'duration', default: '10' },
          { name: 'resolution', default: '1080P' },
        ],
      },
    });
    assert.deepEqual(made.problems, []);
    const duration = (params: Record<string, unknown>): unknown =>
      buildRequest(choose('hailuo-2-3', made), { prompt, image, ...params }).body['duration'];
    assert.equal(duration({}), '6');
    assert.equal(duration({ resolution: '768P' }), '10');
  });

  test('defaults of columns are sent too', () => {
    const made = createCatalogue({
      'elevenlabs-v3': {
        fields: [
          {
            name: 'dialogue',
            columns: [
              { type: 'text', name: 'text', label: 'Text', required: true },
              { type: 'text', name: 'voice', label: 'Voice', default: 'narrator' },
              { type: 'choice', name: 'mood', label: 'Mood', options: [{ value: 'calm' }] },
            ],
          },
        ],
      },
    });
    assert.deepEqual(made.problems, []);
    const { body } = buildRequest(choose('elevenlabs-v3', made), { dialogue: [{ text: 'Hi' }] });
    assert.deepEqual(body['dialogue'], [{ text: 'Hi', voice: 'narrator' }]);
  });

  test('what has faults is ignored and told, the rest counts', () => {
    const faulty: readonly (readonly [unknown, RegExp])[] = [
      ['text', /object wanted/],
      [[5], /object wanted/],
      [[null], /object wanted/],
      [[{ label: 'No slug' }], /slug: missing/],
      [[{ slug: 'unheard-of', label: 'Half a model' }], /kind: missing.*and \d+ more/],
      [[{ ...newModel, slug: 'Bad Slug' }], /slug: page slug wanted/],
      [[{ ...newModel, kind: 'smell' }], /kind: one of/],
      [[{ ...newModel, endpoint: '/admin' }], /endpoint: one of images/],
      [[{ ...newModel, endpoint: 'toString' }], /endpoint: one of images/],
      [[{ ...newModel, speed: 3 }], /speed: unknown property/],
      [[{ ...newModel, fields: {} }], /fields: list wanted/],
      [
        [{ ...newModel, fields: [{ type: 'colour', name: 'c', label: 'C' }] }],
        /fields\[0\]\.type: one of text/,
      ],
      [[{ ...newModel, fields: [{ type: 'toString', name: 'c', label: 'C' }] }], /fields\[0\]\.type/],
      [[{ ...newModel, fields: [{ type: 'text', name: 'model', label: 'C' }] }], /name: wire name/],
      [[{ ...newModel, fields: [{ type: 'text', name: '__proto__', label: 'C' }] }], /name: wire name/],
      [[{ ...newModel, fields: [{ type: 'text', name: 'a', label: 'A', requierd: true }] }], /requierd/],
      [[{ ...newModel, typicalSeconds: '5' }], /typicalSeconds: number/],
      [[{ slug: 'flux-2', fields: [{ name: 'prompt', maxLength: 'long' }] }], /maxLength: whole number/],
      [[{ slug: 'flux-2', fields: [{ name: 'type', default: 'max' }] }], /type: default is no option/],
      [[{ slug: 'face-swap', fields: [{ name: 'target_index', default: 11 }] }], /breaks its own limit/],
      [[{ slug: 'flux-2', fields: [{ name: 'type', visibleWhen: [{ field: 'nix', in: ['*'] }] }] }], /"nix"/],
      [[{ slug: 'flux-2', fields: [{ name: 'type', role: 'prompt' }] }], /role "prompt" twice/],
      [[{ slug: 'flux-2', variants: [{ value: 'b', label: 'B', aliases: ['flux-2'] }] }], /"flux-2" twice/],
      [
        [{ slug: 'kling-3', fields: [{ name: 'multi_prompt', total: { column: 'x', maximum: 1 } }] }],
        /column/,
      ],
      [[{ ...newModel, fields: [{ type: 'choice', name: 'a', label: 'A', options: [] }] }], /at least 1/],
      [[{ ...newModel, fields: [{ type: 'url', name: 'a', label: 'A', media: 'smell' }] }], /media: one of/],
      [[{ ...newModel, label: '' }], /label: text/],
      [[{ ...newModel, label: 'x'.repeat(2001) }], /label: text/],
      [[{ ...newModel, outputs: { count: 0 } }], /count: number above 0/],
      [[{ slug: 'flux-2', fields: [{ name: 'input_urls', maxItems: -1 }] }], /maxItems: whole number/],
      [[{ slug: 'flux-2', fields: [{ name: 'input_urls', maxItems: 1.5 }] }], /maxItems: whole number/],
      [[{ slug: 'flux-2', prices: [{ minimum: 1, confidence: 'doc', of: 'no.column' }] }], /"no"/],
      [[{ slug: 'flux-2', outputs: { count: 1, field: 'num' } }], /"num"/],
      [
        [{ slug: 'kling-3', fields: [{ name: 'duration', defaultTotal: { field: 'lost', column: 'x' } }] }],
        /"lost"/,
      ],
      [
        [
          {
            slug: 'flux-2',
            fields: [{ name: 'type', options: [{ value: 'pro', when: [{ field: 'gone', in: [1] }] }] }],
          },
        ],
        /"gone"/,
      ],
      [
        [
          {
            slug: 'flux-2',
            fields: [
              {
                name: 'prompt',
                maxLength: { cases: [{ when: [{ field: 'away', in: [1] }], limit: 1 }], otherwise: 2 },
              },
            ],
          },
        ],
        /"away"/,
      ],
      [JSON.parse('[{"slug":"flux-2","__proto__":{"kind":"video"}}]'), /notAllowed/],
    ];
    for (const [setting, message] of faulty) {
      const made = createCatalogue(setting);
      assert.equal(made.problems.length, 1, JSON.stringify(setting));
      assert.match(made.problems[0]?.message ?? '', message);
      assert.deepEqual(made.models, catalogue.models);
    }
    const mixed = createCatalogue([{ slug: 'flux-2', label: 5 }, newModel]);
    assert.deepEqual(
      mixed.problems.map(p => p.entry),
      ['flux-2'],
    );
    assert.ok(mixed.find('image', 'flux-9'));
  });

  test('the only model of a kind can be moved away without an end', () => {
    const made = createCatalogue({ upscale: { kind: 'image' } });
    assert.equal(made.defaultFor('upscaleImage').spec.slug, 'upscale');
    assert.ok(!made.kinds.includes('upscaleImage'));
  });
});
