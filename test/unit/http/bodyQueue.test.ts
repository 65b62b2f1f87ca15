import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyQueue } from '../../../src/host/ports/bodyQueue.ts';

const piece = (kib: number): Uint8Array => new Uint8Array(kib * 1024);

test('asks to pause when the window is full, and to go on when half of it is read', async () => {
  let drains = 0;
  const queue = new BodyQueue(() => drains++);
  assert.equal(queue.push(piece(512)), true);
  assert.equal(queue.push(piece(480)), true);
  assert.equal(queue.push(piece(256)), false);
  await queue.next();
  assert.equal(drains, 0);
  await queue.next();
  assert.equal(drains, 1);
  assert.equal(queue.push(piece(1)), true);
  await queue.next();
  assert.equal(drains, 1);
});

test('delivers what came before an end, then the end, again and again', async () => {
  const queue = new BodyQueue(() => {});
  queue.push(piece(1));
  queue.end();
  queue.fail(new Error('too late'));
  assert.equal((await queue.next())?.byteLength, 1024);
  assert.equal(await queue.next(), undefined);
  assert.equal(await queue.next(), undefined);
});

test('delivers what came before a failure, unless it ends now', async () => {
  const late = new BodyQueue(() => {});
  late.push(piece(1));
  late.fail(new Error('cut'));
  assert.equal((await late.next())?.byteLength, 1024);
  await assert.rejects(late.next(), /cut/);
  const now = new BodyQueue(() => {});
  now.push(piece(1));
  now.end();
  now.fail(new Error('cancelled'), true);
  await assert.rejects(now.next(), /cancelled/);
});

test('wakes a reader who waits', async () => {
  const queue = new BodyQueue(() => {});
  const first = queue.next();
  queue.push(piece(2));
  assert.equal((await first)?.byteLength, 2048);
  const second = queue.next();
  queue.end();
  assert.equal(await second, undefined);
});
