import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type ChildPlan, type ChildReport, runHttpChild } from '../support/httpChild.ts';
import { canaryKey, requestTo } from '../support/httpContract.ts';
import { type ProxyServer, type ProxyServerOptions, startProxyServer } from '../support/proxyServer.ts';
import { testCaFile } from '../support/testCa.ts';
import { plainAnswer, startWireServer, type WireServer } from '../support/wireServer.ts';

const trust = { NODE_EXTRA_CA_CERTS: testCaFile };

interface Rig {
  readonly plain: WireServer;
  readonly secure: WireServer;
  readonly proxy: ProxyServer;
  readonly run: (plan: ChildPlan, env?: Record<string, string>) => Promise<ChildReport>;
}

/** A service over http and https, and a proxy that alone knows their names. */
async function setUp(t: TestContext, options: Pick<ProxyServerOptions, 'credentials'> = {}): Promise<Rig> {
  const answer = { answer: (socket: { end(bytes: Buffer): void }) => socket.end(plainAnswer('hello')) };
  const plain = await startWireServer(answer);
  const secure = await startWireServer({ ...answer, isTls: true });
  const routes = {
    'plain.example.test': plain.port,
    'api.example.test': secure.port,
    'wrong.test': secure.port,
  };
  const proxy = await startProxyServer({ routes, ...options });
  t.after(() => Promise.all([plain.close(), secure.close(), proxy.close()]));
  const variables = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', ...trust };
  return { plain, secure, proxy, run: (plan, env = variables) => runHttpChild(plan, env) };
}

const headers = { authorization: `Bearer ${canaryKey}` };
const post = { method: 'POST', body: '{"prompt":"x"}', headers } as const;
const api = requestTo('https://api.example.test/v1/task', post);
const file = requestTo('https://api.example.test/file.png', { purpose: 'media', addresses: 'public' });
const plainFile = requestTo('http://plain.example.test/file.png', { purpose: 'media' });

describe('private certificate authority', () => {
  for (const stack of ['undici', 'platform', 'selection'] as const) {
    test(`${stack}: trusted where the process trusts it, for its names alone`, async t => {
      const { secure, run } = await setUp(t);
      const url = (host: string): string => `https://${host}:${secure.port}/`;
      const requests = [
        requestTo(url('127.0.0.1'), post),
        requestTo(url('localhost')),
        requestTo(url('[::ffff:127.0.0.1]')),
      ];
      const { results } = await run({ stack, requests }, trust);
      assert.deepEqual(results.slice(0, 2), Array(2).fill({ status: 200, body: 'hello' }));
      // The same server under an address that its certificate does not name.
      assert.equal(results[2]?.error?.sent, 'no');
      assert.equal(secure.seen.length, 2);
    });
  }
});

describe('forward proxy', () => {
  test('platform: tunnel for https, absolute form for http, the key only inside of the tunnel', async t => {
    const { secure, plain, proxy, run } = await setUp(t);
    const { results } = await run({ stack: 'platform', requests: [api, file, plainFile] });
    assert.deepEqual(results, Array(3).fill({ status: 200, body: 'hello' }));
    assert.deepEqual(proxy.passed, [
      'CONNECT api.example.test:443',
      'CONNECT api.example.test:443',
      'GET http://plain.example.test/file.png',
    ]);
    assert.equal(secure.seen[0]?.body, post.body);
    assert.equal(secure.seen[0]?.headers.get('authorization'), headers.authorization);
    assert.equal(plain.seen[0]?.path, '/file.png');
    assert.ok(!proxy.heard.includes(canaryKey));
  });

  test('platform: signs in to the proxy, and says nothing of it to the service', async t => {
    const { secure, plain, proxy, run } = await setUp(t, {
      credentials: { user: 'ann', password: 'secretword' },
    });
    const { results } = await run({ stack: 'platform', requests: [api, plainFile] });
    assert.deepEqual(results, Array(2).fill({ status: 200, body: 'hello' }));
    assert.equal(proxy.refused.length, 0);
    for (const seen of [...secure.seen, ...plain.seen])
      assert.equal(seen.headers.has('proxy-authorization'), false);
  });

  test('platform: a proxy that refuses or is not there: nothing was sent, and no credentials in the error', async t => {
    const { secure, proxy, run } = await setUp(t, { credentials: { user: 'ann', password: 'secretword' } });
    const wrong = `http://bob:wrongword@127.0.0.1:${proxy.port}`;
    const refused = await run(
      { stack: 'platform', requests: [api] },
      { HTTPS_PROXY: wrong, NODE_USE_ENV_PROXY: '1' },
    );
    assert.equal(refused.results[0]?.error?.sent, 'no');
    assert.doesNotMatch(refused.results[0].error.text, /wrongword|Basic [\w+/]/);
    assert.ok(proxy.refused.length > 0);
    await proxy.close();
    const absent = await run({ stack: 'platform', requests: [api] });
    assert.equal(absent.results[0]?.error?.sent, 'no');
    assert.doesNotMatch(absent.results[0].error.text, /secretword/);
    assert.equal(secure.connections, 0);
  });

  test('platform: a name that the certificate does not have: nothing was sent through the tunnel', async t => {
    const { secure, run } = await setUp(t);
    const { results } = await run({ stack: 'platform', requests: [requestTo('https://wrong.test/', post)] });
    assert.deepEqual(
      [results[0]?.error?.sent, results[0]?.error?.code],
      ['no', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    );
    assert.equal(secure.receivedBytes, 0);
  });

  test('platform: private addresses are refused before the proxy is asked', async t => {
    const { plain, secure, proxy, run } = await setUp(t);
    const hosts = ['10.0.0.1', '[::ffff:192.168.0.1]', '127.0.0.1', 'localhost'];
    const requests = hosts.map(host => requestTo(`https://${host}/`, { addresses: 'public' }));
    const { results } = await run({ stack: 'platform', requests });
    assert.deepEqual(
      results.map(result => result.error?.code),
      Array(hosts.length).fill('EADDRNOTPUBLIC'),
    );
    assert.equal(proxy.heard, '');
    assert.equal(plain.connections + secure.connections, 0);
  });

  test('selection: goes over the proxy that the environment names', async t => {
    const { proxy, run } = await setUp(t);
    const { results, infos } = await run({ stack: 'selection', requests: [api, plainFile] });
    assert.deepEqual(results, Array(2).fill({ status: 200, body: 'hello' }));
    assert.equal(proxy.passed.length, 2);
    assert.equal(infos.length, 1);
  });

  test('selection: finds out where only the platform knows the way, once', async t => {
    const { secure, proxy, run } = await setUp(t);
    const { results, infos } = await run({ stack: 'selection', env: {}, requests: [api, api, file] });
    assert.deepEqual(results, Array(3).fill({ status: 200, body: 'hello' }));
    assert.equal(secure.seen.length, 3);
    assert.equal(proxy.passed.length, 3);
    assert.equal(infos.length, 1);
    assert.match(infos[0] ?? '', /ENOTFOUND|EAI_AGAIN/);
  });
});
