import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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

describe('the first import of a script', () => {
  const text = (source: string, languageId: string): string => {
    const lines = source.split('\n');
    const edit = importEdit(lines, languageId, ["import a from './a.png';"]);
    return [
      ...lines.slice(0, edit.line),
      ...edit.text.split('\n').slice(0, -1),
      ...lines.slice(edit.line),
    ].join('\n');
  };
  const a = "import a from './a.png';";
  const rows: readonly (readonly [languageId: string, before: string, after: string])[] = [
    ['javascriptreact', 'export const b = 1;', `${a}\n\nexport const b = 1;`],
    ['javascriptreact', '', `${a}\n`],
    ['javascriptreact', "'use client';\n\nb();", `'use client';\n${a}\n\nb();`],
    ['javascriptreact', "import b from 'b';\nb();", `import b from 'b';\n${a}\nb();`],
    ['svelte', '<script>\n  let b;\n</script>', `<script>\n  ${a}\n\n  let b;\n</script>`],
    ['svelte', '<script>\n</script>', `<script>\n  ${a}\n</script>`],
    ['astro', '---\nconst b = 1;\n---', `---\n${a}\n\nconst b = 1;\n---`],
    ['astro', '---\n---', `---\n${a}\n---`],
    // The component's own script, however its tag is written.
    [
      'svelte',
      '<script\n  lang="ts"\n>\n\tlet b;\n</script>',
      `<script\n  lang="ts"\n>\n\t${a}\n\n\tlet b;\n</script>`,
    ],
    [
      'svelte',
      '<script\n  module\n>\n</script>\n<script lang="ts" generics="T extends A<B>">\n</script>',
      `<script\n  module\n>\n</script>\n<script lang="ts" generics="T extends A<B>">\n  ${a}\n</script>`,
    ],
    [
      'svelte',
      '<script context="module">\n</script>',
      `<script>\n  ${a}\n</script>\n\n<script context="module">\n</script>`,
    ],
    ['svelte', '<scripted>\n</scripted>', `<script>\n  ${a}\n</script>\n\n<scripted>\n</scripted>`],
  ];
  for (const [languageId, before, after] of rows)
    test(`${languageId}: ${JSON.stringify(before)}`, () => assert.equal(text(before, languageId), after));
});
