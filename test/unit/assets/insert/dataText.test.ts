/** Paths in YAML and JSON: whatever they are made of, a reader gets that very path. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { insertionsFor, toPlainText } from '../../../../src/core/assets/insert/snippet.ts';

const folder = 'file:///w';

/** What is inserted behind `before` for files beside the document. */
function inserted(languageId: string, before: string, ...names: readonly string[]): string {
  const assets = names.map(name => ({
    uri: `${folder}/${name.split('/').map(encodeURIComponent).join('/')}`,
    mime: 'image/png',
  }));
  const document = { uri: `${folder}/data`, languageId, workspaceFolder: folder, before };
  return toPlainText(insertionsFor(assets, document).parts);
}

const odd = ['it\'s "it".png', 'a\\b.png', '#1: a # b.png', '@x.png', 'ä ö.png', 'a\u2028b\u0085c\u007f.png'];

describe('JSON reads back the very path', () => {
  for (const name of odd)
    test(JSON.stringify(name), () => {
      assert.equal(JSON.parse(inserted('json', '{ "a": ', name)), name);
      assert.equal(JSON.parse(`"img: ${inserted('jsonc', '{ "a": "img: ', name)}"`), `img: ${name}`);
    });

  test('in JSON5 also between single quotes', () => {
    assert.equal(inserted('json5', "{ a: '", 'it\'s "it".png'), 'it\\\'s "it".png');
    assert.equal(inserted('json5', "{ a: 'it\\'s', b: ", "it's.png"), '"it\'s.png"');
    assert.equal(inserted('json', '{ "it\'s": "', "it's.png"), "it's.png");
  });
});

/** By YAML 1.2 and 1.1: what begins with a sign, holds `: ` or ` #`, or looks like a number is no plain text. */
const plain: readonly (readonly [name: string, text: string])[] = [
  ['a.png', 'a.png'],
  ['img/my cat (1).png', 'img/my cat (1).png'],
  ['Größe.png', 'Größe.png'],
  ['2024/1.5', '2024/1.5'],
  ['a: b.png', '"a: b.png"'],
  ['a #b.png', '"a #b.png"'],
  ['#a.png', '"#a.png"'],
  ['@a.png', '"@a.png"'],
  ['- a.png', '"- a.png"'],
  ['-a.png', '"-a.png"'],
  ['[a].png', '"[a].png"'],
  ['a, b.png', '"a, b.png"'],
  ['*a.png', '"*a.png"'],
  ['&a.png', '"&a.png"'],
  ['!a.png', '"!a.png"'],
  ['%a.png', '"%a.png"'],
  ['`a.png', '"`a.png"'],
  ['|a.png', '"|a.png"'],
  ['~', '"~"'],
  ['true', '"true"'],
  ['1.5', '"1.5"'],
  ['.inf', '".inf"'],
  ['a.png ', '"a.png "'],
  ['a\\b.png', '"a\\\\b.png"'],
  ['"a".png', '"\\"a\\".png"'],
  ["it's.png", '"it\'s.png"'],
  ['a\u0085b.png', '"a\\u0085b.png"'],
  ['a\u2028b.png', '"a\\u2028b.png"'],
];

describe('YAML', () => {
  for (const [name, text] of plain)
    test(`a value: ${JSON.stringify(name)}`, () => assert.equal(inserted('yaml', 'image: ', name), text));

  const places: readonly (readonly [before: string, text: string])[] = [
    ['', '"a: \'b\' \\"c.png"'],
    ['  - ', '"a: \'b\' \\"c.png"'],
    ['  - image: ', '"a: \'b\' \\"c.png"'],
    ['"the key": ', '"a: \'b\' \\"c.png"'],
    ["'it''s': !file &a ", '"a: \'b\' \\"c.png"'],
    ['images: [a.png, ', '"a: \'b\' \\"c.png"'],
    ['images: ["a\\"b", { c: ', '"a: \'b\' \\"c.png"'],
    ['image: "img/', "../a: 'b' \\\"c.png"],
    ['image: img/', "../a: 'b' \"c.png"],
    ['images: ["a", "', "a: 'b' \\\"c.png"],
    ["image: '", "a: ''b'' \"c.png"],
    ["it's: 'don''t ", "a: ''b'' \"c.png"],
    ['# see ', "a: 'b' \"c.png"],
    ['image: a.png # not "', "a: 'b' \"c.png"],
    ['run: cp ', "a: 'b' \"c.png"],
    ['text: one, ', "a: 'b' \"c.png"],
  ];
  for (const [before, text] of places)
    test(`behind ${JSON.stringify(before)}`, () =>
      assert.equal(inserted('yaml', before, "a: 'b' \"c.png"), text));

  test('several are items of the list that they stand in', () => {
    assert.equal(inserted('yaml', '  - ', 'a.png', '#b.png'), 'a.png\n- "#b.png"');
    assert.equal(inserted('yaml', 'images: [', 'a.png', '#b.png'), 'a.png, "#b.png"');
    assert.equal(inserted('yaml', '', 'a.png', 'b.png'), 'a.png\nb.png');
  });

  test('a long line takes no longer than its length', () => {
    for (const piece of ['"', "'", "''", '"\\', '[', '- ', ': ', ' #', '& ', 'a', ', '])
      assert.ok(inserted('yaml', `a: ${piece.repeat(20_000)}`, 'a.png').length < 20);
  });
});
