import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chatModel } from '../../../src/core/catalogue/chat.ts';
import { coherenceFaults } from '../../../src/core/catalogue/coherence.ts';
import { type FormField, formFields } from '../../../src/core/catalogue/form.ts';
import { builtInModels } from '../../../src/core/catalogue/index.ts';
import { paramsSchema } from '../../../src/core/catalogue/jsonSchema.ts';
import { priceHint } from '../../../src/core/catalogue/prices.ts';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import { isRequired, settle } from '../../../src/core/catalogue/rules.ts';
import { checkSpec } from '../../../src/core/catalogue/schema.ts';
import { endpoints, type FieldSpec, type ModelChoice } from '../../../src/core/catalogue/types.ts';
import { type InputRule, isError } from '../../../src/core/errors.ts';
import { kinds } from '../../../src/shared/views.ts';
import { expected, expectedPrices } from './expected.ts';
import { assertInput, catalogue, choose, least, notation, validValue } from './support.ts';

/** Every model and variant with its hand-written expectation. */
const all = catalogue.choices().map(choice => {
  const value = choice.variant?.value ?? choice.spec.slug;
  return { choice, value, wanted: expected[choice.spec.slug]?.[value] };
});

/** The least params with which `choice` builds, found from the form alone. */
function minimalParams(choice: ModelChoice): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const _ of choice.spec.fields) {
    const missing = formFields(choice, params).find(f => f.isRequired && f.value === undefined);
    if (missing === undefined) break;
    params[missing.spec.name] = validValue(missing, least);
  }
  return params;
}

test('the catalogue holds exactly the models, variants and defaults of the contract', () => {
  const actual = Object.fromEntries(
    catalogue.models.map(m => [m.slug, m.variants.length === 0 ? [m.slug] : m.variants.map(v => v.value)]),
  );
  const wanted = Object.fromEntries(Object.entries(expected).map(([slug, v]) => [slug, Object.keys(v)]));
  assert.deepEqual(actual, wanted);
  assert.deepEqual(catalogue.problems, []);
});

test('every kind has one default, and it stands first', () => {
  assert.deepEqual(catalogue.kinds, [...kinds]);
  const defaults = kinds.map(kind => [kind, catalogue.defaultFor(kind).spec.slug]);
  assert.deepEqual(Object.fromEntries(defaults), {
    image: 'flux-2',
    video: 'seedance-1-5-pro',
    music: 'suno',
    speech: 'elevenlabs-v3',
    removeBackground: 'remove-bg',
    swapFace: 'face-swap',
    upscaleImage: 'upscale',
    removeVideoBackground: 'video-bg-remover',
  });
  for (const kind of kinds) {
    assert.equal(catalogue.models.filter(m => m.kind === kind && m.isDefault).length, 1);
    assert.equal(catalogue.ofKind(kind)[0]?.isDefault, true);
  }
});

describe('every model and variant', () => {
  for (const { choice, value, wanted } of all) {
    test(value, () => {
      assert.ok(wanted, 'is not in the expectations');
      const built = buildRequest(choice, wanted.given);
      assert.deepEqual(built.body, wanted.body);
      assert.equal(choice.spec.kind, wanted.kind);
      assert.equal(endpoints[built.endpoint], wanted.path);
      assert.equal(built.expectedOutputs, wanted.outputs);
      assert.deepEqual(built.unknownNames, []);
      const hint = priceHint(choice, built.body);
      assert.deepEqual([hint?.minimum, hint?.maximum], wanted.price);

      const values = settle(choice, wanted.given);
      const fields = formFields(choice, wanted.given).map(({ spec }) => [
        spec.name,
        notation(spec, values, isRequired(choice, spec, values)),
      ]);
      assert.deepEqual(Object.fromEntries(fields), wanted.fields);
    });
  }
});

test('the least that the form asks for is what the contract asks for', () => {
  for (const { choice, value, wanted } of all) {
    const params = minimalParams(choice);
    assert.deepEqual(Object.keys(params).sort(), Object.keys(wanted?.given ?? {}).sort(), value);
    buildRequest(choice, params);
  }
});

test('each required field is missed by its name', () => {
  for (const { choice, value } of all) {
    const params = minimalParams(choice);
    for (const name of Object.keys(params)) {
      for (const blank of [undefined, null, '', '  ', []]) {
        assert.throws(
          () => buildRequest(choice, { ...params, [name]: blank }),
          (e: unknown) => isError(e, 'input') && e.field === name && e.rule === 'required',
          `${value}: ${name}`,
        );
      }
    }
  }
});

interface Edge {
  readonly good: unknown;
  readonly bad: unknown;
  readonly rule: InputRule;
  readonly path: string;
}

const text = (length: number): string => '🦊'.repeat(length);
const urls = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `https://a.example/${i}.png`);

