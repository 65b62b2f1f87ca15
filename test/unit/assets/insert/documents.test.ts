/** What is inserted follows what the document has already, where the cursor is, and what the person has set. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importEdit } from '../../../../src/core/assets/insert/importPlace.ts';
import { readProject } from '../../../../src/core/assets/insert/projectFacts.ts';
import {
  insertionsFor,
  type SnippetDocument,
  toPlainText,
  toSnippetText,
} from '../../../../src/core/assets/insert/snippet.ts';

const root = 'file:///home/ada/site';
const picture = { uri: `${root}/src/img/hero.png`, mime: 'image/png' };
const second = { uri: `${root}/src/icons/hero.png`, mime: 'image/png' };
const clip = { uri: `${root}/src/img/clip.mp4`, mime: 'video/mp4', poster: `${root}/src/img/clip.png` };

function insert(
  assets: Parameters<typeof insertionsFor>[0],
  languageId: string,
  more: Partial<SnippetDocument> = {},
): { text: string; imports: readonly string[] } {
  const place = { uri: `${root}/src/page`, workspaceFolder: root, languageId };
  const { parts, importLines } = insertionsFor(assets, { ...place, ...more });
  return { text: toPlainText(parts), imports: importLines };
}

describe('modules', () => {
  test('a file that is imported already keeps its name', () => {
    const text = "import logo from './img/hero.png';\n";
    assert.deepEqual(insert([picture], 'typescriptreact', { text }), {
      text: '<img src={logo} alt="alt text" loading="lazy" />',
      imports: [],
    });
  });

  test('a module that names files by paths goes on so', () => {
    const text = 'export const A = () => <img src="./img/other.png" alt="" />;';
    const { text: inserted, imports } = insert([picture], 'javascriptreact', { text });
    assert.equal(inserted, '<img src="img/hero.png" alt="alt text" loading="lazy" />');
    assert.deepEqual(imports, []);
  });

  test('names that are taken are not taken again', () => {
    const { text, imports } = insert([picture, second], 'javascriptreact', { text: 'const heroUrl = 1;' });
    assert.deepEqual(imports, [
      "import heroUrl2 from './img/hero.png';",
      "import heroUrl3 from './icons/hero.png';",
    ]);
    assert.match(text, /src=\{heroUrl2\}.*\n.*src=\{heroUrl3\}/);
  });

  test('a name that is a whole prompt is cut at the end of a word', () => {
    const name = 'a-lighthouse-at-dawn-seen-from-a-boat-in-heavy-fog-with-gulls';
    const long = { uri: `${root}/src/${name}.png`, mime: 'image/png' };
    assert.deepEqual(insert([long], 'javascriptreact').imports, [
      `import aLighthouseAtDawnSeenFromABoatInHeavyFogUrl from './${name}.png';`,
    ]);
    const word = { uri: `${root}/src/${'x'.repeat(90)}.png`, mime: 'image/png' };
    assert.match(insert([word], 'javascriptreact').imports[0] ?? '', /^import x{40}Url from/);
    // What is cut to the same is told apart.
    const other = { uri: `${root}/src/${name}-2.png`, mime: 'image/png' };
    assert.match(
      insert([long, other], 'javascriptreact').imports[1] ?? '',
      /^import aLighthouse\w+Url2 from/,
    );
  });

  test("the framework's own picture element is used where the module has it", () => {
    const project = readProject({
      folder: root,
      files: { 'package.json': '{"dependencies":{"next":"15"}}' },
    });
    const text = "import Picture from 'next/image';\n";
    const { text: inserted } = insert([picture], 'typescriptreact', { text, project });
    assert.equal(inserted, '<Picture src={heroUrl} alt="alt text" />');
    const astro = "---\nimport { Image } from 'astro:assets';\n---\n";
    assert.equal(insert([picture], 'astro', { text: astro }).text, '<Image src={heroUrl} alt="alt text" />');
  });

  test('import lines go where the language has them', () => {
    const lines = (text: string): string[] => text.split('\n');
    const added = (text: string, languageId: string): string => {
      const { line, text: more } = importEdit(lines(text), languageId, ["import a from './a.png';"]);
      return [...lines(text).slice(0, line), ...lines(more).slice(0, -1), ...lines(text).slice(line)].join(
        '\n',
      );
    };
    const line = "import a from './a.png';";
    assert.equal(added('<p />', 'svelte'), `<script>\n  ${line}\n</script>\n\n<p />`);
    assert.equal(
      added(
        '<script module>\n</script>\n<script lang="ts">\n\timport b from "b";\n\tb();\n</script>',
        'svelte',
      ),
      `<script module>\n</script>\n<script lang="ts">\n\timport b from "b";\n\t${line}\n\tb();\n</script>`,
    );
    assert.equal(added('<p />', 'astro'), `---\n${line}\n---\n\n<p />`);
    assert.equal(added('---\nconst x = 1;\n---\n<p />', 'astro'), `---\n${line}\n\nconst x = 1;\n---\n<p />`);
    assert.equal(added('# Title', 'mdx'), `${line}\n\n# Title`);
    assert.equal(added('---\nt: x\n---\n\n# Title', 'mdx'), `---\nt: x\n---\n${line}\n\n# Title`);
  });
});

describe('a place that takes an address alone', () => {
  const places: readonly (readonly [string, string, string])[] = [
    ['html', '<img src="', 'img/hero.png'],
    ['html', '<video poster="', 'img/hero.png'],
    ['markdown', 'see ![x](', 'img/hero.png'],
    ['css', 'a { background: url(', 'img/hero.png'],
    ['typescript', "import hero from '", './img/hero.png'],
    ['javascript', 'const hero = require("', './img/hero.png'],
    ['json', '  "icon": "', 'img/hero.png'],
    ['json', '  "icon": ', '"img/hero.png"'],
    ['latex', '\\includegraphics[width=1cm]{', 'img/hero.png'],
    ['vue', '<img src="', './img/hero.png'],
    ['vue', '<style>a { background: url(', 'img/hero.png'],
    ['javascriptreact', "<img src={'", 'img/hero.png'],
    // What has been typed is not repeated, and where it leads elsewhere, led back from.
    ['html', '<img src="img/', 'hero.png'],
    ['html', '<img src="./img/', 'hero.png'],
    ['html', '<img src="pages/deep/', '../../img/hero.png'],
    ['html', '<meta content="https://example.org/', 'img/hero.png'],
    ['markdown', '![x](img/', 'hero.png'],
    ['css', "a { background: url('../", 'src/img/hero.png'],
    ['typescript', "import hero from './img/", 'hero.png'],
    ['typescript', "import hero from './other/", '../img/hero.png'],
    ['json', '  "icon": "img/', 'hero.png'],
    ['vue', '<img src="../', 'src/img/hero.png'],
    ['html', '<img src="my%20pages/', '../img/hero.png'],
    ['latex', '\\includegraphics{img/', 'hero.png'],
  ];
  for (const [languageId, before, expected] of places)
    test(`${languageId}: ${before}`, () =>
      assert.equal(insert([picture], languageId, { before }).text, expected));

  test('not behind one that is filled already', () => {
    assert.match(insert([picture], 'html', { before: '<p title="x"> <img src="a.png">' }).text, /^<img /);
  });
});

describe('front matter', () => {
  const text = '---\ntitle: x\nimage: \n---\n\nimage: ';
  const at = (line: number, before: string, languageId = 'markdown'): string =>
    insert([picture], languageId, { text, line, before }).text;

  test('takes a value of YAML', () => {
    assert.equal(at(2, 'image: '), './img/hero.png');
    assert.equal(at(2, 'image: ', 'mdx'), './img/hero.png');
    assert.equal(at(2, 'image: "'), './img/hero.png');
    assert.equal(at(2, 'image: img/'), 'hero.png');
    const odd = { uri: `${root}/src/%23%20a.png`, mime: 'image/png' };
    const several = insert([odd, picture], 'markdown', { text, line: 2, before: 'images: [' });
    assert.equal(several.text, '"./# a.png", ./img/hero.png');
  });

  test('ends', () => {
    assert.match(at(5, 'image: '), /^!\[/);
    assert.match(at(2, 'image: ', 'html'), /^<img/);
    assert.match(
      insert([picture], 'markdown', { text: '---\nimage: ', line: 1, before: 'image: ' }).text,
      /^!\[/,
    );
  });

  test('names what the site serves from its root, without the base that the theme adds', () => {
    const jekyll = readProject({ folder: root, files: { '_config.yml': 'baseurl: /blog' } });
    assert.equal(
      insert([picture], 'markdown', { text, line: 2, before: 'image: ', project: jekyll }).text,
      '/src/img/hero.png',
    );
  });
});

test('several files in one string of JSON are strings of their own where that is a list', () => {
  const inString = (before: string): string => insert([picture, second], 'json', { before }).text;
  assert.equal(inString('  "icons": ["'), 'img/hero.png", "icons/hero.png');
  assert.equal(inString('    "'), 'img/hero.png", "icons/hero.png');
  assert.equal(inString('  "icons": ["a", "img/'), 'hero.png", "icons/hero.png');
  assert.equal(inString('  "text": "'), 'img/hero.png, icons/hero.png');
});

test('several files stand one below the other, or in a list', () => {
  assert.equal(
    insert([picture, second], 'markdown').text,
    '![alt text](img/hero.png)\n![alt text](icons/hero.png)',
  );
  assert.equal(insert([picture, second], 'css').text, 'url("img/hero.png"), url("icons/hero.png")');
});

test('a video has its poster', () => {
  assert.equal(
    insert([clip], 'html').text,
    '<video controls src="img/clip.mp4" poster="img/clip.png"></video>',
  );
  assert.equal(insert([clip], 'asciidoc').text, 'video::img/clip.mp4[poster=img/clip.png]');
});

test('a poster that a build would not find is left out, or named as the build wants it', () => {
  assert.equal(insert([clip], 'typescriptreact').text, '<video controls src={clipUrl} />');
  assert.equal(insert([clip], 'svelte').text, '<video controls src={clipUrl}></video>');
  assert.equal(
    insert([clip], 'vue').text,
    '<video controls src="./img/clip.mp4" poster="./img/clip.png"></video>',
  );
});

test('alt text that is given cannot leave its place', () => {
  const hostile = { ...picture, alt: 'a "b" <i>] {x} \\ \n& c' };
  assert.equal(
    insert([hostile], 'markdown').text,
    '![a "b" &#60;i>\\] &#123;x&#125; \\\\ & c](img/hero.png)',
  );
  assert.equal(
    insert([hostile], 'html').text,
    '<img src="img/hero.png" alt="a &quot;b&quot; &lt;i>] &#123;x&#125; \\ &amp; c" loading="lazy">',
  );
  assert.equal(insert([hostile], 'asciidoc').text, 'image::img/hero.png["a \\"b\\" <i>] \\{x}   & c"]');
});

const code: readonly (readonly [languageId: string, alt: string, text: string])[] = [
  ['rmd', 'A `r system("id")` chart', '![A &#96;r system("id")&#96; chart](img/hero.png)'],
  [
    'markdown',
    '{{ site.x }} {% y %} &lt; Tom & J',
    '![&#123;&#123; site.x &#125;&#125; &#123;% y %&#125; &#38;lt; Tom & J](img/hero.png)',
  ],
  ['blade', '@php(1) x', '<img src="img/hero.png" alt="&#64;php(1) x" loading="lazy">'],
  ['razor', 'a @(1)', '<img src="img/hero.png" alt="a &#64;(1)" loading="lazy">'],
  ['asciidoc', 'ends in \\', 'image::img/hero.png["ends in  "]'],
];
for (const [languageId, alt, text] of code)
  test(`what is code in ${languageId} is words: ${alt}`, () => {
    assert.equal(insert([{ ...picture, alt }], languageId).text, text);
  });

test('names of files are no code either', () => {
  const named = (name: string) => ({ ...picture, uri: `${root}/src/img/${encodeURIComponent(name)}` });
  const templates = { html: "<x a='${path}' b='${alt}' c=\"${path}\" d='${name}'>" };
  const alt = "x' onerror='alert(1)";
  assert.equal(
    insert([{ ...named("a' b='1.png"), alt }], 'html', { templates }).text,
    "<x a='img/a%27 b=%271.png' b='x\u2019 onerror=\u2019alert(1)' c=\"img/a' b='1.png\" d='a\u2019 b=\u20191'>",
  );
  assert.equal(
    insert([named('a}^^5cwrite18{id}.png')], 'latex').text,
    '\\includegraphics[width=\\linewidth]{img/a5cwrite18id.png}',
  );
  assert.match(insert([named('@Model.png')], 'razor').text, /src="img\/%40Model\.png"/);
  assert.match(insert([named('a&quot;.png')], 'vue').text, /src="\.\/img\/a&amp;quot;\.png"/);
});

test("a person's own template counts, for its language and medium", () => {
  const templates = {
    markdown: '{{< figure src="${url}" alt="${alt}" width="${width}" title="${name}" >}}',
    'html.video': '<my-player src="${url}" poster="${poster}" $x></my-player>',
  };
  const alt = { ...picture, alt: 'a "quoted" <b>' };
  assert.equal(
    insert([alt], 'markdown', { templates }).text,
    '{{< figure src="img/hero.png" alt="a ’quoted’ b" width="" title="hero" >}}',
  );
  const { parts } = insertionsFor([picture], { uri: `${root}/src/p.md`, languageId: 'markdown', templates });
  assert.match(toSnippetText(parts), /alt="\$\{1:alt text\}"/);
  assert.equal(
    insert([clip], 'html', { templates }).text,
    '<my-player src="img/clip.mp4" poster="img/clip.png" $x></my-player>',
  );
  assert.match(insert([picture], 'html', { templates }).text, /^<img /);
});

describe('a project', () => {
  const facts = (files: Record<string, string>) => readProject({ folder: root, files });

  test('serves the folder that its framework serves', () => {
    const served = (name: string): unknown =>
      facts({ 'package.json': `{"devDependencies":{"${name}":"1"}}` }).served?.map(({ folder }) => folder);
    assert.deepEqual(served('gatsby'), [`${root}/static`]);
    assert.deepEqual(served('vite'), [`${root}/public`]);
    assert.equal(served('left-pad'), undefined);
    assert.deepEqual(facts({ 'hugo.toml': '' }).served, [{ folder: `${root}/static`, address: '' }]);
    assert.deepEqual(facts({ 'vite.config.js': 'export default { publicDir: false }' }).served, []);
  });

  test('has the aliases of its bundler, in all usual spellings', () => {
    const spelled = (entry: string): unknown =>
      facts({ 'vite.config.ts': `export default { resolve: { alias: { ${entry} } } }` }).aliases;
    const expected = [{ prefix: '@/', folder: `${root}/src` }];
    assert.deepEqual(spelled("'@': path.resolve(__dirname, 'src')"), expected);
    assert.deepEqual(spelled("'@': fileURLToPath(new URL('./src', import.meta.url))"), expected);
    assert.deepEqual(spelled("'@': '/src'"), expected);
    assert.deepEqual(spelled("'@': path.resolve(__dirname, '.', 'src'), x: { y: 1 }"), expected);
    assert.deepEqual(spelled("a: { b: 1 }, '@': resolve('src')"), expected);
    assert.deepEqual(spelled("// '@': '/app',\n '@': '/src'"), expected);
    assert.deepEqual(spelled("'@': somewhere()"), []);
    assert.deepEqual(spelled("'@': path.resolve(__dirname, '../src')"), []);
  });

  test('has aliases that are a list', () => {
    const listed = (entries: string): unknown =>
      facts({ 'vite.config.ts': `export default { resolve: { alias: [ ${entries} ], x: ['no'] } }` }).aliases;
    const entry = (find: string, folder: string): string => `{ find: ${find}, replacement: ${folder} }`;
    const [src, lib] = ["path.resolve(__dirname, 'src')", "fileURLToPath(new URL('./lib', import.meta.url))"];
    const expected = [
      { prefix: '@/', folder: `${root}/src` },
      { prefix: '~lib/', folder: `${root}/lib` },
    ];
    assert.deepEqual(listed(`${entry("'@'", src)}, ${entry('"~lib"', lib)}`), expected);
    assert.deepEqual(listed(`${entry('/^@\\//', src)}, ${entry('/^~lib/', lib)},`), expected);
    assert.deepEqual(listed(`${entry("'@'", 'computed()')}, ${entry('/(.*)@/', src)}`), []);
  });

  test('whose application starts in a folder of its own', () => {
    const config = "export default { root: './app', publicDir: 'web', resolve: { alias: { '@': '/src' } } }";
    const { served, aliases } = facts({ 'vite.config.js': config });
    assert.deepEqual(served, [{ folder: `${root}/app/web`, address: '' }]);
    assert.deepEqual(aliases, [{ prefix: '@/', folder: `${root}/app/src` }]);
  });

  test('computes its public folder from where its configuration lies', () => {
    const config = "export default { root: 'app', publicDir: path.resolve(__dirname, 'web') }";
    assert.deepEqual(facts({ 'vite.config.js': config }).served, [{ folder: `${root}/web`, address: '' }]);
  });

  test('has the aliases that its framework has by itself', () => {
    const of = (name: string, ...names: string[]) => {
      const files = { 'package.json': `{"dependencies":{"${name}":"1"}}` };
      const { aliases } = readProject({ folder: root, files, names });
      return Object.fromEntries(aliases.map(({ prefix, folder }) => [prefix, folder]));
    };
    assert.equal(of('@vue/cli-service')['@/'], `${root}/src`);
    assert.equal(of('@docusaurus/core')['@site/'], root);
    assert.equal(of('nuxt', 'app', 'public')['~/'], `${root}/app`);
    assert.equal(of('nuxt', 'app', 'pages')['~/'], root);
    assert.equal(of('nuxt', 'app')['~~/'], root);
  });

  test('has the base path that is written out, no other', () => {
    const base = (value: string): string =>
      facts({
        'package.json': '{"devDependencies":{"vite":"8"}}',
        'vite.config.js': `export default { base: ${value} }`,
      }).basePath;
    assert.equal(base("'/app/'"), '/app');
    for (const value of [
      "'/'",
      "'./'",
      "''",
      "'https://x.org/a/'",
      "'/a/' + b",
      '`/a/${b}`',
      "'//x.org/'",
      'b',
    ])
      assert.equal(base(value), '', value);
  });

  test("has TypeScript's aliases of the application's own settings, and the folder that modules start from", () => {
    const app = '{"compilerOptions":{"baseUrl":"./src","paths":{"@/*":["./*"]}}}';
    const split = facts({ 'tsconfig.json': '{"files":[],"references":[]}', 'tsconfig.app.json': app });
    assert.deepEqual(split.aliases, [{ prefix: '@/', folder: `${root}/src` }]);
    assert.equal(split.moduleRoot, `${root}/src`);
    assert.equal(facts({ 'tsconfig.json': '{}' }).moduleRoot, undefined);
  });

  test("has TypeScript's aliases only where something resolves them", () => {
    const types = '{"compilerOptions":{"paths":{"~/*":["./app/*"],"exact":["./x"]}}}';
    const aliases = [{ prefix: '~/', folder: `${root}/app` }];
    assert.deepEqual(facts({ 'tsconfig.json': types }).aliases, aliases);
    assert.deepEqual(facts({ 'jsconfig.json': types }).aliases, aliases);
    assert.deepEqual(facts({ 'tsconfig.json': types, 'vite.config.ts': 'export default {}' }).aliases, []);
    const reading = 'export default { plugins: [tsconfigPaths()] }';
    assert.deepEqual(facts({ 'tsconfig.json': types, 'vite.config.ts': reading }).aliases, aliases);
  });

  test('with damaged files has nothing to say', () => {
    const { served, aliases } = facts({
      'package.json': '{',
      'tsconfig.json': '/* {',
      'jsconfig.json': '[]',
    });
    assert.deepEqual({ served, aliases }, { served: undefined, aliases: [] });
  });
});
