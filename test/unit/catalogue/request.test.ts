import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formFields, visibleValues } from '../../../src/core/catalogue/form.ts';
import { createCatalogue } from '../../../src/core/catalogue/index.ts';
import { expectedOutputs, priceHint, priceKey, priceUnits } from '../../../src/core/catalogue/prices.ts';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import type { ModelChoice } from '../../../src/core/catalogue/types.ts';
import { mediaUrl } from '../../../src/core/catalogue/urls.ts';
import { isError } from '../../../src/core/errors.ts';
import { assertInput, catalogue, choose, type Pick, seeded, validValue } from './support.ts';

const prompt = 'A red fox';
const image = 'https://files.example/in.png';

function body(model: string, params: unknown): Readonly<Record<string, unknown>> {
  return buildRequest(choose(model), params).body;
}

function refuses(
  model: string,
  params: unknown,
  field: string,
  rule: Parameters<typeof assertInput>[2],
): void {
  assertInput(() => body(model, params), field, rule);
}

describe('wire types', () => {
  test('numbers and strings go over where nothing is lost', () => {
    assert.equal(body('pixverse-5-6', { prompt, duration: '8' })['duration'], 8);
    assert.equal(body('seedance-1-5-pro', { prompt, duration: 12 })['duration'], '12');
    assert.equal(body('kling-3', { prompt, duration: '7' })['duration'], 7);
    assert.equal(body('minimax-music', { prompt, bitrate: '64000' })['bitrate'], 64000);
    assert.equal(body('kling-3', { prompt, sound: 'false' })['sound'], false);
    assert.equal(body('seedance-1-5-pro', { prompt, generateAudio: 'true' })['generateAudio'], true);
    assert.equal(body('imagen-4', { prompt, seed: '-3' })['seed'], -3);
    assert.deepEqual(body('flux-2', { prompt, input_urls: image })['input_urls'], [image]);
  });

  test('what is not plainly meant is refused', () => {
    refuses('pixverse-5-6', { prompt, duration: 6 }, 'duration', 'notOneOf');
    refuses('kling-3', { prompt, duration: 'five' }, 'duration', 'type');
    refuses('kling-3', { prompt, duration: '0x5' }, 'duration', 'type');
    refuses('kling-3', { prompt, duration: Number.NaN }, 'duration', 'type');
    refuses('kling-3', { prompt, sound: 1 }, 'sound', 'type');
    refuses('flux-2', { prompt: 7 }, 'prompt', 'type');
    refuses('flux-2', { prompt, type: ['pro'] }, 'type', 'type');
    refuses('flux-2', { prompt, input_urls: { 0: image } }, 'input_urls', 'type');
    refuses('flux-2', { prompt, input_urls: [image, 3] }, 'input_urls[1]', 'type');
    refuses('kling-image-o1', { prompt, resolution: '1K' }, 'resolution', 'notOneOf');
    refuses('elevenlabs-v3', { dialogue: 'Hello' }, 'dialogue', 'type');
    refuses('elevenlabs-v3', { dialogue: [{ text: 'a' }, 'b'] }, 'dialogue[1]', 'type');
    refuses('kling-3', { prompt, kling_elements: {} }, 'kling_elements', 'type');
    for (const params of [undefined, null, 'prompt', [prompt]]) refuses('flux-2', params, 'params', 'type');
  });

  test('blanks are left out, and blank list entries too', () => {
    assert.deepEqual(
      body('flux-2', { prompt, aspect_ratio: null, type: '', input_urls: [null, image, ''] }),
      {
        model: 'flux-2',
        prompt,
        aspect_ratio: '1:1',
        type: 'pro',
        resolution: '1K',
        input_urls: [image],
      },
    );
    refuses('seedream/4.5-edit', { prompt, image_urls: [''] }, 'image_urls', 'required');
  });
});

