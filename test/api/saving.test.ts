import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { DownloadProgress } from '../../src/core/assets/progress.ts';
import { createAssetSaver, defaultSaveLimits } from '../../src/core/assets/save.ts';
import type { SavedAsset, SaveLimits, SaveRequest } from '../../src/core/assets/types.ts';
import type { Clock } from '../../src/core/ports.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { createSha256 } from '../../src/host/ports/sha256.ts';
import { sniffMedia } from '../../src/host/ports/sniffMedia.ts';
import { media } from '../support/mediaFixtures.ts';
import { type MediaHandler, startMediaServer } from '../support/mediaServer.ts';
import { createSimpleHttp } from '../support/simpleHttp.ts';

/** Would be in every header, were it anywhere near this client. */
const canary = 'aio_canary_0123456789';
const png = media('picture.png');

let workspace = '';
let outer = '';

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'saving-'));
  workspace = join(outer, 'workspace');
  await mkdir(workspace);
});
afterEach(() => rm(outer, { recursive: true, force: true }));

/** Saves `path` of a server with `handlers`, below `workspace`. */
async function save(
  handlers: Record<string, MediaHandler>,
  request: Partial<SaveRequest> & { folderPath?: string } = {},
  limits: Partial<SaveLimits> = {},
): Promise<{ saved: SavedAsset; headers: readonly unknown[] }> {
  await using server = await startMediaServer(handlers);
  const saver = makeSaver(limits);
  const { folderPath = join(workspace, 'out'), ...rest } = request;
  const saved = await saver.save(
    {
      url: `${server.origin}/a`,
      folder: pathToFileURL(folderPath).href,
      within: pathToFileURL(workspace).href,
      baseName: 'hero',
      origin: 'loopback',
      ...rest,
    },
    new AbortController().signal,
  );
  return { saved, headers: server.requests.map(asked => asked.headers) };
}

function makeSaver(limits: Partial<SaveLimits> = {}, monotonic = () => performance.now()) {
  const http = createSimpleHttp();
  return createAssetSaver({
    http: () => Promise.resolve(http),
    files: createLocalFiles(),
    sniff: sniffMedia,
    hash: createSha256,
    clock: { monotonic } as Clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    limits: () => ({ ...defaultSaveLimits, ...limits }),
  });
}

const give =
  (
    content: Uint8Array,
    headers: Record<string, string | number> = { 'content-length': content.length },
  ): MediaHandler =>
  (_request, response) => {
    response.writeHead(200, headers).end(content);
  };

/** All names below the folder, the hidden ones too. */
async function names(path = join(workspace, 'out')): Promise<readonly string[]> {
  return (await readdir(path, { recursive: true }).catch(() => [])).sort();
}

