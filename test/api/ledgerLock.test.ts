import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { Disposable } from '../../src/core/lifecycle.ts';
import type { Lock } from '../../src/core/ports.ts';
import { createFileLock } from '../../src/host/ports/fileLock.ts';
import { SharedFile } from '../../src/host/ports/sharedFile.ts';
import { createSqliteBudgetStore } from '../../src/host/ports/sqliteBudget.ts';
import { makeSqliteLock, realDeps, theSqlite } from '../support/openStores.ts';
import { tempFolder } from '../support/tempFolder.ts';

type MakeLock = (folder: string) => Lock & Disposable;

const locks: readonly [string, MakeLock][] = [
  ['sqlite', makeSqliteLock],
  ['files', folder => createFileLock({ folder })],
];

for (const [name, make] of locks) {
  const window = (t: TestContext, folder: string): Lock & Disposable => {
    const lock = make(folder);
    t.after(() => lock.dispose());
    return lock;
  };

  describe(`a lock in ${name}`, () => {
    test('has one holder, in this window and over all', async t => {
      const folder = tempFolder(t);
      const [one, two] = [window(t, folder), window(t, folder)];
      const held = await one.tryAcquire('a');
      assert.ok(held);
      assert.equal(await one.tryAcquire('a'), undefined);
      assert.equal(await two.tryAcquire('a'), undefined);
      assert.ok(await two.tryAcquire('b'));
      held.dispose();
      const again = await two.tryAcquire('a');
      assert.ok(again);
      // The first holder's handle is used up: it must not release what is another's now.
      held.dispose();
      assert.equal(await one.tryAcquire('a'), undefined);
    });

    test('that is released can be taken again at once', async t => {
      const one = window(t, tempFolder(t));
      for (let i = 0; i < 5; i += 1) (await one.tryAcquire('a'))?.dispose();
      assert.ok(await one.tryAcquire('a'));
    });

    test('goes to exactly one of many who ask together', async t => {
      const folder = tempFolder(t);
      const windows = [window(t, folder), window(t, folder), window(t, folder)];
      const answers = await Promise.all(windows.flatMap(w => [w.tryAcquire('a'), w.tryAcquire('a')]));
      assert.equal(answers.filter(held => held !== undefined).length, 1);
    });

    test('ends with its window, all names together', async t => {
      const folder = tempFolder(t);
      const [one, two] = [window(t, folder), window(t, folder)];
      const names = Array.from({ length: 30 }, (_, i) => `task:${i}/ü`);
      for (const each of names) assert.ok(await one.tryAcquire(each));
      for (const each of names) assert.equal(await two.tryAcquire(each), undefined);
      one.dispose();
      one.dispose();
      for (const each of names) assert.ok(await two.tryAcquire(each));
      assert.equal(
        (await one.tryAcquire('late').catch(() => undefined)) === undefined || name === 'files',
        true,
      );
    });

    test('says which names nobody holds, and takes none of them', async t => {
      const folder = tempFolder(t);
      const [one, two, three] = [window(t, folder), window(t, folder), window(t, folder)];
      const names = ['a', 'b', 'c', 'ü/d'];
      assert.deepEqual(await one.free(names), names);
      const held = await one.tryAcquire('a');
      await two.tryAcquire('ü/d');
      for (const each of [one, two, three]) assert.deepEqual(await each.free(names), ['b', 'c']);
      two.dispose();
      assert.deepEqual(await three.free(names), ['b', 'c', 'ü/d']);
      held?.dispose();
      assert.ok(await three.tryAcquire('a'));
      assert.deepEqual(await one.free(names), ['b', 'c', 'ü/d']);
      assert.deepEqual(await one.free([]), []);
    });

    test('works on after its folder was deleted', async t => {
      const folder = tempFolder(t);
      const [one, two] = [window(t, folder), window(t, folder)];
      await one.tryAcquire('before');
      rmSync(folder, { recursive: true });
      assert.ok(await two.tryAcquire('a'));
      assert.equal(await one.tryAcquire('a'), undefined);
    });
  });
}

