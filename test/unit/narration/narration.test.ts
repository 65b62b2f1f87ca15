import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dialogueOf, speakersOf, spokenLine } from '../../../src/core/narration/dialogue.ts';
import { speakableText } from '../../../src/core/narration/speakable.ts';
import { splitSpeech } from '../../../src/core/narration/splitSpeech.ts';

const page = `---
title: The quay
---
import x from './x.js';

# The *quay* ##

A [small](https://example.org/a_(b)) **harbour** with
_two_ piers<br>and snake_case. ![boat](boat.png)

\`\`\`sh
rm -rf /
\`\`\`
<!-- nothing -->
- first \`code\` item
- second!

| sea | wind |
| --- | ---- |
| calm | 3 &amp; 4 |

> quoted

[a]: https://example.org
***
`;

describe('the words of a document', () => {
  test('are read without its markup', () => {
    assert.deepEqual(speakableText(page, 'mdx').split('\n'), [
      'The quay.',
      'A small harbour with two piers and snake_case.',
      'first item.',
      'second!',
      'sea, wind.',
      'calm, 3 & 4.',
      'quoted.',
    ]);
  });

  test('stay as they are in plain text', () => {
    assert.equal(speakableText('a * b\n\n  # c  \n', 'plaintext'), 'a * b\n# c');
  });

  test('are none where there are none', () => {
    assert.equal(speakableText('```\ncode\n```\n![a](b.png)\n', 'markdown'), '');
  });

  test('take no longer than the text, whatever it is', { timeout: 20_000 }, () => {
    for (const piece of [
      '[',
      '![',
      '](',
      '<',
      '*',
      '_',
      '`',
      '| ',
      '> ',
      '- ',
      '#',
      '&',
      '<!--',
      '<script>',
      'A: ',
      '---\n',
      '----\n',
      '<pre>',
      '<p>',
      '<b ',
      '&#',
      '[[',
      '{',
      'a::',
      ':a:`',
      '.. a::\n',
      'a::\n  b\n',
      '|',
      '\n',
      '\\',
    ])
      for (const languageId of ['markdown', 'html', 'asciidoc', 'restructuredtext']) {
        const text = speakableText(piece.repeat(20_000), languageId);
        splitSpeech(dialogueOf(text), 3000);
      }
  });
});

describe('a dialogue', () => {
  test('has a speaker for each line, who goes on where no other begins', () => {
    const text = speakableText('**Ada:** Hello.\nIt is cold.\n\nBo: Yes!\n\nQuite.\n', 'markdown');
    assert.deepEqual(dialogueOf(text), [
      { voice: 'Ada', text: 'Hello. It is cold.' },
      { voice: 'Bo', text: 'Yes! Quite.' },
    ]);
    assert.deepEqual(speakersOf(dialogueOf(text)), ['Ada', 'Bo']);
  });

  test('is no text with a note, a time or an address in it', () => {
    for (const text of [
      'Note: mind the gap.',
      'At 12:30 we left.\nIt was late.',
      'See: https://x.org\nb\nc\nd\nWarning: e\nf',
    ])
      assert.deepEqual(dialogueOf(text), [{ text }]);
    assert.deepEqual(dialogueOf(' \n'), []);
  });

  test('is no list of changes, of remarks or of many terms', () => {
    const terms = Array.from({ length: 11 }, (_, at) => `Term ${at}: its meaning.`).join('\n');
    for (const text of ['Added: a quay.\nFixed: the crane.', 'Note: mind it.\nTip: look up.', terms])
      assert.deepEqual(dialogueOf(text), [{ text }]);
    for (const [language, item] of Object.entries({ plaintext: '- ', markdown: '* ' })) {
      const text = speakableText(`${item}Start: it runs.\n${item}Stop: it ends.\n`, language);
      assert.deepEqual(speakersOf(dialogueOf(text)), [], language);
    }
  });

  test('has its lines spelled as people write them', () => {
    assert.deepEqual(spokenLine(' Dr. Ada O’Neil: hi '), { text: 'Dr. Ada O’Neil: hi' });
    assert.deepEqual(spokenLine("Ada O'Neil: hi"), { voice: "Ada O'Neil", text: 'hi' });
    assert.deepEqual(spokenLine('Ada:'), { text: 'Ada:' });
  });
});

describe('parts of a speech', () => {
  test('end with sentences', () => {
    const text = 'One is here. Two is there! Is three? Four.';
    assert.deepEqual(
      splitSpeech([{ text }], 28).map(part => part.map(line => line.text)),
      [['One is here. Two is there!'], ['Is three? Four.']],
    );
    assert.deepEqual(splitSpeech([{ text }], 1000), [[{ text }]]);
  });

  test('keep who speaks', () => {
    const lines = [
      { voice: 'Ada', text: 'One two. Three four.' },
      { voice: 'Bo', text: 'Five.' },
    ];
    assert.deepEqual(splitSpeech(lines, 12), [
      [{ voice: 'Ada', text: 'One two.' }],
      [{ voice: 'Ada', text: 'Three four.' }],
      [{ voice: 'Bo', text: 'Five.' }],
    ]);
    assert.deepEqual(splitSpeech(lines, 100), [lines], 'what is said in one go stays one line');
    const twice = [lines[0] ?? { text: '' }, lines[0] ?? { text: '' }];
    assert.deepEqual(splitSpeech(twice, 100), [twice]);
  });

  test('lose no word, whatever the limit', () => {
    const text = `${'word '.repeat(200)}. ${'😀'.repeat(120)} ${'長い文です。'.repeat(40)}`;
    for (const limit of [1, 7, 50, 400]) {
      const parts = splitSpeech([{ text }], limit);
      const spoken = parts.map(part => part.map(line => line.text).join('')).join('');
      assert.equal(spoken.replace(/\s/g, ''), text.replace(/\s/g, ''));
      for (const part of parts) assert.ok([...part.map(line => line.text).join('')].length <= limit);
    }
  });

  test('are none of nothing', () => assert.deepEqual(splitSpeech([], 10), []));
});
