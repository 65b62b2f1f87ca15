import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError, NetworkError, TimeoutError } from '../../../src/core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../../src/core/ports.ts';
import { notPublicCode } from '../../../src/host/ports/addressPolicy.ts';
import { createHttp, type HttpSelectionOptions } from '../../../src/host/ports/httpSelection.ts';

type Behaviour = () => HttpResponse;

const answer: HttpResponse = {
  status: 200,
  headers: new Map(),
  body: { async *[Symbol.asyncIterator]() {} },
  dispose() {},
};
const ok: Behaviour = () => answer;
const fails =
  (e: Error): Behaviour =>
  () => {
    throw e;
  };
const unknownHost = fails(new NetworkError({ sent: 'no', code: 'ENOTFOUND', message: 'x' }));
const tooSlow = fails(new TimeoutError({ sent: 'no', afterMs: 1, message: 'x' }));
const reset = fails(new NetworkError({ sent: 'unknown', code: 'ECONNRESET', message: 'x' }));
const noAnswer = fails(new TimeoutError({ sent: 'unknown', afterMs: 1, message: 'x' }));
const closedAddress = fails(new NetworkError({ sent: 'no', code: notPublicCode, message: 'x' }));

function rig(options: Partial<HttpSelectionOptions> = {}) {
  const behaviour: Record<'direct' | 'platform', Behaviour> = { direct: ok, platform: ok };
  const calls: string[] = [];
  const infos: string[] = [];
  const stack = (name: 'direct' | 'platform') => async (): Promise<Http> => {
    calls.push(`load ${name}`);
    return {
      async send() {
        calls.push(name);
        return behaviour[name]();
      },
      dispose: () => calls.push(`dispose ${name}`),
    };
  };
  const http = createHttp({
    proxyConfigured: () => false,
    log: { debug() {}, info: message => infos.push(message), warn() {}, error() {} },
    env: {},
    stacks: { direct: stack('direct'), platform: stack('platform') },
    ...options,
  });
  /** Which stacks one request went to. */
  const via = async (url = 'https://apiin.one/x'): Promise<string> => {
    const before = calls.length;
    await http.send({ ...request, url }).catch(() => {});
    return calls
      .slice(before)
      .filter(call => !call.includes(' '))
      .join(' ');
  };
  return { http, behaviour, calls, infos, via };
}

const request: HttpRequest = {
  method: 'POST',
  url: 'https://apiin.one/x',
  headers: {},
  purpose: 'api',
  connectTimeoutMs: 1,
  headersTimeoutMs: 1,
  idleTimeoutMs: 1,
  addresses: 'any',
};

test('undici by default; the other is not even loaded, and each once', async () => {
  const { calls, infos, via } = rig();
  assert.equal(await via(), 'direct');
  assert.equal(await via(), 'direct');
  assert.deepEqual(calls, ['load direct', 'direct', 'direct']);
  assert.deepEqual(infos, []);
});

test('a proxy setting or variable sends all over the platform, said once; loopback stays direct', async () => {
  const setting = rig({ proxyConfigured: () => true });
  assert.equal(await setting.via(), 'platform');
  assert.equal(await setting.via(), 'platform');
  assert.equal(await setting.via('http://127.0.0.1:1/'), 'direct');
  assert.equal(setting.infos.length, 1);
  const variable = rig({ env: { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: 'cdn.test' } });
  assert.equal(await variable.via(), 'platform');
  assert.equal(await variable.via('https://cdn.test/'), 'direct');
});

test('the setting is asked for each request', async () => {
  let isConfigured = false;
  const { via } = rig({ proxyConfigured: () => isConfigured });
  assert.equal(await via(), 'direct');
  isConfigured = true;
  assert.equal(await via(), 'platform');
  isConfigured = false;
  assert.equal(await via(), 'direct');
});

for (const [name, failure] of Object.entries({ unknownHost, tooSlow })) {
  test(`${name}: the platform takes over for good when it gets through`, async () => {
    const { behaviour, infos, via } = rig();
    behaviour.direct = failure;
    assert.equal(await via(), 'direct platform');
    behaviour.direct = ok;
    assert.equal(await via(), 'platform');
    assert.equal(infos.length, 1);
  });
}

test('getting through counts also when the answer then fails', async () => {
  const { behaviour, via } = rig();
  Object.assign(behaviour, { direct: unknownHost, platform: reset });
  assert.equal(await via(), 'direct platform');
  assert.equal(await via(), 'platform');
});

test('a failure that both share changes nothing', async () => {
  const { http, behaviour, infos, via } = rig();
  Object.assign(behaviour, { direct: unknownHost, platform: tooSlow });
  await assert.rejects(http.send(request), { kind: 'timeout' });
  assert.equal(await via(), 'direct platform');
  behaviour.direct = ok;
  assert.equal(await via(), 'direct');
  assert.deepEqual(infos, []);
});

test('what may have been sent is not sent again, nor is a refused address or a cancelled request', async () => {
  const others = {
    reset,
    noAnswer,
    closedAddress,
    cancelled: fails(new CancelledError()),
    bug: fails(new Error()),
  };
  for (const [name, failure] of Object.entries(others)) {
    const { behaviour, via } = rig();
    behaviour.direct = failure;
    assert.equal(await via(), 'direct', name);
  }
});

test('being cancelled on the platform proves nothing', async () => {
  const { behaviour, via } = rig();
  Object.assign(behaviour, { direct: unknownHost, platform: fails(new CancelledError()) });
  assert.equal(await via(), 'direct platform');
  assert.equal(await via(), 'direct platform');
});

test('dispose ends what was loaded, and nothing is sent any more', async () => {
  const { http, calls, via } = rig();
  await via();
  http.dispose();
  await assert.rejects(http.send(request), { kind: 'cancelled' });
  assert.deepEqual(calls, ['load direct', 'direct', 'dispose direct']);
});