describe('saving to a real disk from a real server', () => {
  for (const [file, mime, ext] of [
    ['picture.png', 'image/png', 'png'],
    ['picture.jpg', 'image/jpeg', 'jpg'],
    ['picture.webp', 'image/webp', 'webp'],
    ['picture.gif', 'image/gif', 'gif'],
    ['picture.avif', 'image/avif', 'avif'],
    ['movie.mp4', 'video/mp4', 'mp4'],
    ['movie.mov', 'video/quicktime', 'mov'],
    ['movie.webm', 'video/webm', 'webm'],
    ['sound.mp3', 'audio/mpeg', 'mp3'],
    ['sound.wav', 'audio/wav', 'wav'],
    ['sound.ogg', 'audio/ogg', 'ogg'],
    ['sound.flac', 'audio/flac', 'flac'],
    ['sound.m4a', 'audio/mp4', 'm4a'],
    ['sound.aac', 'audio/aac', 'aac'],
  ] as const) {
    test(`${file} under a wrong content type`, async () => {
      const content = media(file);
      const { saved } = await save({ '/a': give(content, { 'content-type': 'text/plain' }) });
      assert.deepEqual(
        [saved.mime, saved.uri],
        [mime, pathToFileURL(join(workspace, `out/hero.${ext}`)).href],
      );
      assert.equal(saved.sha256, createHash('sha256').update(content).digest('hex'));
      assert.deepEqual(new Uint8Array(await readFile(new URL(saved.uri))), content);
      assert.deepEqual(await names(), [`hero.${ext}`]);
    });
  }

  for (const [name, content] of [
    ['a web page', '<!doctype html><html><body>Sign in</body></html>'],
    ['SVG', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['JSON', '{"error":{"code":"expired"}}'],
    ['a script', '#!/bin/sh\nrm -rf /\n'],
    ['an archive', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(60)])],
    ['a program', Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(60)])],
  ] as const) {
    test(`${name} is not stored, whatever it is called`, async () => {
      const handlers = { '/a': give(Buffer.from(content), { 'content-type': 'image/png' }) };
      await assert.rejects(save(handlers), { kind: 'storage', reason: 'badContent' });
      assert.deepEqual(await names(workspace), []);
    });
  }

  test('a page of an error is not stored as the picture', async () => {
    for (const [status, expected] of [
      [404, { kind: 'storage', reason: 'gone' }],
      [403, { kind: 'storage', reason: 'gone' }],
      [503, { kind: 'network' }],
    ] as const) {
      const refuse: MediaHandler = (_request, response) => void response.writeHead(status).end(png);
      await assert.rejects(save({ '/a': refuse }), expected);
    }
    assert.deepEqual(await names(workspace), []);
  });

  test('a large download says how far it is, with figures that grow', async () => {
    const content = Buffer.concat([png, Buffer.alloc(9 * 1024 ** 2)]);
    const told: DownloadProgress[] = [];
    const bySteps: MediaHandler = async (_request, response) => {
      response.writeHead(200, { 'content-length': content.length });
      for (let at = 0; at < content.length; at += 1024 ** 2) {
        const seen = told.length;
        response.write(content.subarray(at, at + 1024 ** 2));
        // The next piece comes when this one was seen; the first one is looked at before it counts.
        while (at > 0 && told.length === seen) await nextTurn();
      }
      response.end();
    };
    await using server = await startMediaServer({ '/a': bySteps });
    let nowMs = 0;
    // As slow as it needs to be for each piece to be told of.
    const saver = makeSaver({}, () => (nowMs += 500));
    const saved = await saver.save(
      {
        ...{ url: `${server.origin}/a`, folder: pathToFileURL(join(workspace, 'out')).href },
        ...{ baseName: 'hero', origin: 'loopback', onProgress: progress => told.push(progress) },
      },
      new AbortController().signal,
    );
    assert.equal(saved.bytes, content.length);
    assert.ok(told.length >= 9, String(told.length));
    assert.ok(told.every(({ length }) => length === content.length));
    assert.ok(told.every(({ bytes }, at) => bytes > (told[at - 1]?.bytes ?? 0)));
  });

  test('three outputs at once under one name, all there, none twice', async () => {
    const contents = ['picture.png', 'picture.png', 'picture.png'].map((file, at) =>
      Buffer.concat([media(file), Buffer.alloc(at)]),
    );
    await using server = await startMediaServer(
      Object.fromEntries(contents.map((content, at) => [`/${at}`, give(content)])),
    );
    const savers = [makeSaver(), makeSaver(), makeSaver()];
    const folder = pathToFileURL(join(workspace, 'out')).href;
    const saved = await Promise.all(
      savers.map((saver, at) =>
        saver.save(
          { url: `${server.origin}/${at}`, folder, baseName: 'hero', origin: 'loopback' },
          new AbortController().signal,
        ),
      ),
    );
    assert.deepEqual(await names(), ['hero-2.png', 'hero-3.png', 'hero.png']);
    for (const [at, { uri }] of saved.entries()) {
      assert.deepEqual(await readFile(new URL(uri)), contents[at]);
    }
  });

  test('a file, a folder and a dangling link of that name stay what they are', async () => {
    const out = join(workspace, 'out');
    await mkdir(join(out, 'hero-2.png'), { recursive: true });
    await writeFile(join(out, 'hero.png'), 'mine');
    await symlink(join(outer, 'nowhere'), join(out, 'hero-3.png'));
    const { saved } = await save({ '/a': give(png) });
    assert.ok(saved.uri.endsWith('/hero-4.png'));
    assert.equal(await readFile(join(out, 'hero.png'), 'utf8'), 'mine');
    assert.deepEqual((await readdir(outer)).sort(), ['workspace']);
  });

  test('no key goes anywhere along a chain of redirects', async () => {
    const to =
      (location: string): MediaHandler =>
      (_request, response) =>
        void response.writeHead(302, { location, 'set-cookie': `key=${canary}` }).end();
    const handlers = { '/a': to('/b'), '/b': to('c?x=1'), '/c?x=1': to('/d'), '/d': give(png) };
    process.env['API_IN_ONE_API_KEY'] = canary;
    try {
      const { saved, headers } = await save(handlers);
      assert.equal(saved.bytes, png.length);
      assert.equal(headers.length, 4);
      for (const sent of headers) {
        assert.deepEqual(Object.keys(sent as object).sort(), [
          'accept',
          'accept-encoding',
          'connection',
          'host',
        ]);
        assert.ok(!JSON.stringify(sent).includes(canary));
      }
    } finally {
      delete process.env['API_IN_ONE_API_KEY'];
    }
  });

  test('a redirect that leaves what is allowed is not followed', async () => {
    for (const location of ['http://10.0.0.1/', 'file:///etc/passwd', 'http://user:x@127.0.0.1/']) {
      const handlers: Record<string, MediaHandler> = {
        '/a': (_request, response) => void response.writeHead(302, { location }).end(),
      };
      await assert.rejects(save(handlers), { kind: 'storage', reason: 'badUrl' });
    }
  });
});

