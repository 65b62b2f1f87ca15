/** What every LedgerStore must do, whatever it is made of. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import { nextRevision, sampleStates, sampleTask } from './sampleTasks.ts';

/** Opens a store; a second call with the same `place` opens it as another window would. */
export type OpenStore = (t: TestContext, place: string) => Promise<LedgerStore>;

const ids = (tasks: readonly Task[]): string[] => tasks.map(task => task.id);

/** Runs the contract. `place` gives each test a place of its own. */
export function ledgerContract(name: string, place: (t: TestContext) => string, open: OpenStore): void {
  describe(`${name} keeps the contract of a ledger`, () => {
    test('a new ledger is empty and sound', async t => {
      const store = await open(t, place(t));
      assert.equal(await store.count(), 0);
      assert.deepEqual(await store.open(), []);
      assert.deepEqual(await store.page({ limit: 5 }), { tasks: [], next: undefined });
      assert.equal(await store.get('a'), undefined);
      assert.deepEqual(store.damage, []);
    });

    test('gives back every state as it was put in, also to another window and a later one', async t => {
      const where = place(t);
      const store = await open(t, where);
      const tasks = sampleStates.map((state, i) =>
        sampleTask(`id-${i}`, { state, parent: 'p', source: 's' }),
      );
      for (const task of tasks) assert.equal(await store.insert(task), true);
      const other = await open(t, where);
      for (const task of tasks) assert.deepEqual(await other.get(task.id), task);
      store.dispose();
      other.dispose();
      const later = await open(t, where);
      assert.equal(await later.count(), tasks.length);
      for (const task of tasks) assert.deepEqual(await later.get(task.id), task);
      assert.deepEqual(later.damage, []);
    });

    test('keeps fields that only a newer version knows', async t => {
      const store = await open(t, place(t));
      const task = { ...sampleTask('a'), seenBy: ['x'] };
      await store.insert(task);
      const read = await store.get('a');
      assert.deepEqual(read, task);
      assert.ok(read);
      await store.update(nextRevision(read));
      assert.deepEqual(await store.get('a'), nextRevision(task));
    });

    test('adds an id once', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      const task = sampleTask('a');
      const won = await Promise.all([store.insert(task), other.insert({ ...task, title: 'other' })]);
      assert.deepEqual(won, [true, false]);
      assert.equal((await other.get('a'))?.title, task.title);
      await store.update(nextRevision(task));
      await store.update(nextRevision(nextRevision(task)));
      assert.equal(await other.insert(task), false);
      assert.equal((await store.get('a'))?.revision, 2);
      assert.equal(await store.count(), 1);
    });

    test('adds a task that is at a later revision already', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      const task = sampleTask('a', { revision: 7 });
      assert.equal(await store.insert(task), true);
      assert.equal(await other.insert(sampleTask('a')), false);
      assert.equal(await other.update(nextRevision(task)), true);
      assert.equal((await store.get('a'))?.revision, 8);
    });

    test('lets only the next revision in', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      const first = sampleTask('a');
      assert.equal(await store.update(nextRevision(first)), false);
      await store.insert(first);
      const second = nextRevision(first, { status: 'submitting', submittedAt: 1 });
      assert.equal(await other.update(second), true);
      assert.equal(await store.update(nextRevision(first)), false);
      assert.equal(await store.update(second), false);
      assert.equal(await store.update(nextRevision(nextRevision(second))), false);
      for (let task = nextRevision(second); task.revision < 6; task = nextRevision(task))
        assert.equal(await other.update(task), true);
      // Long ago: every revision it could be mistaken for is gone.
      assert.equal(await store.update(nextRevision(first)), false);
      assert.deepEqual((await store.get('a'))?.revision, 5);
    });

    test('of many updates of one revision exactly one wins', async t => {
      const where = place(t);
      const stores = [await open(t, where), await open(t, where), await open(t, where)];
      let task = sampleTask('a');
      await stores[0]?.insert(task);
      for (let round = 0; round < 5; round += 1) {
        const wins = await Promise.all(
          stores.map((s, i) => s.update({ ...nextRevision(task), title: `${i}` })),
        );
        assert.equal(wins.filter(Boolean).length, 1);
        const now = await stores[0]?.get('a');
        assert.equal(now?.title, `${wins.indexOf(true)}`);
        task = now ?? task;
      }
      assert.equal(task.revision, 5);
    });

    test('finds by the id of the service, once it is known', async t => {
      const store = await open(t, place(t));
      const task = sampleTask('a');
      await store.insert(task);
      await store.insert(sampleTask('b'));
      assert.equal(await store.findByTaskId('svc'), undefined);
      const state = { status: 'running', submittedAt: 1, taskId: 'svc' } as const;
      await store.update(nextRevision(task, state));
      assert.equal((await store.findByTaskId('svc'))?.id, 'a');
      assert.equal(await store.findByTaskId('other'), undefined);
      assert.equal((await store.findByTaskId('svc', { service: 'live' }))?.id, 'a');
      assert.equal(await store.findByTaskId('svc', { service: 'sandbox' }), undefined);
      const elsewhere = { ...task, id: 'c', baseUrl: 'https://elsewhere.test/v1', state };
      await store.insert(elsewhere);
      const third = { service: 'live', baseUrl: 'https://third.test/v1' } as const;
      await store.remove(['a']);
      assert.equal(await store.findByTaskId('svc', third), undefined);
      assert.equal((await store.findByTaskId('svc', elsewhere))?.id, 'c');
    });

    test('open() holds what is active or waits for a person, and nothing else', async t => {
      const store = await open(t, place(t));
      for (const state of sampleStates) await store.insert(sampleTask(state.status, { state }));
      const expected = ['queued', 'running', 'saving', 'submitting', 'unconfirmed', 'unsaved'];
      assert.deepEqual(ids(await store.open()).sort(), expected);
    });

    test('pages from the newest, without gaps while tasks come and go', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      // Two share each time: the id decides.
      for (let i = 0; i < 10; i += 1)
        await store.insert(sampleTask(`id-${i}`, { createdAt: 1000 + Math.floor(i / 2) }));
      const first = await store.page({ limit: 4 });
      assert.deepEqual(ids(first.tasks), ['id-9', 'id-8', 'id-7', 'id-6']);
      await other.insert(sampleTask('new', { createdAt: 5000 }));
      await other.remove(['id-6', 'id-5']);
      const second = await store.page({ before: first.next, limit: 4 });
      assert.deepEqual(ids(second.tasks), ['id-4', 'id-3', 'id-2', 'id-1']);
      const third = await store.page({ before: second.next, limit: 4 });
      assert.deepEqual(ids(third.tasks), ['id-0']);
      assert.equal(third.next, undefined);
      const all = await store.page({ limit: 9 });
      assert.equal(all.tasks.length, 9);
      assert.equal(all.next, undefined);
      await assert.rejects(store.page({ before: 'nonsense', limit: 1 }), e => isError(e, 'storage'));
    });

    test('removes, also what another window knows, and then refuses updates', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      const tasks = ['a', "b'; DROP", '../c/%2e', 'D', 'd'].map(id => sampleTask(id));
      for (const task of tasks) await store.insert(task);
      assert.equal(await other.count(), 5);
      await store.update(nextRevision(sampleTask('a')));
      await store.remove(['a', "b'; DROP", '../c/%2e', 'unknown']);
      assert.deepEqual(ids((await other.page({ limit: 9 })).tasks).sort(), ['D', 'd']);
      assert.equal(await other.count(), 2);
      assert.equal(await other.update(nextRevision(nextRevision(sampleTask('a')))), false);
      assert.equal(await other.get('a'), undefined);
      assert.equal(await other.insert(sampleTask('a')), true);
    });

    test('tells of other windows and never of itself', async t => {
      const where = place(t);
      const [store, other] = [await open(t, where), await open(t, where)];
      let own = 0;
      const heard = Promise.withResolvers<void>();
      const listening = store.onDidChangeElsewhere(() => {
        own += 1;
      });
      const listeningToo = other.onDidChangeElsewhere(() => heard.resolve());
      await store.insert(sampleTask('a'));
      await store.update(nextRevision(sampleTask('a')));
      // By then `store` has looked as well: both hear the same bell, `store` first.
      await heard.promise;
      assert.equal(own, 0);
      assert.equal((await other.get('a'))?.revision, 1);
      listening.dispose();
      listeningToo.dispose();
    });

    test('refuses what could not be read back', async t => {
      const store = await open(t, place(t));
      const wrong = { ...sampleTask('a'), createdAt: Number.NaN };
      await assert.rejects(store.insert(wrong), e => isError(e, 'storage') && e.reason === 'ledger');
      assert.equal(await store.count(), 0);
    });

    test('is closed after dispose', async t => {
      const store = await open(t, place(t));
      store.dispose();
      store.dispose();
      await assert.rejects(store.count(), e => isError(e, 'storage') && e.reason === 'ledger');
      await assert.rejects(store.insert(sampleTask('a')), e => isError(e, 'storage'));
    });
  });
}
