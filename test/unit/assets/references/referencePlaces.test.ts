import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ProjectFacts, readProject } from '../../../../src/core/assets/insert/projectFacts.ts';
import { referencePlaces } from '../../../../src/core/assets/references/referencePlaces.ts';

const root = 'file:///home/ada/my%20site';
const vite = readProject({
  folder: root,
  files: {
    'package.json': '{"devDependencies":{"vite":"8"}}',
    'vite.config.js': "export default { resolve: { alias: { '@': '/src' } } }",
  },
});

function places(
  path: string,
  document: string,
  more: { isModule?: boolean; languageId?: string; project?: ProjectFacts } = {},
) {
  const { isModule = false, languageId = 'markdown', project } = more;
  const from = { uri: `${root}/${document}`, workspaceFolder: root, languageId, project };
  return referencePlaces({ path, isModule }, from).map(({ uri }) => uri.replace(`${root}/`, ''));
}

const table: readonly (readonly [string, string, Parameters<typeof places>[2], ...string[]])[] = [
  ['img/a b.png', 'docs/page.md', {}, 'docs/img/a%20b.png'],
  ['../img/./x/../a.png', 'docs/page.md', {}, 'img/a.png'],
  ['../../a.png', 'docs/page.md', {}],
  ['../../../../../../a.png', 'docs/page.md', {}],
  ['/img/a.png', 'docs/page.md', {}, 'public/img/a.png', 'static/img/a.png', 'img/a.png'],
  ['/img/a.png', 'index.html', { languageId: 'html', project: vite }, 'public/img/a.png'],
  ['@/img/a.png', 'src/x/a.vue', { languageId: 'vue', project: vite }, 'src/img/a.png'],
  ['@/a.png', 'src/x/a.tsx', { languageId: 'typescriptreact', isModule: true, project: vite }, 'src/a.png'],
  ['./a.png', 'src/x/a.tsx', { languageId: 'typescriptreact', isModule: true }, 'src/x/a.png'],
  ['some-package/a.png', 'src/x/a.tsx', { languageId: 'typescriptreact', isModule: true }],
  [
    'img/a.png',
    'src/x/a.tsx',
    { languageId: 'typescriptreact', project: vite },
    'public/img/a.png',
    'src/x/img/a.png',
  ],
  ['.git/a.png', 'page.md', {}],
  ['node_modules/x/a.png', 'page.md', {}],
  ['con.png', 'page.md', {}],
];

describe('the places that a reference may mean', () => {
  for (const [path, document, more, ...expected] of table)
    test(`${path} in ${document}`, () => assert.deepEqual(places(path, document, more), expected));

  test('without a workspace folder there is none', () => {
    const from = { uri: 'file:///tmp/page.md', languageId: 'markdown' };
    assert.deepEqual(referencePlaces({ path: 'a.png', isModule: false }, from), []);
    const untitled = { uri: 'untitled:Untitled-1', languageId: 'markdown', workspaceFolder: root };
    assert.deepEqual(referencePlaces({ path: 'a.png', isModule: false }, untitled), []);
  });

  test('on a drive, and in a folder that is no disk', () => {
    const drive = {
      uri: 'file:///c%3A/x/page.md',
      workspaceFolder: 'file:///c%3A/x',
      languageId: 'markdown',
    };
    assert.equal(referencePlaces({ path: 'a.png', isModule: false }, drive)[0]?.uri, 'file:///c%3A/x/a.png');
    const web = {
      uri: 'vscode-vfs://github/x/y/page.md',
      workspaceFolder: 'vscode-vfs://github/x',
      languageId: 'html',
    };
    assert.equal(
      referencePlaces({ path: '../a.png', isModule: false }, web)[0]?.uri,
      'vscode-vfs://github/x/a.png',
    );
  });
});
