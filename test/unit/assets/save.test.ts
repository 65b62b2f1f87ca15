import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { defaultSaveLimits } from '../../../src/core/assets/save.ts';
import { NetworkError } from '../../../src/core/errors.ts';
import { media } from '../../support/mediaFixtures.ts';
import {
  assertClean,
  createSavingRig,
  type SavingAnswer,
  type SavingRig,
  savingFolder,
  savingUrl,
  storageError,
} from '../../support/savingRig.ts';

const folder = savingFolder;
const url = savingUrl;
const png = media('picture.png');

describe('saving a result', () => {
  test('a file says of itself what it is to say, and its facts are those of the file on disk', async () => {
    const rig = createSavingRig({
      [url]: {
        body: [png.subarray(0, 40), png.subarray(40)],
        headers: { 'content-length': `${png.length}` },
      },
    });
    const facts = { prompt: 'a quay', model: 'flux-2', taskId: 'n7', parameters: '{}' };
    const saved = await rig.save({ facts });
    const content = rig.files.content(`${folder}/hero.png`);
    assert.ok(content !== undefined && Buffer.from(content).includes('a quay'));
    assert.equal(saved.bytes, content.length);
    assert.equal(saved.sha256, createHash('sha256').update(content).digest('hex'));
    assertClean(rig);
  });

  test('a file that says something and breaks off is still noticed', async () => {
    const rig = createSavingRig({
      [url]: { body: [png.subarray(0, -4)], headers: { 'content-length': `${png.length}` } },
    });
    const facts = { prompt: undefined, model: 'flux-2', taskId: 'n7', parameters: '{}' };
    await assert.rejects(rig.save({ facts }), storageError('truncated'));
    assertClean(rig);
  });

  test('stores the bytes and tells their facts', async () => {
    const rig = createSavingRig({
      [url]: {
        body: [png.subarray(0, 10), png.subarray(10)],
        headers: { 'content-length': `${png.length}` },
      },
    });
    assert.deepEqual(await rig.save(), {
      url,
      uri: `${folder}/hero.png`,
      mime: 'image/png',
      bytes: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
      width: 48,
      height: 32,
    });
    assert.deepEqual(rig.files.content(`${folder}/hero.png`), png);
    assertClean(rig);
  });

  test('sends no more than it must: no key, no cookie, no referrer', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    await rig.save({ within: 'file:///ws' });
    assert.deepEqual(rig.requests[0]?.headers, { accept: '*/*', 'accept-encoding': 'identity' });
    assert.deepEqual([rig.requests[0]?.addresses, rig.requests[0]?.purpose], ['public', 'media']);
    assert.deepEqual(rig.files.asked, [{ folder, within: 'file:///ws' }]);
  });

  test('the content decides the extension, not the address or the answer', async () => {
    const jpeg = createSavingRig({
      'https://cdn.example.com/x.png': {
        body: [media('picture.jpg')],
        headers: { 'content-type': 'image/png' },
      },
    });
    const saved = await jpeg.save({ url: 'https://cdn.example.com/x.png' });
    assert.deepEqual([saved.uri, saved.mime], [`${folder}/hero.jpg`, 'image/jpeg']);
  });

  test('an exact name keeps its extension where it is true', async () => {
    const names: readonly (readonly [string, string])[] = [
      ['Hero.JPEG', 'Hero.JPEG'],
      ['hero.png', 'hero.jpg'],
      ['he\u0301ro.png', 'he\u0301ro.jpg'],
      [`${'e\u0301'.repeat(80)}.jpg`, `${'\u00e9'.repeat(80)}.jpg`],
      ['package.json', 'package.json.jpg'],
      ['v1.2', 'v1.2.jpg'],
      ['../up.jpg', 'up.jpg'],
      ['.jpg', 'jpg.jpg'],
    ];
    for (const [exactName, expected] of names) {
      const rig = createSavingRig({ [url]: { body: [media('picture.jpg')] } });
      await rig.save({ exactName });
      assert.deepEqual(rig.files.names(folder), [expected]);
    }
  });

  test('a name from an old ledger is made safe again', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    await rig.save({ baseName: '../../.git/x' });
    await rig.save({ baseName: '\u200b' });
    assert.deepEqual(rig.files.names(folder), ['git-x.png', 'result.png']);
  });

  test('a taken name is followed by -2, and nothing is ever overwritten', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    const mine = Buffer.from('mine');
    rig.files.put(`${folder}/hero.png`, mine);
    await rig.save();
    await rig.save();
    assert.deepEqual(rig.files.names(folder), ['hero-2.png', 'hero-3.png', 'hero.png']);
    assert.equal(rig.files.content(`${folder}/hero.png`), mine);
    assertClean(rig);
  });

  test('tells the name before it gives it, and again where somebody takes it in that moment', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    rig.files.put(`${folder}/hero.png`, png);
    rig.files.onCommit = uri => {
      if (uri.endsWith('-2.png')) rig.files.put(uri, png);
    };
    const told: string[] = [];
    const saved = await rig.save({
      beforeNaming: async asset => {
        assert.equal(rig.files.content(asset.uri), undefined);
        assert.equal(await rig.saver.isStored(asset), false);
        told.push(asset.uri);
      },
    });
    assert.deepEqual(told, [`${folder}/hero-2.png`, `${folder}/hero-3.png`]);
    assert.equal(saved.uri, `${folder}/hero-3.png`);
    assert.equal(await rig.saver.isStored(saved), true);
    assertClean(rig);
  });

  test('a name that cannot be noted is not given', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    const beforeNaming = () => Promise.reject(new NetworkError({ sent: 'no', message: 'refused' }));
    await assert.rejects(rig.save({ beforeNaming }), { kind: 'network' });
    assert.deepEqual(rig.files.names(folder), []);
    assertClean(rig);
  });

  test('gives up on a name after 999, leaving nothing', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    rig.files.put(`${folder}/hero.png`, png);
    for (let number = 2; number <= 999; number++) rig.files.put(`${folder}/hero-${number}.png`, png);
    await assert.rejects(rig.save(), storageError('other'));
    assertClean(rig);
  });
});

