/** What windows know by heart is put back where the ledger's file has lost it. */
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { createLedger, type Ledger } from '../../src/core/tasks/ledger.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { openSqliteStore, realDeps, theSqlite } from '../support/openStores.ts';
import { sampleTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

const fileIn = (folder: string): string => path.join(folder, 'ledger.sqlite');
const created = { taskId: 'svc', apiStatus: undefined, result: undefined };

async function openWindow(t: TestContext, folder: string): Promise<{ store: LedgerStore; ledger: Ledger }> {
  const store = await openSqliteStore(t, folder);
  const ledger = createLedger({ ...realDeps, store });
  t.after(() => ledger.dispose());
  await ledger.load();
  return { store, ledger };
}

function removeLedger(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(fileIn(folder) + suffix, { force: true });
}

/** Rubbish over all of the file but its first page. */
function spoilRows(folder: string): void {
  const handle = openSync(fileIn(folder), 'r+');
  writeSync(handle, Buffer.alloc(60 * 4096, 0xa5), 0, 60 * 4096, 4096);
  closeSync(handle);
}

describe('a ledger', () => {
  for (const [what, spoil] of Object.entries({
    'that is deleted': removeLedger,
    'that is spoilt': spoilRows,
  })) {
    test(`${what} under the hands of its windows holds what any of them knew`, async t => {
      const folder = tempFolder(t);
      const one = await openWindow(t, folder);
      await one.ledger.insert(sampleTask('sent'));
      await one.ledger.insert(sampleTask('waits'));
      const two = await openWindow(t, folder);
      await one.ledger.apply('sent', { type: 'submitStarted' });
      const db = new (theSqlite().DatabaseSync)(fileIn(folder));
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      spoil(folder);
      // The one that knows less comes first.
      assert.deepEqual((await two.store.open()).map(({ id }) => id).sort(), ['sent', 'waits']);
      const answered = await one.ledger.apply('sent', { type: 'submitAccepted', created });
      assert.equal(answered.task?.state.status, 'running');
      assert.equal((await two.store.findByTaskId('svc'))?.id, 'sent');
      const waiting = await two.store.get('waits');
      // Nobody knows whether it was sent meanwhile.
      assert.equal(waiting?.state.status, 'unconfirmed');
      assert.equal((await one.ledger.apply('waits', { type: 'submitStarted' })).hasChanged, false);
    });
  }

  test('does not get back what was removed, nor what it has in a later state', async t => {
    const folder = tempFolder(t);
    const one = await openWindow(t, folder);
    await one.ledger.insert(sampleTask('removed'));
    await one.ledger.insert(sampleTask('kept'));
    await one.ledger.remove(['removed']);
    removeLedger(folder);
    const other = await openSqliteStore(t, folder);
    const later = sampleTask('kept', {
      state: { status: 'running', submittedAt: 1, taskId: 'svc' },
      revision: 7,
    });
    await other.insert(later);
    assert.deepEqual(
      (await one.store.open()).map(({ id, revision }) => [id, revision]),
      [['kept', 7]],
    );
  });

  test('whose row cannot be read has the task that the window knows in its place', async t => {
    const folder = tempFolder(t);
    const { store, ledger } = await openWindow(t, folder);
    const state = { status: 'running', submittedAt: 1, taskId: 'svc' } as const;
    await ledger.adopt(sampleTask('a', { state }));
    const db = new (theSqlite().DatabaseSync)(fileIn(folder));
    db.exec(`UPDATE tasks SET json = '{"v":1,"id":"a"', revision = 4`);
    db.close();
    const found = await store.get('a');
    assert.deepEqual([found?.state, found?.revision], [state, 4]);
    assert.equal(store.damage.length, 1);
    assert.deepEqual((await store.get('a'))?.state, state);
    assert.equal((await ledger.apply('a', { type: 'stopWatching' })).task?.state.status, 'unwatched');
  });
});
