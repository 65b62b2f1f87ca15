import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  carryOver,
  draftBody,
  type FormField,
  formFields,
  visibleValues,
  withOwnDefaults,
} from '../../../src/core/catalogue/form.ts';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import { inputField, promptText } from '../../../src/core/catalogue/roles.ts';
import type { Values } from '../../../src/core/catalogue/values.ts';
import { choose } from './support.ts';

const prompt = 'A red fox';
const image = 'https://files.example/in.png';

function field(model: string, name: string, values: Values): FormField {
  const found = formFields(choose(model), values).find(f => f.spec.name === name);
  assert.ok(found, `${model} shows no ${name}`);
  return found;
}

function names(model: string, values: Values): string[] {
  return formFields(choose(model), values).map(f => f.spec.name);
}

describe('what a form shows', () => {
  test('fields come and go with the values', () => {
    assert.ok(names('kling-3', {}).includes('prompt'));
    const shots = names('kling-3', { multi_shots: true });
    assert.ok(shots.includes('multi_prompt') && !shots.includes('prompt'));
    assert.ok(!names('ideogram-v3', {}).includes('mask_image'));
    assert.ok(names('ideogram-v3', { image }).includes('mask_image'));
    assert.deepEqual(names('seedream/4.5-edit', {}).slice(0, 2), ['prompt', 'image_urls']);
  });

  test('values, defaults and what is given', () => {
    const byDefault = field('pixverse-5-6', 'duration', {});
    assert.deepEqual([byDefault.value, byDefault.default, byDefault.isGiven], [5, 5, false]);
    const given = field('pixverse-5-6', 'duration', { duration: '8' });
    assert.deepEqual([given.value, given.default, given.isGiven], [8, 5, true]);
    const rows = [{ prompt, duration: 4 }, { duration: 5 }];
    const total = field('kling-3', 'duration', { multi_shots: true, multi_prompt: rows });
    assert.deepEqual([total.value, total.isGiven], [9, false]);
  });

  test('options and limits as they are now', () => {
    const options = (values: Values): unknown[] =>
      (field('hailuo-2-3', 'duration', values).options ?? []).map(o => o.value);
    assert.deepEqual(options({}), ['6', '10']);
    assert.deepEqual(options({ resolution: '1080P' }), ['6']);
    assert.equal(field('chirp-v4-0', 'prompt', {}).maximum, 3000);
    assert.equal(field('chirp-v5', 'prompt', {}).maximum, 5000);
    assert.equal(field('flux-2', 'input_urls', {}).maximum, 8);
    assert.equal(field('elevenlabs-v3', 'dialogue', {}).minimum, 1);
  });

  test('required, alternatives and exclusion', () => {
    const empty = field('suno', 'gpt_description_prompt', {});
    assert.equal(empty.isRequired, true);
    assert.deepEqual(empty.alternatives, ['prompt', 'style', 'title']);
    assert.equal(empty.problem?.rule, 'required');
    const custom = field('suno', 'gpt_description_prompt', { prompt: 'La la' });
    assert.deepEqual([custom.isRequired, custom.excludedBy, custom.problem], [false, 'prompt', undefined]);
    assert.equal(
      field('suno', 'prompt', { gpt_description_prompt: 'x' }).excludedBy,
      'gpt_description_prompt',
    );
    assert.equal(field('suno', 'prompt', { style: 'folk' }).isRequired, true);
  });

  test('problems are told while a form is being filled, and nothing throws', () => {
    assert.equal(field('flux-2', 'prompt', { prompt: 'ab' }).problem?.rule, 'tooShort');
    assert.equal(field('flux-2', 'input_urls', { input_urls: ['x'] }).problem?.field, 'input_urls[0]');
    assert.equal(field('kling-3', 'duration', { duration: 'long' }).problem?.rule, 'type');
    assert.equal(field('kling-3', 'duration', { duration: 'long' }).value, 'long');
    for (const junk of [null, 5, 'x', [null], [{}], {}, () => 1, Symbol('x')]) {
      for (const { spec } of formFields(choose('kling-3'), { multi_shots: true })) {
        formFields(choose('kling-3'), { multi_shots: true, [spec.name]: junk });
      }
    }
  });
});

test('a draft has defaults and variants, for prices before all is filled in', () => {
  assert.deepEqual(draftBody(choose('hailuo-2-3'), {}), {
    model: 'hailuo/2-3-image-to-video-standard',
    duration: '6',
    resolution: '768P',
  });
});

test('hidden values are dropped, unknown ones kept', () => {
  const values = { prompt, mask_image: image, note: 1 };
  assert.deepEqual(visibleValues(choose('ideogram-v3'), values), { prompt, note: 1 });
  assert.equal(visibleValues(choose('flux-2'), values), values);
});

