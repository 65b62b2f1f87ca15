/** Who orders with a refused key is told so, once at a time. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { StorageError } from '../../../src/core/errors.ts';
import { EventEmitter, editor } from '../../support/vscodeStub.ts';

const { tellKeyRefused } = await import('../../../src/host/tellKeyRefused.ts');

function start(ensureReady: () => Promise<void>) {
  const refused = new EventEmitter<undefined>();
  const notice = tellKeyRefused({
    tasks: { onDidRefuseKey: refused.event },
    background: () => {},
    ensureReady,
  } as never);
  return { refused, notice };
}

beforeEach(() => {
  editor.said.length = 0;
});

test('a refused key is told of once for orders that meet it together, and again for a later one', async () => {
  const { refused, notice } = start(async () => {});
  refused.fire(undefined);
  refused.fire(undefined);
  await setImmediate();
  assert.equal(editor.said.filter(text => /refused the API key/.test(text)).length, 1);
  assert.ok(editor.said.includes('Set API Key…'));
  refused.fire(undefined);
  await setImmediate();
  assert.equal(editor.said.filter(text => /refused the API key/.test(text)).length, 2);
  notice.dispose();
  assert.equal(refused.listenerCount, 0);
});

test('a key that is gone is told of as that', async () => {
  const { refused } = start(() => Promise.reject(new StorageError({ reason: 'noKey', message: 'none' })));
  refused.fire(undefined);
  await setImmediate();
  assert.match(editor.said[0] ?? '', /No API key is set/);
});
