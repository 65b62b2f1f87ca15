/** A key that comes back in an answer is taken out of it before anything looks at it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { createWithoutKey } from '../../../src/core/api/withoutKey.ts';
import { errorText } from '../../../src/core/errors.ts';
import { createApiHarness } from '../../support/apiHarness.ts';

/** Signs that patterns, URLs, JSON and base64 give a meaning of their own. */
const key = 'aio_Q7~x?/b+N$9=~z?~canary';
const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

/** How services and gateways write what they were sent. `kept` is what of it gives the key away. */
const echoes: Readonly<Record<string, string>> = {
  'as it is': `key ${key} is unknown`,
  'as a header': `authorization: Bearer ${key}`,
  'in percent coding': `https://a.example/?k=${encodeURIComponent(key)}&x=1`,
  'in percent coding, each sign': `x=${Array.from(key, c => `%${c.charCodeAt(0).toString(16)}`).join('')}`,
  'in base64': `{"token":"${inBase64(key)}"}`,
  'in base64, as a header': inBase64(`Bearer ${key}`),
  'in base64, as Basic': `Basic ${inBase64(`u:${key}`)}`,
  'in base64 of a longer text': inBase64(`Host: a.example\r\nAuthorization: Bearer ${key}\r\nX: y`),
  'in base64url': Buffer.from(`Bearer ${key}`).toString('base64url'),
  'in base64 with the escapes of PHP': inBase64(`Bearer ${key}`).replaceAll('/', '\\/'),
  'over lines': key.replace(/(.{5})/g, '$1\r\n  '),
  'over lines of a JSON text': key.replace(/(.{5})/g, '$1\\n'),
  'in escapes of JSON': Array.from(key, c => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
};

/** Whether any reading of `text` still holds six signs of the key in a row. */
function gaveAway(text: string): boolean {
  const readings = [
    text,
    text.replace(/\\u00(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  ];
  readings.push(text.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))));
  for (const [word] of text.replaceAll('\\/', '/').matchAll(/[\w+/-]{8,}/g))
    for (const from of [0, 1, 2, 3])
      readings.push(Buffer.from(word.slice(from), 'base64').toString('latin1'));
  const pieces = Array.from({ length: key.length - 5 }, (_, at) => key.slice(at, at + 6));
  return readings
    .map(reading => reading.replace(/\s|\\[nr]/g, ''))
    .some(reading => pieces.some(piece => reading.includes(piece)));
}

describe('the key', () => {
  for (const [name, echo] of Object.entries(echoes)) {
    test(`${name} is found and goes`, () => {
      assert.ok(gaveAway(echo), 'the echo gives it away');
      assert.ok(!gaveAway(createWithoutKey(key)(echo)), createWithoutKey(key)(echo));
    });
  }

  test('alone goes: other texts stay as they are, also beside short keys', () => {
    const text = `a${'aio_other_key_0123'} ${inBase64('some other text')} %41`;
    assert.equal(createWithoutKey(key)(text), text);
    assert.equal(createWithoutKey('a')('banana'), 'banana');
  });
});

describe('no error tells the key, however the service echoes it and however the error is looked at', () => {
  for (const [name, echo] of Object.entries(echoes)) {
    test(name, async () => {
      // Escapes of JSON stand in JSON as they are; all the rest is a text of it.
      const text = echo.includes('\\') ? `"${echo}"` : JSON.stringify(echo);
      const bodies = [
        { status: 401, body: `{"error":{"code":"x","message":${text},"type":"authentication_error"}}` },
        { status: 500, body: `<title>${echo}</title>` },
        { body: `{"code":422,"msg":${text},"data":null}` },
        { body: `{"data":{"task_id":${text}}}` },
        { body: echo },
      ];
      for (const answer of bodies) {
        const { client, log } = createApiHarness([answer], { connection: { key } });
        const error = await client.createTask('/images/generations', {}).then(
          () => assert.fail('this was no good answer'),
          (e: unknown) => e,
        );
        const seen = [
          inspect(error, { depth: 20, showHidden: true }),
          errorText(error),
          JSON.stringify(error),
        ];
        for (const said of [...seen, ...log]) assert.ok(!gaveAway(said), said);
      }
    });
  }
});

test('no task tells the key: status, reason, addresses and request', async () => {
  for (const echo of Object.values(echoes)) {
    const text = echo.includes('\\') ? `"${echo}"` : JSON.stringify(echo);
    const body = `{"data":{"task_id":"t1","status":"FAILED","error_message":${text},"state":${text},
      "request":{"prompt":${text}},"response":[${text}]}}`;
    const { client } = createApiHarness([{ body }], { connection: { key } });
    const said = JSON.stringify(await client.getTask('t1'));
    assert.ok(!gaveAway(said.replaceAll('\\\\', '\\')), said);
  }
});

test('no chat tells the key, in one piece or as a stream', async () => {
  for (const echo of Object.values(echoes)) {
    const text = echo.includes('\\') ? `"${echo}"` : JSON.stringify(echo);
    const chunk = `{"choices":[{"delta":{"content":${text}},"message":{"content":${text}},"finish_reason":"stop"}]}`;
    const stream = `data: ${chunk}\n\ndata: [DONE]\n\n`;
    const { client } = createApiHarness([{ body: chunk }, { body: stream }], { connection: { key } });
    const whole = await client.chat({ messages: [] });
    assert.ok(!gaveAway(JSON.stringify(whole)), whole.content);
    for await (const event of client.chatStream({ messages: [] }))
      assert.ok(!gaveAway(JSON.stringify(event)), JSON.stringify(event));
  }
});