describe('bodies that do not come whole', () => {
  const big = Buffer.concat([png, Buffer.alloc(200_000, 7)]);

  test('cut within a stated length', async () => {
    const cut: MediaHandler = (_request, response) => {
      response.writeHead(200, { 'content-length': big.length });
      response.write(big.subarray(0, 150_000), () => response.destroy());
    };
    await assert.rejects(save({ '/a': cut }), { kind: 'network' });
    assert.deepEqual(await names(), []);
  });

  test('cut within chunks', async () => {
    const cut: MediaHandler = (_request, response) => {
      response.write(big.subarray(0, 150_000), () => response.destroy());
    };
    await assert.rejects(save({ '/a': cut }), { kind: 'network' });
    assert.deepEqual(await names(), []);
  });

  test('cut where only the end of the connection says so', async () => {
    const closing: MediaHandler = (_request, response) => {
      response.socket?.end(
        Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'), png.subarray(0, -30)]),
      );
    };
    await assert.rejects(save({ '/a': closing }), { kind: 'storage', reason: 'truncated' });
    assert.deepEqual(await names(), []);
  });

  test('silent in the middle', async () => {
    const silent: MediaHandler = (_request, response) => {
      response.writeHead(200, { 'content-length': big.length });
      response.write(big.subarray(0, 50_000));
    };
    await assert.rejects(save({ '/a': silent }, {}, { idleTimeoutMs: 100 }), { kind: 'timeout' });
    assert.deepEqual(await names(), []);
  });

  test('silent from the start', async () => {
    await assert.rejects(save({ '/a': () => {} }, {}, { headersTimeoutMs: 100 }), { kind: 'timeout' });
    assert.deepEqual(await names(workspace), []);
  });

  test('a gigantic stated length is refused before a byte is read', async () => {
    const boast: MediaHandler = (_request, response) => {
      response.writeHead(200, { 'content-length': 8 * 1024 ** 4 });
      response.write(png);
    };
    await assert.rejects(save({ '/a': boast }), { kind: 'storage', reason: 'tooLarge' });
    await assert.rejects(save({ '/a': boast }, {}, { maxBytes: Number.MAX_SAFE_INTEGER }), {
      kind: 'storage',
      reason: 'diskFull',
    });
    assert.deepEqual(await names(workspace), []);
  });

  test('endless chunks stop at the limit', async () => {
    const endless: MediaHandler = (_request, response) => {
      response.write(png);
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536), more));
      more();
    };
    await assert.rejects(save({ '/a': endless }, {}, { maxBytes: 3_000_000 }), {
      kind: 'storage',
      reason: 'tooLarge',
    });
    assert.deepEqual(await names(), []);
  });

  test('stopped by the person', async () => {
    const controller = new AbortController();
    const stop: MediaHandler = (_request, response) => {
      response.writeHead(200, { 'content-length': big.length });
      response.write(big.subarray(0, 50_000), () => setImmediate(() => controller.abort()));
    };
    await using server = await startMediaServer({ '/a': stop });
    const folder = pathToFileURL(join(workspace, 'out')).href;
    const request = { url: `${server.origin}/a`, folder, baseName: 'hero', origin: 'loopback' } as const;
    await assert.rejects(makeSaver().save(request, controller.signal), { kind: 'cancelled' });
    assert.deepEqual(await names(), []);
  });

  test('several megabytes arrive as they were sent', async () => {
    const large = Buffer.alloc(5_000_001);
    for (let at = 0; at < large.length; at++) large[at] = (at * 31) % 251;
    png.forEach((byte, at) => {
      large[at] = byte;
    });
    const { saved } = await save({ '/a': give(large) });
    assert.ok(large.equals(await readFile(new URL(saved.uri))));
    assert.equal(saved.sha256, createHash('sha256').update(large).digest('hex'));
  });
});
