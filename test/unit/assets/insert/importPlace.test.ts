import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importEdit, importPlace } from '../../../../src/core/assets/insert/importPlace.ts';

const table: readonly (readonly [string, readonly string[], number])[] = [
  ['an empty module', [''], 0],
  ['a module without imports', ['export const a = 1;'], 0],
  ['below the last import', ["import a from 'a';", "import './b.css';", '', 'a();'], 2],
  ['below an import over several lines', ['import {', '  a,', '  b,', "} from 'a';", 'a();'], 4],
  ['below a type import over several lines', ['import type {', '  A,', "} from 'a';"], 3],
  [
    'below the last import over several lines',
    ["import a from 'a';", 'import {', '  b,', '} from "b"', 'b();'],
    4,
  ],
  ['not below a dynamic import', ["import('a');", 'a();'], 0],
  ['below directives', ["'use client';", '', 'export default 1;'], 1],
  ['below front matter', ['---', 'title: x', '---', '', '# Page'], 3],
  ['below front matter and imports', ['---', 'title: x', '---', "import a from 'a';", '# Page'], 4],
  ['front matter that never ends is none', ['---', 'title: x'], 0],
  ['below a hash-bang', ['#!/usr/bin/env node', 'run();'], 1],
  ['an import that never ends', ['import {', '  a,'], 0],
];

for (const [name, lines, place] of table) {
  test(`import lines go: ${name}`, () => assert.equal(importPlace(lines), place));
}

test('below a licence and directives', () => {
  const lines = ['/*', " * import x from 'y'", ' */', "'use client';", '', 'export default 1;'];
  assert.equal(importEdit(lines, 'typescriptreact', ['import a']).line, 4);
});

test('not in an example, be it in MDX or in a comment', () => {
  const mdx = ["import a from 'a';", '', '```js', "import b from 'b';", '```', 'Text'];
  assert.equal(importEdit(mdx, 'mdx', ['import c']).line, 1);
  const jsx = ["import a from 'a';", '/* For example:', "import b from 'b';", '*/', 'a();'];
  assert.equal(importEdit(jsx, 'javascriptreact', ['import c']).line, 1);
});
