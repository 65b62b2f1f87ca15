import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  gridSize,
  placeOf,
  stepFor,
  targetOf,
  totalHeight,
  visibleRange,
} from '../../../media/studio/gallery/gridLayout.ts';
import { Selection } from '../../../media/studio/gallery/selection.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { createHistory, type HistoryQuery } from '../../../src/host/panel/historySource.ts';
import { createMemoryDisk } from '../../support/memoryStore.ts';
import { failedTask, runningTask, savedTask } from '../../support/studio/studioTasks.ts';

const { checkQuery, workspaceId, workspaceLabel } = await import(
  '../../../src/host/panel/gallery/galleryReader.ts'
);
const { createStars } = await import('../../../src/host/panel/gallery/marks.ts');

const made: HistoryQuery = { outcome: 'made', text: '', sort: 'newest' };

/** A ledger that holds `tasks`, as the gallery sees it. */
async function historyOf(tasks: readonly Task[]) {
  const store = createMemoryDisk().open();
  await store.insertAll(tasks);
  return { store, history: createHistory(store) };
}

describe('history', () => {
  const tasks = [
    savedTask({ id: 'a', title: 'A red boat', agoMs: 1000 }, ['wide.png'], 5),
    savedTask({ id: 'b', title: 'A blue boat', agoMs: 2000 }, ['wide.png'], 9),
    savedTask(
      {
        id: 'c',
        title: 'x',
        agoMs: 3000,
        kind: 'speech',
        model: 'elevenlabs-v3',
        request: { dialogue: [{ text: 'Welcome aboard' }] },
      },
      ['voice.wav'],
      1,
    ),
    runningTask({ id: 'd', title: 'A boat to be' }),
    failedTask({ id: 'e', title: 'A boat refused' }, 'no'),
  ];
  const ids = async (query: Partial<HistoryQuery>): Promise<string[]> => {
    const { history } = await historyOf(tasks);
    return (await history.search({ ...made, ...query }, { limit: 10 })).tasks.map(t => t.id);
  };

  test('what has a file, or what came to nothing', async () => {
    assert.deepEqual(await ids({}), ['a', 'b', 'c']);
    assert.deepEqual(await ids({ outcome: 'failed' }), ['e']);
  });

  test('all words count, in any case and order, in dialogues, too', async () => {
    assert.deepEqual(await ids({ text: ' BOAT red ' }), ['a']);
    assert.deepEqual(await ids({ text: 'aboard' }), ['c']);
    assert.deepEqual(await ids({ text: 'green boat' }), []);
  });

  test('orders, kinds, models, workspaces, days', async () => {
    assert.deepEqual(await ids({ sort: 'oldest' }), ['c', 'b', 'a']);
    assert.deepEqual(await ids({ sort: 'dearest' }), ['b', 'a', 'c']);
    assert.deepEqual(await ids({ sort: 'title' }), ['b', 'a', 'c']);
    assert.deepEqual(await ids({ kind: 'speech' }), ['c']);
    assert.deepEqual(await ids({ model: 'flux-2' }), ['a', 'b']);
    assert.deepEqual(await ids({ workspace: 'file:///other' }), []);
    const at = (tasks[1] as Task).createdAt;
    assert.deepEqual(await ids({ fromMs: at, toMs: at + 1 }), ['b']);
  });

  test('those that have a star', async () => {
    assert.deepEqual(await ids({ ids: ['c', 'a', 'e', 'gone'] }), ['a', 'c']);
    assert.deepEqual(await ids({ ids: [] }), []);
  });

  test('pages follow each other without a gap, also when something new has come in front', async () => {
    for (const [sort, expected] of [
      ['newest', ['a', 'b', 'c']],
      ['oldest', ['c', 'b', 'a']],
      ['dearest', ['b', 'a', 'c']],
      ['title', ['b', 'a', 'c']],
    ] as const) {
      const { store, history } = await historyOf(tasks);
      const first = await history.search({ ...made, sort }, { limit: 2 });
      assert.deepEqual(
        first.tasks.map(t => t.id),
        expected.slice(0, 2),
      );
      const wish = { id: 'new', title: 'A', agoMs: sort === 'oldest' ? 3_600_000 : 0 };
      await store.insert(savedTask(wish, ['wide.png'], 99));
      await store.remove([expected[1] ?? '']);
      const second = await history.search({ ...made, sort }, { after: first.next, limit: 2 });
      assert.deepEqual([second.tasks.map(t => t.id), second.next], [[expected[2]], undefined], sort);
    }
  });

  test('what changed, came or went is so in the next answer', async () => {
    const { store, history } = await historyOf(tasks);
    const found = async () => (await history.search(made, { limit: 9 })).tasks.map(t => t.title);
    assert.deepEqual(await found(), ['A red boat', 'A blue boat', 'x']);
    const second = tasks[1] as Task;
    await store.update({ ...second, revision: second.revision + 1, title: 'A green boat' });
    assert.deepEqual(await found(), ['A red boat', 'A green boat', 'x']);
    await store.remove(['a']);
    assert.deepEqual(await found(), ['A green boat', 'x']);
  });
});

