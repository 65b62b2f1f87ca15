import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest } from '../../../src/core/catalogue/request.ts';
import { suggestedValues } from '../../../src/core/catalogue/suggest.ts';
import { catalogue, choose } from './support.ts';

test('a ratio becomes the nearest that the model has', () => {
  const ratioFor = (model: string, ratio: number): unknown =>
    suggestedValues(choose(model), { ratio })['aspect_ratio'];
  assert.equal(ratioFor('flux-2', 1920 / 1080), '16:9');
  assert.equal(ratioFor('flux-2', 0.7), '2:3');
  assert.equal(ratioFor('gpt-image-1-5', 16 / 9), '3:2');
  assert.equal(ratioFor('flux-2', 0), undefined);
  assert.equal(ratioFor('flux-2', Number.NaN), undefined);
});

test('a file format is asked for where the model has it', () => {
  assert.equal(suggestedValues(choose('ideogram-v4'), { ending: 'jpg' })['output_format'], 'jpeg');
  assert.equal(suggestedValues(choose('ideogram-v4'), { ending: 'gif' })['output_format'], undefined);
  assert.deepEqual(suggestedValues(choose('flux-2'), { ending: 'webp' }), {});
});

test('words to sing are lyrics, whatever the model calls them', () => {
  assert.deepEqual(suggestedValues(choose('suno'), { lyrics: 'la la' }), { prompt: 'la la' });
  assert.deepEqual(suggestedValues(choose('minimax-music'), { lyrics: 'la', prompt: 'waltz' }), {
    prompt: 'waltz',
    lyrics: 'la',
  });
});

test('speech takes a dialogue, else the prompt as one line', () => {
  const dialogue = [{ text: 'Hi', voice: 'Ada' }, { text: 'Ho' }];
  assert.deepEqual(suggestedValues(choose('elevenlabs-v3'), { dialogue }), { dialogue });
  assert.deepEqual(suggestedValues(choose('elevenlabs-v3'), { prompt: 'Hi' }), {
    dialogue: [{ text: 'Hi' }],
  });
});

test('a long prompt is cut to what the model takes', () => {
  const { prompt } = suggestedValues(choose('flux-2'), { prompt: '😀'.repeat(6000) });
  assert.equal([...String(prompt)].length, 5000);
});

test('what is suggested can be sent, to every model that needs no more', () => {
  for (const kind of ['image', 'speech', 'music'] as const) {
    const choice = catalogue.defaultFor(kind);
    const values = suggestedValues(choice, { prompt: 'a quay at dawn', ratio: 16 / 9, ending: 'png' });
    assert.ok(buildRequest(choice, values).body);
  }
});