describe('rules', () => {
  test('flux: ratio "auto" only with inputs', () => {
    refuses('flux-2', { prompt, aspect_ratio: 'auto' }, 'aspect_ratio', 'notOneOf');
    const built = body('flux-2', { prompt, aspect_ratio: 'auto', input_urls: [image] });
    assert.equal(built['aspect_ratio'], 'auto');
  });

  test('ideogram-v3: a mask needs its image', () => {
    refuses('ideogram-v3', { prompt, mask_image: image }, 'mask_image', 'notAllowed');
    assert.equal(body('ideogram-v3', { prompt, image, mask_image: image })['mask_image'], image);
  });

  test('hailuo: 10 s is not to be had at 1080P', () => {
    const given = { prompt, image, duration: '10' };
    assert.equal(body('hailuo-2-3', given)['duration'], '10');
    refuses('hailuo-2-3', { ...given, resolution: '1080P' }, 'duration', 'notOneOf');
    assert.equal(body('hailuo-2-3', { prompt, image, resolution: '1080P' })['duration'], '6');
  });

  test('kling-3: shots instead of a prompt', () => {
    const shots = [
      { prompt: 'One', duration: 12 },
      { prompt: 'Two', duration: '3' },
    ];
    const built = body('kling-3', { multi_shots: true, multi_prompt: shots });
    assert.equal(Object.hasOwn(built, 'prompt'), false);
    assert.deepEqual(built['multi_prompt'], [shots[0], { prompt: 'Two', duration: 3 }]);
    assert.equal(built['duration'], 15);
    refuses('kling-3', { prompt, multi_shots: true, multi_prompt: shots }, 'prompt', 'notAllowed');
    refuses('kling-3', { prompt, multi_prompt: shots }, 'multi_prompt', 'notAllowed');
    refuses('kling-3', { multi_shots: true }, 'multi_prompt', 'required');
  });

  test('kling-3: limits of shots, and of them all together', () => {
    const withShots = (...multi_prompt: unknown[]): unknown => ({ multi_shots: true, multi_prompt });
    const shot = { prompt: 'x'.repeat(500), duration: 1 };
    assert.equal(body('kling-3', withShots(shot))['duration'], 3, 'the sum, but not below the least length');
    assert.equal(body('kling-3', { ...Object(withShots(shot)), duration: 9 })['duration'], 9);
    refuses('kling-3', withShots({ ...shot, prompt: 'x'.repeat(501) }), 'multi_prompt[0].prompt', 'tooLong');
    refuses('kling-3', withShots(shot, { ...shot, duration: 0 }), 'multi_prompt[1].duration', 'tooSmall');
    refuses('kling-3', withShots(shot, { ...shot, duration: 13 }), 'multi_prompt[1].duration', 'tooLarge');
    refuses('kling-3', withShots({ ...shot, duration: 1.5 }), 'multi_prompt[0].duration', 'type');
    refuses('kling-3', withShots(shot, { prompt: 'x' }), 'multi_prompt[1].duration', 'required');
    refuses(
      'kling-3',
      withShots({ ...shot, duration: 12 }, { ...shot, duration: 4 }),
      'multi_prompt',
      'total',
    );
  });

  test('suno: the modes exclude each other', () => {
    const description = { gpt_description_prompt: 'A sea shanty' };
    for (const other of ['prompt', 'style', 'title']) {
      refuses('suno', { ...description, [other]: 'x' }, 'gpt_description_prompt', 'exclusive');
    }
    refuses('suno', {}, 'gpt_description_prompt', 'required');
    refuses('suno', { style: 'folk' }, 'prompt', 'required');
    refuses('suno', { title: 'Home', make_instrumental: false }, 'prompt', 'required');
    assert.deepEqual(body('suno', { style: 'folk', make_instrumental: true }), {
      model: 'chirp-v3-5',
      style: 'folk',
      make_instrumental: true,
    });
    assert.deepEqual(body('suno', { prompt: 'La la', style: 'folk', title: 'Home' }), {
      model: 'chirp-v3-5',
      prompt: 'La la',
      style: 'folk',
      title: 'Home',
      make_instrumental: false,
    });
  });

  test('suno: lengths by version', () => {
    const lyrics = (n: number): unknown => ({ prompt: 'x'.repeat(n) });
    for (const old of ['chirp-v3-5', 'chirp-v4-0']) refuses(old, lyrics(3001), 'prompt', 'tooLong');
    for (const recent of ['chirp-v4-5', 'chirp-v4-5-plus', 'chirp-v5', 'chirp-v5-5']) {
      body(recent, lyrics(5000));
      refuses(recent, lyrics(5001), 'prompt', 'tooLong');
    }
    refuses('chirp-v4-0', { prompt: 'x', style: 'y'.repeat(201) }, 'style', 'tooLong');
    refuses('chirp-v5', { prompt: 'x', style: 'y'.repeat(1001) }, 'style', 'tooLong');
  });

  test('speech: rows are named by their place', () => {
    const rows = [{ text: 'Hello', voice: 'narrator' }, { text: 'Yes' }];
    assert.deepEqual(body('elevenlabs-v3', { dialogue: rows })['dialogue'], rows);
    refuses('elevenlabs-v3', { dialogue: [rows[0], { voice: 'user' }] }, 'dialogue[1].text', 'required');
    refuses('elevenlabs-v3', { dialogue: [{ text: 5 }] }, 'dialogue[0].text', 'type');
    refuses('elevenlabs-v3', { dialogue: [] }, 'dialogue', 'required');
  });

  test('the error carries the figure that it speaks of', () => {
    assert.throws(
      () => body('flux-2', { prompt: 'ab' }),
      (e: unknown) => isError(e, 'input') && e.limit === 3,
    );
    assert.throws(
      () => body('flux-2', { prompt, resolution: '4K' }),
      (e: unknown) => isError(e, 'input') && e.limit === '1K, 2K',
    );
  });
});

