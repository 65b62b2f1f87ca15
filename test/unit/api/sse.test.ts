import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SseEvent, SseParser } from '../../../src/core/api/sse.ts';
import { isError } from '../../../src/core/errors.ts';

function parse(chunks: readonly Uint8Array[], cap = 1000): readonly SseEvent[] {
  const parser = new SseParser(cap);
  return [...chunks.flatMap(chunk => parser.push(chunk)), ...parser.end()];
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const datas = (text: string): readonly string[] => parse([bytes(text)]).map(event => event.data);

describe('events', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['LF', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['CR', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['mixed', 'data: a\r\n\ndata: b\r\r\n', ['a', 'b']],
    ['comments', ': hello\n\n:\ndata: a\n: inside\n\n', ['a']],
    ['no space, two spaces', 'data:a\n\ndata:  b\n\n', ['a', ' b']],
    ['several lines', 'data: a\ndata\ndata: b\n\n', ['a\n\nb']],
    ['other fields', 'id: 7\nretry: 10\nfoo: bar\ndata: a\n\n', ['a']],
    ['no data', 'event: ping\n\ndata: a\n\n', ['a']],
    ['no last empty line', 'data: a\n\ndata: [DONE]', ['a', '[DONE]']],
    ['byte order mark', '\uFEFFdata: a\n\n', ['a']],
    ['nothing', '', []],
    ['empty lines', '\n\n\r\n\n', []],
  ];
  for (const [name, text, expected] of cases) test(name, () => assert.deepEqual(datas(text), expected));

  test('the type belongs to one event', () => {
    assert.deepEqual(parse([bytes('event: error\ndata: a\n\ndata: b\n\n')]), [
      { type: 'error', data: 'a' },
      { type: '', data: 'b' },
    ]);
  });
});

test('torn at every byte, and into single bytes, it says the same', () => {
  const whole = bytes(
    'data: grün 🎨\r\ndata: zwei\r\n\r\n: c\r\nevent: x\rdata: é\r\rdata: 漢字\n\ndata: end',
  );
  const expected = [
    { type: '', data: 'grün 🎨\nzwei' },
    { type: 'x', data: 'é' },
    { type: '', data: '漢字' },
    { type: '', data: 'end' },
  ];
  for (let at = 0; at <= whole.length; at++) {
    assert.deepEqual(parse([whole.subarray(0, at), whole.subarray(at)]), expected, `torn at ${at}`);
  }
  assert.deepEqual(parse([...whole].map(byte => Uint8Array.of(byte))), expected);
});

test('an empty piece between CR and LF is no line', () => {
  const pieces = [bytes('data: a\r'), bytes(''), bytes('\ndata: b\n\n')];
  assert.deepEqual(parse(pieces), [{ type: '', data: 'a\nb' }]);
});

describe('the cap', () => {
  const isTooLarge = (e: unknown): boolean => isError(e, 'decode') && e.reason === 'tooLarge';

  test('holds for a line that never ends, before it is whole', () => {
    const parser = new SseParser(100);
    parser.push(bytes(`data: ${'x'.repeat(90)}`));
    assert.throws(() => parser.push(bytes('x'.repeat(20))), isTooLarge);
  });

  test('holds for many lines of one event', () => {
    assert.throws(() => parse([bytes('data: 0123456789\n'.repeat(7))], 100), isTooLarge);
  });

  test('holds for a comment that never ends', () => {
    assert.throws(() => parse([bytes(`:${'x'.repeat(101)}`)], 100), isTooLarge);
  });

  test('is of one event, not of the stream, and heartbeats do not add up', () => {
    assert.equal(parse([bytes('data: 0123456789\n\n'.repeat(50))], 20).length, 50);
    assert.deepEqual(parse([bytes(`data: a\n${': ping\n'.repeat(50)}\n`)], 20), [{ type: '', data: 'a' }]);
  });
});
