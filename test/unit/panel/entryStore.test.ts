/** The gallery's list while results keep coming: what has been read is shown, and then read again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { EntryStore } from '../../../media/studio/gallery/entryStore.ts';
import type { EntryView, GalleryQuery } from '../../../src/shared/galleryProtocol.ts';

interface Asked {
  readonly query: GalleryQuery;
  answer(ids: readonly string[], next?: string): Promise<void>;
}

const entriesOf = (ids: readonly string[]): readonly EntryView[] =>
  ids.map(id => ({ id, output: 0 }) as unknown as EntryView);

function start() {
  const asked: Asked[] = [];
  let changes = 0;
  const call = (_name: string, { query }: { query: GalleryQuery }): Promise<unknown> =>
    new Promise(resolve =>
      asked.push({
        query,
        answer: async (ids, next) => {
          resolve({ entries: entriesOf(ids), next });
          await setImmediate();
        },
      }),
    );
  const store = new EntryStore({ call } as never, {
    changed: () => void changes++,
    fail: e => assert.fail(String(e)),
  });
  return { store, asked, ids: () => store.entries.map(({ id }) => id), changes: () => changes };
}

const all = { text: '', show: 'made', sort: 'newest' } as GalleryQuery;

test('however often something changes before the first page is there, it is shown, and read once more', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { store, asked, ids } = start();
  void store.load(all);
  for (let change = 0; change < 50; change++) void (change % 2 === 0 ? store.reload() : store.refresh());
  await setImmediate();
  assert.equal(asked.length, 1);
  await asked[0]?.answer(['b', 'a']);
  assert.deepEqual(ids(), ['b', 'a']);
  t.mock.timers.tick(1000);
  await setImmediate();
  assert.equal(asked.length, 2);
  await asked[1]?.answer(['c', 'b', 'a']);
  assert.deepEqual(ids(), ['c', 'b', 'a']);
  t.mock.timers.tick(10_000);
  await setImmediate();
  assert.equal(asked.length, 2, 'nothing has changed since');
});

test('another query is answered at once, and the former one’s answer is thrown away', async () => {
  const { store, asked, ids } = start();
  void store.load(all);
  void store.reload();
  void store.load({ ...all, text: 'boat' });
  await asked[1]?.answer(['boat']);
  await asked[0]?.answer(['a']);
  assert.deepEqual(ids(), ['boat']);
  assert.equal(asked.length, 2);
});

test('a page that is read on for a list that was read anew meanwhile is thrown away', async () => {
  const { store, asked, ids } = start();
  void store.load(all);
  await asked[0]?.answer(['c', 'b'], 'mark');
  assert.equal(asked.length, 2, 'it reads on');
  void store.reload();
  await asked[2]?.answer(['d', 'c', 'b'], 'mark 2');
  await asked[1]?.answer(['a']);
  assert.deepEqual(ids(), ['d', 'c', 'b']);
  await asked[3]?.answer(['a']);
  assert.deepEqual(ids(), ['d', 'c', 'b', 'a']);
});
