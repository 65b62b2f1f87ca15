/** What every LedgerStore must answer of the whole history, whatever it is made of. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import type { TaskSort } from '../../src/core/tasks/order.ts';
import type { SearchQuery } from '../../src/core/tasks/search.ts';
import type { CreditSum } from '../../src/core/tasks/spending.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import type { OpenStore } from './ledgerContract.ts';
import { nextRevision, sampleStates, sampleTask, savedTask } from './sampleTasks.ts';

const t0 = new Date(2026, 0, 5, 12).getTime();
const dayMs = 86_400_000;

type Query = Omit<SearchQuery, 'limit'>;

async function idsOf(store: LedgerStore, query: Query): Promise<string[]> {
  return (await store.search({ ...query, limit: 50 })).tasks.map(({ id }) => id);
}

/** Five tasks that differ in all that can be asked for. */
const many: readonly Task[] = [
  savedTask('a', {
    createdAt: t0,
    title: 'Der GRÜNE Leuchtturm',
    request: { prompt: 'a lighthouse, 100% real', style: 'under_score' },
    outputs: [{ sha256: 'aa', uri: 'file:///w/a.png' }, { sha256: 'a2' }],
  }),
  savedTask('b', {
    ...{ createdAt: t0 + 1, kind: 'video', model: 'kling', workspace: 'file:///other' },
    ...{ title: 'b', request: { prompt: 'a LIGHTHOUSE at night', nested: { list: ['storm', 7] } } },
    outputs: [{ sha256: 'aa', uri: 'file:///w/b.png' }],
  }),
  sampleTask('c', {
    createdAt: t0 + 2,
    kind: 'speech',
    model: 'tts',
    title: 'c',
    request: { text: '灯台へ' },
  }),
  savedTask('d', {
    ...{ createdAt: t0 + 3, service: 'sandbox', title: 'd', workspace: undefined },
    ...{ request: { prompt: 'x', image: 'https://cdn.example/lighthouse.png' } },
    outputs: [{ sha256: 'dd', uri: 'file:///w/a.png' }],
  }),
  sampleTask('e', {
    ...{ createdAt: t0 + 4, title: "o'clock \\ back", request: { prompt: 'y' } },
    state: sampleStates[9] ?? { status: 'queued' },
  }),
];

const searches: readonly (readonly [what: string, query: Query, ids: readonly string[]])[] = [
  ['all, newest first', {}, ['e', 'd', 'c', 'b', 'a']],
  ['a word of the prompt, in any case', { text: 'LightHouse' }, ['b', 'a']],
  ['a part of a word', { text: 'ghthou' }, ['b', 'a']],
  ['words of title and prompt, in any order', { text: 'real leuchtturm' }, ['a']],
  ['letters with accents, in any case', { text: 'grüne' }, ['a']],
  ['letters with accents, composed or not', { text: 'gru\u0308ne' }, ['a']],
  ['text deep in a request', { text: 'storm' }, ['b']],
  ['a single letter of another script', { text: '灯' }, ['c']],
  ['signs that mean something to SQL', { text: '100%' }, ['a']],
  ['an underscore as itself', { text: 'under_' }, ['a']],
  ['an underscore as no other letter', { text: 'under_core' }, []],
  ['quotes and backslashes', { text: "o'clock \\" }, ['e']],
  ['a word beyond all measure', { text: 'x'.repeat(100_000) }, []],
  ['a model by its name', { text: 'kling' }, ['b']],
  ['only spaces as all', { text: '  ' }, ['e', 'd', 'c', 'b', 'a']],
  ['kinds', { kinds: ['video', 'speech'] }, ['c', 'b']],
  ['no kinds', { kinds: [] }, []],
  ['models', { models: ['tts'] }, ['c']],
  ['statuses', { statuses: ['failed', 'queued'] }, ['e', 'c']],
  ['the service', { service: 'sandbox' }, ['d']],
  ['the workspace', { workspace: 'file:///other' }, ['b']],
  ['from a time', { fromMs: t0 + 3 }, ['e', 'd']],
  ['to a time, exclusive', { toMs: t0 + 1 }, ['a']],
  ['conditions together', { text: 'lighthouse', kinds: ['image'], service: 'live' }, ['a']],
  ['a result by its content', { output: { sha256: 'aa' } }, ['b', 'a']],
  ['another result of the same task', { output: { sha256: 'a2' } }, ['a']],
  ['a result by content and service', { output: { sha256: 'dd' }, service: 'live' }, []],
  ['a result by its place', { output: { uri: 'file:///w/a.png' } }, ['d', 'a']],
  ['a result by its place and time', { output: { uri: 'file:///w/a.png' }, toMs: t0 + 3 }, ['a']],
  ['content that nothing has', { output: { sha256: 'zz' } }, []],
  ['what has a result that lies somewhere', { hasFile: true }, ['d', 'b', 'a']],
  ['tasks by their ids, in the order of the answer', { ids: ['a', 'zz', 'c'] }, ['c', 'a']],
  ['no ids', { ids: [] }, []],
  ['the oldest first', { sort: 'oldest', hasFile: true }, ['a', 'b', 'd']],
  ['a result by its content, the oldest first', { output: { sha256: 'aa' }, sort: 'oldest' }, ['a', 'b']],
];