describe('what the page may ask', () => {
  test('nonsense becomes the plain question', () => {
    const plain = { text: '', show: 'made', sort: 'newest' };
    for (const value of [undefined, null, 7, 'x', [], { show: 'x', sort: 1, kind: {}, text: [] }])
      assert.deepEqual(JSON.parse(JSON.stringify(checkQuery(value))), plain);
    assert.equal(checkQuery({ text: 'x'.repeat(10_000) }).text.length, 500);
  });

  test('a workspace is named without its path', () => {
    assert.equal(workspaceLabel('file:///home/somebody/My%20Site'), 'My Site');
    assert.match(workspaceId('file:///home/somebody/site'), /^[0-9a-f]{1,8}$/);
    assert.notEqual(workspaceId('file:///a'), workspaceId('file:///b'));
  });
});

test('stars are kept in the profile, and another window may change them', async () => {
  const state = new Map<string, unknown>();
  const memento = {
    get: (key: string, fallback?: unknown) => (state.get(key) ?? fallback) as never,
    update: async (key: string, value: unknown) => void state.set(key, value),
  };
  const [here, there] = [createStars(memento), createStars(memento)];
  await here.set(
    [
      { id: 'a', output: 0 },
      { id: 'a', output: 1 },
    ],
    true,
  );
  assert.equal(there.has({ id: 'a', output: 1 }), true);
  await there.set([{ id: 'a', output: 0 }], false);
  assert.equal(here.has({ id: 'a', output: 0 }), false);
  assert.equal(here.count(), 1);
  assert.deepEqual(here.ids(), ['a']);
});

describe('the grid', () => {
  test('fills the width and shows a few rows more than can be seen', () => {
    for (const width of [0, 100, 320, 1000, 1900]) {
      const size = gridSize(width);
      assert.ok(size.columns >= 1);
      assert.ok(
        size.columns * size.cellWidth + (size.columns - 1) * size.gap <= Math.max(width, 1),
        String(width),
      );
    }
    const size = gridSize(1000);
    assert.equal(size.columns, 6);
    const rows = Math.ceil(10_000 / 6);
    assert.equal(totalHeight(size, 10_000), rows * (size.cellHeight + size.gap) - size.gap);
    assert.deepEqual(placeOf(size, 7), { x: size.cellWidth + size.gap, y: size.cellHeight + size.gap });
    const [from, to] = visibleRange(size, { top: placeOf(size, 600).y, height: 400 }, 10_000);
    assert.ok(from < 600 && to > 606 && to - from < 60, `${from} ${to}`);
    assert.deepEqual(visibleRange(size, { top: 0, height: 400 }, 3), [0, 3]);
  });

  test('the keys lead where one expects', () => {
    const grid = { columns: 4, rowsInView: 3, count: 10 };
    const go = (from: number, key: string): number => targetOf(from, stepFor(key, grid) ?? 0, grid);
    assert.equal(stepFor('x', grid), undefined);
    assert.equal(stepFor('toString', grid), undefined);
    const table: readonly (readonly [number, string, number])[] = [
      [-1, 'ArrowDown', 0],
      [-1, 'End', 9],
      [0, 'ArrowLeft', 0],
      [9, 'ArrowRight', 9],
      [1, 'ArrowDown', 5],
      [6, 'ArrowDown', 9],
      [8, 'ArrowDown', 8],
      [2, 'ArrowUp', 2],
      [6, 'ArrowUp', 2],
      [5, 'Home', 0],
      [5, 'End', 9],
      [1, 'PageDown', 9],
      [9, 'PageUp', 0],
    ];
    for (const [from, key, to] of table) assert.equal(go(from, key), to, `${key} from ${from}`);
  });
});

test('what is chosen survives what comes and goes', () => {
  const selection = new Selection();
  const keys = ['a', 'b', 'c', 'd'];
  selection.select(keys, 1);
  selection.select(keys, 3, { isRange: true });
  assert.deepEqual([...selection.keys].sort(), ['b', 'c', 'd']);
  selection.select(keys, 0, { isToggle: true });
  selection.select(keys, 2, { isToggle: true });
  assert.deepEqual([...selection.keys].sort(), ['a', 'b', 'd']);
  selection.keepOnly(['new', 'b', 'd'], 2);
  assert.deepEqual([...selection.keys].sort(), ['b', 'd']);
  assert.equal(selection.active, 'd', 'the keys go on from the one in its place');
  selection.keepOnly([], 0);
  assert.equal(selection.active, undefined);
  assert.deepEqual(selection.keys, []);
});
