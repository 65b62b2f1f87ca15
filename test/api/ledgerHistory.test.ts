/** The tables beside the tasks: filled for old files, mended with damaged ones, and what removed tasks leave behind. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import type { SearchQuery } from '../../src/core/tasks/search.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import { historySql } from '../../src/host/ports/historySql.ts';
import { encodeTask } from '../../src/host/ports/ledgerCodec.ts';
import { ledgerSql, rowOf } from '../../src/host/ports/ledgerSql.ts';
import { facetSql, nextUri, searchSql } from '../../src/host/ports/searchSql.ts';
import { inTransaction } from '../../src/host/ports/sqlite.ts';
import { ledgerSteps } from '../../src/host/ports/sqliteFile.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { openSqliteStore, realDeps, theSqlite } from '../support/openStores.ts';
import { nextRevision, sampleTask, savedTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

const t0 = new Date(2026, 0, 5, 12).getTime();
const fileIn = (folder: string): string => path.join(folder, 'ledger.sqlite');
const pageBytes = 4096;

/** A folder with a ledger as the first version of the schema left it. */
function oldLedger(t: TestContext, tasks: readonly Task[]): string {
  const folder = tempFolder(t);
  const db = new (theSqlite().DatabaseSync)(fileIn(folder));
  db.exec(`PRAGMA journal_mode = WAL; ${ledgerSteps[0]}; PRAGMA user_version = 1`);
  const insert = db.prepare(ledgerSql.insert);
  inTransaction(db, () => {
    for (const task of tasks) insert.run(rowOf(task, encodeTask(task)));
  });
  db.close();
  return folder;
}

function ask(folder: string, sql: string): unknown {
  const db = new (theSqlite().DatabaseSync)(fileIn(folder), { readOnly: true });
  try {
    return Object.values(db.prepare(sql).get() ?? {})[0];
  } finally {
    db.close();
  }
}

const old = (count: number): Task[] =>
  Array.from({ length: count }, (_, i) =>
    savedTask(`o${String(i).padStart(4, '0')}`, {
      ...{ createdAt: t0 + i, credits: 2, title: `Number ${i}` },
      outputs: [{ sha256: `sha-${i}`, uri: `file:///w/${i}.png` }],
    }),
  );

async function find(store: LedgerStore, sha256: string): Promise<string | undefined> {
  return (await store.search({ output: { sha256 }, limit: 1 })).tasks[0]?.id;
}

describe('an old ledger', () => {
  test('opens without a look at its tasks, and answers of all of them when asked', async t => {
    const folder = oldLedger(t, old(700));
    const store = await openSqliteStore(t, folder);
    assert.equal((await store.page({ limit: 5 })).tasks.length, 5);
    assert.equal(ask(folder, 'SELECT count(*) FROM facts'), 0);
    assert.equal(await find(store, 'sha-3'), 'o0003');
    assert.equal((await store.search({ text: 'number 699', limit: 5 })).tasks.length, 1);
    assert.equal((await store.spending(t0)).credits, 1400);
    assert.equal((await store.samples()).length, 30);
    assert.equal(ask(folder, 'SELECT count(*) FROM facts'), 700);
    assert.equal(ask(folder, 'SELECT count(*) FROM backlog'), 0);
  });

  test('is entered once by windows that ask at the same time, while tasks go on', async t => {
    const tasks = [...old(700), sampleTask('going', { createdAt: t0 - 1 })];
    const folder = oldLedger(t, tasks);
    const [store, other] = [await openSqliteStore(t, folder), await openSqliteStore(t, folder)];
    const done = nextRevision(
      sampleTask('going', { createdAt: t0 - 1 }),
      savedTask('going', { credits: 5 }).state,
    );
    const [sums, , samples, isIn] = await Promise.all([
      store.creditSums({ fromMs: t0 }),
      other.search({ text: 'nothing', limit: 1 }),
      other.samples(),
      store.update(done),
    ]);
    assert.equal(isIn, true);
    assert.deepEqual(
      sums.map(({ credits, count }) => [credits, count]),
      [[1400, 700]],
    );
    assert.equal(samples.length, 30);
    assert.deepEqual(
      (await other.search({ statuses: ['queued'], limit: 5 })).tasks.map(({ id }) => id),
      [],
    );
    assert.equal(ask(folder, 'SELECT count(*) FROM facts'), 701);
  });

  test('that was left in the middle is entered to its end by the next window', async t => {
    const folder = oldLedger(t, old(700));
    const first = await openSqliteStore(t, folder);
    const asked = first.search({ limit: 1 });
    first.dispose();
    await assert.rejects(asked, e => isError(e, 'storage'));
    const store = await openSqliteStore(t, folder);
    assert.equal(await find(store, 'sha-699'), 'o0699');
    assert.equal(await find(store, 'sha-0'), 'o0000');
  });

  test('counts what a task cost that is removed before it was looked at', async t => {
    const store = await openSqliteStore(t, oldLedger(t, old(3)));
    await store.remove(['o0001']);
    assert.equal((await store.spending(t0)).credits, 6);
  });

  test('keeps what it cannot read where it is, and enters the rest', async t => {
    const folder = oldLedger(t, old(3));
    const db = new (theSqlite().DatabaseSync)(fileIn(folder));
    db.exec(`UPDATE tasks SET json = '{"v":1' WHERE id = 'o0001';
      UPDATE tasks SET json = replace(json, '"v":1', '"v":2') WHERE id = 'o0002'`);
    db.close();
    const store = await openSqliteStore(t, folder);
    assert.equal(await find(store, 'sha-0'), 'o0000');
    assert.equal(await store.count(), 3);
    assert.deepEqual(store.damage, []);
  });
});