/** What differs in all that answers are ordered by; alike are two pairs. */
const ordered: readonly Task[] = [
  savedTask('a', { createdAt: t0, credits: 3, title: 'Zebra' }),
  savedTask('b', { createdAt: t0 + 1, credits: 10.5, title: 'árbol' }),
  savedTask('c', { createdAt: t0 + 1, credits: 3, title: 'Apple', service: 'sandbox' }),
  savedTask('d', { createdAt: t0 + 2, title: 'apple' }),
  sampleTask('e', { createdAt: t0 + 3, title: 'Über\nalles', model: 'b' }),
  sampleTask('f', { createdAt: t0 + 4, title: 'über', model: 'a' }),
  savedTask('g', { createdAt: t0 + 5, credits: 0, title: '\u{1F305} dawn' }),
  sampleTask('h', { createdAt: t0 + 6, title: '\uFA0E'.repeat(300) }),
];

const sorts: readonly (readonly [TaskSort, ids: string])[] = [
  ['newest', 'hgfedcba'],
  ['oldest', 'abcdefgh'],
  ['dearest', 'bcahgfed'],
  ['title', 'dcbfeahg'],
];

const sum = (day: string, over: Partial<CreditSum>): CreditSum => ({
  ...{ day, model: 'nano-banana', kind: 'image', workspace: 'file:///w', credits: 0, count: 1 },
  ...over,
});

