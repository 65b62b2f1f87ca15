/** What being offline looks like to an exchange, whatever the stack calls it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import { type ExchangeEvents, HttpExchange } from '../../../src/host/ports/httpExchange.ts';

const codes = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ECONNREFUSED'],
  ...['ETIMEDOUT', 'EADDRNOTAVAIL', 'ECONNRESET', 'CERT_HAS_EXPIRED', 'EPROTO'],
];

async function outcome(fail: (events: ExchangeEvents) => void): Promise<unknown> {
  const url = new URL('https://apiin.one/api/v1/images/generations');
  const request = {
    ...{ method: 'POST' as const, url: url.href, headers: {}, purpose: 'api' as const, body: '{}' },
    ...{ connectTimeoutMs: 1000, headersTimeoutMs: 1000, idleTimeoutMs: 1000, addresses: 'any' as const },
  };
  const exchange = new HttpExchange(request, url, () => {});
  const response = exchange.run(events => {
    queueMicrotask(() => fail(events));
    return { resume() {}, destroy() {} };
  });
  return response.catch((e: unknown) => e);
}

describe('a failure', () => {
  for (const code of codes) {
    test(`${code} before the connection stands proves that nothing was sent, after it nothing`, async () => {
      const error = Object.assign(new Error(code), { code });
      const before = await outcome(events => events.failed(error));
      assert.ok(isError(before, 'network'));
      assert.deepEqual([before.sent, before.code], ['no', code]);
      const after = await outcome(events => {
        events.connected();
        events.failed(error);
      });
      assert.ok(isError(after, 'network') && after.sent === 'unknown');
    });
  }
});
