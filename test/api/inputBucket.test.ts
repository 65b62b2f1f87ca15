/** Inputs in a bucket: against a server that checks signatures as S3 does, over both transports. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import { type Bucket, createBucket } from '../../src/host/inputs/bucket.ts';
import { eachHttp } from '../support/eachHttp.ts';
import { makePng } from '../support/fakeApi/media.ts';
import { s3Keys as keys, type S3Server, s3Bucket, startS3Server } from '../support/s3Server.ts';

const content = new Uint8Array(makePng());
const png = { content, mime: 'image/png', sha256: createHash('sha256').update(content).digest('hex') };

eachHttp(create => {
  const http = create();
  let server: S3Server;

  before(async () => {
    server = await startS3Server();
  });
  after(async () => {
    http.dispose();
    await server.close();
  });

  const bucket = (change: object = {}, secretAccessKey = keys.secretAccessKey): Bucket =>
    createBucket(
      {
        ...{
          endpoint: server.endpoint,
          bucket: s3Bucket,
          region: 'us-east-1',
          prefix: 'in/',
          lifetimeMinutes: 5,
        },
        ...change,
      },
      { ...keys, secretAccessKey },
      { http, signal: new AbortController().signal },
    );

  for (const object of ['1/a.png', '2/with space & ünïcode (1)+.png', '3/日本.png'])
    test(`${object} is put, read by its address alone, and deleted`, async () => {
      const { put, address, delete: remove } = bucket();
      await put(object, png);
      const url = await address(object);
      assert.ok(!url.includes(keys.secretAccessKey + keys.accessKeyId));
      const answer = await fetch(url);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get('content-type'), 'image/png');
      assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), content);
      await remove(object);
      assert.equal((await fetch(url)).status, 404);
      await remove(object);
    });

  test('an address does not open another object', async () => {
    const { put, address } = bucket();
    await put('4/a.png', png);
    await put('4/b.png', png);
    const url = new URL(await address('4/a.png'));
    url.pathname = url.pathname.replace('a.png', 'b.png');
    assert.equal((await fetch(url)).status, 403);
  });

  test('a bucket that refuses the keys says so', async () => {
    await assert.rejects(bucket({}, 'wrong').put('6/a.png', png), e => {
      assert.ok(isError(e, 'inputFile'));
      assert.equal(e.reason, 'refused');
      assert.equal(e.detail, 'HTTP 403 SignatureDoesNotMatch');
      return true;
    });
  });

  test('a bucket that is not there says so', async () => {
    await assert.rejects(bucket({ bucket: 'nobody' }).put('7/a.png', png), e => {
      assert.ok(isError(e, 'inputFile'));
      assert.equal(e.detail, 'HTTP 404 NoSuchBucket');
      return true;
    });
  });
});
