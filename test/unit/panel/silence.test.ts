/** What is known of films that this editor plays without their sound. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { createKnownSilence } = await import('../../../src/host/panel/gallery/unplayableSound.ts');

test('each file is looked at once, one after the other, and what is silent is told', async () => {
  const looked: string[] = [];
  const answers: ((isSilent: boolean) => void)[] = [];
  let told = 0;
  const isSilent = createKnownSilence(
    ({ uri }) => {
      looked.push(uri);
      return new Promise(resolve => answers.push(resolve));
    },
    () => {
      told += 1;
    },
  );
  const settle = () => new Promise(resolve => setImmediate(resolve));
  const ask = () =>
    ['file:///a', 'file:///b', undefined].map(uri => isSilent(uri === undefined ? {} : { uri }));
  assert.deepEqual(ask(), [false, false, false]);
  await settle();
  assert.deepEqual(ask(), [false, false, false]);
  assert.deepEqual(looked, ['file:///a']);
  answers[0]?.(false);
  await settle();
  assert.deepEqual(looked, ['file:///a', 'file:///b']);
  assert.equal(told, 0);
  answers[1]?.(true);
  await settle();
  assert.equal(told, 1);
  assert.deepEqual(ask(), [false, true, false]);
  assert.equal(looked.length, 2);
});
