/** What is uploaded to a bucket is looked for at its address before anything is ordered: against real servers. */
import '../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import type { AddressCheck } from '../../src/host/inputs/answers.ts';
import type { LocalInput } from '../../src/host/inputs/types.ts';
import { createUndiciHttp } from '../../src/host/ports/undiciHttp.ts';
import { makePng } from '../support/fakeApi/media.ts';
import { s3Bucket, s3Keys, startS3Server } from '../support/s3Server.ts';
import { Uri, userSettings } from '../support/vscodeStub.ts';

const { offersFor } = await import('../../src/host/inputs/offers.ts');

const content = new Uint8Array(makePng());
const file = {
  ...{ uri: Uri.parse('file:///w/cup.png'), name: 'cup.png', content, mime: 'image/png' },
  sha256: createHash('sha256').update(content).digest('hex'),
} as unknown as LocalInput;

const http = createUndiciHttp();
after(() => http.dispose());

async function openBucket(endpoint: string, addresses: AddressCheck['addresses'] = 'any') {
  for (const [name, value] of Object.entries({ endpoint, name: s3Bucket, region: 'us-east-1' }))
    userSettings.set(`apiInOne.inputs.bucket.${name}`, value);
  const noted: unknown[] = [];
  const parts = {
    ...{ http, addresses, ids: { next: () => 'id-1' } },
    secrets: { get: async () => `${s3Keys.accessKeyId}\n${s3Keys.secretAccessKey}` },
    uploads: { note: async (upload: unknown) => void noted.push(upload) },
  };
  const { signal } = new AbortController();
  const offers = await offersFor(parts as never, file, signal);
  const offer = offers.find(({ way }) => way === 'bucket');
  assert.ok(offer);
  return { noted, opened: offer.open(signal) };
}

test('an address that hands the file out is taken', async () => {
  const server = await startS3Server();
  try {
    const { opened, noted } = await openBucket(server.endpoint);
    const { url, object } = await opened;
    assert.equal(object, 'id-1/cup.png');
    assert.equal((await fetch(url)).status, 200);
    assert.equal(noted.length, 1);
  } finally {
    await server.close();
    userSettings.clear();
  }
});

test('a bucket on this computer is of no use to the service', async () => {
  const server = await startS3Server();
  try {
    const { opened } = await openBucket(server.endpoint, 'public');
    await assert.rejects(opened, e => isError(e, 'inputFile') && e.reason === 'noAnswer');
  } finally {
    await server.close();
    userSettings.clear();
  }
});

const readings: Readonly<Record<string, readonly [status: number, body: Uint8Array]>> = {
  'refuses to hand it out': [403, new Uint8Array(0)],
  'hands out something else': [200, new Uint8Array(3)],
};
for (const [title, [status, body]] of Object.entries(readings))
  test(`a bucket that takes the file and ${title} is told of, and what lies there is known`, async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.method);
      request.resume().on('end', () => {
        if (request.method === 'PUT') response.end();
        else response.writeHead(status, { 'content-length': body.length }).end(body);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { opened, noted } = await openBucket(`http://127.0.0.1:${port}`);
      await assert.rejects(opened, e => isError(e, 'inputFile') && e.reason === 'noAnswer');
      assert.deepEqual(asked, ['PUT', 'GET']);
      assert.equal(noted.length, 1);
    } finally {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      userSettings.clear();
    }
  });

test('a command of the person finds a smaller copy as a file, as long as it runs', async () => {
  const program =
    "console.log('https://example.com/' + fs.statSync(process.argv[1]).size + '/' + encodeURIComponent(process.argv[1]))";
  userSettings.set('apiInOne.inputs.command', [process.execPath, '-e', program]);
  try {
    const reduced = { width: 4, height: 3, bytes: content.length };
    const { signal } = new AbortController();
    const offers = await offersFor({ http, addresses: 'any' } as never, { ...file, reduced }, signal);
    const address = await offers.find(({ way }) => way === 'command')?.open(signal);
    const [, size, where = ''] = /com\/(\d+)\/(.+)$/.exec(address?.url ?? '') ?? [];
    const lay = decodeURIComponent(where);
    assert.equal(Number(size), content.length);
    assert.equal(path.basename(lay), 'cup.png');
    assert.notEqual(lay, '/w/cup.png');
    assert.equal(existsSync(lay), false, 'nothing of it stays behind');
  } finally {
    userSettings.clear();
  }
});