/** Runs the contract; `open` must open with `samplePriceFacts`. */
export function historyContract(name: string, place: (t: TestContext) => string, open: OpenStore): void {
  async function filled(t: TestContext, tasks: readonly Task[]): Promise<LedgerStore> {
    const store = await open(t, place(t));
    for (const task of tasks) assert.equal(await store.insert(task), true);
    return store;
  }

  describe(`${name} answers of the history`, () => {
    for (const [what, query, ids] of searches)
      test(`search finds ${what}`, async t =>
        assert.deepEqual(await idsOf(await filled(t, many), query), ids));

    test('a search has pages, while tasks come and go', async t => {
      const store = await filled(
        t,
        Array.from({ length: 9 }, (_, i) =>
          sampleTask(`t${i}`, { createdAt: t0 + Math.floor(i / 2), kind: i % 3 === 0 ? 'video' : 'image' }),
        ),
      );
      const query = { kinds: ['image'] as const, limit: 2 };
      const first = await store.search(query);
      assert.deepEqual(
        first.tasks.map(({ id }) => id),
        ['t8', 't7'],
      );
      await store.insert(sampleTask('new', { createdAt: t0 + 99 }));
      await store.remove(['t7', 't5']);
      const second = await store.search({ ...query, before: first.next });
      assert.deepEqual(
        second.tasks.map(({ id }) => id),
        ['t4', 't2'],
      );
      const third = await store.search({ ...query, before: second.next });
      assert.deepEqual(
        third.tasks.map(({ id }) => id),
        ['t1'],
      );
      assert.equal(third.next, undefined);
      await assert.rejects(store.search({ before: 'nonsense', limit: 1 }), e => isError(e, 'storage'));
    });

    for (const [sort, expected] of sorts)
      test(`a search has pages in every order: ${sort}`, async t => {
        const store = await filled(t, ordered);
        for (const limit of [1, 3, 8]) {
          let found = '';
          for (let before: string | undefined, isMore = true; isMore; isMore = before !== undefined) {
            const page = await store.search({ sort, before, limit });
            found += page.tasks.map(({ id }) => id).join('');
            before = page.next;
          }
          assert.equal(found, expected);
        }
        await assert.rejects(store.search({ sort, before: 'x', limit: 1 }), e => isError(e, 'storage'));
      });

    test('a page of the dearest goes on where it ended, whatever came, went or was billed meanwhile', async t => {
      const store = await filled(t, ordered);
      const first = await store.search({ sort: 'dearest', limit: 2 });
      await store.remove(['c']);
      await store.insert(savedTask('y', { createdAt: t0, credits: 99 }));
      await store.insert(savedTask('z', { createdAt: t0 - 1, credits: 3 }));
      const second = await store.search({ sort: 'dearest', before: first.next, limit: 3 });
      assert.deepEqual(
        second.tasks.map(({ id }) => id),
        ['a', 'z', 'h'],
      );
    });

    test('names the models and workspaces of all tasks, each once', async t => {
      const store = await filled(t, many);
      const facets = async () => {
        const { models, workspaces } = await store.facets();
        return [[...models].sort(), [...workspaces].sort()];
      };
      assert.deepEqual(await facets(), [
        ['kling', 'nano-banana', 'tts'],
        ['file:///other', 'file:///w'],
      ]);
      await store.remove(['b', 'c']);
      assert.deepEqual(await facets(), [['nano-banana'], ['file:///w']]);
    });

    test('names the folders of all results, none that lies in another', async t => {
      const at = (id: string, ...uris: readonly string[]): Task =>
        savedTask(id, { outputs: uris.map(uri => ({ uri })) });
      const store = await filled(t, [
        at('a', 'file:///w/a/x.png', 'file:///w/b.png', 'file:///w/c/d/x.png'),
        at('b', 'file:///w-2/x.png', 'file:///w/z.png'),
        at('c', 'vscode-remote://ssh%2Bhost/home/x.png'),
        savedTask('d', { outputs: [{ sha256: 'd' }] }),
        sampleTask('e', { output: { folder: 'file:///planned', fileName: 'x' } }),
      ]);
      assert.deepEqual(await store.folders(), [
        'file:///w-2',
        'file:///w',
        'vscode-remote://ssh%2Bhost/home',
      ]);
      await store.remove(['a', 'b', 'c']);
      assert.deepEqual(await store.folders(), []);
    });

    test('a search sees what a task has become, and not what was removed', async t => {
      const task = sampleTask('a');
      const store = await filled(t, [task]);
      assert.deepEqual(await idsOf(store, { statuses: ['saved'] }), []);
      const done = savedTask('a', { outputs: [{ sha256: 'ff' }], credits: 3 });
      await store.update(nextRevision(task, done.state));
      assert.deepEqual(await idsOf(store, { statuses: ['queued'] }), []);
      assert.deepEqual(await idsOf(store, { statuses: ['saved'], output: { sha256: 'ff' } }), ['a']);
      await store.remove(['a']);
      assert.deepEqual(await idsOf(store, { output: { sha256: 'ff' } }), []);
      assert.deepEqual(await idsOf(store, {}), []);
    });

    test('credits are added up by day, model, kind and workspace; the sandbox and free failures cost nothing', async t => {
      const store = await filled(t, [
        savedTask('a', { createdAt: t0, credits: 2 }),
        savedTask('b', { createdAt: t0 + 5, credits: 3.5 }),
        savedTask('c', { createdAt: t0, credits: 40, kind: 'video', model: 'kling', workspace: undefined }),
        savedTask('d', { createdAt: t0 + dayMs, credits: 1 }),
        savedTask('e', { createdAt: t0, credits: 9, service: 'sandbox' }),
        savedTask('f', { createdAt: t0, credits: 0 }),
        savedTask('g', { createdAt: t0 }),
      ]);
      const today = sum('2026-01-06', { credits: 1 });
      const video = sum('2026-01-05', { credits: 40, kind: 'video', model: 'kling', workspace: undefined });
      const images = sum('2026-01-05', { credits: 5.5, count: 2 });
      assert.deepEqual(await store.creditSums({}), [today, video, images]);
      assert.deepEqual(await store.creditSums({ fromMs: t0 + dayMs }), [today]);
      assert.deepEqual(await store.creditSums({ toMs: t0 + 5 }), [
        video,
        { ...images, credits: 2, count: 1 },
      ]);
    });

    test('what was spent stays spent when a task is removed, and is counted once when it comes back', async t => {
      const [a, b] = [
        savedTask('a', { createdAt: t0, credits: 2 }),
        savedTask('b', { createdAt: t0, credits: 3 }),
      ];
      const store = await filled(t, [a, b]);
      await store.remove(['a']);
      const both = [sum('2026-01-05', { credits: 5, count: 2 })];
      assert.deepEqual(await store.creditSums({}), both);
      assert.equal((await store.spending(t0)).credits, 5);
      assert.equal((await store.spending(t0 + 1)).credits, 0);
      assert.deepEqual(await store.insertAll([a]), ['a']);
      assert.deepEqual(await store.creditSums({}), both);
    });

    test('what the chat took is part of the sums, an estimate by itself until it is known', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      await store.insert(savedTask('a', { createdAt: t0, credits: 3 }));
      const bill = { id: 'q', orderedAt: t0, kind: 'chat', model: 'gemini', credits: 5 } as const;
      await store.noteChat({ ...bill, isEstimated: true });
      await store.noteChat({ ...bill, id: 'r', workspace: 'file:///w', isEstimated: true });
      const chat = { ...bill, workspace: undefined };
      const { id: _id, orderedAt: _at, ...own } = chat;
      const estimated = sum('2026-01-05', { ...own, isEstimated: true });
      const image = sum('2026-01-05', { credits: 3 });
      const known = (sums: readonly CreditSum[]) =>
        sums.map(s => [s.kind, s.workspace, s.credits, s.isEstimated]);
      const dearest = await other.creditSums({});
      assert.deepEqual(known(dearest).slice(2), known([image]));
      assert.deepEqual(
        dearest.filter(s => s.workspace === undefined),
        [estimated],
      );
      assert.equal((await other.spending(t0)).credits, 13);
      await other.noteChat({ ...bill, credits: 6.5, isEstimated: false });
      await other.noteChat({ ...bill, id: 'r', credits: 0 });
      await other.noteChat({ ...bill, id: 'unknown', credits: 0 });
      assert.deepEqual(await store.creditSums({}), [sum('2026-01-05', { ...own, credits: 6.5 }), image]);
      assert.deepEqual(await store.creditSums({ fromMs: t0 + 1 }), []);
      await store.noteChat({ ...bill, credits: 7 });
      assert.equal((await other.spending(t0)).credits, 10);
    });

    test('what the chat took goes when it is too old, and nothing else with it', async t => {
      const store = await filled(t, [savedTask('a', { createdAt: t0, credits: 1 })]);
      await store.remove(['a']);
      const bill = { kind: 'chat', model: 'gemini', credits: 10 } as const;
      await store.noteChat({ ...bill, id: 'q', orderedAt: t0 });
      await store.noteChat({ ...bill, id: 'r', orderedAt: t0 + dayMs, isEstimated: true });
      await store.expire({ beforeMs: t0 + 9 * dayMs }, 9);
      assert.equal((await store.spending(0)).credits, 21);
      await store.expire({ chatBeforeMs: t0 + 1 }, 9);
      assert.equal((await store.spending(0)).credits, 11);
      await store.expire({ chatBeforeMs: t0 + 9 * dayMs }, 9);
      assert.equal((await store.spending(0)).credits, 1);
    });

    test('what may still be billed is named', async t => {
      const counted = [
        sampleTask('a', { createdAt: t0 }),
        sampleTask('b', { createdAt: 1, state: { status: 'submitting', submittedAt: t0 } }),
        savedTask('c', { createdAt: t0 }),
      ];
      const store = await filled(t, [
        ...counted,
        savedTask('d', { createdAt: t0, credits: 0 }),
        savedTask('e', { createdAt: t0, service: 'sandbox' }),
        sampleTask('f', { createdAt: t0, state: sampleStates[9] ?? { status: 'queued' } }),
        sampleTask('g', { createdAt: t0 - 1 }),
      ]);
      const { credits, unbilled } = await store.spending(t0);
      assert.equal(credits, 0);
      assert.deepEqual(unbilled.map(({ id }) => id).sort(), ['a', 'b', 'c']);
    });

    test('tells what past tasks teach: for one unit, of each key the newest thirty', async t => {
      const store = await filled(t, [
        ...Array.from({ length: 35 }, (_, i) => savedTask(`n${i}`, { createdAt: t0 + i, credits: i })),
        savedTask('s', { createdAt: t0, model: 'tts', request: { units: 4 }, credits: 10 }),
        savedTask('x', { createdAt: t0, model: 'tts', service: 'sandbox', credits: 10 }),
        sampleTask('q', { createdAt: t0 }),
      ]);
      const samples = await store.samples();
      const images = samples.filter(({ key }) => key === 'nano-banana');
      assert.deepEqual(
        images.map(({ credits }) => credits).sort((a = 0, b = 0) => a - b),
        Array.from({ length: 30 }, (_, i) => i + 5),
      );
      const speech = samples.filter(({ key }) => key === 'tts').sort((a, b) => (a.id < b.id ? -1 : 1));
      const common = { key: 'tts', at: t0, ms: 9500 };
      assert.deepEqual(speech, [
        { id: 's', service: 'live', credits: 2.5, ...common },
        { id: 'x', service: 'sandbox', credits: undefined, ...common },
      ]);
    });

    test('forgets ended tasks that are too old, the oldest first, and never what waits for somebody', async t => {
      const all = sampleStates.map((state, i) => sampleTask(state.status, { state, createdAt: t0 + i }));
      const store = await filled(t, [...all, savedTask('young', { createdAt: t0 + dayMs })]);
      const retention = { beforeMs: t0 + dayMs };
      assert.deepEqual(await store.expire({ ...retention, sparesLost: true }, 1), ['saved']);
      await store.insert(all.find(({ id }) => id === 'saved') as Task);
      assert.deepEqual(await store.expire(retention, 2), ['lost', 'saved']);
      assert.deepEqual(await store.expire(retention, 2), ['failed']);
      assert.deepEqual(await store.expire(retention, 2), []);
      const left = [
        'queued',
        'running',
        'saving',
        'submitting',
        'unconfirmed',
        'unsaved',
        'unwatched',
        'young',
      ];
      assert.deepEqual((await idsOf(store, {})).sort(), left);
    });

    test('keeps so many ended tasks; beyond one of two limits is enough', async t => {
      const tasks = Array.from({ length: 6 }, (_, i) => savedTask(`t${i}`, { createdAt: t0 + i }));
      const store = await filled(t, [...tasks, sampleTask('open', { createdAt: 1 })]);
      assert.deepEqual(await store.expire({}, 9), []);
      assert.deepEqual(await store.expire({ keep: 6 }, 9), []);
      assert.deepEqual(await store.expire({ keep: 5, beforeMs: 0 }, 9), ['t0']);
      assert.deepEqual(await store.expire({ keep: 5, beforeMs: t0 + 3 }, 9), ['t1', 't2']);
      assert.deepEqual(await store.expire({ keep: 1, beforeMs: 0 }, 1), ['t3']);
      assert.deepEqual(await store.expire({ keep: 0 }, 9), ['t4', 't5']);
      assert.deepEqual(await idsOf(store, {}), ['open']);
      await store.compact();
    });

    test('what was forgotten and comes back is there again in all that can be asked', async t => {
      const store = await filled(t, many);
      const ask = async () => ({
        all: (await store.search({ limit: 50 })).tasks,
        byContent: await idsOf(store, { output: { sha256: 'aa' } }),
        byPlace: await idsOf(store, { output: { uri: 'file:///w/a.png' } }),
        byText: await idsOf(store, { text: 'lighthouse' }),
        facets: Object.values(await store.facets()).map(values => values.toSorted()),
        folders: await store.folders(),
        sums: await store.creditSums({}),
        samples: await store.samples(),
      });
      const before = await ask();
      const ids = await store.expire({ beforeMs: t0 + dayMs, sparesLost: true }, 50);
      assert.ok(ids.length >= 3, ids.join());
      assert.equal(await store.count(), many.length - ids.length);
      await store.insertAll(before.all.filter(({ id }) => ids.includes(id)));
      assert.deepEqual(await ask(), before);
    });

    test('adds many at once: not what is known, by either id', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      await store.insert(savedTask('a'));
      const twin = { ...savedTask('twin'), state: savedTask('a').state };
      // Another service may have given the same id to another task.
      const namesake = { ...twin, id: 'namesake', service: 'sandbox' as const };
      const [b, c] = [savedTask('b', { credits: 1 }), sampleTask('c')];
      assert.deepEqual(await other.insertAll([savedTask('a', { title: 'other' }), b, twin, c, b, namesake]), [
        ...['b', 'c', 'namesake'],
      ]);
      assert.equal(await store.count(), 4);
      assert.deepEqual(await store.get('b'), b);
      assert.notEqual((await store.get('a'))?.title, 'other');
      assert.deepEqual(await idsOf(store, { statuses: ['queued'] }), ['c']);
    });
  });
}
