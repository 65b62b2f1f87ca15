/** The address of a file that was saved under another name. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { withName } = await import('../../../src/host/editor/missing/mendReferences.ts');

const table: readonly (readonly [raw: string, old: string, name: string, expected: string])[] = [
  ['img/hero.png', 'hero.png', 'hero.webp', 'img/hero.webp'],
  ['img/h%C3%A9ro.png?x#y', 'h\u00e9ro.png', 'h\u00e9ro.webp', 'img/h%C3%A9ro.webp?x#y'],
  ['../a/hero.png', 'hero.png', 'hero-2.webp', '../a/hero-2.webp'],
  ['hero.png', 'hero.png', 'hero (2).webp', 'hero%20%282%29.webp'],
  ['@/img/hero.png?url', 'hero.png', 'hero-2.png', '@/img/hero-2.png?url'],
];

for (const [raw, old, name, expected] of table)
  test(`${raw} with ${name}`, () => assert.equal(withName(raw, old, name, false), expected));

test('what a module imports stays a path', () => {
  assert.equal(withName('./my hero.png', 'my hero.png', 'my hero-2.png', true), './my hero-2.png');
});
