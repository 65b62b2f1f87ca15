/** What is inserted leads to the file: a Markdown renderer and a bundler resolve it, over odd names. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import MarkdownIt from 'markdown-it';
import { build, createLogger } from 'vite';
import { importEdit } from '../../src/core/assets/insert/importPlace.ts';
import { projectFileNames, readProject } from '../../src/core/assets/insert/projectFacts.ts';
import { insertionsFor, toPlainText } from '../../src/core/assets/insert/snippet.ts';
import { media } from '../support/mediaFixtures.ts';
import { tempFolder } from '../support/tempFolder.ts';

const names = [
  'plain.png',
  'a picture (1).png',
  'Größe 100%.png',
  "it's & #1.png",
  '写真.png',
  'a[b]+c=d@2x,e.png',
];
/** Vite finds no file with `#`, `?` or `&` in its name, however it is written. */
const bundled = names.filter(name => !/[#?&]/.test(name));

const alt = 'A "picture" [of] it';

const languages: Readonly<Record<string, string>> = {
  md: 'markdown',
  html: 'html',
  css: 'css',
  jsx: 'javascriptreact',
};

async function projectAt(folder: string) {
  const files: Record<string, string> = {};
  for (const name of projectFileNames)
    if (existsSync(path.join(folder, name))) files[name] = await readFile(path.join(folder, name), 'utf8');
  return readProject({ folder: pathToFileURL(folder).href, files });
}

async function insertion(folder: string, document: string, files: readonly string[]) {
  const assets = files.map(file => ({ uri: pathToFileURL(file).href, mime: 'image/png', alt }));
  return insertionsFor(assets, {
    uri: pathToFileURL(path.join(folder, document)).href,
    languageId: languages[path.extname(document).slice(1)] ?? '',
    workspaceFolder: pathToFileURL(folder).href,
    project: existsSync(path.join(folder, 'package.json')) ? await projectAt(folder) : undefined,
    text: '',
    before: '',
  });
}

describe('a Markdown renderer', () => {
  for (const name of names)
    test(`finds ${name}`, async t => {
      const folder = tempFolder(t);
      const file = path.join(folder, 'img', name);
      await mkdir(path.dirname(file));
      await writeFile(file, media('picture.png'));
      const { parts } = await insertion(folder, 'docs/deep/page.md', [file]);
      const tokens = new MarkdownIt().parse(`Look: ${toPlainText(parts)}!`, {});
      const image = tokens.flatMap(token => token.children ?? []).find(token => token.type === 'image');
      const src = String(image?.attrGet('src'));
      const page = pathToFileURL(path.join(folder, 'docs/deep/page.md'));
      assert.equal(fileURLToPath(new URL(src, page)), file);
      assert.equal(image?.children?.map(token => token.content).join(''), alt);
    });
});

test('a bundler finds what HTML, CSS and JSX were given: beside the page, by an alias, in the public folder', async t => {
  const folder = tempFolder(t);
  await writeFile(path.join(folder, 'package.json'), '{"type":"module","devDependencies":{"vite":"8"}}');
  const config = `import path from 'node:path';
export default { resolve: { alias: { '@': path.resolve(import.meta.dirname, './src') } } };`;
  await writeFile(path.join(folder, 'vite.config.js'), config);
  // What one page alone names is there in the end only where that page's names led to it.
  const places = ['src/html', 'src/css', 'src/ui/deep/er', 'src/aliased', 'public/media'] as const;
  for (const [at, place] of places.entries()) {
    await mkdir(path.join(folder, place), { recursive: true });
    // Bundlers put what is equal into one file.
    for (const [number, name] of bundled.entries())
      await writeFile(
        path.join(folder, place, name),
        Buffer.concat([media('picture.png'), Buffer.alloc(5000 + number, at)]),
      );
  }
  const insertInto = (document: string, ...from: (typeof places)[number][]) =>
    insertion(
      folder,
      document,
      from.flatMap(place => bundled.map(name => path.join(folder, place, name))),
    );

  const css = await insertInto('src/style.css', 'src/css', 'public/media');
  await writeFile(path.join(folder, 'src/style.css'), `body { background: ${toPlainText(css.parts)}; }`);
  const card = await insertInto('src/ui/deep/er/card.jsx', 'src/ui/deep/er', 'src/aliased', 'public/media');
  assert.ok(card.importLines.some(line => line.includes("'@/aliased/")));
  const module = `const React = { createElement: (...args) => args };
console.log(<div>${toPlainText(card.parts)}</div>);`.split('\n');
  const { line, text } = importEdit(module, 'javascriptreact', card.importLines);
  module.splice(line, 0, text);
  await writeFile(path.join(folder, 'src/ui/deep/er/card.jsx'), module.join('\n'));
  const html = await insertInto('index.html', 'src/html', 'public/media');
  const page = `<head><link rel="stylesheet" href="/src/style.css"></head>
<body>${toPlainText(html.parts)}<script type="module" src="/src/ui/deep/er/card.jsx"></script></body>`;
  await writeFile(path.join(folder, 'index.html'), page);

  const warnings: string[] = [];
  const customLogger = createLogger('silent');
  customLogger.warn = message => warnings.push(message);
  const oxc = { jsx: { runtime: 'classic' } } as const;
  await build({ root: folder, customLogger, oxc, build: { assetsInlineLimit: 0, minify: false } });
  assert.deepEqual(warnings, []);

  const dist = path.join(folder, 'dist');
  const built = await readdir(dist, { recursive: true });
  const pictures = built.filter(name => name.endsWith('.png'));
  assert.equal(pictures.length, places.length * bundled.length);
  const outputs = built.filter(name => /\.(?:html|css|js)$/.test(name));
  assert.equal(outputs.length, 3);
  for (const output of outputs) {
    const content = await readFile(path.join(dist, output), 'utf8');
    const served = [...content.matchAll(/\/media\/[^"\n]*?\.png/g)].map(m => decodeURIComponent(m[0]));
    assert.equal(new Set(served).size, bundled.length, output);
    for (const address of served) assert.ok(existsSync(path.join(dist, address)), address);
  }
});

test('a site below a base path, built from a folder of its own, has addresses that lead to its files', async t => {
  const folder = tempFolder(t);
  const app = path.join(folder, 'app');
  for (const place of ['app/public', 'app/src/ui/deep', 'app/src/img', 'shared'])
    await mkdir(path.join(folder, place), { recursive: true });
  const config = `import { fileURLToPath } from 'node:url';
export default {
  root: 'app', // base: '/old/'
  base: '/sub/',
  resolve: { alias: [{ find: '@', replacement: fileURLToPath(new URL('./app/src', import.meta.url)) }] },
};`;
  await writeFile(path.join(folder, 'package.json'), '{"type":"module","devDependencies":{"vite":"8"}}');
  await writeFile(path.join(folder, 'vite.config.js'), config);
  const files = ['app/public/a b.png', 'app/src/img/c.png', 'shared/d.png'].map(name =>
    path.join(folder, name),
  );
  for (const [at, file] of files.entries())
    await writeFile(file, Buffer.concat([media('picture.png'), Buffer.alloc(5000 + at)]));

  const html = await insertion(folder, 'app/index.html', files.slice(0, 1));
  const css = await insertion(folder, 'app/src/style.css', files.slice(0, 1));
  const card = await insertion(folder, 'app/src/ui/deep/card.jsx', files);
  assert.deepEqual(card.importLines, [
    "import cUrl from '@/img/c.png';",
    "import dUrl from '../../../../shared/d.png';",
  ]);
  const page = `<head><link rel="stylesheet" href="/src/style.css"></head>
<body>${toPlainText(html.parts)}<script type="module" src="/src/ui/deep/card.jsx"></script></body>`;
  await writeFile(path.join(app, 'index.html'), page);
  await writeFile(path.join(app, 'src/style.css'), `body { background: ${toPlainText(css.parts)}; }`);
  const module = `${card.importLines.join('\n')}
const React = { createElement: (...args) => args };
console.log(<div>${toPlainText(card.parts)}</div>);`;
  await writeFile(path.join(app, 'src/ui/deep/card.jsx'), module);

  const configFile = path.join(folder, 'vite.config.js');
  const oxc = { jsx: { runtime: 'classic' } } as const;
  const options = { assetsInlineLimit: 0, minify: false };
  await build({ root: app, configFile, logLevel: 'silent', oxc, build: options });
  const dist = path.join(app, 'dist');
  const built = await readdir(dist, { recursive: true });
  const outputs = built.filter(name => /\.(?:html|css|js)$/.test(name));
  assert.equal(outputs.length, 3);
  const named = new Set<string>();
  for (const output of outputs) {
    const content = await readFile(path.join(dist, output), 'utf8');
    const addresses = [...content.matchAll(/["'(`](\/[^"'`\n]*?\.png)/g)].map(m =>
      decodeURIComponent(m[1] ?? ''),
    );
    assert.ok(addresses.includes('/sub/a b.png'), output);
    for (const address of addresses) named.add(address);
  }
  assert.equal(named.size, files.length);
  for (const address of named) assert.ok(existsSync(path.join(dist, address.replace('/sub/', ''))), address);
});

test('what a bundler cannot import by its name breaks no build', async t => {
  const folder = tempFolder(t);
  const odd = ["it's & #1.png", 'what?.png', 'a #b?c.png'];
  await mkdir(path.join(folder, 'src/img'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{"type":"module","devDependencies":{"vite":"8"}}');
  for (const name of odd) await writeFile(path.join(folder, 'src/img', name), media('picture.png'));
  const { parts, importLines } = await insertion(
    folder,
    'src/card.jsx',
    odd.map(name => path.join(folder, 'src/img', name)),
  );
  assert.deepEqual(importLines, []);
  const module = `const React = { createElement: (...args) => args };\nconsole.log(<div>${toPlainText(parts)}</div>);`;
  await writeFile(path.join(folder, 'src/card.jsx'), module);
  await writeFile(path.join(folder, 'index.html'), '<script type="module" src="/src/card.jsx"></script>');
  const oxc = { jsx: { runtime: 'classic' } } as const;
  await build({ root: folder, logLevel: 'silent', oxc, build: { minify: false } });
  const addresses = [...module.matchAll(/new URL\('([^']*)', import/g)].map(([, address = '']) => address);
  const page = pathToFileURL(path.join(folder, 'src/card.jsx'));
  assert.deepEqual(
    addresses.map(address => path.basename(fileURLToPath(new URL(address, page)))),
    odd,
  );
});
