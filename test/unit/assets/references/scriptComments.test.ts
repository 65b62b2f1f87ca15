import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  blankBlockComments,
  blankScriptComments,
} from '../../../../src/core/assets/references/scriptComments.ts';

/** Comments stand between `«` and `»`. */
const blocks: readonly string[] = [
  'a «/* b */» c',
  "glob('src/*.ts'); img; «/* x */»",
  'glob("a\\"/*"); b',
  '`/* ${a} */\n /*` «/* x */»',
  'const r = /[/*]\\/*/; b «/* x */»',
  'x = a / b /1; «/* x */»',
  "<p>don't</p> «/* it's */» <b>",
  "<p>'tis \n «/* x */» 'y'",
  '<img /> «/* x */» <br />',
  'a «/* never ends',
];

describe('comments', () => {
  const expected = (text: string): string =>
    text.replace(/«([^»]*)(?:»|$)/g, (_, comment: string) => comment.replace(/[\s\S]/g, ' '));
  for (const marked of blocks)
    test(marked, () => {
      const text = marked.replace(/[«»]/g, '');
      assert.equal(blankBlockComments(text), expected(marked));
    });

  test('of a program end with their lines', () => {
    assert.equal(blankScriptComments("a('//x'); // b 'c\n/* d */ e"), `a('//x');        \n        e`);
    assert.equal(blankScriptComments('a // b'), 'a     ');
  });
});
