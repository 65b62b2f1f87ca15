import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, hasProxyVariable } from '../../../src/host/ports/proxyEnvironment.ts';

const proxy = 'http://proxy.test:3128';
const asks = (url: string, env: Environment): boolean => hasProxyVariable(new URL(url), env);

test('either case, for the scheme or for all', () => {
  for (const name of ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) {
    assert.equal(asks('https://apiin.one/', { [name]: proxy }), true, name);
  }
  assert.equal(asks('http://apiin.one/', { HTTPS_PROXY: proxy }), false);
  assert.equal(asks('https://apiin.one/', {}), false);
  assert.equal(asks('https://apiin.one/', { https_proxy: '', HTTPS_PROXY: ' ' }), false);
});

test('loopback never goes over a proxy', () => {
  for (const host of [
    'localhost',
    'a.localhost',
    '127.0.0.1',
    '127.9.9.9',
    '[::1]',
    '2130706433',
    'localhost.',
  ]) {
    assert.equal(asks(`http://${host}:8080/`, { http_proxy: proxy }), false, host);
  }
  assert.equal(asks('http://localhost.example.com/', { http_proxy: proxy }), true);
});

test('NO_PROXY', () => {
  const excepted: readonly string[] = [
    '*',
    'apiin.one',
    '.apiin.one',
    '*.apiin.one',
    'a.b, APIIN.ONE',
    'a.b apiin.one',
    'one',
    'apiin.one:443',
    'cdn.apiin.one',
  ];
  for (const list of excepted) {
    assert.equal(asks('https://cdn.apiin.one/', { https_proxy: proxy, no_proxy: list }), false, list);
  }
  for (const list of ['', ',', 'in.one', 'apiin.one:80', 'other.one', 'x.cdn.apiin.one', '.']) {
    assert.equal(asks('https://cdn.apiin.one/', { https_proxy: proxy, NO_PROXY: list }), true, list);
  }
  assert.equal(asks('https://[2a00::1]:8443/', { https_proxy: proxy, NO_PROXY: '[2a00::1]:8443' }), false);
  assert.equal(asks('http://a.test:8080/', { http_proxy: proxy, NO_PROXY: 'a.test:8080' }), false);
});
