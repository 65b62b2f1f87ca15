import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importEdit } from '../../../src/core/assets/insert/importPlace.ts';
import { findReferences } from '../../../src/core/assets/references/findReferences.ts';
import { languageOf } from '../../../src/core/languageOf.ts';

const table: readonly (readonly [languageId: string, path: string, expected: string])[] = [
  ['plaintext', '/a/b.vue', 'vue'],
  ['plaintext', '/a/b.Svelte', 'svelte'],
  ['plaintext', '/a/b.astro', 'astro'],
  ['plaintext', '/a/b.mdx', 'mdx'],
  ['plaintext', '/a/b.adoc', 'asciidoc'],
  ['plaintext', '/a/b.rst', 'restructuredtext'],
  ['plaintext', '/a/b.tex', 'latex'],
  ['plaintext', '/a/b.txt', 'plaintext'],
  ['plaintext', '/a.vue/b', 'plaintext'],
  ['plaintext', '/a/b.constructor', 'plaintext'],
  ['plaintext', '', 'plaintext'],
  // What the editor knows, or a person has chosen, counts.
  ['html', '/a/b.vue', 'html'],
  ['vue-html', '/a/b.vue', 'vue-html'],
];

for (const [languageId, path, expected] of table)
  test(`${languageId} in ${path} is ${expected}`, () => assert.equal(languageOf(languageId, path), expected));

test('a component that the editor takes for plain text is read and written as one', () => {
  const language = languageOf('plaintext', '/a.svelte');
  assert.equal(findReferences('<img src="a.png">', language).length, 1);
  assert.match(importEdit(['<p />'], language, ['import a']).text, /^<script>/);
});
