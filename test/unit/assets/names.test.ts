import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSafeName, maxBaseBytes, safeName, slugOf } from '../../../src/core/assets/names.ts';

/** Text that came as a name, and what is made of it. */
const hostile: readonly (readonly [string, string])[] = [
  ['../../etc/passwd', 'etc-passwd'],
  ['..\\..\\windows\\system32', 'windows-system32'],
  ['/absolute', 'absolute'],
  ['C:\\Users\\x', 'C-Users-x'],
  ['\\\\server\\share', 'server-share'],
  ['..', ''],
  ['.', ''],
  ['...', ''],
  ['', ''],
  ['   ', ''],
  ['.git', 'git'],
  ['.vscode', 'vscode'],
  ['.env', 'env'],
  ['git~1', '_git~1'],
  ['GIT~2', '_GIT~2'],
  ['CON', '_CON'],
  ['con.png', '_con.png'],
  ['Prn', '_Prn'],
  ['aux.h', '_aux.h'],
  ['NUL', '_NUL'],
  ['nul .txt', '_nul .txt'],
  ['COM1', '_COM1'],
  ['com9.tar.gz', '_com9.tar.gz'],
  ['COM¹', '_COM¹'],
  ['LPT³.x', '_LPT³.x'],
  ['CONIN$', '_CONIN$'],
  ['conout$', '_conout$'],
  ['name.', 'name'],
  ['name. . .', 'name'],
  ['name ', 'name'],
  ['a\u0000b', 'a-b'],
  ['a\u001b[31mb', 'a-[31mb'],
  ['a\u007fb\u0085c', 'a-b-c'],
  ['a\nb\r\nc', 'a-b-c'],
  ['gpj.\u202egnp.exe', 'gpj.gnp.exe'],
  ['a\u2066b\u2069', 'ab'],
  ['a\u200bb\u200dc\ufeff', 'abc'],
  ['\u200b.git', 'git'],
  ['.g\u200cit', 'git'],
  ['a\u00adb', 'ab'],
  ['\u3164', ''],
  ['a\ud800b', 'a-b'],
  ['\udc00', ''],
  ['a\u2028b', 'a-b'],
  ['a\ue000b', 'a-b'],
  ['e\u0301', 'é'],
  ['<script>alert(1)</script>', 'script-alert(1)-script-'],
  ['a:b|c?d*e"f', 'a-b-c-d-e-f'],
  ['file::$DATA', 'file-$DATA'],
  ['-rf', 'rf'],
  ['a\u00a0b\u3000c', 'a b c'],
];

describe('safeName', () => {
  for (const [text, expected] of hostile) {
    test(JSON.stringify(text), () => {
      assert.equal(safeName(text), expected);
    });
  }

  test('is at most so many bytes, cut between letters', () => {
    for (const letter of ['a', 'é', '漢', '😀']) {
      const name = safeName(letter.repeat(500));
      assert.ok(Buffer.byteLength(name) <= maxBaseBytes, letter);
      assert.ok(Buffer.byteLength(name) > maxBaseBytes - 4, letter);
      assert.ok(name.isWellFormed(), letter);
    }
    assert.equal(safeName('abc def', 4), 'abc');
  });

  test('changes nothing the second time', () => {
    for (const [text] of hostile)
      assert.equal(safeName(safeName(text)), safeName(text), JSON.stringify(text));
  });

  test('keeps what people write', () => {
    for (const name of ['Hero image (final) v1.2', '夕焼け', 'naïve_Ünïcode', "it's", 'a+b=c, d;e', '😀']) {
      assert.equal(safeName(name), name);
      assert.equal(isSafeName(name), true);
    }
  });

  test('isSafeName tells a name that would have to change', () => {
    for (const name of ['', '.git', 'a/b', 'CON', 'a ', 'a\u202eb', 'x'.repeat(300)]) {
      assert.equal(isSafeName(name), false, name);
    }
  });
});

const slugs: readonly (readonly [string, string])[] = [
  ['A red bicycle, at dawn!', 'a-red-bicycle-at-dawn'],
  ['Café Zürich – Ångström', 'cafe-zurich-angstrom'],
  ['straße æsop Łódź øre', 'strasse-aesop-lodz-ore'],
  ['İstanbul ışık', 'istanbul-isik'],
  ['夕焼けのガレージ', '夕焼けのガレージ'],
  ['красный ёлка', 'красный-ёлка'],
  ['हिन्दी चित्र', 'हिन्दी-चित्र'],
  ['한국어 그림', '한국어-그림'],
  ['ＦＵＬＬ　ｗｉｄｔｈ', 'full-width'],
  ['ﬁne ½', 'fine-1-2'],
  ['../../etc/passwd', 'etc-passwd'],
  ['$' + '{taskId}', 'taskid'],
  ['con', '_con'],
  ['COM¹', '_com1'],
  ['🚀🚀', ''],
  ['!!!', ''],
  ['', ''],
  ['a\u202eb\u200bc', 'abc'],
  ['a\ud800b', 'a-b'],
  ['\u0301\u0301', ''],
  ['x\u0301\u0302\u0303y', 'xy'],
];

describe('slugOf', () => {
  for (const [text, expected] of slugs) {
    test(JSON.stringify(text), () => assert.equal(slugOf(text), expected));
  }

  test('is at most 60 characters, cut between words', () => {
    assert.equal(slugOf(`${'word '.repeat(30)}`), Array(12).fill('word').join('-'));
    assert.equal(Array.from(slugOf('a'.repeat(5000))).length, 60);
    assert.equal(Array.from(slugOf('漢'.repeat(5000))).length, 60);
    assert.ok(Buffer.byteLength(slugOf('𠀀'.repeat(100))) <= maxBaseBytes);
  });

  test('text that grows when it is folded stays small', () => {
    assert.ok(Array.from(slugOf('\ufdfa'.repeat(1000))).length <= 60);
  });
});
