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

const projectOf = (name: string, more: Record<string, string> = {}, names?: string[]) => {
  const files = { 'package.json': `{"dependencies":{"${name}":"1"}}`, ...more };
  return readProject({ folder: root, files, names: names ?? Object.keys(files) });
};
const next = projectOf('next', { 'next.config.js': "module.exports = { basePath: '/docs' }" });
const angular = projectOf('@angular/core');
const typed = projectOf('left-pad', { 'tsconfig.json': '{"compilerOptions":{"baseUrl":"src"}}' });
const flask = readProject({ folder: root, files: {}, names: ['templates', 'static'] });
const django = readProject({ folder: root, files: {}, names: ['manage.py'] });
const jekyll = readProject({ folder: root, files: { '_config.yml': '' } });

function places(
  path: string,
  document: string,
  more: {
    isModule?: boolean;
    within?: 'style' | 'frontMatter';
    languageId?: string;
    project?: ProjectFacts;
  } = {},
) {
  const { isModule = false, within, languageId = 'markdown', project } = more;
  const from = { uri: `${root}/${document}`, workspaceFolder: root, languageId, project };
  return referencePlaces({ path, isModule, within }, from).map(({ uri }) => uri.replace(`${root}/`, ''));
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
  // What nobody has explained is a folder of that name, never one to be made.
  ['@/a.png', 'src/a.vue', { languageId: 'vue' }, 'src/%40/a.png'],
  ['~/img/a.png', 'src/a.vue', { languageId: 'vue', project: vite }, 'src/~/img/a.png'],
  ['$lib/a.png', 'src/a.svelte', { languageId: 'svelte', isModule: true }],
  ['@/a.png', 'src/a.tsx', { languageId: 'typescriptreact', isModule: true }],
  ['~@/a.png', 'src/x/a.vue', { languageId: 'vue', within: 'style', project: vite }, 'src/a.png'],
  ['./@/a.png', 'src/a.vue', { languageId: 'vue' }, 'src/%40/a.png'],
  [
    'img/a.png',
    'src/a.tsx',
    { languageId: 'typescriptreact', isModule: true, project: typed },
    'src/img/a.png',
  ],
  ['img/a.png', 'src/a.vue', { languageId: 'vue', project: vite }, 'public/img/a.png', 'src/img/a.png'],
  ['img/a.png', 'src/a.svelte', { languageId: 'svelte', project: vite }, 'public/img/a.png', 'src/img/a.png'],
  ['img/a.png', 'src/a.astro', { languageId: 'astro', project: vite }, 'public/img/a.png', 'src/img/a.png'],
  ['img/a.png', 'src/a.vue', { languageId: 'vue', within: 'style', project: vite }, 'src/img/a.png'],
  ['./a.png', 'src/a.vue', { languageId: 'vue', project: vite }, 'src/a.png'],
  ['img/a.png', 'src/i.html', { languageId: 'html', project: vite }, 'src/img/a.png'],
  [
    'assets/a.png',
    'src/app/a.component.html',
    { languageId: 'html', project: angular },
    'public/assets/a.png',
    'src/assets/a.png',
    'src/app/assets/a.png',
  ],
  ['/docs/a.png', 'app/page.tsx', { languageId: 'typescriptreact', project: next }, 'public/a.png'],
  ['/a.png', 'app/page.tsx', { languageId: 'typescriptreact', project: next }, 'public/a.png'],
  ['/docsa/a.png', 'app/page.tsx', { languageId: 'typescriptreact', project: next }, 'public/docsa/a.png'],
  ['/static/img/a.png', 'templates/a.html', { languageId: 'html', project: flask }, 'static/img/a.png'],
  ['/img/a.png', 'templates/a.html', { languageId: 'html', project: flask }],
  [
    '/static/a.png',
    'blog/templates/a.html',
    { languageId: 'html', project: django },
    'static/a.png',
    'blog/static/a.png',
  ],
  [
    'img/a.png',
    'docs/a.md',
    { within: 'frontMatter', project: vite },
    'docs/img/a.png',
    'public/img/a.png',
    'assets/img/a.png',
    'src/assets/img/a.png',
  ],
  ['./a.png', 'docs/a.md', { within: 'frontMatter', project: vite }, 'docs/a.png'],
  ['img/a.png', '_posts/a.md', { within: 'frontMatter', project: jekyll }, 'img/a.png', '_posts/img/a.png'],
  ['/assets/a.png', '_posts/a.md', { project: jekyll }, 'assets/a.png'],
  ['.git/a.png', 'page.md', {}],
  ['node_modules/x/a.png', 'page.md', {}],
  ['con.png', 'page.md', {}],
];

describe('the places that a reference may mean', () => {
  for (const [path, document, more, ...expected] of table)
    test(`${path} in ${document}`, () => assert.deepEqual(places(path, document, more), expected));

  test('an unexplained prefix starts at its own folder, which must be there', () => {
    const from = { uri: `${root}/src/a.vue`, workspaceFolder: root, languageId: 'vue' };
    const [place] = referencePlaces({ path: '@/img/a.png', isModule: false }, from);
    assert.equal(place?.start, `${root}/src/%40`);
    const bare = { ...from, project: typed };
    assert.equal(referencePlaces({ path: 'pkg/a.png', isModule: true }, bare)[0]?.start, `${root}/src/pkg`);
  });

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
