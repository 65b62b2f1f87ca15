import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { insertionFor, toPlainText, toSnippetText } from '../../../../src/core/assets/insert/snippet.ts';
import { joinUri, segmentsBelow } from '../../../../src/core/assets/uriPath.ts';

const root = 'file:///home/ada/site';
const image = { uri: `${root}/assets/hero.png`, mime: 'image/png', width: 640, height: 360 };
const served = { ...image, uri: `${root}/public/img/hero.png` };
const video = { uri: `${root}/assets/clip.mp4`, mime: 'video/mp4', width: 640, height: 360 };
const audio = { uri: `${root}/assets/song.mp3`, mime: 'audio/mpeg' };

function insert(asset: typeof audio, languageId: string, document = 'docs/page') {
  return insertionFor(asset, { uri: `${root}/${document}`, languageId, workspaceFolder: root });
}

const table: readonly (readonly [string, typeof audio, string])[] = [
  ['markdown', image, '![alt text](../assets/hero.png)'],
  ['markdown', served, '![alt text](../public/img/hero.png)'],
  ['markdown', video, '<video controls src="../assets/clip.mp4" width="640" height="360"></video>'],
  ['markdown', audio, '<audio controls src="../assets/song.mp3"></audio>'],
  ['mdx', served, '<img src="/img/hero.png" alt="alt text" width={640} height={360} loading="lazy" />'],
  ['html', image, '<img src="../assets/hero.png" alt="alt text" width="640" height="360" loading="lazy">'],
  ['html', served, '<img src="/img/hero.png" alt="alt text" width="640" height="360" loading="lazy">'],
  ['html', video, '<video controls src="../assets/clip.mp4" width="640" height="360"></video>'],
  ['html', audio, '<audio controls src="../assets/song.mp3"></audio>'],
  ['typescriptreact', image, '<img src={heroUrl} alt="alt text" width={640} height={360} loading="lazy" />'],
  [
    'javascriptreact',
    served,
    '<img src="/img/hero.png" alt="alt text" width={640} height={360} loading="lazy" />',
  ],
  ['javascriptreact', video, '<video controls src={clipUrl} width={640} height={360} />'],
  ['javascriptreact', audio, '<audio controls src={songUrl} />'],
  ['vue', served, '<img src="/img/hero.png" alt="alt text" width="640" height="360" loading="lazy">'],
  ['svelte', image, '<img src={heroUrl} alt="alt text" width="640" height="360" loading="lazy" />'],
  ['astro', served, '<img src="/img/hero.png" alt="alt text" width="640" height="360" loading="lazy" />'],
  ['css', image, 'url("../assets/hero.png")'],
  ['scss', served, 'url("/img/hero.png")'],
  ['less', image, 'url("../assets/hero.png")'],
  ['latex', image, '\\includegraphics[width=\\linewidth]{../assets/hero.png}'],
  [
    'latex',
    { ...image, uri: `${root}/assets/a_b%20100%25%231.png` },
    '\\includegraphics[width=\\linewidth]{\\detokenize{../assets/a_b 100}\\csname @percentchar\\endcsname \\csname c_hash_str\\endcsname 1.png}',
  ],
  ['latex', audio, '\\href{run:../assets/song.mp3}{link text}'],
  ['asciidoc', image, 'image::../assets/hero.png[alt text,640,360]'],
  ['asciidoc', video, 'video::../assets/clip.mp4[]'],
  ['restructuredtext', image, '.. image:: ../assets/hero.png\n   :alt: alt text\n'],
  ['restructuredtext', audio, '.. raw:: html\n\n   <audio controls src="../assets/song.mp3"></audio>\n'],
  ['json', image, '../assets/hero.png'],
  ['yaml', served, '../public/img/hero.png'],
  ['plaintext', video, '../assets/clip.mp4'],
  ['python', audio, '../assets/song.mp3'],
];

