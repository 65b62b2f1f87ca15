/** No key comes through, wherever and however it stands in a text. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { ApiError, DecodeError, errorText, NetworkError, TaskFailedError } from '../../../src/core/errors.ts';
import { redact } from '../../../src/core/redact.ts';

const key = 'aio_canary-1.A+b/C=~!$*(9)|x';

describe('redaction', () => {
  test('takes out whole keys wherever they begin', () => {
    const texts = [
      `key ${key}`,
      `api_key_${key} was refused`,
      `https://h/x?api_key%3D${key}&n=1`,
      `{"key":"${key}"}`,
      `'${key}'`,
      `\`${key}\``,
      `<b>${key}</b>`,
      `authorization: Bearer ${key}, next`,
      `${key}\n${key}`,
      key.toUpperCase(),
    ];
    for (const text of texts) {
      const left = redact(text);
      assert.doesNotMatch(left, /canary|A\+b|\(9\)|\|x/i, left);
      assert.match(left, /\[redacted\]/);
    }
    assert.match(redact(`${key} was refused`), /\] was refused$/);
    assert.equal(redact('a ratio_of 16:9, aio_'), 'a ratio_of 16:9, aio_');
  });

  test('leaves no key in what errors say of themselves', () => {
    const errors = [
      new ApiError({ status: 401, code: 'authentication_error', reason: `bad key_${key}` }),
      new TaskFailedError(`key_${key}`),
      new DecodeError({ path: '', reason: 'notJson', message: `key_${key}` }),
      new NetworkError({ sent: 'no', message: `key_${key}` }),
    ];
    for (const e of errors) {
      const all = [e.message, e.stack, inspect(e), JSON.stringify(e), errorText(e)].join('\n');
      assert.doesNotMatch(all, /canary/, all);
    }
    assert.doesNotMatch(errorText(new Error('x', { cause: new Error(`key_${key}`) })), /canary/);
  });
});