test('what tells prices apart may fail, and the paid task is kept all the same', async t => {
  const priceFactsFor = (): never => {
    throw new Error('the catalogue is broken');
  };
  const options = { ...realDeps, priceFactsFor, sqlite: theSqlite(), folder: tempFolder(t) };
  const store = await openSqliteLedger(options);
  t.after(() => store.dispose());
  assert.equal(await store.insert(savedTask('a', { credits: 1 })), true);
  assert.equal((await store.get('a'))?.state.status, 'saved');
});

describe('a damaged ledger', () => {
  /** Ten tasks, one forgotten, closed. */
  async function closed(t: TestContext): Promise<string> {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    await store.insertAll(old(10));
    await store.remove(['o0004']);
    await store.noteChat({
      id: 'q',
      orderedAt: 1,
      kind: 'chat',
      model: 'gemini',
      credits: 5,
      isEstimated: true,
    });
    store.dispose();
    return folder;
  }

  /** Asks of every table. */
  async function askOfAll(store: LedgerStore): Promise<void> {
    await store.search({ text: 'number', limit: 20 });
    for (let i = 0; i < 10; i += 1) await find(store, `sha-${i}`);
    await store.search({ output: { uri: 'file:///w/3.png' }, limit: 1 });
    await store.spending(t0);
    await store.creditSums({});
    await store.samples();
    for (const sort of ['dearest', 'title', 'oldest'] as const)
      await store.search({ sort, hasFile: true, limit: 20 });
    await store.facets();
    await store.folders();
    await store.expire({ beforeMs: 0 }, 1);
  }

  function spoil(folder: string, whole: Buffer, page: number): void {
    const bytes = Buffer.from(whole);
    bytes.fill(0xa5, (page - 1) * pageBytes, page * pageBytes);
    for (const suffix of ['', '-wal', '-shm']) rmSync(fileIn(folder) + suffix, { force: true });
    writeFileSync(fileIn(folder), bytes);
  }

  test('answers of what could be read, whatever page is spoilt', async t => {
    const folder = await closed(t);
    const whole = readFileSync(fileIn(folder));
    let unharmed = 0;
    for (let page = 1; page <= whole.length / pageBytes; page += 1) {
      spoil(folder, whole, page);
      const store = await openSqliteStore(t, folder);
      // Twice: what meets the damage may be the first or the last of the questions.
      await askOfAll(store);
      await askOfAll(store);
      const { tasks } = await store.search({ limit: 20 });
      assert.equal(tasks.length, await store.count(), `page ${page}`);
      for (const task of tasks) assert.equal(await find(store, `sha-${Number(task.id.slice(1))}`), task.id);
      const { credits } = await store.spending(t0);
      assert.ok(credits >= tasks.length * 2, `page ${page}: ${credits} credits of ${tasks.length} tasks`);
      if (tasks.length === 9 && credits === 20) unharmed += 1;
      store.dispose();
    }
    // Most pages hold what is made of the tasks: nothing is lost with those.
    assert.ok(unharmed >= whole.length / pageBytes / 2, `${unharmed} of ${whole.length / pageBytes}`);
  });

  test('without the tables beside the tasks gets them again', async t => {
    const folder = await closed(t);
    const db = new (theSqlite().DatabaseSync)(fileIn(folder));
    db.exec('DROP TABLE facts');
    db.close();
    const store = await openSqliteStore(t, folder);
    assert.equal(await find(store, 'sha-3'), 'o0003');
    assert.equal(store.damage.length, 1);
    assert.equal((await store.spending(t0)).credits, 20);
    const [, chat] = await store.creditSums({});
    assert.deepEqual([chat?.kind, chat?.credits, chat?.isEstimated], ['chat', 5, true]);
  });
});