describe('changing the model', () => {
  const carry = (from: string, to: string, values: Values): Values =>
    carryOver(choose(from), choose(to), values);

  test('keeps what means the same, under the new names and types', () => {
    assert.deepEqual(carry('flux-2', 'ideogram-v4', { prompt, aspect_ratio: '16:9', type: 'flex' }), {
      prompt,
      size: '16:9',
    });
    assert.deepEqual(carry('flux-2', 'ideogram-v3', { prompt, input_urls: [image, `${image}?2`] }), {
      prompt,
      image,
    });
    assert.deepEqual(carry('kling-3', 'wan/2-6-image-to-video', { prompt, image, duration: 5 }), {
      prompt,
      image_urls: [image],
      duration: '5',
    });
    assert.deepEqual(carry('kling-3', 'pixverse-5-6', { aspect_ratio: '9:16', sound: true, duration: 8 }), {
      resolution_ratio: '9:16',
      generate_audio_switch: true,
      duration: 8,
    });
  });

  test('drops what the new model cannot take', () => {
    assert.deepEqual(carry('flux-2', 'gpt-image-1-5', { prompt, aspect_ratio: '16:9' }), { prompt });
    assert.deepEqual(carry('kling-3', 'seedance-1-5-pro', { prompt, duration: 7 }), { prompt });
    assert.deepEqual(carry('flux-2', 'seedream-4-5', { prompt, input_urls: [image] }), { prompt });
    assert.deepEqual(carry('ideogram-v3', 'flux-2', { prompt, style: 'Design' }), { prompt });
    const nine = Array.from({ length: 9 }, (_, i) => `${image}?${i}`);
    assert.equal((carry('kling-image-o1', 'flux-2', { images: nine })['input_urls'] as unknown[]).length, 8);
  });

  test('lyrics stay lyrics, descriptions stay descriptions', () => {
    assert.deepEqual(carry('suno', 'minimax-music', { prompt: 'La la' }), { lyrics: 'La la' });
    assert.deepEqual(carry('suno', 'minimax-music', { gpt_description_prompt: 'A shanty' }), {
      prompt: 'A shanty',
    });
    const both = carry('minimax-music', 'suno', { prompt: 'A shanty', lyrics: 'La la' });
    assert.deepEqual(both, { gpt_description_prompt: 'A shanty' });
    buildRequest(choose('suno'), both);
  });

  test('a text too long for the new model is kept: it is somebody’s work', () => {
    const long = 'x'.repeat(4000);
    assert.deepEqual(carry('flux-2', 'seedream-4-5', { prompt: long }), { prompt: long });
  });
});

test('own defaults fill in, and give way to what is asked for', () => {
  const flux = choose('flux-2');
  const own = { type: 'flex', aspect_ratio: '16:9', resolution: '9K', extra: 1 };
  assert.deepEqual(withOwnDefaults(flux, own, { prompt, aspect_ratio: '1:1' }), {
    prompt,
    aspect_ratio: '1:1',
    type: 'flex',
    extra: 1,
  });
  const suno = choose('suno');
  assert.deepEqual(withOwnDefaults(suno, { style: 'folk' }, { gpt_description_prompt: 'x' }), {
    gpt_description_prompt: 'x',
  });
  assert.deepEqual(withOwnDefaults(suno, { style: 'folk' }, { prompt: 'La' }), {
    prompt: 'La',
    style: 'folk',
  });
  assert.deepEqual(withOwnDefaults(flux, JSON.parse('{"__proto__":{"a":1}}'), { prompt }), { prompt });
});

test('fields and texts by their role', () => {
  assert.equal(inputField(choose('kling-3'), 'image')?.name, 'image');
  assert.equal(inputField(choose('grok-imagine/image-to-video'), 'image')?.name, 'image_urls');
  assert.equal(inputField(choose('grok-imagine/text-to-video'), 'image'), undefined);
  assert.equal(inputField(choose('video-bg-remover'), 'image')?.name, 'background_image');
  const faceSwap = choose('face-swap');
  const reversed = { ...faceSwap, spec: { ...faceSwap.spec, fields: faceSwap.spec.fields.toReversed() } };
  assert.equal(inputField(reversed, 'image')?.name, 'image', 'the role counts, not the order');
  assert.equal(promptText(choose('elevenlabs-v3'), { dialogue: ['x', 5] }), undefined);
  assert.equal(inputField(choose('video-bg-remover'), 'video')?.name, 'video');
  assert.equal(promptText(choose('flux-2'), { prompt }), prompt);
  assert.equal(promptText(choose('suno'), { prompt: 'La la', title: 'Home' }), 'Home');
  assert.equal(promptText(choose('elevenlabs-v3'), { dialogue: [{ voice: '', text: 'Hi' }] }), 'Hi');
  assert.equal(promptText(choose('kling-3'), { multi_prompt: [{ prompt: 'One', duration: 3 }] }), 'One');
  assert.equal(promptText(choose('remove-bg'), { image }), undefined);
});