type Sides = readonly [good: unknown, bad: unknown, rule: InputRule, path?: string];

/** Both sides of each limit of one field, by its type. */
const sides: Readonly<Record<FieldSpec['type'], (field: FormField) => Sides[]>> = {
  text: ({ minimum = 1, maximum }) => [
    ...(maximum === undefined ? [] : [[text(maximum), text(maximum + 1), 'tooLong'] satisfies Sides]),
    ...(minimum <= 1 ? [] : [[text(minimum), text(minimum - 1), 'tooShort'] satisfies Sides]),
  ],
  number: ({ spec, minimum, maximum }) => {
    const isInteger = spec.type === 'number' && spec.isInteger === true;
    const step = isInteger ? 1 : 0.001;
    return [
      ...(minimum === undefined ? [] : [[minimum, minimum - step, 'tooSmall'] satisfies Sides]),
      ...(maximum === undefined ? [] : [[maximum, maximum + step, 'tooLarge'] satisfies Sides]),
      ...(isInteger ? [[minimum ?? 1, (minimum ?? 1) + 0.5, 'type'] satisfies Sides] : []),
    ];
  },
  choice: ({ options = [] }) => options.map(o => [o.value, `${o.value}?`, 'notOneOf'] satisfies Sides),
  urls: ({ spec, maximum }) => [
    ...(maximum === undefined ? [] : [[urls(maximum), urls(maximum + 1), 'tooMany'] satisfies Sides]),
    [urls(1), ['https://a.example/1.png', 'ftp://a.example/2.png'], 'notUrl', `${spec.name}[1]`],
  ],
  url: () => [['https://a.example/1.png', 'data:image/png;base64,AAAA', 'notUrl']],
  boolean: () => [[true, 'yes', 'type']],
  json: ({ maximum }) =>
    maximum === undefined ? [] : [[urls(maximum), urls(maximum + 1), 'tooMany'] satisfies Sides],
  taskId: () => [['n41abc_flux2', 'two words', 'type']],
  // Rows are looked at by hand in request.test.ts.
  rows: () => [],
};

/** Both sides of every limit that the form tells for a visible field. */
function edges(choice: ModelChoice, params: Readonly<Record<string, unknown>>): Edge[] {
  return formFields(choice, params).flatMap(field =>
    sides[field.spec.type](field).map(([good, bad, rule, path = field.spec.name]) => ({
      good,
      bad,
      rule,
      path,
    })),
  );
}

/** Without what the field under test excludes, so that its own limit is what speaks. */
function roomFor(
  choice: ModelChoice,
  field: FieldSpec,
  params: Record<string, unknown>,
): Record<string, unknown> {
  const others = choice.spec.fields.filter(
    f => f.exclusiveWith?.includes(field.name) || field.exclusiveWith?.includes(f.name),
  );
  const kept = Object.entries(params).filter(([name]) => !others.some(o => o.name === name));
  return Object.fromEntries(kept);
}

