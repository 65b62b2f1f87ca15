import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRedirect, checkResultUrl, isLoopbackHost } from '../../../src/core/assets/resultUrl.ts';

const isBadUrl = { kind: 'storage', reason: 'badUrl' };

const refusedForAll = [
  '',
  'not a url',
  '//cdn.example.com/a.png',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:image/png;base64,AAAA',
  'blob:https://cdn.example.com/1',
  'ftp://cdn.example.com/a.png',
  'command:workbench.action.quit',
  'http://cdn.example.com/a.png',
  'https://user:password@cdn.example.com/a.png',
  'https://user@cdn.example.com/a.png',
  'https://:password@cdn.example.com/a.png',
  'https://10.0.0.1/a.png',
  'https://169.254.169.254/latest/meta-data/',
  'https://0x0a.1/a.png',
  'https://2852039166/a.png',
  'https://[::ffff:10.0.0.1]/a.png',
  'https://[64:ff9b::a00:1]/a.png',
  'https://[fd00::1]/a.png',
  'https://8.8.8.8/a.png',
  'https://intranet/a.png',
  'https://intranet./a.png',
  'https://nas.local/a.png',
  'https://nas.local./a.png',
  'https://metadata.google.internal/a.png',
  'https://router.home.arpa/a.png',
  'http://10.0.0.1/a.png',
  `https://cdn.example.com/${'a'.repeat(9000)}`,
];

const onlyForLoopback = [
  'http://localhost:8080/a.png',
  'http://127.0.0.1:8080/a.png',
  'http://127.1/a.png',
  'http://2130706433/a.png',
  'http://[::1]:8080/a.png',
  'http://service.localhost/a.png',
  'https://localhost/a.png',
  'https://localhost./a.png',
  'https://127.0.0.1/a.png',
];

describe('checkResultUrl', () => {
  for (const url of refusedForAll) {
    test(`refuses ${url.slice(0, 60)}`, () => {
      assert.throws(() => checkResultUrl(url, 'public'), isBadUrl);
      assert.throws(() => checkResultUrl(url, 'loopback'), isBadUrl);
    });
  }

  for (const url of onlyForLoopback) {
    test(`takes ${url} of a loopback service alone`, () => {
      assert.throws(() => checkResultUrl(url, 'public'), isBadUrl);
      assert.equal(checkResultUrl(url, 'loopback').href, new URL(url).href);
    });
  }

  for (const url of [
    'https://cdn.example.com/a.png?sig=1#x',
    'https://sandbox.invalid/results/1.png',
    'https://cdn.example.com:8443/a',
    'HTTPS://CDN.example.com/a',
    'https://münchen.example/a.png',
  ]) {
    test(`takes ${url}`, () => {
      assert.equal(checkResultUrl(url, 'public').href, new URL(url).href);
      assert.equal(checkResultUrl(url, 'loopback').href, new URL(url).href);
    });
  }

  test('keeps the address out of the error', () => {
    assert.throws(
      () => checkResultUrl('http://secret.example.com/?sig=canary', 'public'),
      (e: Error) => !e.message.includes('secret') && !e.message.includes('canary'),
    );
  });
});

describe('checkRedirect', () => {
  const from = new URL('https://cdn.example.com/a/b.png');

  test('resolves a relative target', () => {
    assert.equal(checkRedirect('../c.png', from, 'public').href, 'https://cdn.example.com/c.png');
    assert.equal(checkRedirect('//other.example.com/d', from, 'public').href, 'https://other.example.com/d');
  });

  for (const location of [
    undefined,
    '',
    'http://cdn.example.com/',
    'https://10.0.0.1/',
    'file:///etc/passwd',
    'https://',
  ]) {
    test(`refuses ${String(location)}`, () => {
      assert.throws(() => checkRedirect(location, from, 'public'), isBadUrl);
    });
  }

  test('never goes from https to http, also for a loopback service', () => {
    assert.throws(() => checkRedirect('http://127.0.0.1/', from, 'loopback'), isBadUrl);
    const local = new URL('http://127.0.0.1:1/');
    assert.equal(checkRedirect('/x', local, 'loopback').href, 'http://127.0.0.1:1/x');
    assert.equal(checkRedirect('https://cdn.example.com/', local, 'loopback').protocol, 'https:');
  });
});

test('names that only look like loopback are not', () => {
  for (const host of [
    'localhost.example.com',
    '127.0.0.1.example.com',
    'notlocalhost',
    '[::2]',
    '128.0.0.1',
  ]) {
    assert.equal(isLoopbackHost(host), false, host);
  }
});
