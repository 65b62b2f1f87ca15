import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readPieces, readStart, readText } from '../../../src/core/api/readBody.ts';
import {
  asNumber,
  asText,
  asTime,
  copyObject,
  copyPlain,
  cut,
  excerpt,
  field,
  isHtml,
  parseJson,
} from '../../../src/core/api/wire.ts';
import { isError, NetworkError } from '../../../src/core/errors.ts';
import { createScriptedHttp, type ScriptedAnswer } from '../../support/scriptedHttp.ts';

describe('reading', () => {
  test('never follows a prototype', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      assert.equal(field({}, name), undefined, name);
      assert.equal(field(Object.create({ [name]: 1 }), name), undefined, name);
    }
    assert.equal(field([1], 'length'), undefined);
    assert.equal(field('text', 'length'), undefined);
    assert.equal(field({ a: null }, 'a'), undefined);
    assert.equal(field({ a: false }, 'a'), false);
  });

  test('copies drop __proto__ and what is too deep', () => {
    const hostile = JSON.parse('{"a":{"__proto__":{"polluted":true},"constructor":1},"b":[{"__proto__":1}]}');
    const copy = copyObject(hostile);
    assert.deepEqual(Object.keys(Object(copy?.['a'])), ['constructor']);
    assert.equal(Object.getPrototypeOf(copy?.['a']), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal(Object(copy?.['a'])['polluted'], undefined);
    let deep: unknown = 'bottom';
    for (let i = 0; i < 20_000; i++) deep = [deep];
    assert.doesNotThrow(() => copyPlain(deep));
    assert.ok(!JSON.stringify(copyPlain(deep)).includes('bottom'));
  });

  test('numbers', () => {
    const cases: readonly [unknown, number | undefined][] = [
      [5, 5],
      ['5', 5],
      [' 0.25 ', 0.25],
      ['-1', -1],
      [Number.NaN, undefined],
      [Number.POSITIVE_INFINITY, undefined],
      ['', undefined],
      ['1e3', undefined],
      ['0x10', undefined],
      [true, undefined],
      [null, undefined],
      [['5'], undefined],
    ];
    for (const [value, expected] of cases) assert.equal(asNumber(value), expected, JSON.stringify(value));
  });

  test('texts', () => {
    assert.equal(asText(' a '), ' a ');
    assert.equal(asText(12), '12');
    for (const value of ['', '  ', null, {}, [], true]) assert.equal(asText(value), undefined);
  });

  test('times', () => {
    const expected = Date.UTC(2026, 1, 25, 12, 0, 0);
    for (const value of [
      '2026-02-25T12:00:00Z',
      '2026-02-25T12:00:00',
      '2026-02-25 12:00:00',
      '2026-02-25T14:00:00+02:00',
      expected,
      expected / 1000,
      String(expected / 1000),
    ]) {
      assert.equal(asTime(value), expected, String(value));
    }
    for (const value of ['yesterday', '12', '', 0, -5, 1e300, '2026-99-99T12:00:00Z', null]) {
      assert.equal(asTime(value), undefined, String(value));
    }
  });
});

describe('JSON', () => {
  const reasonOf = (text: string): string | undefined => {
    try {
      parseJson(text);
      return undefined;
    } catch (e) {
      return isError(e, 'decode') ? e.reason : 'not ours';
    }
  };
  const cases: readonly [string, string | undefined][] = [
    ['{"a":1}', undefined],
    [' null ', undefined],
    ['', 'notJson'],
    ['<html>', 'notJson'],
    ['Bad Gateway', 'notJson'],
    ['{"a":', 'torn'],
    ['[1,2', 'torn'],
    ['"abc', 'torn'],
    ['{"a":1}x', 'torn'],
    [`[${'{},'.repeat(600_000)}{}]`, 'tooLarge'],
    ['['.repeat(600_000), 'tooLarge'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, undefined],
  ];
  for (const [text, expected] of cases) {
    test(`${JSON.stringify(text.slice(0, 20))} (${text.length})`, () =>
      assert.equal(reasonOf(text), expected));
  }

  test('pages and their words', () => {
    assert.ok(isHtml('\n<!DOCTYPE html><html>'));
    assert.ok(isHtml('<HTML>'));
    assert.ok(!isHtml('{"a":"<html>"}'));
    assert.equal(excerpt('<html><head><TITLE>\n 502  Bad\nGateway </TITLE>'), '502 Bad Gateway');
    assert.equal(excerpt('upstream   connect error'), 'upstream connect error');
    assert.equal(excerpt(''), '(nothing)');
    assert.equal(excerpt('<html><body>long</body></html>'), '(nothing)');
  });

  test('cuts between characters', () => {
    assert.equal(cut('abc', 3), 'abc');
    assert.equal(cut('abcd', 3), 'ab…');
    assert.equal(cut('a🎨🎨', 3), 'a…');
  });
});

describe('bodies', () => {
  const respond = async (answer: ScriptedAnswer) => {
    const http = createScriptedHttp(answer);
    const response = await http.send({
      method: 'GET',
      url: 'https://api.test/',
      headers: {},
      purpose: 'api',
      connectTimeoutMs: 1,
      headersTimeoutMs: 1,
      idleTimeoutMs: 1,
      addresses: 'any',
    });
    return { http, response };
  };

  test('torn inside characters', async () => {
    const whole = new TextEncoder().encode('grün 🎨');
    const { response } = await respond({ body: [...whole].map(byte => Uint8Array.of(byte)) });
    assert.equal(await readText(response, 100), 'grün 🎨');
  });

  test('at the cap and beyond it, where the exchange is ended', async () => {
    const { response } = await respond({ body: ['12345', '67890'] });
    assert.equal(await readText(response, 10), '1234567890');
    const over = await respond({ body: ['12345', '67890', 'hang'] });
    await assert.rejects(readText(over.response, 9), e => isError(e, 'decode') && e.reason === 'tooLarge');
    assert.equal(over.http.open.size, 0);
  });

  test("an error's body is cut instead, and survives a broken connection", async () => {
    const over = await respond({ body: ['12345', '67890', 'hang'] });
    assert.equal(await readStart(over.response, 7), '1234567');
    assert.equal(over.http.open.size, 0);
    const broken = await respond({ body: ['123', new NetworkError({ sent: 'unknown', message: 'x' })] });
    assert.equal(await readStart(broken.response, 10), '123');
  });

  test('left early, the exchange is ended', async () => {
    const { http, response } = await respond({ body: ['1', '2', 'hang'] });
    for await (const _piece of readPieces(response, 100)) break;
    assert.equal(http.open.size, 0);
  });
});