describe('the model in params', () => {
  test('repeats the choice, or names another variant of it', () => {
    assert.equal(body('imagen-4', { prompt, model: 'imagen4-ultra' })['model'], 'imagen4-ultra');
    assert.equal(body('imagen4-fast', { prompt, model: 'imagen4-fast' })['model'], 'imagen4-fast');
    assert.equal(body('imagen4-fast', { prompt, model: 'imagen-4' })['model'], 'imagen4-fast');
    assert.equal(
      body('gpt-image-1-5', { prompt, model: 'gpt-image-1.5-official' })['model'],
      'gpt-image-1-5',
    );
    assert.deepEqual(body('remove-bg', { image, model: 'remove-bg' }), { image });
  });

  test('of another model is refused', () => {
    for (const model of ['flux-2', 'nonsense', 5, {}]) {
      refuses('imagen-4', { prompt, model }, 'model', 'unknownModel');
    }
    refuses('remove-bg', { image, model: 'flux-2' }, 'model', 'unknownModel');
  });

  test('a built body can be built again', () => {
    for (const choice of catalogue.choices()) {
      const params = randomParams(choice, seeded(7));
      const built = buildRequest(choice, params);
      assert.deepEqual(
        buildRequest({ ...choice, variant: choice.spec.variants[0] }, built.body).body,
        built.body,
      );
    }
  });
});