test('a window keeps its locks when the file that lists them is made anew', async t => {
  const folder = tempFolder(t);
  const [one, two] = [makeSqliteLock(folder), makeSqliteLock(folder)];
  t.after(() => one.dispose());
  t.after(() => two.dispose());
  assert.ok(await one.tryAcquire('a'));
  rmSync(folder, { recursive: true });
  assert.ok(await one.tryAcquire('b'));
  assert.equal(await two.tryAcquire('a'), undefined);
});

test('a window that ended leaves no file behind, and clears away after those that could not', async t => {
  const folder = tempFolder(t);
  const one = makeSqliteLock(folder);
  await one.tryAcquire('a');
  assert.equal(readdirSync(path.join(folder, 'windows')).length, 1);
  one.dispose();
  assert.deepEqual(readdirSync(path.join(folder, 'windows')), []);
  writeFileSync(path.join(folder, 'windows', 'killed.lock'), '');
  const shared = new SharedFile({ ...realDeps, sqlite: theSqlite(), folder });
  await shared.transact(db => {
    db.exec("INSERT INTO windows (id, pid) VALUES ('killed', 1)");
    db.exec("INSERT INTO locks (name, window) VALUES ('left', 'killed'), ('other', 'killed')");
  });
  shared.dispose();
  const two = makeSqliteLock(folder);
  t.after(() => two.dispose());
  assert.ok(await two.tryAcquire('left'));
  assert.equal(readdirSync(path.join(folder, 'windows')).length, 1);
});

test('releasing and taking again stay in order while another window writes', async t => {
  const folder = tempFolder(t);
  const [one, two] = [makeSqliteLock(folder), makeSqliteLock(folder)];
  t.after(() => one.dispose());
  t.after(() => two.dispose());
  let held = await one.tryAcquire('a');
  const db = new (theSqlite().DatabaseSync)(path.join(folder, 'windows.sqlite'));
  t.after(() => db.close());
  for (let i = 0; i < 5; i += 1) {
    db.exec('BEGIN IMMEDIATE');
    held?.dispose();
    const again = one.tryAcquire('a');
    await realDeps.clock.sleep(60);
    db.exec('COMMIT');
    held = await again;
    assert.ok(held);
    // Long enough for anything that was left waiting.
    await realDeps.clock.sleep(40);
    assert.equal(await two.tryAcquire('a'), undefined);
  }
});

describe('what windows share', () => {
  const open = (t: TestContext, folder: string): SharedFile => {
    const shared = new SharedFile({ ...realDeps, sqlite: theSqlite(), folder });
    t.after(() => shared.dispose());
    return shared;
  };

  test('a damaged file is made anew', async t => {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'windows.sqlite'), 'rubbish '.repeat(2000));
    const shared = open(t, folder);
    assert.equal(await shared.transact(db => db.prepare('SELECT count(*) AS n FROM locks').get()?.['n']), 0);
  });

  test('the budget changes in steps that nobody comes between', async t => {
    const folder = tempFolder(t);
    const stores = [1, 2, 3].map(() => createSqliteBudgetStore(open(t, folder)));
    const add = (state: { n: number } | undefined): { n: number } => ({ n: (state?.n ?? 0) + 1 });
    await Promise.all(Array.from({ length: 30 }, (_, i) => stores[i % 3]?.change(add)));
    assert.deepEqual(await stores[0]?.change(add), { n: 31 });
  });

  test('a budget may hold infinite numbers; a step that throws changes nothing', async t => {
    const store = createSqliteBudgetStore(open(t, tempFolder(t)));
    const fresh = { tokens: Number.POSITIVE_INFINITY, refusedAtMs: Number.NEGATIVE_INFINITY, scale: 1 };
    await store.change(() => fresh);
    await assert.rejects(
      store.change(() => {
        throw new Error('no');
      }),
    );
    let seen: unknown;
    await store.change(state => {
      seen = state;
      return fresh;
    });
    assert.deepEqual(seen, fresh);
  });
});
