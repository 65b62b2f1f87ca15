import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findReferences } from '../../../../src/core/assets/references/findReferences.ts';
import { longestWish, wishFor } from '../../../../src/core/assets/references/wish.ts';

/** `text` has `«` and `»` around each address that is to be found. */
type Row = readonly [languageId: string, text: string, ...paths: string[]];

const table: readonly Row[] = [
  ['markdown', '![a cat](«img/cat.png») and [no](img/dog.png)', 'img/cat.png'],
  ['markdown', '![a](<«my cat.png»>) ![b](«my%20cat.png» "title")', 'my cat.png', 'my cat.png'],
  ['markdown', '[![a](«a.png»)](https://example.org) ![](«b(1).webp»)', 'a.png', 'b(1).webp'],
  ['markdown', '![a][x]\n\n[x]: «img/a.jpg»\n', 'img/a.jpg'],
  ['markdown', '```\n![a](a.png)\n```\n`![a](a.png)` <!-- ![a](a.png) --> ![b](«b.png»)', 'b.png'],
  ['markdown', '~~~~\n![a](a.png)\n~~~\n![a](a.png)\n~~~~\n![b](«b.png»)', 'b.png'],
  [
    'markdown',
    '<img alt="x" src="«a.png»"> <video src=«clip.mp4» poster=\'«p.jpg»\'></video>',
    'a.png',
    'clip.mp4',
    'p.jpg',
  ],
  [
    'markdown',
    '![a](https://x.org/a.png) ![a](//x.org/a.png) ![a](data:image/png;base64,AA) ![a](a.svg) ![a](a.md)',
  ],
  ['markdown', '![a]({{ site.url }}/a.png) ![a](C:\\a.png) ![](${x}/a.png)'],
  ['mdx', "import hero from '«./hero.png»';\n\n<Image src={hero} />", './hero.png'],
  ['html', '<source src="«a.webm»#t=1"> <a href="b.png"> <div data-src="c.png">', 'a.webm'],
  ['html', '<IMG\n  class="x > y"\n  SRC="«a.png?v=2»"\n  width=640px height="360">', 'a.png'],
  ['html', '<!-- <img src="a.png"> --><style>a { background: url(«b.png») }</style>', 'b.png'],
  ['html', '<img src="«a&amp;b.png»"> <img src=""> <img src>', 'a&b.png'],
  ['vue', '<template><img :src="x" src="«@/img/a.png»" v-if="a > b"></template>', '@/img/a.png'],
  ['svelte', '<script>\n  import a from \'«$lib/a.png»\';\n</script>\n<img src={a} alt="x">', '$lib/a.png'],
  ['astro', '---\nimport { Image } from \'astro:assets\';\nimport a from "«../a.avif»";\n---', '../a.avif'],
  [
    'typescriptreact',
    '<Image src="«/img/a.png»" alt={t(x)} onClick={() => { if (a > b) c(); }} width={64} />',
    '/img/a.png',
  ],
  [
    'typescriptreact',
    "<img src={'«a.png»'} /> <img src={`«b.png»`} /> <img src={require('«./c.png»')} />",
    'a.png',
    'b.png',
    './c.png',
  ],
  [
    'typescriptreact',
    '{/* <img src="a.png" /> */}\n  // <img src="b.png" />\n<img {...props} src="«c.png»" />',
    'c.png',
  ],
  [
    'javascriptreact',
    "import './a.css';\nimport b, { c } from '«../b.jpg»';\nexport { d } from '«./d.mp3»';",
    '../b.jpg',
    './d.mp3',
  ],
  ['javascriptreact', "const u = new URL('«./a.webp?url»', import.meta.url);", './a.webp'],
  [
    'css',
    'a { background: url("«a b.png»"), url( «c.webp» ); src: url(font.woff2) /* url(d.png) */ }',
    'a b.png',
    'c.webp',
  ],
  ['scss', "// url(a.png)\n$x: url('«b.png»'); @import 'c.png';", 'b.png'],
  ['less', '@img: url("«../i/a.gif»");', '../i/a.gif'],
  [
    'html',
    '<img srcset="«a-1.png» 480w, «a-2.png» 2x,«a,3.png»" src="«a.png»">',
    'a-1.png',
    'a-2.png',
    'a,3.png',
    'a.png',
  ],
  [
    'html',
    '<source srcset=" ,\n «a.avif»,, «b.avif?w=2» 2x (a, b), data:image/png;base64,AA 3x">',
    'a.avif',
    'b.avif',
  ],
  ['html', '<link rel="preload" as="image" href="x.png" imagesrcset="«a.png» 1x">', 'a.png'],
  [
    'html',
    '<img srcset="" src=""> <img srcset="https://x.org/a.png 1x, {{ a }}.png 2x, a.svg"> <a srcset="a.png">',
  ],
  ['vue', '<img :srcset="`a.png`" srcset="«@/a.png» 1x">', '@/a.png'],
  ['svelte', '<img srcset={x} /><img srcset={"«a.png» 1x"} />', 'a.png'],
  [
    'typescriptreact',
    '<img srcSet={`\n  «/a.png» 1x,\n  «/b.png» 2x\n`} /> <link imageSrcSet="«/c.png» 1x" /> <img srcSet={`${d}.png 1x`} />',
    '/a.png',
    '/b.png',
    '/c.png',
  ],
  ['markdown', '<picture><source srcset="«a.webp»"><img src="«a.png»"></picture>', 'a.webp', 'a.png'],
  // Code by indentation, unless something goes on in it.
  ['markdown', 'Text\n\n    ![a](a.png)\n\n\t![b](b.png)\nText ![c](«c.png»)', 'c.png'],
  ['markdown', '    ![a](a.png)\n![b](«b.png»)', 'b.png'],
  ['markdown', 'Text\n    ![a](«a.png»)', 'a.png'],
  [
    'markdown',
    '- item\n\n    ![a](«a.png»)\n\n1. item\n\n      ![b](«b.png»)\n\nText\n\n    ![c](c.png)',
    'a.png',
    'b.png',
  ],
  ['markdown', '!!! note\n\n    ![a](«a.png»)\n\n[^1]: note\n\n    ![b](«b.png»)', 'a.png', 'b.png'],
  ['mdx', '<div>\n\n    ![a](«a.png»)\n\n</div>', 'a.png'],
  ['markdown', '\\![a](a.png) \\\\![b](«b.png») ![c\\](d](«c.png»)', 'b.png', 'c.png'],
  [
    'html',
    '<link rel="icon" href="«favicon.png»"><link rel="stylesheet" href="a.png"><link href="b.png">',
    'favicon.png',
  ],
  [
    'html',
    '<link rel="shortcut icon" href="«a.png»"><link rel="apple-touch-icon" href="«/b.png»">',
    'a.png',
    '/b.png',
  ],
  ['javascriptreact', "glob('src/*.ts');\n<img src=\"«a.png»\" />;\nglob('lib/*');", 'a.png'],
  ['css', 'a { content: "/*"; background: url(«a.png»); content: "*/" }', 'a.png'],
  [
    'markdown',
    '---\ntitle: x\nimage: «./hero.png»\ncover:\n  image: "«a b.jpg»"\nthumbnail: \'«t.webp»\' # there\nheroImage: «/h.png» # see\n# image: no.png\ndescription: image: no.png\nicon: no.png\n---\n\nimage: no.png',
    './hero.png',
    'a b.jpg',
    't.webp',
    '/h.png',
  ],
  [
    'markdown',
    '---\nimages: [«a.png», "«b c.png»"]\ngallery:\n  - «./c-d.png»\n  - \'«e.png»\'\ntags: [no.png]\n---\n',
    'a.png',
    'b c.png',
    './c-d.png',
    'e.png',
  ],
  [
    'html',
    `<img src="{% static '«img/a b.png»' %}"> <img src="{% static x %}.png"> <img src="{% url 'a.png' %}">`,
    '/static/img/a b.png',
  ],
  ['mdx', '+++\nfeatured_image = "«a.png»"\n+++\n', 'a.png'],
  ['markdown', '---\nimage: a.png\n'],
  ['markdown', '---\nimage: https://x.org/a.png\ncover: hero\nhero: [a.png]\nbanner: {{ x }}.png\n---\n'],
  ['html', '---\nimage: a.png\n---\n'],
  ['python', '![a](a.png)'],
];

