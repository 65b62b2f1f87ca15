/** What is inserted, over kinds of workspaces, documents and files. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ProjectFacts, readProject } from '../../../../src/core/assets/insert/projectFacts.ts';
import { insertionsFor, type SnippetAsset, toPlainText } from '../../../../src/core/assets/insert/snippet.ts';

const manifest = (...names: string[]): string =>
  JSON.stringify({ dependencies: Object.fromEntries(names.map(name => [name, '1.0.0'])) });

interface Workspace {
  readonly folder: string;
  readonly project?: ProjectFacts;
}

const project = (folder: string, files: Record<string, string>): ProjectFacts =>
  readProject({ folder, files });
const site = (...names: string[]): ProjectFacts => readProject({ folder: home, files: {}, names });
const tsconfig = `{
  // Editors read this too.
  "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./src/*"], }, },
}`;
const viteConfig = `import path from 'node:path';
export default { resolve: { alias: { '@': path.resolve(__dirname, './src') } }, publicDir: 'web' };`;

const home = 'file:///home/ada/site';
const drive = 'file:///c%3A/Users/Ada%20L/site';
const share = 'file://server/share/s%C3%AFte';
const workspaces = {
  plain: { folder: home },
  next: {
    folder: home,
    project: project(home, { 'package.json': manifest('next'), 'tsconfig.json': tsconfig }),
  },
  vite: {
    folder: home,
    project: project(home, { 'package.json': manifest('vite'), 'vite.config.ts': viteConfig }),
  },
  kit: { folder: home, project: project(home, { 'package.json': manifest('@sveltejs/kit', 'vite') }) },
  astro: { folder: home, project: project(home, { 'package.json': manifest('astro') }) },
  inner: { folder: home, project: project(`${home}/apps/web`, { 'package.json': manifest('vite') }) },
  app: {
    folder: home,
    project: project(home, {
      'package.json': manifest('vite'),
      'vite.config.ts': `// base: '/old/'
export default defineConfig({ root: 'app', base: '/app/', resolve: { alias: [
  { find: '@', replacement: fileURLToPath(new URL('./app/src', import.meta.url)) },
] } });`,
    }),
  },
  docs: {
    folder: home,
    project: project(home, {
      'package.json': manifest('next'),
      'next.config.mjs': "export default { basePath: '/docs' };",
    }),
  },
  based: {
    folder: home,
    project: project(home, {
      'package.json': manifest('@sveltejs/kit', 'vite'),
      'svelte.config.js':
        "export default { kit: { adapter: a(), paths: { base: '/kit', relative: false } } };",
      'vite.config.js': "export default { base: '/no/' };",
    }),
  },
  starBase: {
    folder: home,
    project: project(home, {
      'package.json': manifest('astro'),
      'astro.config.mjs':
        "export default defineConfig({ site: 'https://x.org', base: 'star' === x ? '/a' : '/b' })",
    }),
  },
  stars: {
    folder: home,
    project: project(home, {
      'package.json': manifest('astro'),
      'astro.config.mjs': "export default { base: '/stars' }",
    }),
  },
  docusaurus: {
    folder: home,
    project: project(home, {
      'package.json': manifest('@docusaurus/core'),
      'docusaurus.config.js': "module.exports = { baseUrl: '/d/' };",
    }),
  },
  vitepress: { folder: home, project: project(home, { 'package.json': manifest('vitepress') }) },
  hugo: { folder: home, project: site('config.toml', 'content', 'static', 'themes') },
  jekyll: {
    folder: home,
    project: readProject({ folder: home, files: { '_config.yml': 'title: x\nbaseurl: "/blog" # there\n' } }),
  },
  flask: { folder: home, project: site('app.py', 'templates', 'static') },
  django: { folder: home, project: site('manage.py', 'templates', 'blog') },
  angular: { folder: home, project: project(home, { 'package.json': manifest('@angular/core') }) },
  windows: { folder: drive, project: project(drive, { 'package.json': manifest('vite') }) },
  network: { folder: share },
  web: { folder: 'vscode-vfs://github/ada/site' },
} satisfies Record<string, Workspace>;

type Row = readonly [
  workspace: keyof typeof workspaces,
  document: string,
  languageId: string,
  asset: string,
  inserted: string,
  importLine?: string,
];

const size = 'width="6" height="4" loading="lazy"';
const jsxSize = 'width={6} height={4} loading="lazy"';

const table: readonly Row[] = [
  ['plain', 'docs/a/page.md', 'markdown', 'docs/img/x.png', '![alt text](../img/x.png)'],
  [
    'plain',
    'page.md',
    'markdown',
    'mit Umlaut/Größe (1).png',
    '![alt text](mit%20Umlaut/Gr%C3%B6%C3%9Fe%20%281%29.png)',
  ],
  ['plain', 'page.md', 'markdown', '../other/x.png', '![alt text](../other/x.png)'],
  [
    'plain',
    'page.md',
    'markdown',
    'clip.mp4',
    '<video controls src="clip.mp4" width="6" height="4"></video>',
  ],
  ['plain', 'i.html', 'html', 'public/x.png', `<img src="/x.png" alt="alt text" ${size}>`],
  ['plain', 'public/i.html', 'html', 'public/img/x.png', `<img src="img/x.png" alt="alt text" ${size}>`],
  ['plain', 'a.css', 'css', 'img/a b.png', 'url("img/a%20b.png")'],
  ['plain', 'a.tex', 'latex', 'fig_1.png', '\\includegraphics[width=\\linewidth]{\\detokenize{fig_1.png}}'],
  [
    'next',
    'app/page.tsx',
    'typescriptreact',
    'public/x.png',
    `<img src="/x.png" alt="alt text" ${jsxSize} />`,
  ],
  [
    'next',
    'app/page.tsx',
    'typescriptreact',
    'src/img/x.png',
    `<img src={xUrl.src} alt="alt text" ${jsxSize} />`,
    "import xUrl from '@/img/x.png';",
  ],
  [
    'next',
    'src/ui/deep/er/card.tsx',
    'typescriptreact',
    'src/img/x.png',
    `<img src={xUrl.src} alt="alt text" ${jsxSize} />`,
    "import xUrl from '@/img/x.png';",
  ],
  [
    'next',
    'src/ui/deep/er/card.tsx',
    'typescriptreact',
    'src/ui/deep/er/x.mp4',
    "<video controls src={new URL('./x.mp4', import.meta.url).href} width={6} height={4} />",
  ],
  [
    'next',
    'app/page.tsx',
    'typescriptreact',
    'sounds/s.mp3',
    "<audio controls src={new URL('../sounds/s.mp3', import.meta.url).href} />",
  ],
  [
    'vite',
    'src/ui/deep/card.vue',
    'vue',
    'src/img/x y.png',
    `<img src="@/img/x%20y.png" alt="alt text" ${size}>`,
  ],
  ['vite', 'src/card.vue', 'vue', 'src/x.png', `<img src="./x.png" alt="alt text" ${size}>`],
  ['vite', 'src/card.vue', 'vue', 'web/x.png', `<img src="/x.png" alt="alt text" ${size}>`],
  ['vite', 'src/card.css', 'css', 'public/x.png', 'url("../public/x.png")'],
  ['vite', 'src/card.jsx', 'javascriptreact', 'web/s.mp3', '<audio controls src="/s.mp3" />'],
  ['kit', 'src/routes/+page.svelte', 'svelte', 'static/x.png', `<img src="/x.png" alt="alt text" ${size} />`],
  [
    'kit',
    'src/routes/a/b/+page.svelte',
    'svelte',
    'src/lib/x.png',
    `<img src={xUrl} alt="alt text" ${size} />`,
    "import xUrl from '$lib/x.png';",
  ],
  [
    'kit',
    'src/routes/+page.svelte',
    'svelte',
    'public/x.png',
    `<img src={xUrl} alt="alt text" ${size} />`,
    "import xUrl from '../../public/x.png';",
  ],
  [
    'astro',
    'src/pages/i.astro',
    'astro',
    'src/img/x.png',
    `<img src={xUrl.src} alt="alt text" ${size} />`,
    "import xUrl from '../img/x.png';",
  ],
  [
    'astro',
    'src/pages/i.astro',
    'astro',
    'src/img/x.mp4',
    '<video controls src={xUrl} width="6" height="4"></video>',
    "import xUrl from '../img/x.mp4';",
  ],
  [
    'inner',
    'apps/web/src/i.html',
    'html',
    'apps/web/public/x.png',
    `<img src="/x.png" alt="alt text" ${size}>`,
  ],
  [
    'inner',
    'apps/web/src/i.html',
    'html',
    'apps/docs/public/x.png',
    `<img src="../../docs/public/x.png" alt="alt text" ${size}>`,
  ],
  // Vite puts the base in front of what pages and styles name, and leaves strings of modules alone.
  ['app', 'app/index.html', 'html', 'app/public/x.png', `<img src="/x.png" alt="alt text" ${size}>`],
  ['app', 'app/src/a.css', 'css', 'app/public/x.png', 'url("/x.png")'],
  ['app', 'app/src/a.vue', 'vue', 'app/public/x.png', `<img src="/x.png" alt="alt text" ${size}>`],
  ['app', 'app/src/a.jsx', 'javascriptreact', 'app/public/s.mp3', '<audio controls src="/app/s.mp3" />'],
  [
    'app',
    'app/src/ui/a.jsx',
    'javascriptreact',
    'public/s.mp3',
    '<audio controls src={sUrl} />',
    "import sUrl from '../../../public/s.mp3';",
  ],
  [
    'app',
    'app/src/ui/deep/a.jsx',
    'javascriptreact',
    'app/src/s.mp3',
    '<audio controls src={sUrl} />',
    "import sUrl from '@/s.mp3';",
  ],
  ['docs', 'app/page.tsx', 'typescriptreact', 'public/s.mp3', '<audio controls src="/docs/s.mp3" />'],
  ['docs', 'app/page.css', 'css', 'public/x.png', 'url("/docs/x.png")'],
  ['based', 'src/a.svelte', 'svelte', 'static/s.mp3', '<audio controls src="/kit/s.mp3"></audio>'],
  ['stars', 'src/a.astro', 'astro', 'public/s.mp3', '<audio controls src="/stars/s.mp3"></audio>'],
  ['stars', 'src/content/a.md', 'markdown', 'public/x.png', '![alt text](/stars/x.png)'],
  ['starBase', 'src/a.astro', 'astro', 'public/s.mp3', '<audio controls src="/s.mp3"></audio>'],
  ['docusaurus', 'docs/a.md', 'markdown', 'static/img/x.png', '![alt text](/img/x.png)'],
  ['docusaurus', 'README.md', 'markdown', 'static/img/x.png', '![alt text](static/img/x.png)'],
  ['docusaurus', 'docs/a.mdx', 'mdx', 'static/s.mp3', '<audio controls src="/d/s.mp3" />'],
  ['vitepress', 'docs/guide/a.md', 'markdown', 'docs/public/x.png', '![alt text](/x.png)'],
  ['vitepress', 'notes.md', 'markdown', 'docs/public/x.png', '![alt text](docs/public/x.png)'],
  ['hugo', 'content/posts/a/index.md', 'markdown', 'static/img/x.png', '![alt text](/img/x.png)'],
  ['hugo', 'content/posts/a/index.md', 'markdown', 'content/posts/a/x.png', '![alt text](x.png)'],
  ['hugo', 'notes.md', 'markdown', 'static/img/x.png', '![alt text](static/img/x.png)'],
  ['jekyll', '_posts/2026-01-01-a.md', 'markdown', 'assets/x y.png', '![alt text](/blog/assets/x%20y.png)'],
  ['jekyll', 'index.html', 'html', 'assets/x.png', `<img src="/blog/assets/x.png" alt="alt text" ${size}>`],
  ['jekyll', '_posts/a.md', 'markdown', '_drafts/x.png', '![alt text](../_drafts/x.png)'],
  [
    'flask',
    'templates/a.html',
    'html',
    'static/img/x.png',
    `<img src="/static/img/x.png" alt="alt text" ${size}>`,
  ],
  ['flask', 'static/a.css', 'css', 'static/img/x.png', 'url("img/x.png")'],
  [
    'django',
    'templates/a.html',
    'html',
    'blog/static/blog/x.png',
    `<img src="/static/blog/x.png" alt="alt text" ${size}>`,
  ],
  [
    'angular',
    'src/app/a.component.html',
    'html',
    'src/assets/x.png',
    `<img src="/assets/x.png" alt="alt text" ${size}>`,
  ],
  ['windows', 'docs/page.md', 'markdown', 'img/x.png', '![alt text](../img/x.png)'],
  ['windows', 'src/i.html', 'html', 'public/x.png', `<img src="/x.png" alt="alt text" ${size}>`],
  ['windows', 'public/i.html', 'html', 'public/img/x.png', `<img src="img/x.png" alt="alt text" ${size}>`],
  ['network', 'docs/page.md', 'markdown', 'img/x.png', '![alt text](../img/x.png)'],
  ['web', 'docs/page.md', 'markdown', 'img/x.png', '![alt text](../img/x.png)'],
  [
    'web',
    'docs/page.rst',
    'restructuredtext',
    'img/x y.png',
    '.. image:: ../img/x\\ y.png\n   :alt: alt text\n',
  ],
];

const mimes: Readonly<Record<string, string>> = { png: 'image/png', mp4: 'video/mp4', mp3: 'audio/mpeg' };

function assetAt(uri: string): SnippetAsset {
  const mime = mimes[uri.split('.').at(-1) ?? ''] ?? '';
  return mime.startsWith('audio') ? { uri, mime } : { uri, mime, width: 6, height: 4 };
}

/** `path` below `folder`, as VS Code spells URIs. */
function uriIn(folder: string, path: string): string {
  const up = path.startsWith('../');
  const start = up ? folder.slice(0, folder.lastIndexOf('/')) : folder;
  const steps = (up ? path.slice(3) : path).split('/');
  return [start, ...steps.map(encodeURIComponent)].join('/');
}