describe('content that is refused', () => {
  const contents: readonly (readonly [string, string | Uint8Array])[] = [
    ['a web page', '<!doctype html><h1>Sign in</h1>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['an error in JSON', '{"error":{"code":"expired"}}'],
    ['a known type that is no media', 'PK\u0003\u0004'],
    ['a program', 'MZ\u0090'],
  ];
  for (const [name, content] of contents) {
    test(name, async () => {
      const rig = createSavingRig({
        [url]: { body: [Buffer.from(content)], headers: { 'content-type': 'image/png' } },
      });
      await assert.rejects(rig.save(), storageError('badContent'));
      assert.deepEqual(rig.files.asked, [], 'nothing touched the disk');
      assertClean(rig);
    });
  }

  test('nothing at all', async () => {
    for (const answer of [
      { body: [] },
      { headers: { 'content-length': '0' } },
      { status: 204 },
      { body: [new Uint8Array()] },
    ]) {
      const rig = createSavingRig({ [url]: answer });
      await assert.rejects(rig.save(), storageError('truncated'));
      assertClean(rig);
    }
  });

  test('less or more than was promised', async () => {
    for (const promised of [png.length + 1, png.length - 1]) {
      const rig = createSavingRig({ [url]: { body: [png], headers: { 'content-length': `${promised}` } } });
      await assert.rejects(rig.save(), storageError('truncated'));
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('a body cut off where nothing says how long it is', async () => {
    const cut = png.subarray(0, -20);
    const silent = createSavingRig({ [url]: { body: [cut] } });
    await assert.rejects(silent.save(), storageError('truncated'));
    assertClean(silent);
    // Chunked bodies say themselves that they are complete; a format that ends oddly is then the host's affair.
    const chunked = createSavingRig({ [url]: { body: [cut], headers: { 'transfer-encoding': 'chunked' } } });
    assert.equal((await chunked.save()).bytes, cut.length);
  });

  test('the length of a packed body says nothing about what is in it', async () => {
    const rig = createSavingRig({
      [url]: { body: [png], headers: { 'content-length': '7', 'content-encoding': 'gzip' } },
    });
    assert.equal((await rig.save()).bytes, png.length);
  });

  test('a length that is no number is no length', async () => {
    for (const length of ['-5', '1e3', '', '5, 5', 'canary']) {
      const rig = createSavingRig({ [url]: { body: [png], headers: { 'content-length': length } } });
      assert.equal((await rig.save()).bytes, png.length);
    }
  });
});

describe('limits', () => {
  test('too large by its own word is not read at all', async () => {
    const rig = createSavingRig({ [url]: { body: [png], headers: { 'content-length': '3000000000' } } });
    await assert.rejects(rig.save(), storageError('tooLarge'));
    assert.equal(rig.state.read, 0);
    assertClean(rig);
  });

  test('too large without a word is stopped on the way', async () => {
    for (const maxBytes of [100, 6000]) {
      const more = Array.from({ length: 50 }, () => new Uint8Array(1000));
      const rig = createSavingRig({ [url]: { body: [png, ...more] } }, { maxBytes });
      await assert.rejects(rig.save(), storageError('tooLarge'));
      assert.ok(rig.state.read <= maxBytes + 1000);
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('the file system can set a lower limit', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    rig.files.max = 100;
    await assert.rejects(rig.save(), storageError('tooLarge'));
    assertClean(rig);
  });

  test('a disk without room is asked before', async () => {
    const rig = createSavingRig({ [url]: { body: [png], headers: { 'content-length': `${png.length}` } } });
    rig.files.free = png.length - 1;
    await assert.rejects(rig.save(), storageError('diskFull'));
    assert.equal(rig.state.read, 0);
    rig.files.free = png.length;
    assert.equal((await rig.save()).bytes, png.length);
    assertClean(rig);
  });

  test('a disk that fills up on the way', async () => {
    const rig = createSavingRig({ [url]: { body: [png, new Uint8Array(5000)] } });
    rig.files.room = 1000;
    await assert.rejects(rig.save(), storageError('diskFull'));
    assert.deepEqual(rig.files.names(folder), []);
    assertClean(rig);
  });

  test('a disk that is nearly full, where nothing says how much will come', async () => {
    const rig = createSavingRig({ [url]: { body: [png] } });
    rig.files.free = defaultSaveLimits.minFreeBytes - 1;
    await assert.rejects(rig.save(), storageError('diskFull'));
    assert.equal(rig.state.read, 0);
    assertClean(rig);
  });

  test('a disk that others fill while something endless comes', async () => {
    const more = Array.from({ length: 20 }, () => new Uint8Array(1024 * 1024));
    const fill = (): void => {
      rig.files.free = 0;
    };
    const rig = createSavingRig({ [url]: { body: [png, ...more, fill, ...more] } });
    rig.files.free = defaultSaveLimits.minFreeBytes;
    await assert.rejects(rig.save(), storageError('diskFull'));
    assert.ok(rig.state.read < 29 * 1024 * 1024, `${rig.state.read} bytes`);
    assertClean(rig);
  });

  test('a folder that refuses', async () => {
    for (const reason of ['outsideFolder', 'noPermission', 'noFolder'] as const) {
      const rig = createSavingRig({ [url]: { body: [png] } });
      rig.files.refuse = reason;
      await assert.rejects(rig.save(), storageError(reason));
      assertClean(rig);
    }
  });

  test('a host that trickles for ever', async () => {
    let rig: SavingRig;
    const wait = (): void => {
      rig.state.nowMs += 20_000;
    };
    const drops = Array.from({ length: 20 }, () => [wait, new Uint8Array(10)]).flat();
    // From the start on, and only after the head, by which the type is told.
    for (const head of [[], [png, new Uint8Array(5000)]]) {
      rig = createSavingRig({ [url]: { body: [...head, ...drops] } });
      await assert.rejects(rig.save(), { kind: 'timeout', afterMs: 60_000 });
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('a slow host that brings enough is waited for', async () => {
    const wait = (): void => {
      rig.state.nowMs += 20_000;
    };
    const steady = Array.from({ length: 20 }, () => [wait, new Uint8Array(30_000)]).flat();
    const rig = createSavingRig({
      [url]: { body: [png, ...steady], headers: { 'transfer-encoding': 'chunked' } },
    });
    assert.equal((await rig.save()).bytes, png.length + 600_000);
  });
});

describe('answers of the host', () => {
  for (const status of [400, 401, 403, 404, 410, 451]) {
    test(`${status}: the address has run out`, async () => {
      const rig = createSavingRig({ [url]: { status, body: [png] } });
      await assert.rejects(rig.save(), storageError('gone'));
      assert.equal(rig.state.read, 0);
      assertClean(rig);
    });
  }

  for (const status of [206, 304, 408, 429, 500, 503]) {
    test(`${status}: try again`, async () => {
      const rig = createSavingRig({ [url]: { status, body: [png] } });
      await assert.rejects(rig.save(), { kind: 'network', code: `HTTP_${status}` });
      assertClean(rig);
    });
  }

  test('a body that breaks off leaves nothing', async () => {
    const broken = new NetworkError({ sent: 'unknown', message: 'reset' });
    for (const body of [[broken], [png, broken], [png, new Uint8Array(9000), broken]]) {
      const rig = createSavingRig({ [url]: { body } });
      await assert.rejects(rig.save(), { kind: 'network' });
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('stopping leaves nothing', async () => {
    const controller = new AbortController();
    const rig = createSavingRig({
      [url]: { body: [png, new Uint8Array(9000), () => controller.abort(), new Uint8Array(10)] },
    });
    await assert.rejects(rig.save({}, controller.signal), { kind: 'cancelled' });
    assertClean(rig);
    await assert.rejects(rig.save({}, controller.signal), { kind: 'cancelled' });
    assert.equal(rig.requests.length, 1);
  });

  test('an abort with the last piece stores nothing', async () => {
    const controller = new AbortController();
    const body = [png, new Uint8Array(9000), () => controller.abort()];
    const rig = createSavingRig({ [url]: { body, headers: { 'transfer-encoding': 'chunked' } } });
    await assert.rejects(rig.save({}, controller.signal), { kind: 'cancelled' });
    assert.deepEqual(rig.files.names(folder), []);
    assertClean(rig);
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302): SavingAnswer => ({ status, headers: { location } });

  test('are followed five times, each answer ended', async () => {
    const chain = (length: number): Record<string, SavingAnswer> =>
      Object.fromEntries(
        Array.from({ length }, (_, hop) => [
          hop === 0 ? url : `https://h${hop}.example.com/`,
          hop === length - 1
            ? { body: [png] }
            : to(`https://h${hop + 1}.example.com/`, [301, 302, 303, 307, 308][hop % 5]),
        ]),
      );
    const five = createSavingRig(chain(6));
    assert.equal((await five.save()).url, url);
    assert.ok(five.requests.every(request => request.addresses === 'public'));
    assertClean(five);
    const six = createSavingRig(chain(7));
    await assert.rejects(six.save(), storageError('badUrl'));
    assert.equal(six.requests.length, 6);
    assertClean(six);
  });

  for (const location of [
    'http://cdn.example.com/',
    'https://127.0.0.1/',
    'https://u:p@cdn.example.com/',
    'file:///etc/passwd',
    '',
  ]) {
    test(`never to ${JSON.stringify(location)}`, async () => {
      const rig = createSavingRig({ [url]: to(location) });
      await assert.rejects(rig.save(), storageError('badUrl'));
      assert.equal(rig.requests.length, 1);
      assertClean(rig);
    });
  }

  test('in a circle end', async () => {
    const rig = createSavingRig({ [url]: to(url) });
    await assert.rejects(rig.save(), storageError('badUrl'));
    assertClean(rig);
  });

  test('only loopback addresses of a loopback service are let through to this machine', async () => {
    const local = 'http://127.0.0.1:8080/1';
    const rig = createSavingRig({ [local]: to('https://cdn.example.com/1'), [url]: { body: [png] } });
    await rig.save({ url: local, origin: 'loopback' });
    assert.deepEqual(
      rig.requests.map(request => request.addresses),
      ['any', 'public'],
    );
  });
});