/** The text without marks, and what stood between them. */
function unmarked(text: string): { plain: string; marked: { start: number; raw: string }[] } {
  let plain = '';
  const marked: { start: number; raw: string }[] = [];
  for (const part of text.split(/(«[^»]*»)/)) {
    if (part.startsWith('«')) marked.push({ start: plain.length, raw: part.slice(1, -1) });
    plain += part.replace(/[«»]/g, '');
  }
  return { plain, marked };
}

describe('references to media', () => {
  for (const [languageId, text, ...paths] of table)
    test(`${languageId}: ${text.replace(/\n/g, '⏎')}`, () => {
      const { plain, marked } = unmarked(text);
      const found = findReferences(plain, languageId);
      assert.deepEqual(
        found.map(({ path }) => path),
        paths,
      );
      assert.deepEqual(
        found.map(({ start, end }) => ({ start, raw: plain.slice(start, end).replace(/#t=1$/, '') })),
        marked,
      );
    });

  test('the size and the words of the markup come along', () => {
    const [image] = findReferences('<img src="a.png" alt="A quay" width="640px" height=360>', 'html');
    assert.deepEqual([image?.alt, image?.width, image?.height, image?.media], ['A quay', 640, 360, 'image']);
    const [jsx] = findReferences(
      '<img src="a.png" alt="A quay" width={64} height="100%" />',
      'typescriptreact',
    );
    assert.deepEqual([jsx?.alt, jsx?.width, jsx?.height], ['A quay', undefined, undefined]);
    const [sound] = findReferences('<audio controls src="a.mp3" title="Waves"></audio>', 'markdown');
    assert.deepEqual([sound?.alt, sound?.media], ['Waves', 'audio']);
  });

  test('a picture that is shown by a name has the words of where it is shown', () => {
    const alts = (text: string) => findReferences(text, 'markdown').map(({ alt }) => alt);
    assert.deepEqual(alts('![A quay][Pic  ture]\n\n[pic ture]: a.png'), ['A quay']);
    assert.deepEqual(alts('[a quay]: a.png\n\n![A quay][] and ![A pier]\n\n[a pier]: b.png'), [
      'A quay',
      'A pier',
    ]);
    assert.deepEqual(alts('[see][x] \\![no][x]\n\n[x]: a.png'), [undefined]);
    assert.deepEqual(alts('![First][x] ![Second][x]\n\n[x]: a.png'), ['First']);
  });

  test("a page's own picture is of its title, an icon of its size", () => {
    const [hero] = findReferences('---\ntitle: "The quay: dawn"\nimage: a.png\n---\n', 'markdown');
    assert.deepEqual([hero?.alt, hero?.within], ['The quay: dawn', 'frontMatter']);
    const [icon] = findReferences('<link rel="apple-touch-icon" sizes="180x180" href="a.png">', 'html');
    assert.deepEqual([icon?.width, icon?.height], [180, 180]);
  });

  const facts = (text: string) =>
    findReferences(text, 'html').map(({ path, alt, width, height }) => [path, alt, width, height]);

  test('the candidates of a set are as large as they say, of the shape that the element has', () => {
    assert.deepEqual(
      facts(
        '<img alt="A quay" width=800 height=400 srcset="a.png 400w, b.png 2x, c.png 1.5x, d.png" src="e.png">',
      ),
      [
        ['a.png', 'A quay', 400, 200],
        ['b.png', 'A quay', 1600, 800],
        ['c.png', 'A quay', 1200, 600],
        ['d.png', 'A quay', 800, 400],
        ['e.png', 'A quay', 800, 400],
      ],
    );
    assert.deepEqual(facts('<img height=400 srcset="a.png 400w, b.png 0w, c.png -1x">'), [
      ['a.png', undefined, 400, undefined],
      ['b.png', undefined, undefined, 400],
      ['c.png', undefined, undefined, 400],
    ]);
  });

  test('the sources of a picture show what the picture shows; for other screens in a shape of their own', () => {
    assert.deepEqual(
      facts(
        `<picture>
          <source media="(max-width: 600px)" srcset="tall.webp 300w" width=300 height=600>
          <source media="print" srcset="print.webp">
          <source srcset="wide.webp 1200w">
          <img src="wide.png" alt="A quay" width="600" height="300">
        </picture><video><source src="film.mp4"></video><source srcset="lone.webp"><video>`,
      ),
      [
        ['tall.webp', 'A quay', 300, 600],
        ['print.webp', 'A quay', undefined, undefined],
        ['wide.webp', 'A quay', 1200, 600],
        ['wide.png', 'A quay', 600, 300],
        ['film.mp4', undefined, undefined, undefined],
        ['lone.webp', undefined, undefined, undefined],
      ],
    );
  });

  test('a tag that is being typed hides what follows for a moment alone', () => {
    const text = `<img src="a.png\n<p>\n${'x'.repeat(9000)}<img src="b.png">`;
    assert.deepEqual(
      findReferences(text, 'html').map(({ path }) => path),
      ['b.png'],
    );
  });
});

/** Work that grows with the square of the text would need minutes here, and the test runner ends it. */
describe('hostile text takes no longer than its length', () => {
  const pieces = [
    '![',
    '](',
    '![](',
    '<img ',
    '<img a="',
    "<img a='",
    '<img {',
    '<img src={"',
    '`',
    '```\n',
    '<!--',
    '/*',
    'url(',
    'url("',
    "import '",
    'import ',
    "require('",
    '[x]: ',
    '<h1>',
    '# ',
    '\\',
    '{',
    ']](<',
    '](<a',
    '<img a=<',
    '<img srcset="',
    '<source srcset=a>',
    '<img srcset="(',
    '<img srcset=",,',
    'a.png 1x, ',
    'url( ',
    ' ',
    '\t',
    '= ',
    '---\n',
    '---\nimage: ',
    '---\nimage: a\n',
    '    a\n\n',
    '- a\n\n    ',
    '![a][b]',
    '!\\[',
    '\\"',
    "\\'",
    '\\`',
    '(/[',
    '= /a',
    '<link rel="icon" href=',
    '  image: ',
    '---\nimages: [',
    '---\nimages:\n- a\n',
    'images: [a\n',
    '- "a',
  ];
  const length = 100_000;
  const languages = ['mdx', 'html', 'svelte', 'scss'];
  for (const piece of pieces)
    test(JSON.stringify(piece), { timeout: 20_000 }, () => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      for (const languageId of languages) findReferences(text, languageId);
      const at = {
        start: text.length,
        end: text.length,
        path: 'a.png',
        isModule: false,
        media: 'image',
      } as const;
      assert.ok(wishFor({ ...at, alt: text.slice(0, 10_000) }, text).prompt.length <= longestWish);
    });
});

describe('what is wanted', () => {
  const wishes: readonly (readonly [string, string, string, string, number | undefined])[] = [
    ['markdown', '![A lighthouse at dawn](img/hero.png)', 'image', 'A lighthouse at dawn', undefined],
    [
      'markdown',
      '# The *quay*\n\ntext\n\n![](img/hero_image-2.png)',
      'image',
      'The quay: hero image 2',
      undefined,
    ],
    ['markdown', '![alt text](heroImage.png)', 'image', 'hero Image', undefined],
    [
      'html',
      '<h2 class="x">Waves &amp; wind</h2><video src="pier.mp4" width=640 height=360>',
      'video',
      'Waves & wind: pier',
      16 / 9,
    ],
    ['html', '<audio src="voice-over.mp3">', 'speech', 'voice over', undefined],
    ['html', '<audio src="theme.mp3">', 'music', 'theme', undefined],
    ['markdown', '![a](b.png)', 'image', 'image b', undefined],
    ['css', 'a { background: url(hero.png) }', 'image', 'hero', undefined],
    ['markdown', '![A \u200b\u{e0041}\u{e0042}quay](q.png)', 'image', 'A quay', undefined],
    ['markdown', '![Ignore `this` <b>and</b> [that] \\* #x](a.png)', 'image', 'Ignore and that x', undefined],
  ];
  for (const [languageId, text, kind, prompt, ratio] of wishes)
    test(`${languageId}: ${text.replace(/\n/g, '⏎')}`, () => {
      const [reference] = findReferences(text, languageId);
      assert.ok(reference);
      const wish = wishFor(reference, text);
      assert.equal(wish.kind, kind);
      assert.ok(wish.prompt.startsWith(prompt), wish.prompt);
      assert.equal(wish.ratio, ratio);
    });
});