describe('inserted text', () => {
  for (const [name, document, languageId, asset, inserted, importLine] of table)
    test(`${name}: ${asset} in ${document}`, () => {
      const { folder, project: facts }: Workspace = workspaces[name];
      const uri = uriIn(folder, document);
      const { parts, importLines } = insertionsFor([assetAt(uriIn(folder, asset))], {
        ...{ uri, languageId, workspaceFolder: folder, project: facts, text: '', before: '' },
      });
      assert.equal(toPlainText(parts), inserted);
      assert.deepEqual(importLines, importLine === undefined ? [] : [importLine]);
    });

  test("by Django's tag, where the template has loaded it", () => {
    const document = {
      ...{ uri: `${home}/blog/templates/a.html`, languageId: 'django-html', workspaceFolder: home },
      ...{ project: workspaces.django.project, text: "{% extends 'b.html' %}\n{% load i18n static %}\n" },
    };
    const picture = assetAt(`${home}/blog/static/it%27s%20x.png`);
    const tag = "{% static 'it\\'s x.png' %}";
    const { parts } = insertionsFor([picture], document);
    assert.equal(toPlainText(parts), `<img src="${tag}" alt="alt text" ${size}>`);
    assert.equal(toPlainText(insertionsFor([picture], { ...document, before: '<img src="' }).parts), tag);
  });

  test('from one folder of the workspace into another', () => {
    const { parts } = insertionsFor([assetAt('file:///home/ada/media/public/x.png')], {
      ...{ uri: `${home}/i.html`, languageId: 'html', workspaceFolder: home },
    });
    assert.equal(toPlainText(parts), `<img src="../media/public/x.png" alt="alt text" ${size}>`);
  });

  test('the whole address, where no path leads there', () => {
    const { parts } = insertionsFor([assetAt('file:///d%3A/x.png')], {
      uri: `${drive}/a.md`,
      languageId: 'markdown',
    });
    assert.equal(toPlainText(parts), '![alt text](file:///d%3A/x.png)');
  });
});
