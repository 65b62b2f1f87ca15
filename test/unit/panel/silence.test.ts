/** What is known of films that this editor plays without their sound. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { KnownSilence } = await import('../../../src/host/panel/gallery/unplayableSound.ts');

const settle = () => new Promise(resolve => setImmediate(resolve));
const film = (uri: string) => ({ uri: `file:///${uri}`, mime: 'video/mp4' });

function start() {
  const looked: string[] = [];
  const answers: ((isSilent: boolean) => void)[] = [];
  const silence = new KnownSilence(({ uri }) => {
    looked.push(uri.slice('file:///'.length));
    return new Promise(resolve => answers.push(resolve));
  });
  const answer = async (isSilent: boolean): Promise<void> => {
    answers.shift()?.(isSilent);
    await settle();
  };
  return { silence, looked, answer };
}

test('each file is looked at once, one after the other, and what is silent is told', async () => {
  const { silence, looked, answer } = start();
  let told = 0;
  silence.onDidChange(() => {
    told += 1;
  });
  const ask = () => [film('a'), film('b'), {}].map(file => silence.isSilent(file));
  assert.deepEqual(ask(), [false, false, false]);
  await settle();
  assert.deepEqual(ask(), [false, false, false]);
  assert.deepEqual(looked, ['a']);
  await answer(false);
  assert.deepEqual(looked, ['a', 'b']);
  assert.equal(told, 0);
  await answer(true);
  assert.equal(told, 1);
  assert.deepEqual(ask(), [false, true, false]);
  assert.equal(looked.length, 2);
});

test('a closed panel is told of nothing, and what waits is not read for it', async () => {
  const { silence, looked, answer } = start();
  let told = 0;
  const first = silence.onDidChange(() => {
    told += 1;
  });
  for (const name of ['a', 'b', 'c']) silence.isSilent(film(name));
  first.dispose();
  await answer(true);
  assert.deepEqual([told, looked], [0, ['a']]);
  silence.onDidChange(() => undefined);
  assert.equal(silence.isSilent(film('a')), true, 'the next panel knows what was found out for this one');
  silence.isSilent(film('b'));
  assert.deepEqual(looked, ['a', 'b']);
});

test('what the gallery learned is known to all, and nothing is read for a file that is not there', async () => {
  const { silence, looked, answer } = start();
  assert.equal(await silence.learn(undefined), false);
  const learned = silence.learn(film('a'));
  await answer(true);
  assert.equal(await learned, true);
  const again = silence.learn(film('a'));
  assert.deepEqual(looked, ['a']);
  assert.equal(await again, true);
  assert.equal(silence.isSilent(film('a')), true);
});
