/** What was uploaded goes when nobody needs it any more, and not before: against a real bucket and real files. */
import '../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { SecretStorage, Uri as VscodeUri } from 'vscode';
import type { Task, TaskState } from '../../src/core/tasks/task.ts';
import type { Upload } from '../../src/host/inputs/uploads.ts';
import { temporaryFolder } from '../rig/lifetime.ts';
import { makePng } from '../support/fakeApi/media.ts';
import { createMemoryLog } from '../support/memoryLog.ts';
import { createNodeFs } from '../support/nodeFs.ts';
import { type S3Server, s3Bucket, s3Keys, startS3Server } from '../support/s3Server.ts';
import { createSimpleHttp } from '../support/simpleHttp.ts';
import { studioTask } from '../support/studio/studioTasks.ts';
import { editor, Uri } from '../support/vscodeStub.ts';

const { clearUploads, isSpent } = await import('../../src/host/inputs/clearUploads.ts');
const { createBucket } = await import('../../src/host/inputs/bucket.ts');
const { storeBucketKeys } = await import('../../src/host/inputs/bucketSettings.ts');
const { Uploads } = await import('../../src/host/inputs/uploads.ts');
const { MadeInputs } = await import('../../src/host/inputUrl.ts');

const content = new Uint8Array(makePng());
const png = { content, mime: 'image/png', sha256: createHash('sha256').update(content).digest('hex') };
const hour = 3_600_000;

let server: S3Server;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let uploads: InstanceType<typeof Uploads>;
let place: Upload['place'];
const kept = new Map<string, string>();
const secrets = {
  get: async (name: string) => kept.get(name),
  store: async (name: string, value: string) => void kept.set(name, value),
} as unknown as SecretStorage;

const settings = () => ({ ...place, lifetimeMinutes: 5 });
const bucket = (secretAccessKey = s3Keys.secretAccessKey) =>
  createBucket(
    settings(),
    { ...s3Keys, secretAccessKey },
    { http: createSimpleHttp(), signal: new AbortController().signal },
  );

/** Uploads as an order of a person does. */
async function upload(object: string, expiresAt = Date.now() + hour): Promise<Upload> {
  const one = {
    ...{ url: await bucket().address(object), way: 'bucket', object, expiresAt, place },
    file: 'file:///w/cup.png',
  };
  await uploads.note(one);
  await bucket().put(object, png);
  return one;
}

const isThere = async ({ url }: Upload): Promise<boolean> => (await fetch(url)).status === 200;
const taskWith = (id: string, input: Upload, state: TaskState): Task => ({
  ...studioTask({ id, title: id }, state),
  inputs: [input],
});
const clear = (tasks: readonly Task[], more: { nowMs?: number; isWanted?: boolean } = {}) => {
  const log = createMemoryLog();
  const parts = { http: createSimpleHttp(), secrets, log, uploads, tasks, nowMs: Date.now(), isWanted: true };
  return clearUploads({ ...parts, ...more }).then(() => log);
};
const queued: TaskState = { status: 'queued' };
const error = { kind: 'unknown', message: '', details: {} };
const failed: TaskState = { status: 'failed', error, finishedAt: 1 };

beforeEach(async () => {
  server = await startS3Server();
  folder = await temporaryFolder('uploads');
  editor.fs = createNodeFs(undefined);
  uploads = new Uploads(Uri.parse(`file://${folder.path}`) as unknown as VscodeUri);
  place = { endpoint: server.endpoint, bucket: s3Bucket, region: 'us-east-1', prefix: 'in/' };
  await storeBucketKeys(secrets, settings(), s3Keys);
});
afterEach(async () => {
  await server.close();
  await folder.remove();
});

describe('an upload', () => {
  test('that several orders are made from stays until the last of them is over', async () => {
    const one = await upload('1/cup.png');
    await clear([taskWith('a', one, failed), taskWith('b', one, queued)]);
    assert.equal(await isThere(one), true);
    await clear([taskWith('a', one, failed), taskWith('b', one, failed)]);
    assert.equal(await isThere(one), false);
    assert.deepEqual(await uploads.all(), []);
  });

  test('that no order has named yet stays while its address works, and goes then', async () => {
    const one = await upload('2/cup.png');
    await clear([]);
    assert.equal(await isThere(one), true);
    await clear([], { nowMs: one.expiresAt });
    assert.equal((await bucketAnswer(one)).status, 404);
    assert.deepEqual(await uploads.all(), []);
  });

  test('of an order whose end nobody knows is kept until its address has run out', () => {
    const one = { object: 'x', expiresAt: 10 } as Upload;
    const lost = taskWith('a', one, { status: 'unconfirmed', submittedAt: 1, error });
    assert.deepEqual([isSpent(one, [lost], 5), isSpent(one, [lost], 10)], [false, true]);
  });

  test('goes from the bucket that it was put into, whatever the settings say now', async () => {
    const one = await upload('3/cup.png');
    place = { ...place, prefix: 'elsewhere/' };
    await clear([taskWith('a', one, failed)]);
    assert.equal(await isThere(one), false);
  });

  test('that a bucket does not let go is asked for again the next time', async () => {
    const one = await upload('4/cup.png');
    await storeBucketKeys(secrets, settings(), { ...s3Keys, secretAccessKey: 'wrong' });
    const log = await clear([taskWith('a', one, failed)]);
    assert.match(log.lines.join(), /stays in the bucket/);
    assert.equal(await isThere(one), true);
    await storeBucketKeys(secrets, settings(), s3Keys);
    await clear([taskWith('a', one, failed)]);
    assert.equal(await isThere(one), false);
  });

  test('stays where the person wants it so, and is no more watched', async () => {
    const one = await upload('5/cup.png');
    await clear([taskWith('a', one, failed)], { isWanted: false });
    assert.equal(await isThere(one), true);
    assert.deepEqual(await uploads.all(), []);
  });

  test('is known to a window that comes later, until it is gone', async () => {
    const one = await upload('6/cup.png');
    const inputs = new MadeInputs(uploads);
    await inputs.recall();
    const [found] = inputs.usedIn({ image_urls: [one.url] });
    assert.ok(found !== undefined);
    assert.deepEqual([found.object, found.file], [one.object, one.file]);
    assert.equal(await inputs.isAlive(found, Date.now()), true);
    assert.equal(await inputs.isAlive(found, one.expiresAt), false);
    await clear([taskWith('a', one, failed)]);
    assert.equal(await inputs.isAlive(found, Date.now()), false);
  });
});

/** Its address may have run out: the object itself, by the keys. */
async function bucketAnswer({ object }: Upload): Promise<Response> {
  return fetch(await bucket().address(object));
}