describe('insertionFor', () => {
  for (const [languageId, asset, expected] of table) {
    test(`${languageId}: ${expected.trim()}`, () => {
      assert.equal(toPlainText(insert(asset, languageId).parts), expected);
    });
  }

  test('a picture of unknown size has none', () => {
    assert.equal(
      toPlainText(insert({ uri: image.uri, mime: 'image/png' }, 'html').parts),
      '<img src="../assets/hero.png" alt="alt text" loading="lazy">',
    );
  });

  test('encodes whatever would end a link, an attribute or a function', () => {
    const odd = { uri: joinUri(root, ['my (1) "a\' & #ü%.png']), mime: 'image/png' };
    const url = '../my%20%281%29%20%22a%27%20%26%20%23%C3%BC%25.png';
    assert.equal(toPlainText(insert(odd, 'markdown').parts), `![alt text](${url})`);
    assert.equal(toPlainText(insert(odd, 'html').parts), `<img src="${url}" alt="alt text" loading="lazy">`);
    assert.equal(toPlainText(insert(odd, 'css').parts), `url("${url}")`);
    assert.equal(toPlainText(insert(odd, 'json').parts), '../my (1) "a\' & #ü%.png');
    const expression = `new URL('${url}', import.meta.url).href`;
    assert.equal(
      toPlainText(insert(odd, 'typescriptreact').parts),
      `<img src={${expression}} alt="alt text" loading="lazy" />`,
    );
    const quoted = { uri: joinUri(root, ["my (1) 'a & ü%.png"]), mime: 'image/png' };
    assert.equal(
      insert(quoted, 'typescriptreact').importLine,
      "import my1AUrl from '../my (1) \\'a & ü%.png';",
    );
  });

  test('imports by a path that no package can be meant by', () => {
    const beside = insert(image, 'typescriptreact', 'assets/page.tsx');
    assert.equal(beside.importLine, "import heroUrl from './hero.png';");
    assert.equal(
      insert({ ...image, uri: `${root}/a/2-x.png` }, 'javascriptreact').importLine,
      "import asset2XUrl from '../a/2-x.png';",
    );
    assert.equal(insert(served, 'typescriptreact').importLine, undefined);
  });

  const paths: readonly (readonly [string, string, string, string])[] = [
    ['beside the document', `${root}/docs/a.png`, `${root}/docs/page.md`, 'a.png'],
    ['below it', `${root}/docs/img/a.png`, `${root}/docs/page.md`, 'img/a.png'],
    ['far above', `${root}/a.png`, `${root}/x/y/z.md`, '../../a.png'],
    ['outside of the workspace', 'file:///srv/a.png', `${root}/page.md`, '../../../srv/a.png'],
    ['a document without a place', `${root}/assets/a.png`, 'untitled:Untitled-1', 'assets/a.png'],
    ['another machine', 'vscode-remote://box/a.png', `${root}/page.md`, 'vscode-remote://box/a.png'],
    ['another drive', 'file:///d%3A/a.png', 'file:///c%3A/page.md', 'file:///d%3A/a.png'],
    ['a drive in the other case', 'file:///C%3A/img/a.png', 'file:///c%3A/page.md', 'img/a.png'],
    ['a folder named as the file', `${root}/a/a.png`, `${root}/a.md`, 'a/a.png'],
  ];
  for (const [name, asset, document, expected] of paths) {
    test(`the path to ${name}`, () => {
      const inserted = insertionFor(
        { uri: asset, mime: 'image/png' },
        { uri: document, languageId: 'plaintext', workspaceFolder: root },
      );
      assert.equal(toPlainText(inserted.parts), expected);
    });
  }

  test('public roots count where they are, from outside only', () => {
    const nested = { ...image, uri: `${root}/apps/web/public/a/b.png` };
    assert.match(toPlainText(insert(nested, 'html', 'apps/web/src/x.html').parts), /src="\/a\/b.png"/);
    assert.match(toPlainText(insert(nested, 'html', 'apps/web/public/x.html').parts), /src="a\/b.png"/);
    const fake = { ...image, uri: `${root}/img/public` };
    assert.match(toPlainText(insert(fake, 'html', 'x.html').parts), /src="img\/public"/);
    assert.match(
      toPlainText(insert({ ...image, uri: `${root}/static/c.png` }, 'css', 'x.css').parts),
      /url\("\/c.png"\)/,
    );
  });
});

test('toSnippetText escapes the literal text and numbers the stops', () => {
  const parts = [{ text: 'a$b}c\\d' }, { placeholder: 'x}y' }, { text: '{' }, { placeholder: 'z' }];
  assert.equal(toSnippetText(parts), 'a\\$b\\}c\\\\d$' + '{1:x\\}y}{$' + '{2:z}');
  assert.equal(toSnippetText(insert(image, 'markdown').parts), '![$' + '{1:alt text}](../assets/hero.png)');
});

test('segmentsBelow compares whole segments', () => {
  assert.deepEqual(segmentsBelow('file:///a/b', 'file:///a/b/c%20d/e'), ['c d', 'e']);
  assert.deepEqual(segmentsBelow('file:///a/b/', 'file:///a/b'), []);
  assert.equal(segmentsBelow('file:///a/b', 'file:///a/bc'), undefined);
  assert.equal(segmentsBelow('file:///a', 'vscode-vfs://github/a/b'), undefined);
  assert.equal(segmentsBelow('nonsense', 'file:///a'), undefined);
  assert.deepEqual(segmentsBelow('file:///a', 'file:///a/%zz'), ['%zz']);
});
