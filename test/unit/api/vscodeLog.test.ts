import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../../src/core/errors.ts';
import { createVscodeLog } from '../../../src/host/ports/vscodeLog.ts';

test('words from outside make no lines of their own, and hold no key', () => {
  const lines: string[] = [];
  const add = (line: string | Error): void => void lines.push(String(line));
  const log = createVscodeLog({ debug: add, info: add, warn: add, error: add });
  const reason = 'no\r\n2026-01-01 [info] all is well\u001b[31m \u202egnp.exe key_aio_canary';
  log.error('not accepted', new ApiError({ status: 400, code: 'invalid_request', reason }));
  log.info(reason);
  log.warn(reason);
  log.debug(reason);
  assert.equal(lines.length, 4);
  for (const line of lines) {
    assert.doesNotMatch(line, /[\p{Cc}\u202e]|canary/u);
    assert.match(line, /no 2026-01-01 \[info\] all is well/);
  }
});