describe('names the catalogue does not know', () => {
  test('pass through as JSON and are listed, with their places', () => {
    const given = { prompt, callback_url: 'https://a.example/', deep: { a: [1, undefined] }, none: null };
    const built = buildRequest(choose('flux-2'), given);
    assert.deepEqual(built.unknownNames, ['callback_url', 'deep']);
    assert.equal(built.body['callback_url'], 'https://a.example/');
    assert.deepEqual(built.body['deep'], { a: [1, null] });
    assert.notEqual(built.body['deep'], given.deep, 'a copy');
    const speech = buildRequest(choose('elevenlabs-v3'), { dialogue: [{ text: 'a', speed: 2 }] });
    assert.deepEqual(speech.unknownNames, ['dialogue[0].speed']);
    assert.deepEqual(speech.body['dialogue'], [{ text: 'a', speed: 2 }]);
  });

  test('cannot reach a prototype, and inherited names are no values', () => {
    const polluted: unknown = JSON.parse('{"prompt":"abc","__proto__":{"polluted":true}}');
    refuses('flux-2', polluted, '__proto__', 'notAllowed');
    refuses('flux-2', JSON.parse('{"prompt":"abc","x":{"__proto__":1}}'), 'x.__proto__', 'notAllowed');
    assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
    refuses('flux-2', Object.create({ prompt }), 'prompt', 'required');
    const odd = buildRequest(choose('flux-2'), { prompt, constructor: 'x', toString: 'y' });
    assert.deepEqual(odd.unknownNames, ['constructor', 'toString']);
  });

  test('that are not JSON are refused', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const bad of [() => 1, Number.POSITIVE_INFINITY, new Date(0), new Map(), 1n, Symbol('x')]) {
      refuses('flux-2', { prompt, bad }, 'bad', 'type');
    }
    assert.throws(
      () => body('flux-2', { prompt, cycle }),
      (e: unknown) => isError(e, 'input') && e.rule === 'type',
    );
  });
});

test('addresses: https, or http to loopback, and nothing that parsers disagree about', () => {
  for (const good of [
    'https://a.example/x.png?X-Amz-Signature=a%2Fb&u=me@b',
    'HTTPS://A.example/',
    'https://a.example:8443/ü.png',
    'http://localhost:4000/x',
    'http://127.0.0.1:4000/x',
    'http://127.9.9.9/x',
    'http://[::1]:4000/x',
  ]) {
    assert.equal(mediaUrl(` ${good}\n`), good);
  }
  for (const bad of [
    '',
    'a.png',
    '/a.png',
    '//a.example/a.png',
    'http://a.example/a.png',
    'http://localhost.evil.example/a',
    'http://127.0.0.1.evil.example/a',
    'http://192.168.1.1/a',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'blob:https://a.example/1',
    'ftp://a.example/a',
    'javascript:alert(1)',
    'vscode-file://vscode-app/a',
    'https://user@a.example/',
    'https://user:pw@a.example/',
    'https://@a.example/',
    'https:\\\\a.example\\a',
    'https://a.example\\@b.example/',
    'https://a.example/a b',
    'https://a.example/a\nb',
    'https:a.example/a',
    'https:///a',
    'https://',
    'https://[::1',
  ]) {
    assert.equal(mediaUrl(bad), undefined, bad);
  }
});

