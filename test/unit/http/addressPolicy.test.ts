import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { describe, test } from 'node:test';
import { isError } from '../../../src/core/errors.ts';
import {
  checkLiteralHost,
  checkResolvedHost,
  createPublicLookup,
  isPublicAddress,
  notPublicCode,
  type ResolveAll,
} from '../../../src/host/ports/addressPolicy.ts';

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.1',
  '192.0.1.1',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2a00::1',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2002:808:808::1',
];

const closed: Readonly<Record<string, string>> = {
  '0.0.0.0': 'this host',
  '0.1.2.3': 'this network',
  '10.0.0.1': 'private',
  '100.64.0.1': 'shared (CGNAT)',
  '100.100.100.200': 'a cloud metadata service in the shared block',
  '100.127.255.255': 'shared, last',
  '127.0.0.1': 'loopback',
  '127.255.255.254': 'loopback',
  '168.63.129.16': 'the host agent of Azure',
  '169.254.169.254': 'link-local, metadata of most clouds',
  '172.16.0.1': 'private',
  '172.31.255.255': 'private, last',
  '192.0.0.192': 'protocol assignments, metadata of Oracle',
  '192.0.2.1': 'documentation',
  '192.88.99.1': '6to4 relay',
  '192.168.1.1': 'private',
  '198.18.0.1': 'benchmarks',
  '198.19.255.255': 'benchmarks, last',
  '198.51.100.7': 'documentation',
  '203.0.113.7': 'documentation',
  '224.0.0.1': 'multicast',
  '239.255.255.255': 'multicast',
  '240.0.0.1': 'reserved',
  '255.255.255.255': 'broadcast',
  '::': 'unspecified',
  '::1': 'loopback',
  '0:0:0:0:0:0:0:1': 'loopback, long',
  '::127.0.0.1': 'v4-compatible',
  '::ffff:127.0.0.1': 'v4-mapped',
  '::ffff:a00:1': 'v4-mapped, in hex',
  '::FFFF:169.254.169.254': 'v4-mapped, upper case',
  '0:0:0:0:0:ffff:c0a8:101': 'v4-mapped, long',
  '::ffff:0:127.0.0.1': 'v4-translated (SIIT)',
  '64:ff9b::127.0.0.1': 'NAT64 of loopback',
  '64:ff9b::a9fe:a9fe': 'NAT64 of link-local',
  '64:ff9b:1::8.8.8.8': 'NAT64 for local use',
  '100::1': 'discard only',
  '2001::1': 'Teredo',
  '2001:0:7f00:1::1': 'Teredo',
  '2001:20::1': 'ORCHIDv2',
  '2001:db8::1': 'documentation',
  '2002:7f00:1::1': '6to4 of loopback',
  '2002:c0a8:101::1': '6to4 of private',
  '3fff::1': 'documentation',
  '5f00::1': 'segment routing',
  'fc00::1': 'unique local',
  'fd00:ec2::254': 'unique local, metadata of AWS',
  'fe80::1': 'link-local',
  'fe80::1%eth0': 'link-local with a zone',
  'fec0::1': 'site-local',
  'ff02::1': 'multicast',
  '4000::1': 'not assigned',
  'example.com': 'no address',
  '': 'no address',
  '1.2.3': 'no address',
  '01.2.3.4': 'no address',
};

describe('isPublicAddress', () => {
  for (const address of open) test(`${address} is`, () => assert.equal(isPublicAddress(address), true));
  for (const [address, why] of Object.entries(closed)) {
    test(`${address || 'nothing'} is not: ${why}`, () => assert.equal(isPublicAddress(address), false));
  }
});

describe('checkLiteralHost', () => {
  const refused = [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.0.0.1./',
    'http://0/',
    'http://１２７.0.0.1/',
    'http://127。0。0。1/',
    'https://[::1]:8443/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::c0a8:1]/',
    'https://user:word@169.254.169.254/latest/meta-data',
  ];
  for (const url of refused) {
    test(`refuses ${url}`, () => {
      assert.throws(
        () => checkLiteralHost(new URL(url)),
        e => isError(e, 'network') && e.code === notPublicCode && e.sent === 'no',
      );
    });
  }
  for (const url of [
    'https://1.1.1.1/',
    'https://[2606:4700::1]/',
    'https://localhost/',
    'https://10.example.com/',
  ]) {
    test(`leaves ${url} to the lookup`, () => checkLiteralHost(new URL(url)));
  }
});

/** A resolver that answers each call with the next list. */
function answering(...lists: string[][]): ResolveAll {
  return (_host, _options, done) => {
    const list = lists.length > 1 ? lists.shift() : lists[0];
    done(
      null,
      (list ?? []).map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

interface LookupResult {
  code?: string | undefined;
  found?: unknown;
}

function lookUp(resolve: ResolveAll, name = 'cdn.test', all = true, host?: string): LookupResult {
  let result: LookupResult = {};
  createPublicLookup(host, resolve)(name, { all }, (error, found) => {
    result = error === null ? { found } : { code: error.code };
  });
  return result;
}

describe('createPublicLookup', () => {
  test('passes public answers on, one or all', () => {
    assert.deepEqual(lookUp(answering(['8.8.8.8', '2a00::1'])).found, [
      { address: '8.8.8.8', family: 4 },
      { address: '2a00::1', family: 6 },
    ]);
    assert.equal(lookUp(answering(['8.8.8.8']), 'cdn.test', false).found, '8.8.8.8');
  });

  test('refuses a name with any answer that is not public', () => {
    assert.equal(lookUp(answering(['8.8.8.8', '10.0.0.1'])).code, notPublicCode);
    assert.equal(lookUp(answering(['::ffff:127.0.0.1'])).code, notPublicCode);
    assert.equal(lookUp(answering(['fe80::1%2'])).code, notPublicCode);
  });

  test('asks anew each time: an answer that changes is no way in', () => {
    const resolve = answering(['8.8.8.8'], ['127.0.0.1']);
    assert.notEqual(lookUp(resolve).found, undefined);
    assert.equal(lookUp(resolve).code, notPublicCode);
  });

  test('passes errors on, and makes one of an empty answer', () => {
    const failing: ResolveAll = (_host, _options, done) =>
      done(Object.assign(new Error('no'), { code: 'EAI_AGAIN' }), []);
    assert.equal(lookUp(failing).code, 'EAI_AGAIN');
    assert.equal(lookUp(answering([])).code, 'ENOTFOUND');
  });

  test('with a host given, checks that one in every spelling, and lets a proxy be where it is', () => {
    for (const name of ['cdn.test', 'CDN.test', 'cdn.test.']) {
      assert.equal(lookUp(answering(['10.0.0.1']), name, true, 'cdn.test').code, notPublicCode);
    }
    assert.notEqual(lookUp(answering(['10.0.0.1']), 'proxy.test', true, 'cdn.test').found, undefined);
  });
});

test('checkResolvedHost refuses what is known to be private, and leaves the unknown to a proxy', async () => {
  const url = new URL('https://cdn.test/');
  const failing: ResolveAll = (_host, _options, done) =>
    done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
  await checkResolvedHost(url, answering(['8.8.8.8']));
  await checkResolvedHost(url, failing);
  await assert.rejects(
    checkResolvedHost(url, answering(['192.168.0.1'])),
    e => isError(e, 'network') && e.code === notPublicCode,
  );
});