describe('the file of a ledger', () => {
  const long = (count: number): Task[] =>
    old(count).map(task => ({ ...task, request: { prompt: `${task.id} `.repeat(700) } }));
  const sizeOf = (folder: string, suffix = ''): number =>
    statSync(fileIn(folder) + suffix, { throwIfNoEntry: false })?.size ?? 0;

  async function forgetAll(store: LedgerStore): Promise<void> {
    while ((await store.expire({ keep: 0 }, 500)).length > 0);
    await store.compact();
  }

  test('shrinks after much was forgotten, by pieces, also while another window has it open', async t => {
    const folder = tempFolder(t);
    const [store, other] = [await openSqliteStore(t, folder), await openSqliteStore(t, folder)];
    await store.insertAll(long(3000));
    await store.compact();
    assert.ok(sizeOf(folder) > 12_000_000, `${sizeOf(folder)}`);
    assert.equal(ask(folder, 'PRAGMA auto_vacuum'), 2);
    await forgetAll(store);
    assert.ok(sizeOf(folder) < 1_000_000, `${sizeOf(folder)}`);
    assert.equal(sizeOf(folder, '-wal'), 0);
    assert.equal((await other.spending(t0)).credits, 6000);
    assert.equal(await other.insert(sampleTask('next')), true);
  });

  test('of the first version is written anew for that, once', async t => {
    const folder = oldLedger(t, long(3000));
    assert.equal(ask(folder, 'PRAGMA auto_vacuum'), 0);
    const store = await openSqliteStore(t, folder);
    await forgetAll(store);
    assert.ok(sizeOf(folder) < 1_000_000, `${sizeOf(folder)}`);
    assert.equal(ask(folder, 'PRAGMA auto_vacuum'), 2);
    assert.deepEqual(store.damage, []);
  });

  test('stays as it is while another window writes', async t => {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    await store.insertAll(long(3000));
    while ((await store.expire({ keep: 0 }, 500)).length > 0);
    const busy = new (theSqlite().DatabaseSync)(fileIn(folder));
    t.after(() => busy.close());
    busy.exec('BEGIN IMMEDIATE');
    await store.compact();
    assert.ok(Number(ask(folder, 'PRAGMA freelist_count')) > 1000);
    busy.exec('ROLLBACK');
    await store.compact();
    assert.equal(ask(folder, 'PRAGMA freelist_count'), 0);
  });

  test('has a log that does not grow with the number of writes', async t => {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    for (let i = 0; i < 20; i += 1)
      await store.insertAll(
        long(150).map(task => ({ ...task, id: `${i}-${task.id}`, state: { status: 'queued' } })),
      );
    assert.ok(sizeOf(folder) + sizeOf(folder, '-wal') > 12_000_000);
    assert.ok(sizeOf(folder, '-wal') <= 8_388_608 + 64 * 1024, `${sizeOf(folder, '-wal')}`);
  });
});

/** Sums of all time group what they read; samples are few by nature; the backlog is one row. */
const mayReadAll = new Set(['sums', 'samples', 'bills', 'backlog', 'moveBacklog', 'endBacklog']);

test('no query of the ledger walks through all tasks or sorts them', async t => {
  const folder = tempFolder(t);
  await openSqliteStore(t, folder);
  const db = new (theSqlite().DatabaseSync)(fileIn(folder));
  t.after(() => db.close());
  for (const [name, sql] of Object.entries({ ...ledgerSql, ...historySql })) {
    if (/^(PRAGMA|INSERT)/.test(sql) || mayReadAll.has(name)) continue;
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const steps = plan.map(row => String(row['detail'])).filter(step => !step.includes('json_each'));
    assert.doesNotMatch(steps.join('\n'), /TEMP B-TREE/, name);
    for (const step of steps)
      if (/tasks|facts|spent|samples|outputs| t\b| f\b/.test(step))
        assert.match(step, /USING (COVERING )?(INDEX|PRIMARY KEY)/, name);
  }
});

