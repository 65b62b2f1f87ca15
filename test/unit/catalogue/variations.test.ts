import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countTexts, expandText, expandValues, splitList } from '../../../src/core/catalogue/variations.ts';

const most = 1000;

describe('alternatives in a text', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    'a boat': ['a boat'],
    'a {red|blue} boat': ['a red boat', 'a blue boat'],
    '{a|b} {1|2|3}': ['a 1', 'a 2', 'a 3', 'b 1', 'b 2', 'b 3'],
    '{|very }big': ['big', 'very big'],
    'json {"a": 1} and {x}': ['json {"a": 1} and {x}'],
    'kept \\{a|b}': ['kept \\{a|b}'],
    '{unclosed|a': ['{unclosed|a'],
    '{a|{b|c}}': ['{a|b}', '{a|c}'],
  };
  for (const [text, expected] of Object.entries(table))
    test(text, () => {
      assert.deepEqual(expandText(text, most), expected);
      assert.equal(countTexts(text), expected.length);
    });

  test('a thousand of them are counted, not made', () => {
    const text = '{a|b}'.repeat(40);
    assert.equal(countTexts(text), 2 ** 40);
    assert.equal(expandText(text, 50).length, 50);
  });

  test('a long text is read in no time', () => {
    assert.equal(countTexts(`${'{'.repeat(50_000)}|${'}'.repeat(50_000)}`), 2);
    assert.equal(countTexts('{a'.repeat(50_000)), 1);
    // Each would be walked to the end by a pattern that begins anew at every brace.
    assert.equal(countTexts(`{${'|'.repeat(1_000_000)}`), 1);
    assert.equal(expandText(`{${'|'.repeat(1_000_000)}`, most).length, 1);
  });
});

test('lists: bars, lines, ranges, each value once', () => {
  assert.deepEqual(splitList('16:9 | 1:1|16:9\n 9:16 '), ['16:9', '1:1', '9:16']);
  assert.deepEqual(splitList('1..4'), ['1', '2', '3', '4']);
  assert.deepEqual(splitList('3..1 | 7'), ['3', '2', '1', '7']);
  assert.deepEqual(
    splitList('1..99999999'),
    ['1..99999999'],
    'a slip of the hand stays a text, and is refused',
  );
  assert.deepEqual(splitList(' | '), []);
});

describe('requests', () => {
  const values = { prompt: 'a {red|blue} boat', seed: 1, image_urls: ['x'] };
  const parts = { textFields: ['prompt'], lists: [{ field: 'seed', values: '1..2' }] };

  test('every combination, the last list changing first, the rest as it was', () => {
    assert.deepEqual(expandValues(values, parts, most), [
      { ...values, prompt: 'a red boat', seed: '1' },
      { ...values, prompt: 'a red boat', seed: '2' },
      { ...values, prompt: 'a blue boat', seed: '1' },
      { ...values, prompt: 'a blue boat', seed: '2' },
    ]);
  });

  test('a list takes the place of what the field holds; an empty one does nothing', () => {
    const lists = [
      { field: 'prompt', values: 'x | y' },
      { field: 'seed', values: '' },
    ];
    assert.deepEqual(
      expandValues(values, { textFields: ['prompt'], lists }, most).map(v => v['prompt']),
      ['x', 'y'],
    );
    assert.deepEqual(expandValues({ a: 1 }, { textFields: ['prompt'], lists: [] }, most), [{ a: 1 }]);
  });

  test('no more than asked for, and names of the prototype are names', () => {
    assert.equal(
      expandValues(values, { ...parts, lists: [{ field: 'seed', values: '1..900' }] }, 7).length,
      7,
    );
    assert.deepEqual(expandValues({}, { textFields: ['toString', '__proto__'], lists: [] }, most), [{}]);
  });
});
