/** Answers that are small on the wire and huge in memory: each ends in an error, and in 64 MiB at most. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { BombReport } from '../support/bombChild.ts';

const mostMiB = 64;
const child = fileURLToPath(new URL('../support/bombChild.ts', import.meta.url));

interface Bomb {
  readonly question: 'order' | 'read' | 'chat';
  readonly outcome: string;
  readonly status?: number;
  readonly coding?: 'gzip' | 'br';
  /** What it unfolds to. */
  content(): Buffer;
}

const spaces = (bytes: number): Buffer => Buffer.alloc(bytes, ' ');
const repeated = (text: string, bytes: number): Buffer => Buffer.alloc(bytes, text);
const manyNames = (count: number): Buffer =>
  Buffer.from(`{"data":{${Array.from({ length: count }, (_, n) => `"n${n}":0`).join()}}}`);

const huge = 192 << 20;
const bombs: Readonly<Record<string, Bomb>> = {
  'a text in gzip': {
    ...{ question: 'order', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => repeated('{"data":"', huge),
  },
  'spaces in brotli': {
    question: 'read',
    outcome: 'decode tooLarge',
    coding: 'br',
    content: () => spaces(huge),
  },
  'millions of objects': {
    ...{ question: 'read', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => Buffer.concat([Buffer.from('['), repeated('{},', 7 << 20), Buffer.from('{}]')]),
  },
  'as many names as are read': {
    question: 'read',
    outcome: 'decode shape',
    coding: 'gzip',
    content: () => manyNames(149_000),
  },
  'half a million names': {
    ...{ question: 'read', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => manyNames(490_000),
  },
  'seven million levels': {
    ...{ question: 'read', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => repeated('[', 7 << 20),
  },
  'more than a hundred thousand levels': {
    ...{ question: 'order', outcome: 'decode shape', coding: 'gzip' },
    content: () =>
      Buffer.from(
        `{"data":${'{"response":'.repeat(70_000)}${'['.repeat(70_000)}${']'.repeat(70_000)}${'}'.repeat(70_001)}`,
      ),
  },
  'an error without end': {
    ...{ question: 'read', outcome: 'api', status: 500, coding: 'gzip' },
    content: () => repeated('<title>', huge),
  },
  'a line of a stream without end': {
    ...{ question: 'chat', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => Buffer.concat([Buffer.from('data: '), repeated('x', huge)]),
  },
  'an event of a stream without end': {
    ...{ question: 'chat', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => repeated('data: {"choices":[]}\n', huge),
  },
  'a stream without end': {
    ...{ question: 'chat', outcome: 'decode tooLarge', coding: 'gzip' },
    content: () => repeated(`data: {"choices":[{"delta":{"content":"${'x'.repeat(4000)}"}}]}\n\n`, huge),
  },
};

/** One after the other: what is measured is memory. */
describe('bombs', () => {
  let armed: { bomb: Bomb; body: Buffer } | undefined;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/tasks/ordinary') ordinary(response);
    else explode(response);
  });

  function ordinary(response: ServerResponse): void {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync('{"data":{"task_id":"ordinary","status":"SUCCESS","response":[]}}'));
  }

  function explode(response: ServerResponse): void {
    assert.ok(armed);
    const { bomb, body } = armed;
    response.writeHead(bomb.status ?? 200, {
      'content-type': 'application/json',
      ...(bomb.coding === undefined ? {} : { 'content-encoding': bomb.coding }),
    });
    response.end(body);
  }

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [name, bomb] of Object.entries(bombs)) {
    test(name, async t => {
      const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
      const content = bomb.content();
      const body =
        bomb.coding === 'br' ? brotliCompressSync(content, quick) : gzipSync(content, { level: 1 });
      armed = { bomb, body };
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { stdout } = await promisify(execFile)(process.execPath, [child, origin, bomb.question]);
      const { outcome, grewMiB } = JSON.parse(stdout) as BombReport;
      t.diagnostic(`${body.length} bytes of ${content.length}: ${outcome}, ${grewMiB.toFixed(1)} MiB more`);
      assert.equal(outcome, bomb.outcome);
      assert.ok(grewMiB <= mostMiB, `${grewMiB.toFixed(1)} MiB`);
    });
  }
});