describe('prices', () => {
  const built = (model: string, params: unknown) => buildRequest(choose(model), params);

  test('the key says what moves the price, and nothing private', () => {
    const a = built('kling-3', { prompt: 'secret words', image, mode: 'pro', sound: false });
    assert.equal(priceKey(a.choice, a.body), 'kling-3:kling-3?duration=5&mode=pro&sound=false');
    const reordered = Object.fromEntries(Object.entries(a.body).reverse());
    assert.equal(priceKey(a.choice, reordered), priceKey(a.choice, a.body));
    const tool = built('remove-bg', { image });
    assert.equal(priceKey(tool.choice, tool.body), 'remove-bg');
    assert.notEqual(
      priceKey(choose('imagen4'), { num_images: 1 }),
      priceKey(choose('imagen4-ultra'), { num_images: 1 }),
    );
  });

  test('speech is learned by the thousand characters, and small texts at their least price', () => {
    const long = built('elevenlabs-v3', { dialogue: [{ text: 'x'.repeat(2000) }] });
    assert.equal(priceUnits(long.choice, long.body), 2);
    const short = built('elevenlabs-v3', { dialogue: [{ text: 'x' }] });
    assert.equal(priceUnits(short.choice, short.body) * 28, 1);
    assert.equal(priceUnits(choose('flux-2'), {}), 1);
  });

  test('outputs by field, by variant, by model', () => {
    assert.equal(built('imagen-4', { prompt, num_images: 4 }).expectedOutputs, 4);
    assert.equal(built('kling-image-o1', { prompt, num_images: '9' }).expectedOutputs, 9);
    assert.equal(expectedOutputs(choose('suno'), {}), 2);
    for (const odd of ['many', 0, -2, Number.POSITIVE_INFINITY]) {
      assert.equal(expectedOutputs(choose('imagen-4'), { num_images: odd }), 1);
    }
  });

  test('figures for a second, for a thousand characters of one text, and with presence in the key', () => {
    const hint = (price: Record<string, unknown>, params: Record<string, unknown>) => {
      const made = createCatalogue({
        'minimax-music': {
          fields: [
            { name: 'lyrics', isPriceRelevant: true },
            { type: 'number', name: 'length', label: 'Length', default: 30 },
          ],
          prices: [{ minimum: 2, maximum: 4, confidence: 'doc', ...price }],
        },
      });
      assert.deepEqual(made.problems, []);
      const { choice, body: sent } = buildRequest(choose('minimax-music', made), { prompt, ...params });
      return { ...priceHint(choice, sent), key: priceKey(choice, sent) };
    };
    const wire = 'minimax-music:minimax-music';
    assert.deepEqual(hint({ per: 'second', of: 'length' }, {}), {
      minimum: 60,
      maximum: 120,
      per: 'second',
      confidence: 'doc',
      key: wire,
    });
    assert.deepEqual(hint({ per: 'characters1000', of: 'lyrics', atLeast: 1 }, { lyrics: 'x'.repeat(750) }), {
      minimum: 1.5,
      maximum: 3,
      per: 'characters1000',
      confidence: 'doc',
      key: `${wire}?lyrics=set`,
    });
    assert.deepEqual(hint({ per: 'characters1000', of: 'lyrics', atLeast: 1 }, {}).minimum, 1);
    assert.equal(hint({}, {}).per, 'task');
    assert.equal(
      priceHint({ ...choose('suno'), spec: { ...choose('suno').spec, prices: [] } }, {}),
      undefined,
    );
  });
});

/** Params that the form allows: some fields, in random order, each with a random valid value. */
function randomParams(choice: ModelChoice, pick: Pick): Record<string, unknown> {
  let params: Record<string, unknown> = {};
  for (const _ of choice.spec.fields) {
    const open = formFields(choice, params).filter(f => !f.isGiven && f.excludedBy === undefined);
    const field = open[pick(0, open.length)];
    if (field === undefined) continue;
    params = { ...params, [field.spec.name]: validValue(field, pick) };
  }
  // What a later answer has hidden or made impossible is taken back, what is still missing is given: as a form does.
  for (const _ of choice.spec.fields) {
    params = { ...visibleValues(choice, params) };
    const field = formFields(choice, params).find(f => f.problem !== undefined);
    if (field === undefined) break;
    if (field.isGiven && field.problem?.rule !== 'total') delete params[field.spec.name];
    else params[field.spec.name] = validValue(field, field.isGiven ? from => from : pick);
  }
  return params;
}

test('whatever valid form is filled in, the request builds and holds known names only', () => {
  const pick = seeded(20260225);
  for (const choice of catalogue.choices()) {
    for (let round = 0; round < 10; round += 1) {
      const params = randomParams(choice, pick);
      const built = buildRequest(choice, params);
      const known = new Set(['model', ...formFields(choice, params).map(f => f.spec.name)]);
      for (const name of Object.keys(built.body)) assert.ok(known.has(name), `${choice.spec.slug}: ${name}`);
      for (const name of Object.keys(params))
        assert.ok(name in built.body, `${choice.spec.slug}: ${name} lost`);
      assert.deepEqual(JSON.parse(JSON.stringify(built.body)), built.body);
      assert.deepEqual(built.unknownNames, []);
    }
  }
});
