import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { createAssetSaver, defaultSaveLimits } from '../../../src/core/assets/save.ts';
import type { SavedAsset, SaveLimits, SaveRequest } from '../../../src/core/assets/types.ts';
import { NetworkError, type StorageReason } from '../../../src/core/errors.ts';
import type { Clock, Http, HttpRequest } from '../../../src/core/ports.ts';
import { createSha256 } from '../../../src/host/ports/sha256.ts';
import { media } from '../../support/mediaFixtures.ts';
import { MemoryFiles } from '../../support/memoryFiles.ts';

const folder = 'file:///ws/out';
const png = media('picture.png');

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Pieces, or an error in their place. */
  body?: readonly (Uint8Array | Error | (() => void))[];
}

/** Sniffs by the fixtures' own first bytes: the real table is tested where it is. */
function sniff(head: Uint8Array): Promise<{ mime: string; ext: string } | undefined> {
  const start = Buffer.from(head.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\u0089PNG')) return Promise.resolve({ mime: 'image/png', ext: 'png' });
  if (start.startsWith('\u00ff\u00d8')) return Promise.resolve({ mime: 'image/jpeg', ext: 'jpg' });
  if (start.startsWith('PK')) return Promise.resolve({ mime: 'application/zip', ext: 'zip' });
  return Promise.resolve(undefined);
}

/** A saver on memory; `answers` by URL, each address good for any number of requests. */
function setUp(answers: Record<string, Answer>, limits: Partial<SaveLimits> = {}) {
  const files = new MemoryFiles();
  const requests: HttpRequest[] = [];
  const state = { open: 0, read: 0, nowMs: 0, logged: [] as string[] };
  const http: Http = {
    send(request) {
      requests.push(request);
      const answer = answers[request.url];
      if (answer === undefined)
        return Promise.reject(new NetworkError({ sent: 'no', message: `nothing at ${request.url}` }));
      state.open++;
      let isOpen = true;
      return Promise.resolve({
        status: answer.status ?? 200,
        headers: new Map(Object.entries(answer.headers ?? {})),
        body: pieces(answer, state),
        dispose() {
          if (isOpen) state.open--;
          isOpen = false;
        },
      });
    },
    dispose() {},
  };
  const note = (message: string): void => void state.logged.push(message);
  const saver = createAssetSaver({
    http: () => Promise.resolve(http),
    files,
    sniff,
    hash: createSha256,
    clock: { monotonic: () => state.nowMs } as Clock,
    log: { debug: note, info: note, warn: note, error: note },
    limits: () => ({ ...defaultSaveLimits, ...limits }),
  });
  const save = (
    changes: Partial<SaveRequest> = {},
    signal = new AbortController().signal,
  ): Promise<SavedAsset> =>
    saver.save(
      { url: 'https://cdn.example.com/1', folder, baseName: 'hero', origin: 'public', ...changes },
      signal,
    );
  return { save, files, requests, state };
}

async function* pieces(answer: Answer, state: { read: number }): AsyncGenerator<Uint8Array> {
  for (const piece of answer.body ?? []) {
    if (piece instanceof Error) throw piece;
    if (typeof piece === 'function') piece();
    else {
      state.read += piece.length;
      yield piece;
    }
  }
}

const url = 'https://cdn.example.com/1';
const storage = (reason: StorageReason) => ({ kind: 'storage', reason });

/** Nothing may be left behind, whatever happened. */
function assertClean({ files, state }: ReturnType<typeof setUp>): void {
  assert.equal(files.openTemps, 0, 'temporary files');
  assert.equal(state.open, 0, 'open answers');
}

describe('saving a result', () => {
  test('a result that an earlier window has stored is not stored twice', async () => {
    const rig = setUp({ [url]: { body: [png] } });
    await rig.save();
    assert.equal((await rig.save({ mayBeThere: true })).uri, `${folder}/hero.png`);
    assert.equal((await rig.save()).uri, `${folder}/hero-2.png`);
    assertClean(rig);
  });

  test('a file says of itself what it is to say, and its facts are those of the file on disk', async () => {
    const rig = setUp({
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
    assert.equal((await rig.save({ facts, mayBeThere: true })).uri, saved.uri);
    assertClean(rig);
  });

  test('a file that says something and breaks off is still noticed', async () => {
    const rig = setUp({
      [url]: { body: [png.subarray(0, -4)], headers: { 'content-length': `${png.length}` } },
    });
    const facts = { prompt: undefined, model: 'flux-2', taskId: 'n7', parameters: '{}' };
    await assert.rejects(rig.save({ facts }), storage('truncated'));
    assertClean(rig);
  });

  test('stores the bytes and tells their facts', async () => {
    const rig = setUp({
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
    const rig = setUp({ [url]: { body: [png] } });
    await rig.save({ within: 'file:///ws' });
    assert.deepEqual(rig.requests[0]?.headers, { accept: '*/*', 'accept-encoding': 'identity' });
    assert.deepEqual([rig.requests[0]?.addresses, rig.requests[0]?.purpose], ['public', 'media']);
    assert.deepEqual(rig.files.asked, [{ folder, within: 'file:///ws' }]);
  });

  test('the content decides the extension, not the address or the answer', async () => {
    const jpeg = setUp({
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
      ['package.json', 'package.json.jpg'],
      ['v1.2', 'v1.2.jpg'],
      ['../up.jpg', 'up.jpg'],
      ['.jpg', 'jpg.jpg'],
    ];
    for (const [exactName, expected] of names) {
      const rig = setUp({ [url]: { body: [media('picture.jpg')] } });
      await rig.save({ exactName });
      assert.deepEqual(rig.files.names(folder), [expected]);
    }
  });

  test('a name from an old ledger is made safe again', async () => {
    const rig = setUp({ [url]: { body: [png] } });
    await rig.save({ baseName: '../../.git/x' });
    await rig.save({ baseName: '\u200b' });
    assert.deepEqual(rig.files.names(folder), ['git-x.png', 'result.png']);
  });

  test('a taken name is followed by -2, and nothing is ever overwritten', async () => {
    const rig = setUp({ [url]: { body: [png] } });
    const mine = Buffer.from('mine');
    rig.files.put(`${folder}/hero.png`, mine);
    await rig.save();
    await rig.save();
    assert.deepEqual(rig.files.names(folder), ['hero-2.png', 'hero-3.png', 'hero.png']);
    assert.equal(rig.files.content(`${folder}/hero.png`), mine);
    assertClean(rig);
  });

  test('gives up on a name after 999, leaving nothing', async () => {
    const rig = setUp({ [url]: { body: [png] } });
    rig.files.put(`${folder}/hero.png`, png);
    for (let number = 2; number <= 999; number++) rig.files.put(`${folder}/hero-${number}.png`, png);
    await assert.rejects(rig.save(), storage('other'));
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
      const rig = setUp({
        [url]: { body: [Buffer.from(content)], headers: { 'content-type': 'image/png' } },
      });
      await assert.rejects(rig.save(), storage('badContent'));
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
      const rig = setUp({ [url]: answer });
      await assert.rejects(rig.save(), storage('truncated'));
      assertClean(rig);
    }
  });

  test('less or more than was promised', async () => {
    for (const promised of [png.length + 1, png.length - 1]) {
      const rig = setUp({ [url]: { body: [png], headers: { 'content-length': `${promised}` } } });
      await assert.rejects(rig.save(), storage('truncated'));
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('a body cut off where nothing says how long it is', async () => {
    const cut = png.subarray(0, -20);
    const silent = setUp({ [url]: { body: [cut] } });
    await assert.rejects(silent.save(), storage('truncated'));
    assertClean(silent);
    // Chunked bodies say themselves that they are complete; a format that ends oddly is then the host's affair.
    const chunked = setUp({ [url]: { body: [cut], headers: { 'transfer-encoding': 'chunked' } } });
    assert.equal((await chunked.save()).bytes, cut.length);
  });

  test('the length of a packed body says nothing about what is in it', async () => {
    const rig = setUp({
      [url]: { body: [png], headers: { 'content-length': '7', 'content-encoding': 'gzip' } },
    });
    assert.equal((await rig.save()).bytes, png.length);
  });

  test('a length that is no number is no length', async () => {
    for (const length of ['-5', '1e3', '', '5, 5', 'canary']) {
      const rig = setUp({ [url]: { body: [png], headers: { 'content-length': length } } });
      assert.equal((await rig.save()).bytes, png.length);
    }
  });
});

describe('limits', () => {
  test('too large by its own word is not read at all', async () => {
    const rig = setUp({ [url]: { body: [png], headers: { 'content-length': '3000000000' } } });
    await assert.rejects(rig.save(), storage('tooLarge'));
    assert.equal(rig.state.read, 0);
    assertClean(rig);
  });

  test('too large without a word is stopped on the way', async () => {
    for (const maxBytes of [100, 6000]) {
      const more = Array.from({ length: 50 }, () => new Uint8Array(1000));
      const rig = setUp({ [url]: { body: [png, ...more] } }, { maxBytes });
      await assert.rejects(rig.save(), storage('tooLarge'));
      assert.ok(rig.state.read <= maxBytes + 1000);
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('the file system can set a lower limit', async () => {
    const rig = setUp({ [url]: { body: [png] } });
    rig.files.max = 100;
    await assert.rejects(rig.save(), storage('tooLarge'));
    assertClean(rig);
  });

  test('a disk without room is asked before', async () => {
    const rig = setUp({ [url]: { body: [png], headers: { 'content-length': `${png.length}` } } });
    rig.files.free = png.length - 1;
    await assert.rejects(rig.save(), storage('diskFull'));
    assert.equal(rig.state.read, 0);
    rig.files.free = png.length;
    assert.equal((await rig.save()).bytes, png.length);
    assertClean(rig);
  });

  test('a disk that fills up on the way', async () => {
    const rig = setUp({ [url]: { body: [png, new Uint8Array(5000)] } });
    rig.files.room = 1000;
    await assert.rejects(rig.save(), storage('diskFull'));
    assert.deepEqual(rig.files.names(folder), []);
    assertClean(rig);
  });

  test('a folder that refuses', async () => {
    for (const reason of ['outsideFolder', 'noPermission', 'noFolder'] as const) {
      const rig = setUp({ [url]: { body: [png] } });
      rig.files.refuse = reason;
      await assert.rejects(rig.save(), storage(reason));
      assertClean(rig);
    }
  });

  test('a host that trickles for ever', async () => {
    let rig: ReturnType<typeof setUp>;
    const wait = (): void => {
      rig.state.nowMs += 20_000;
    };
    const drops = Array.from({ length: 20 }, () => [wait, new Uint8Array(10)]).flat();
    // From the start on, and only after the head, by which the type is told.
    for (const head of [[], [png, new Uint8Array(5000)]]) {
      rig = setUp({ [url]: { body: [...head, ...drops] } });
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
    const rig = setUp({ [url]: { body: [png, ...steady], headers: { 'transfer-encoding': 'chunked' } } });
    assert.equal((await rig.save()).bytes, png.length + 600_000);
  });
});

describe('answers of the host', () => {
  for (const status of [400, 401, 403, 404, 410, 451]) {
    test(`${status}: the address has run out`, async () => {
      const rig = setUp({ [url]: { status, body: [png] } });
      await assert.rejects(rig.save(), storage('gone'));
      assert.equal(rig.state.read, 0);
      assertClean(rig);
    });
  }

  for (const status of [206, 304, 408, 429, 500, 503]) {
    test(`${status}: try again`, async () => {
      const rig = setUp({ [url]: { status, body: [png] } });
      await assert.rejects(rig.save(), { kind: 'network', code: `HTTP_${status}` });
      assertClean(rig);
    });
  }

  test('a body that breaks off leaves nothing', async () => {
    const broken = new NetworkError({ sent: 'unknown', message: 'reset' });
    for (const body of [[broken], [png, broken], [png, new Uint8Array(9000), broken]]) {
      const rig = setUp({ [url]: { body } });
      await assert.rejects(rig.save(), { kind: 'network' });
      assert.deepEqual(rig.files.names(folder), []);
      assertClean(rig);
    }
  });

  test('stopping leaves nothing', async () => {
    const controller = new AbortController();
    const rig = setUp({
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
    const rig = setUp({ [url]: { body, headers: { 'transfer-encoding': 'chunked' } } });
    await assert.rejects(rig.save({}, controller.signal), { kind: 'cancelled' });
    assert.deepEqual(rig.files.names(folder), []);
    assertClean(rig);
  });
});

describe('redirects', () => {
  const to = (location: string, status = 302): Answer => ({ status, headers: { location } });

  test('are followed five times, each answer ended', async () => {
    const chain = (length: number): Record<string, Answer> =>
      Object.fromEntries(
        Array.from({ length }, (_, hop) => [
          hop === 0 ? url : `https://h${hop}.example.com/`,
          hop === length - 1
            ? { body: [png] }
            : to(`https://h${hop + 1}.example.com/`, [301, 302, 303, 307, 308][hop % 5]),
        ]),
      );
    const five = setUp(chain(6));
    assert.equal((await five.save()).url, url);
    assert.ok(five.requests.every(request => request.addresses === 'public'));
    assertClean(five);
    const six = setUp(chain(7));
    await assert.rejects(six.save(), storage('badUrl'));
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
      const rig = setUp({ [url]: to(location) });
      await assert.rejects(rig.save(), storage('badUrl'));
      assert.equal(rig.requests.length, 1);
      assertClean(rig);
    });
  }

  test('in a circle end', async () => {
    const rig = setUp({ [url]: to(url) });
    await assert.rejects(rig.save(), storage('badUrl'));
    assertClean(rig);
  });

  test('only loopback addresses of a loopback service are let through to this machine', async () => {
    const local = 'http://127.0.0.1:8080/1';
    const rig = setUp({ [local]: to('https://cdn.example.com/1'), [url]: { body: [png] } });
    await rig.save({ url: local, origin: 'loopback' });
    assert.deepEqual(
      rig.requests.map(request => request.addresses),
      ['any', 'public'],
    );
  });
});