test('every limit holds on both sides', () => {
  let count = 0;
  for (const { choice, value } of all) {
    const params = minimalParams(choice);
    for (const edge of edges(choice, params)) {
      const name = edge.path.replace(/\[.*/, '');
      const spec = choice.spec.fields.find(f => f.name === name);
      assert.ok(spec);
      const room = roomFor(choice, spec, params);
      // Suno's style and title need words to sing.
      if (name === 'style' || name === 'title') room['prompt'] = 'La la';
      // Switching several shots on makes other fields necessary.
      const skip = choice.spec.slug === 'kling-3' && name === 'multi_shots';
      if (!skip) buildRequest(choice, { ...room, [name]: edge.good });
      assert.throws(
        () => buildRequest(choice, { ...room, [name]: edge.bad }),
        (e: unknown) => isError(e, 'input') && e.field === edge.path && e.rule === edge.rule,
        `${value}: ${edge.path} ${edge.rule}`,
      );
      count += 1;
    }
  }
  // A loop over nothing would pass as well.
  assert.ok(count > 300, `${count} edges`);
});

test('hidden fields are refused by name', () => {
  let count = 0;
  for (const { choice, value } of all) {
    const params = minimalParams(choice);
    const visible = new Set(formFields(choice, params).map(f => f.spec.name));
    for (const spec of choice.spec.fields.filter(f => !visible.has(f.name))) {
      const given = validValue(
        {
          spec,
          minimum: undefined,
          maximum: undefined,
          options: undefined,
          value: undefined,
          isGiven: false,
          default: undefined,
          isRequired: false,
          excludedBy: undefined,
          alternatives: [],
          problem: undefined,
        },
        least,
      );
      assert.throws(
        () => buildRequest(choice, { ...params, [spec.name]: given }),
        (e: unknown) => isError(e, 'input') && e.field === spec.name && e.rule === 'notAllowed',
        `${value}: ${spec.name}`,
      );
      count += 1;
    }
  }
  assert.ok(count >= 6, `${count} hidden fields`);
});

test('price hints of the contract', () => {
  for (const [model, params, minimum, maximum] of expectedPrices) {
    const choice = choose(model);
    const hint = priceHint(choice, buildRequest(choice, params).body);
    assert.deepEqual(
      [hint?.minimum, hint?.maximum],
      [minimum, maximum],
      `${model} ${JSON.stringify(params)}`,
    );
  }
});

test('built-in models keep the catalogue’s own schema', () => {
  for (const spec of builtInModels) {
    const faults: string[] = [];
    // As JSON, as a setting would give it.
    checkSpec(JSON.parse(JSON.stringify(spec)), spec.slug, faults);
    assert.deepEqual([...faults, ...coherenceFaults(spec)], []);
  }
  const names = builtInModels.flatMap(m => m.variants.flatMap(v => [v.value, ...(v.aliases ?? [])]));
  assert.equal(new Set(names).size, names.length, 'a wire name stands for two models');
});

test('each model asks for little first, and says which fields move its price', () => {
  for (const spec of builtInModels) {
    const primary = spec.fields.filter(f => f.isPrimary);
    assert.ok(primary.length >= 1 && primary.length <= 4, `${spec.slug}: ${primary.length} primary fields`);
    const required = spec.fields.filter(f => f.required === true && f.type !== 'rows');
    assert.ok(
      required.every(f => f.isPrimary),
      `${spec.slug}: a required field is not asked first`,
    );
    const inPrices = spec.prices.flatMap(p => (p.when ?? []).map(c => c.field)).filter(f => f !== 'model');
    for (const name of inPrices) {
      assert.equal(spec.fields.find(f => f.name === name)?.isPriceRelevant, true, `${spec.slug}: ${name}`);
    }
  }
});

test('schemas of params are plain JSON and know what is required', () => {
  for (const spec of builtInModels) {
    const schema = paramsSchema(spec);
    assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema);
  }
  const kling = paramsSchema(choose('kling-3').spec);
  // The prompt gives way to shots: it cannot be required flatly.
  assert.equal(kling['required'], undefined);
  assert.deepEqual(paramsSchema(choose('face-swap').spec), {
    type: 'object',
    properties: {
      image: { description: 'Image. The scene to change.', type: 'string', format: 'uri' },
      face_image: { description: 'Face. The face to put in.', type: 'string', format: 'uri' },
      target_index: {
        description: 'Which face. Where the scene has several: 0 is the first.',
        default: 0,
        type: 'integer',
        minimum: 0,
        maximum: 10,
      },
      output_format: { description: 'File format', default: 'jpeg', enum: ['jpeg', 'png', 'webp'] },
    },
    required: ['image', 'face_image'],
  });
  const properties = kling['properties'] as Readonly<Record<string, unknown>>;
  assert.deepEqual(properties['kling_elements'], {
    description: 'Elements. Persons or things to keep alike, as JSON; their shape is not documented.',
    type: 'array',
    items: {},
    maxItems: 3,
  });
  assert.deepEqual(properties['multi_prompt'], {
    description: 'Shots',
    type: 'array',
    items: {
      type: 'object',
      properties: {
        prompt: { description: 'Prompt', type: 'string', maxLength: 500 },
        duration: { description: 'Duration', type: 'integer', minimum: 1, maximum: 12 },
      },
      required: ['prompt', 'duration'],
    },
    minItems: 1,
  });
  const grok = paramsSchema(choose('grok-imagine').spec);
  assert.deepEqual(grok['properties'], {
    model: {
      description: 'Variant',
      enum: ['grok-imagine/text-to-image', 'grok-imagine/upscale'],
      default: 'grok-imagine/text-to-image',
    },
    prompt: { description: 'Prompt', type: 'string', minLength: 3, maxLength: 5000 },
    task_id: { description: 'Task to enlarge. An earlier Grok Imagine task.', type: 'string' },
  });
  const suno = paramsSchema(choose('suno').spec);
  assert.match(JSON.stringify(suno), /"model":\{"description":"Variant","enum":\["chirp-v3-5"/);
  assert.match(JSON.stringify(suno), /"maxLength":5000/);
});

test('the chat model is no task model, and keeps the documented defaults', () => {
  assert.equal(chatModel.value, 'gemini');
  assert.deepEqual(chatModel.defaults, { stream: true, include_thoughts: true, reasoning_effort: 'high' });
  assert.equal(catalogue.find(undefined, chatModel.slug), undefined);
});

test('the catalogue names a model that is unknown', () => {
  assertInput(
    () => buildRequest(choose('flux-2'), { prompt: 'abc', model: 'kling-3' }),
    'model',
    'unknownModel',
  );
});
