/** Configuration files as people write them, and as somebody writes them who wants to hold the window up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJsonc } from '../../../../src/core/assets/insert/parseJsonc.ts';
import { scriptFacts } from '../../../../src/core/assets/insert/scriptFacts.ts';
import { localPath } from '../../../../src/core/assets/references/localPath.ts';
import { srcsetCandidates } from '../../../../src/core/assets/references/srcset.ts';

const table: readonly (readonly [text: string, value: unknown])[] = [
  ['{ "a": 1, // one\n "b": [1, 2, ], /* two */ }', { a: 1, b: [1, 2] }],
  ['{ "url": "https://x/*y*/", "q": "a\\"b//c" }', { url: 'https://x/*y*/', q: 'a"b//c' }],
  ['{ "a": "open }', undefined],
  ['{ "a": "open\n "b": 1 }', undefined],
  ['/* only', undefined],
  ['', undefined],
];
for (const [text, value] of table)
  test(JSON.stringify(text), () => assert.deepEqual(parseJsonc(text), value));

// Each took minutes, or seconds that grew with the square of the length, before they were read once.
const timeout = 10_000;
test('quotes that nothing closes are looked at once', { timeout }, () => {
  assert.equal(parseJsonc(`{"a":${'\\"'.repeat(1_000_000)}`), undefined);
});

test('so are commas in a srcset, marks in an address, names in a module', { timeout }, () => {
  assert.equal(srcsetCandidates(`${`a${','.repeat(50_000)}b`.repeat(20)}.png`).length, 1);
  assert.equal(localPath(`${'?'.repeat(500_000)}\u2028x.png`, false), undefined);
  const names = Array.from({ length: 50_000 }, (_, at) => `heroUrl${at === 0 ? '' : at + 1}`);
  assert.equal(scriptFacts(names.join(' '), undefined).nameOf('./hero.png').name, 'heroUrl50001');
  assert.equal(scriptFacts(`import {${'Image '.repeat(300_000)}`, undefined).pictureElement, undefined);
});