/** The plan of a question, with the indexes that are made when they are first needed. */
async function planner(
  t: TestContext,
): Promise<(sql: string, values?: readonly (string | number | null)[]) => string> {
  const folder = tempFolder(t);
  const store = await openSqliteStore(t, folder);
  for (const sort of ['dearest', 'title'] as const) await store.search({ sort, limit: 1 });
  await store.facets();
  const db = new (theSqlite().DatabaseSync)(fileIn(folder));
  t.after(() => db.close());
  return (sql, values = []) => {
    const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
    return steps.map(row => String(row['detail'])).join('\n');
  };
}

test('no search sorts, and a result is looked up by its index', async t => {
  const planOf = await planner(t);
  const walks = {
    newest: /SEARCH f USING PRIMARY KEY/,
    oldest: /SEARCH f USING PRIMARY KEY/,
    dearest: /SEARCH f USING (COVERING )?INDEX facts_dearest/,
    title: /SEARCH f USING (COVERING )?INDEX facts_title/,
  } as const;
  const plan = (query: Omit<SearchQuery, 'limit'>): string => {
    const key = query.sort === 'dearest' ? 1 : 'a';
    const { sql, values } = searchSql(query, { createdAt: 1, id: 'a', key }, 9);
    return planOf(sql, values);
  };
  for (const sort of ['newest', 'oldest', 'dearest', 'title'] as const)
    for (const query of [
      {},
      { text: 'a b', kinds: ['image'] as const },
      { fromMs: 1, toMs: 9, workspace: 'w' },
      { hasFile: true, models: ['m'], statuses: ['saved'] as const },
      { hasFile: true, ids: ['a', 'b'] },
    ]) {
      const found = plan({ ...query, sort });
      assert.doesNotMatch(found, /TEMP B-TREE/, `${sort} ${JSON.stringify(query)}`);
      assert.match(found, walks[sort], `${sort} ${JSON.stringify(query)}`);
    }
  assert.match(plan({ output: { sha256: 'a' } }), /SEARCH outputs USING COVERING INDEX outputs_sha256/);
  assert.match(plan({ output: { uri: 'a' } }), /SEARCH outputs USING COVERING INDEX outputs_uri/);
});

test('what there is to choose from is found by leaps', async t => {
  const planOf = await planner(t);
  assert.match(planOf(facetSql.model.next, ['']), /^SEARCH facts USING COVERING INDEX facts_model/);
  assert.match(planOf(facetSql.workspace.next, ['']), /^SEARCH facts USING COVERING INDEX facts_workspace/);
  assert.match(planOf(nextUri, ['']), /^SEARCH outputs USING COVERING INDEX outputs_uri/);
});

describe('the indexes that are made when they are first needed', () => {
  test('are not there before, and no step of the schema', async t => {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    await store.insertAll(old(3));
    await store.search({ limit: 3 });
    const late =
      "SELECT count(*) FROM sqlite_master WHERE name IN ('facts_dearest', 'facts_title', 'facts_model')";
    assert.equal(ask(folder, late), 0);
    for (const sort of ['dearest', 'title'] as const) await store.search({ sort, limit: 1 });
    await store.facets();
    assert.equal(ask(folder, late), 3);
    assert.equal(ask(folder, 'PRAGMA user_version'), ledgerSteps.length);
  });

  test('wait for a window that writes', async t => {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    await store.insertAll(old(3));
    const busy = new (theSqlite().DatabaseSync)(fileIn(folder));
    t.after(() => busy.close());
    busy.exec('BEGIN IMMEDIATE');
    const asked = store.search({ sort: 'title', limit: 5 });
    const samples = await store.samples();
    assert.equal(samples.length, 3);
    busy.exec('ROLLBACK');
    assert.equal((await asked).tasks.length, 3);
  });

  test('are kept up by windows that do not know them', async t => {
    const folder = tempFolder(t);
    const store = await openSqliteStore(t, folder);
    await store.search({ sort: 'title', limit: 1 });
    await store.search({ sort: 'dearest', limit: 1 });
    const other = await openSqliteStore(t, folder);
    await other.insertAll([
      savedTask('b', { createdAt: t0, title: 'b', credits: 1 }),
      savedTask('a', { createdAt: t0, title: 'a', credits: 2 }),
    ]);
    for (const sort of ['title', 'dearest'] as const)
      assert.deepEqual(
        (await store.search({ sort, limit: 5 })).tasks.map(({ id }) => id),
        ['a', 'b'],
      );
  });
});
