/** What every implementation of the Http port has to do; one table, run for each of them. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
} from 'node:zlib';
import { type AppError, errorText, isError } from '../../src/core/errors.ts';
import type { Http, HttpRequest, HttpResponse } from '../../src/core/ports.ts';
import {
  chunkOf,
  closing,
  plainAnswer,
  type SeenRequest,
  startWireServer,
  type WireServer,
  type WireServerOptions,
} from './wireServer.ts';

export const canaryKey = 'aio_live_canary0123456789';

/** A request with generous limits. */
export function requestTo(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    url,
    headers: {},
    purpose: 'api',
    connectTimeoutMs: 5000,
    headersTimeoutMs: 5000,
    idleTimeoutMs: 5000,
    addresses: 'any',
    ...changes,
  };
}

export async function readAll(response: HttpResponse): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The error that `work` rejects with, which must be one of ours. */
export async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const e = await work.then(
    value => assert.fail(`resolved with ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(isError(e), `not one of ours: ${inspect(e)}`);
  return e;
}

/** Kind and `sent`, for comparing at a glance. */
export const outcome = (e: AppError): string =>
  isError(e, 'network') || isError(e, 'timeout') ? `${e.kind} ${e.sent}` : e.kind;

type Answer = (socket: Socket, request: SeenRequest) => void;

const closeHead = 'HTTP/1.1 200 OK\r\nconnection: close\r\n';

/** Body and head in the three ways that a body can say its length; each is to be followed by closing. */
const framings = {
  'Content-Length': (body: Buffer) =>
    Buffer.concat([Buffer.from(`${closeHead}content-length: ${body.length}\r\n\r\n`), body]),
  chunked: (body: Buffer) =>
    Buffer.concat([
      Buffer.from(`${closeHead}transfer-encoding: chunked\r\n\r\n`),
      chunkOf(body),
      chunkOf(''),
    ]),
  'close-delimited': (body: Buffer) => Buffer.concat([Buffer.from(`${closeHead}\r\n`), body]),
};

/** Registers the contract's tests for what `create` makes. */
export function describeHttpContract(name: string, create: () => Http): void {
  const setUp = async (
    t: TestContext,
    options: WireServerOptions | Answer,
  ): Promise<{
    http: Http;
    server: WireServer;
    to: (path: string, changes?: Partial<HttpRequest>) => HttpRequest;
  }> => {
    const http = create();
    const server = await startWireServer(typeof options === 'function' ? { answer: options } : options);
    t.after(async () => {
      http.dispose();
      await server.close();
    });
    return { http, server, to: (path, changes) => requestTo(`${server.origin}${path}`, changes) };
  };

  /** A server that takes TCP connections and says nothing, so that TLS never stands. */
  const silent: WireServerOptions = { accept: () => false };

  describe(`${name}: requests and answers`, () => {
    test('status, headers in lower case and joined, body', async t => {
      const { http, to } = await setUp(t, socket =>
        socket.write(
          'HTTP/1.1 418 Teapot\r\nX-UPPER: Yes\r\nset-cookie: a=1\r\nset-cookie: b=2\r\ncontent-length: 5\r\n\r\nhello',
        ),
      );
      const response = await http.send(to('/'));
      assert.equal(response.status, 418);
      assert.equal(response.headers.get('x-upper'), 'Yes');
      assert.equal(response.headers.get('set-cookie'), 'a=1, b=2');
      assert.equal((await readAll(response)).toString(), 'hello');
    });

    test('sends method, path, headers and a UTF-8 body as they are', async t => {
      const { http, server, to } = await setUp(t, socket => socket.write(plainAnswer('{}')));
      const body = '{"prompt":"Käse 🧀"}';
      const headers = { Authorization: `Bearer ${canaryKey}`, 'content-type': 'application/json' };
      await readAll(await http.send(to('/a%20b?x=1&y=%2F#z', { method: 'POST', headers, body })));
      const [seen] = server.seen;
      assert.equal(seen?.method, 'POST');
      assert.equal(seen.path, '/a%20b?x=1&y=%2F');
      assert.equal(seen.body, body);
      assert.equal(seen.headers.get('content-length'), String(Buffer.byteLength(body)));
      assert.equal(seen.headers.get('authorization'), `Bearer ${canaryKey}`);
      assert.equal(seen.headers.get('accept-encoding'), 'gzip, br, deflate');
    });

    test('asks for media as it is, and makes no credentials of a URL', async t => {
      const { http, server } = await setUp(t, socket => socket.write(plainAnswer('x')));
      const url = `http://user:word@127.0.0.1:${server.port}/f.png`;
      await readAll(await http.send(requestTo(url, { purpose: 'media' })));
      assert.equal(server.seen[0]?.headers.get('accept-encoding'), 'identity');
      assert.equal(server.seen[0]?.headers.has('authorization'), false);
    });

    test('hands redirects back', async t => {
      const { http, server, to } = await setUp(t, socket =>
        socket.write('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n'),
      );
      for (const purpose of ['api', 'media'] as const) {
        const response = await http.send(to('/', { purpose }));
        assert.equal(response.status, 302);
        assert.equal(response.headers.get('location'), '/elsewhere');
        assert.equal((await readAll(response)).length, 0);
      }
      assert.equal(server.seen.length, 2);
    });

    test('passes over 103, fails at an unasked-for 101', async t => {
      const { http, to } = await setUp(t, (socket, { path }) =>
        socket.write(
          path === '/103'
            ? Buffer.concat([
                Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
                plainAnswer('late'),
              ])
            : 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        ),
      );
      assert.equal((await readAll(await http.send(to('/103')))).toString(), 'late');
      assert.equal(outcome(await errorOf(http.send(to('/101')))), 'network unknown');
    });

    test('bodies of no bytes', async t => {
      const answers: Readonly<Record<string, string>> = {
        '/length': 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
        '/204': 'HTTP/1.1 204 No Content\r\n\r\n',
        '/304': 'HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n',
        '/chunked': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
        '/gzip': 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n',
        '/head': 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 10\r\n\r\n',
      };
      const { http, to } = await setUp(t, (socket, { path }) => socket.write(answers[path] ?? ''));
      for (const path of Object.keys(answers)) {
        const response = await http.send(to(path, { method: path === '/head' ? 'HEAD' : 'GET' }));
        assert.equal((await readAll(response)).length, 0, path);
      }
    });

    test('many at once keep apart', async t => {
      const { http, to } = await setUp(t, (socket, { path }) =>
        setImmediate(() => socket.write(plainAnswer(path))),
      );
      const paths = Array.from({ length: 60 }, (_, i) => `/${i}`);
      const changes = (i: number): Partial<HttpRequest> =>
        i % 3 === 0 ? { method: 'POST', body: '{}' } : { purpose: i % 3 === 1 ? 'api' : 'media' };
      const bodies = await Promise.all(
        paths.map(async (path, i) => (await readAll(await http.send(to(path, changes(i))))).toString()),
      );
      assert.deepEqual(bodies, paths);
    });

    test('a POST has a connection of its own', async t => {
      const { http, server, to } = await setUp(t, socket => socket.write(plainAnswer('ok')));
      await readAll(await http.send(to('/1')));
      await turn();
      await readAll(await http.send(to('/2', { method: 'POST', body: '{}' })));
      await readAll(await http.send(to('/3', { method: 'POST', body: '{}' })));
      const [get, first, second] = server.seen.map(seen => seen.connection);
      assert.equal(new Set([get, first, second]).size, 3);
    });
  });

  describe(`${name}: content codings`, () => {
    const text = 'one two three '.repeat(1000);
    const codings: Readonly<Record<string, Buffer>> = {
      gzip: gzipSync(text),
      'X-GZIP': gzipSync(text),
      br: brotliCompressSync(text),
      deflate: deflateSync(text),
      'deflate ': deflateRawSync(text),
      'identity, gzip': gzipSync(text),
    };
    for (const [coding, bytes] of Object.entries(codings)) {
      test(`${coding.trim()} is decoded`, async t => {
        const { http, to } = await setUp(t, socket =>
          socket.write(plainAnswer(bytes, `content-encoding: ${coding}`)),
        );
        const response = await http.send(to('/'));
        assert.equal(response.headers.has('content-length'), false);
        assert.equal((await readAll(response)).toString(), text);
      });
    }

    test('damaged, cut, chained and unknown codings fail; parts of files are left alone', async t => {
      const half = gzipSync(text).subarray(0, 60);
      const answers: Readonly<Record<string, Buffer>> = {
        '/damaged': plainAnswer('not gzip at all', 'content-encoding: gzip'),
        '/cut': plainAnswer(half, 'content-encoding: gzip'),
        '/chained': plainAnswer(gzipSync(gzipSync(text)), 'content-encoding: gzip, gzip'),
        '/unknown': plainAnswer('x', 'content-encoding: zstd'),
      };
      const { http, to } = await setUp(t, (socket, { path }) => socket.end(answers[path] ?? part));
      const part = Buffer.concat([
        Buffer.from(
          `HTTP/1.1 206 Partial\r\ncontent-encoding: gzip\r\ncontent-length: ${half.length}\r\n\r\n`,
        ),
        half,
      ]);
      for (const path of Object.keys(answers)) {
        const e = await errorOf(http.send(to(path)).then(readAll));
        assert.equal(outcome(e), 'network unknown', path);
      }
      assert.deepEqual(await readAll(await http.send(to('/part', { purpose: 'media' }))), half);
    });

    const flushing = {
      gzip: () => createGzip({ flush: constants.Z_SYNC_FLUSH }),
      br: () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
    };
    for (const [coding, makeEncoder] of Object.entries(flushing)) {
      test(`${coding}: events come when they are sent`, async t => {
        const encoder = makeEncoder();
        const { http, to } = await setUp(t, socket => {
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ntransfer-encoding: chunked\r\n\r\n`,
          );
          encoder.on('data', (bytes: Buffer) => socket.write(chunkOf(bytes)));
          encoder.on('end', () => socket.write(chunkOf('')));
          encoder.write('data: first\n\n');
        });
        const body = (await http.send(to('/'))).body[Symbol.asyncIterator]();
        assert.equal(Buffer.from((await body.next()).value).toString(), 'data: first\n\n');
        encoder.end('data: second\n\n');
        assert.equal(Buffer.from((await body.next()).value).toString(), 'data: second\n\n');
        assert.equal((await body.next()).done, true);
      });
    }

    test('cancelled with decoded bytes at hand', async t => {
      const { http, to } = await setUp(t, socket =>
        socket.write(plainAnswer(gzipSync(Buffer.alloc(1 << 20)), 'content-encoding: gzip')),
      );
      const controller = new AbortController();
      const body = (await http.send(to('/', { signal: controller.signal }))).body[Symbol.asyncIterator]();
      await body.next();
      controller.abort();
      assert.equal((await errorOf(body.next())).kind, 'cancelled');
    });

    test('a bomb goes no further than its reader', async t => {
      const bomb = gzipSync(Buffer.alloc(96 << 20), { level: 1 });
      const { http, to } = await setUp(t, socket =>
        socket.write(plainAnswer(bomb, 'content-encoding: gzip')),
      );
      const before = process.memoryUsage().arrayBuffers;
      const response = await http.send(to('/'));
      const body = response.body[Symbol.asyncIterator]();
      const first = await body.next();
      for (let i = 0; i < 50; i++) await wait(1);
      const grown = process.memoryUsage().arrayBuffers - before;
      response.dispose();
      assert.ok(first.value.length <= 128 * 1024, `${first.value.length} bytes in a piece`);
      assert.ok(grown < 8 << 20, `${grown} bytes waited for the reader`);
    });
  });

  describe(`${name}: bodies`, () => {
    test('a reader who stops, stops the server', async t => {
      const piece = Buffer.alloc(256 * 1024, 7);
      let written = 0;
      const { http, server, to } = await setUp(t, socket => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${piece.length * 4096}\r\n\r\n`);
        const pump = (): void => {
          do written += piece.length;
          while (socket.write(piece) && written < piece.length * 4096);
        };
        socket.on('drain', pump);
        pump();
      });
      const response = await http.send(to('/big', { purpose: 'media' }));
      const body = response.body[Symbol.asyncIterator]();
      await body.next();
      for (let last = -1; last !== written; ) {
        last = written;
        await wait(60);
      }
      assert.ok(written < 64 << 20, `${written} bytes were taken from the server`);
      const stalledAt = written;
      for (let read = 0; read < 16 << 20; ) read += (await body.next()).value.length;
      assert.ok(written > stalledAt, 'reading on lets the server go on');
      response.dispose();
      await server.allClosed();
    });

    for (const [framing, frame] of Object.entries(framings)) {
      test(`${framing} then close, read slowly`, async t => {
        const sent = Buffer.alloc(3 << 20, 'abcdefg');
        const { http, to } = await setUp(t, socket => socket.end(frame(sent)));
        let count = 0;
        for await (const piece of (await http.send(to('/', { purpose: 'media' }))).body) {
          count += piece.length;
          await wait(4);
        }
        assert.equal(count, sent.length);
      });
    }

    const cuts: Readonly<Record<string, { head: string; end: (socket: Socket) => void }>> = {
      'Content-Length, closed': { head: 'content-length: 100', end: socket => socket.end() },
      'Content-Length, kept alive, closed': { head: 'content-length: 100', end: socket => socket.end() },
      'Content-Length, reset': { head: 'content-length: 100', end: socket => socket.resetAndDestroy() },
      'chunked, closed': { head: 'transfer-encoding: chunked', end: socket => socket.end() },
      'chunked, reset': { head: 'transfer-encoding: chunked', end: socket => socket.resetAndDestroy() },
      'no length, reset': { head: 'x-none: 1', end: socket => socket.resetAndDestroy() },
    };
    for (const [cut, { head, end }] of Object.entries(cuts)) {
      for (const purpose of ['api', 'media'] as const) {
        test(`cut short is an error: ${cut}, ${purpose}`, async t => {
          const keep = cut.includes('kept') ? 'keep-alive' : 'close';
          let connection: Socket | undefined;
          const { http, to } = await setUp(t, socket => {
            connection = socket;
            socket.write(`HTTP/1.1 200 OK\r\nconnection: ${keep}\r\n${head}\r\n\r\n`);
            socket.write(head.includes('chunked') ? chunkOf('begun') : 'begun');
          });
          // The first piece is read before the end, since a reset may overtake it in the kernel.
          const method = cut.startsWith('no length') ? 'POST' : 'GET';
          const body = (await http.send(to('/', { purpose, method }))).body[Symbol.asyncIterator]();
          assert.equal(Buffer.from((await body.next()).value).toString(), 'begun');
          assert.ok(connection);
          end(connection);
          assert.equal(outcome(await errorOf(body.next())), 'network unknown');
        });
      }
    }

    test('what came before the cut is delivered, however late it is read', async t => {
      const { http, server, to } = await setUp(t, socket =>
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 100\r\n\r\nbegun'),
      );
      const response = await http.send(to('/'));
      await server.allClosed();
      await wait(20);
      const body = response.body[Symbol.asyncIterator]();
      assert.equal(Buffer.from((await body.next()).value).toString(), 'begun');
      assert.equal(outcome(await errorOf(body.next())), 'network unknown');
    });

    for (const [framing, frame] of Object.entries(framings)) {
      test(`${framing}, thrown away in the middle`, async t => {
        const half = frame(Buffer.alloc(8 << 20)).subarray(0, 4 << 20);
        const { http, server, to } = await setUp(t, (socket, { path }) => {
          if (path === '/more') socket.write(half);
          else socket.end(half);
        });
        for (const path of ['/more', '/closed']) {
          for await (const _ of (await http.send(to(path))).body) break;
          const unread = await http.send(to(path, { purpose: 'media' }));
          await wait(10);
          unread.dispose();
          await server.allClosed();
        }
      });
    }

    test('dispose, and leaving the loop, close the connection', async t => {
      const { http, server, to } = await setUp(t, socket =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun'),
      );
      for (const purpose of ['api', 'media'] as const) {
        const unread = await http.send(to('/', { purpose }));
        unread.dispose();
        unread.dispose();
        await server.allClosed();
        assert.equal((await errorOf(readAll(unread))).kind, 'cancelled');
        for await (const _ of (await http.send(to('/', { purpose }))).body) break;
        await server.allClosed();
      }
    });
  });

  describe(`${name}: failures before an answer`, () => {
    const post = { method: 'POST', body: '{}' } as const;

    test('refused: nothing was sent', async t => {
      const { http, server, to } = await setUp(t, () => {});
      await server.close();
      for (const changes of [{}, post, { purpose: 'media' } as const]) {
        const e = await errorOf(http.send(to('/', changes)));
        assert.equal(outcome(e), 'network no');
        assert.ok(isError(e, 'network') && e.code === 'ECONNREFUSED', inspect(e));
      }
    });

    test('no way to the network: nothing was sent', async t => {
      // No system makes a TCP connection to everybody: the answer is the one of a machine that is offline.
      const { http } = await setUp(t, () => {});
      const e = await errorOf(http.send(requestTo('http://255.255.255.255:9/', post)));
      assert.equal(outcome(e), 'network no');
      assert.ok(isError(e, 'network') && e.code?.startsWith('E'), inspect(e));
    });

    test('unknown host: nothing was sent', async t => {
      const { http } = await setUp(t, () => {});
      const e = await errorOf(http.send(requestTo('http://nobody.api-in-one.invalid/', post)));
      assert.equal(outcome(e), 'network no');
      assert.ok(isError(e, 'network') && /^(ENOTFOUND|EAI_AGAIN)$/.test(e.code ?? ''), inspect(e));
    });

    test('an unknown authority: nothing was sent', async t => {
      const { http, server, to } = await setUp(t, { isTls: true });
      const headers = { authorization: `Bearer ${canaryKey}` };
      for (const changes of [post, { purpose: 'media' } as const, {}]) {
        assert.equal(outcome(await errorOf(http.send(to('/', { ...changes, headers })))), 'network no');
      }
      await server.allClosed();
      assert.equal(server.receivedBytes, 0);
    });

    test('no TLS at the other end: nothing was sent', async t => {
      const { http, server } = await setUp(t, {
        accept: socket => socket.end('220 mail ready\r\n') && false,
      });
      const e = await errorOf(http.send(requestTo(`https://127.0.0.1:${server.port}/`, post)));
      assert.equal(outcome(e), 'network no');
    });

    test('reset before the request can be written: nothing was sent, or unknown', async t => {
      const { http, server, to } = await setUp(t, { accept: socket => socket.resetAndDestroy() && false });
      for (const changes of [post, { purpose: 'media' } as const, {}]) {
        const e = await errorOf(http.send(to('/', changes)));
        assert.match(outcome(e), /^network (no|unknown)$/);
      }
      assert.equal(server.receivedBytes, 0);
    });

    test('reset or closed when the request was written: unknown', async t => {
      const resets: readonly WireServerOptions[] = [
        { accept: socket => socket.end() && false },
        { answer: socket => socket.resetAndDestroy() },
        { answer: socket => socket.end() },
        { answer: socket => socket.end('SSH-2.0-OpenSSH_9\r\n') },
        { answer: socket => socket.end('HTTP/1.1 200 OK\r\ncontent-') },
      ];
      for (const [i, options] of resets.entries()) {
        const { http, to } = await setUp(t, options);
        for (const changes of [post, { purpose: 'media' } as const, {}]) {
          assert.equal(outcome(await errorOf(http.send(to('/', changes)))), 'network unknown', `case ${i}`);
        }
      }
    });

    test('what is no http(s) URL', async t => {
      const { http } = await setUp(t, () => {});
      for (const url of [
        '',
        'nonsense',
        'file:///etc/passwd',
        'ftp://example.com/',
        'https://',
        'http://a b/',
      ]) {
        assert.equal(outcome(await errorOf(http.send(requestTo(url)))), 'network no', url);
      }
    });

    test('addresses that are not public, literal or by name: nothing is even connected', async t => {
      const { http, server } = await setUp(t, socket => socket.write(plainAnswer('x')));
      for (const host of ['127.0.0.1', '127.1', '0x7f000001', '[::ffff:127.0.0.1]', 'localhost', '0']) {
        for (const purpose of ['api', 'media'] as const) {
          const url = `http://${host}:${server.port}/`;
          const e = await errorOf(http.send(requestTo(url, { purpose, addresses: 'public' })));
          assert.ok(
            isError(e, 'network') && e.code === 'EADDRNOTPUBLIC' && e.sent === 'no',
            `${host}: ${inspect(e)}`,
          );
        }
      }
      assert.equal(server.connections, 0);
    });

    test('the key is in no error', async t => {
      const { http, to } = await setUp(t, (socket, { path }) =>
        path === '/echo' ? socket.end(`HTTP/1.1 Bearer ${canaryKey}\r\n\r\n`) : socket.resetAndDestroy(),
      );
      const requests = [
        to('/'),
        to('/echo'),
        to(`/?key=${canaryKey}`),
        requestTo(`nonsense ${canaryKey}`),
        requestTo(`https://nobody.api-in-one.invalid/?key=${canaryKey}`),
        to('/', { headers: { authorization: `Bearer ${canaryKey}\n` } }),
        to('/', { headers: { authorization: `Bearer ${canaryKey}\u0000` } }),
        to('/', { headers: { [`bad ${canaryKey}`]: 'x' } }),
        to('/', { headersTimeoutMs: 0 }),
      ];
      for (const request of requests) {
        const headers = { authorization: `Bearer ${canaryKey}`, ...request.headers };
        const e = await errorOf(http.send({ ...request, headers }));
        const texts = [
          inspect(e, { depth: 9, showHidden: true }),
          errorText(e),
          String(e.stack),
          JSON.stringify(e),
        ];
        assert.ok(!texts.join('\n').includes(canaryKey), inspect(e));
      }
    });
  });

  describe(`${name}: cancelling`, () => {
    const phases: Readonly<Record<string, { server: WireServerOptions; scheme: string }>> = {
      'while TLS is being made': { server: silent, scheme: 'https' },
      'while waiting for headers': { server: {}, scheme: 'http' },
    };
    for (const [phase, { server: options, scheme }] of Object.entries(phases)) {
      test(phase, async t => {
        const { http, server } = await setUp(t, options);
        for (const changes of [{ method: 'POST', body: '{}' } as const, { purpose: 'media' } as const, {}]) {
          const controller = new AbortController();
          const url = `${scheme}://127.0.0.1:${server.port}/`;
          const seenBefore = server.seen.length;
          const connectionsBefore = server.connections;
          const sending = errorOf(http.send(requestTo(url, { ...changes, signal: controller.signal })));
          while (
            scheme === 'https' ? server.connections === connectionsBefore : server.seen.length === seenBefore
          ) {
            await wait(1);
          }
          controller.abort();
          assert.equal((await sending).kind, 'cancelled');
        }
        http.dispose();
        await server.allClosed();
      });
    }

    test('before it begins: nothing is connected', async t => {
      const { http, server, to } = await setUp(t, () => {});
      const e = await errorOf(http.send(to('/', { signal: AbortSignal.abort() })));
      assert.equal(e.kind, 'cancelled');
      const controller = new AbortController();
      const sending = errorOf(http.send(to('/', { method: 'POST', body: '{}', signal: controller.signal })));
      controller.abort();
      assert.equal((await sending).kind, 'cancelled');
      await wait(20);
      assert.equal(server.seen.length, 0);
    });

    test('in the body, waiting for more and with more at hand', async t => {
      const { http, server, to } = await setUp(t, socket =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun'),
      );
      for (const purpose of ['api', 'media'] as const) {
        const waiting = new AbortController();
        const body = (await http.send(to('/', { purpose, signal: waiting.signal }))).body[
          Symbol.asyncIterator
        ]();
        await body.next();
        const next = errorOf(body.next());
        waiting.abort();
        assert.equal((await next).kind, 'cancelled');
        await server.allClosed();

        const holding = new AbortController();
        const unread = await http.send(to('/', { purpose, signal: holding.signal }));
        await wait(10);
        holding.abort();
        assert.equal((await errorOf(readAll(unread))).kind, 'cancelled');
        await server.allClosed();
      }
    });

    test('leaves nothing on a signal that lives longer', async t => {
      const { http, to } = await setUp(t, (socket, { path }) =>
        path === '/cut' ? socket.end() : socket.write(plainAnswer('x')),
      );
      const { signal } = new AbortController();
      let listeners = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        listeners++;
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners--;
        remove(...args);
      };
      await readAll(await http.send(to('/', { signal })));
      await errorOf(http.send(to('/cut', { signal })));
      (await http.send(to('/', { signal }))).dispose();
      assert.equal(listeners, 0);
    });

    test('disposing the whole cancels all, and later requests', async t => {
      const { http, server, to } = await setUp(t, (socket, { path }) => {
        if (path === '/body') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun');
      });
      const inBody = await http.send(to('/body'));
      const waiting = errorOf(http.send(to('/silent', { method: 'POST', body: '{}' })));
      while (server.seen.length < 2) await wait(1);
      http.dispose();
      assert.equal((await waiting).kind, 'cancelled');
      assert.equal((await errorOf(readAll(inBody))).kind, 'cancelled');
      assert.equal((await errorOf(http.send(to('/')))).kind, 'cancelled');
      await server.allClosed();
    });
  });

  describe(`${name}: limits`, () => {
    test('no connection in time: nothing was sent', async t => {
      const { http, server } = await setUp(t, silent);
      for (const changes of [{ method: 'POST', body: '{}' } as const, { purpose: 'media' } as const, {}]) {
        const url = `https://127.0.0.1:${server.port}/`;
        const e = await errorOf(http.send(requestTo(url, { ...changes, connectTimeoutMs: 30 })));
        assert.equal(outcome(e), 'timeout no');
        assert.ok(isError(e, 'timeout') && e.afterMs === 30);
      }
    });

    test('no headers in time: unknown', async t => {
      const { http, server, to } = await setUp(t, () => {});
      for (const changes of [{ method: 'POST', body: '{}' } as const, { purpose: 'media' } as const, {}]) {
        const e = await errorOf(http.send(to('/', { ...changes, headersTimeoutMs: 40 })));
        assert.equal(outcome(e), 'timeout unknown');
        await server.allClosed();
      }
    });

    test('nothing more in time', async t => {
      const { http, server, to } = await setUp(t, socket =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun'),
      );
      for (const purpose of ['api', 'media'] as const) {
        const response = await http.send(to('/', { purpose, idleTimeoutMs: 40 }));
        assert.equal(outcome(await errorOf(readAll(response))), 'timeout unknown');
        await server.allClosed();
      }
    });

    test('a slow reader is no silent server', async t => {
      const connection = Promise.withResolvers<Socket>();
      const { http, to } = await setUp(t, socket => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nbegun');
        connection.resolve(socket);
      });
      const body = (await http.send(to('/', { idleTimeoutMs: 40 }))).body[Symbol.asyncIterator]();
      await body.next();
      await wait(120);
      const socket = await connection.promise;
      socket.end('ended');
      await closing(socket);
      assert.equal(Buffer.from((await body.next()).value).toString(), 'ended');
      assert.equal((await body.next()).done, true);
    });
  });
}
