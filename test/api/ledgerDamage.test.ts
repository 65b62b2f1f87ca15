import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { openSqliteStore, realDeps, theSqlite } from '../support/openStores.ts';
import { nextRevision, sampleTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

const fileIn = (folder: string): string => path.join(folder, 'ledger.sqlite');
const running = { status: 'running', submittedAt: 1, taskId: 'svc' } as const;
const pageBytes = 4096;

/** A closed ledger with `count` tasks (all in the main file, none in the log) and its folder. */
async function closedLedger(t: TestContext, count: number): Promise<string> {
  const folder = tempFolder(t);
  const store = await openSqliteStore(t, folder);
  for (let i = 0; i < count; i += 1) {
    const state = { ...running, taskId: `svc-${i}` };
    await store.insert(sampleTask(`id-${String(i).padStart(3, '0')}`, { state, createdAt: 1000 + i }));
  }
  store.dispose();
  return folder;
}

/** Writes rubbish over page `page` (from 1). */
function spoilPage(file: string, page: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(handle);
}

/** Pages that hold rows of the table: found by what only rows hold. */
function pagesWithRows(file: string): number[] {
  const bytes = readFileSync(file);
  const pages: number[] = [];
  for (let at = 0; at < bytes.length; at += pageBytes)
    if (bytes.subarray(at, at + pageBytes).includes('"title"')) pages.push(at / pageBytes + 1);
  return pages;
}

async function allIds(store: LedgerStore): Promise<string[]> {
  return (await store.page({ limit: 1000 })).tasks.map(task => task.id);
}

function asideFiles(folder: string): string[] {
  return readdirSync(folder).filter(name => /\.damaged-[\dT-]+$/.test(name));
}

/** The tables' and indexes' real sizes do not matter here: what is checked is what a reader gets afterwards. */
async function expectSound(store: LedgerStore, ids: readonly string[]): Promise<void> {
  const found = await allIds(store);
  assert.deepEqual(found, [...ids].sort().reverse());
  assert.equal(await store.count(), found.length);
  for (const id of found) assert.equal((await store.get(id))?.id, id);
}

describe('a damaged ledger file', () => {
  test('that is no database at all is set aside, and work goes on', async t => {
    const folder = tempFolder(t);
    writeFileSync(fileIn(folder), 'not a database '.repeat(1000));
    const store = await openSqliteStore(t, folder);
    assert.equal(await store.count(), 0);
    assert.equal(store.damage.length, 1);
    const movedTo = store.damage[0]?.movedTo ?? '';
    assert.match(path.basename(movedTo), /^ledger\.sqlite\.damaged-\d{4}-\d\d-\d\dT/);
    assert.match(readFileSync(movedTo, 'utf8'), /^not a database/);
    assert.equal(await store.insert(sampleTask('a')), true);
    const other = await openSqliteStore(t, folder);
    assert.equal(await other.count(), 1);
    assert.deepEqual(other.damage, []);
  });

  test('that is empty is known to be damage', async t => {
    const folder = await closedLedger(t, 3);
    truncateSync(fileIn(folder), 0);
    const store = await openSqliteStore(t, folder);
    assert.equal(store.damage.length, 1);
    assert.equal(await store.count(), 0);
  });

  test('whose first page is gone gives back every record that lies in one piece', async t => {
    const folder = await closedLedger(t, 40);
    spoilPage(fileIn(folder), 1);
    const store = await openSqliteStore(t, folder);
    assert.equal(store.damage.length, 1);
    await expectSound(
      store,
      Array.from({ length: 40 }, (_, i) => `id-${String(i).padStart(3, '0')}`),
    );
    const task = await store.get('id-007');
    assert.deepEqual(task?.request, sampleTask('x').request);
    assert.deepEqual(task?.state, { ...running, taskId: 'svc-7' });
  });

  test('with a spoilt page of rows loses the rows of that page alone', async t => {
    const folder = await closedLedger(t, 60);
    const pages = pagesWithRows(fileIn(folder));
    assert.ok(pages.length > 8);
    const spoilt = pages[Math.floor(pages.length / 2)] ?? 0;
    const before = readFileSync(fileIn(folder)).subarray((spoilt - 1) * pageBytes, spoilt * pageBytes);
    const lost = new Set([...before.toString('latin1').matchAll(/"id":"(id-\d+)"/g)].map(m => m[1] ?? ''));
    assert.ok(lost.size > 0 && lost.size < 10);
    spoilPage(fileIn(folder), spoilt);
    const store = await openSqliteStore(t, folder);
    const all = Array.from({ length: 60 }, (_, i) => `id-${String(i).padStart(3, '0')}`);
    await expectSound(
      store,
      all.filter(id => !lost.has(id)),
    );
    assert.equal(store.damage.length, 1);
    assert.equal(asideFiles(folder).length, 1);
  });

  test('spoilt in two places gives back what lies between, also what is longer than a page', async t => {
    const folder = await closedLedger(t, 20);
    const first = await openSqliteStore(t, folder);
    const long = sampleTask('id-500', { request: { prompt: 'ü'.repeat(20_000) }, state: running });
    await first.insert(long);
    for (let i = 600; i < 620; i += 1) await first.insert(sampleTask(`id-${i}`, { state: running }));
    first.dispose();
    const pages = pagesWithRows(fileIn(folder));
    spoilPage(fileIn(folder), pages[1] ?? 0);
    spoilPage(fileIn(folder), pages.at(-2) ?? 0);
    const store = await openSqliteStore(t, folder);
    const left = await allIds(store);
    assert.ok(left.length >= 30 && left.length < 41, `${left.length} left`);
    assert.deepEqual(await store.get('id-500'), long);
  });

  test('is mended for every page that can be spoilt', async t => {
    const folder = await closedLedger(t, 12);
    const whole = readFileSync(fileIn(folder));
    const pages = whole.length / pageBytes;
    for (let page = 1; page <= pages; page += 1) {
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
      writeFileSync(fileIn(folder), whole);
      spoilPage(fileIn(folder), page);
      const store = await openSqliteStore(t, folder);
      const found = await allIds(store);
      await store.open();
      await store.findByTaskId('svc-3');
      assert.ok(found.length >= 7, `page ${page}: ${found.length} found`);
      assert.equal(await store.insert(sampleTask('new')), true);
      assert.equal(await store.update(nextRevision(sampleTask('new'))), true);
      await expectSound(store, [...(await allIds(store))]);
      store.dispose();
    }
  });

  test('is mended under the hands of an open window, and the other windows move over', async t => {
    const folder = await closedLedger(t, 30);
    const [store, other] = [await openSqliteStore(t, folder), await openSqliteStore(t, folder)];
    const page = pagesWithRows(fileIn(folder)).at(3) ?? 0;
    spoilPage(fileIn(folder), page);
    const left = await allIds(store);
    assert.ok(left.length >= 20 && left.length < 30);
    assert.equal(store.damage.length, 1);
    assert.equal(await other.insert(sampleTask('late')), true);
    assert.equal((await store.get('late'))?.id, 'late');
    assert.deepEqual(other.damage, []);
    assert.equal(asideFiles(folder).length, 1);
  });

  test('that many operations meet at once is mended once', async t => {
    const folder = await closedLedger(t, 30);
    spoilPage(fileIn(folder), pagesWithRows(fileIn(folder)).at(3) ?? 0);
    const store = await openSqliteStore(t, folder);
    const lists = await Promise.all([allIds(store), allIds(store), allIds(store)]);
    assert.deepEqual(lists[0], lists[2]);
    assert.equal(store.damage.length, 1);
    assert.equal(asideFiles(folder).length, 1);
  });

  test('does not send by itself what stood in line', async t => {
    const folder = tempFolder(t);
    const first = await openSqliteStore(t, folder);
    await first.insert(sampleTask('a'));
    first.dispose();
    spoilPage(fileIn(folder), 1);
    const store = await openSqliteStore(t, folder);
    const task = await store.get('a');
    assert.equal(task?.state.status, 'unconfirmed');
    assert.equal(task.revision, 1);
  });

  test('that was salvaged but not yet put in place when the process ended is put in place', async t => {
    const folder = await closedLedger(t, 5);
    renameSync(fileIn(folder), `${fileIn(folder)}.salvaged`);
    writeFileSync(`${fileIn(folder)}-wal`, 'log of the file that was moved away');
    const store = await openSqliteStore(t, folder);
    assert.equal(await store.count(), 5);
    assert.equal(existsSync(`${fileIn(folder)}.salvaged`), false);
  });
});

test('a ledger that is deleted under the hands of an open window is made again, nothing is written into the void', async t => {
  const folder = await closedLedger(t, 2);
  const store = await openSqliteStore(t, folder);
  rmSync(folder, { recursive: true });
  assert.equal(await store.insert(sampleTask('after')), true);
  const other = await openSqliteStore(t, folder);
  assert.equal((await other.get('after'))?.id, 'after');
});

test('a damaged record is set aside in a file of its own; the rest loads', async t => {
  const folder = await closedLedger(t, 4);
  const db = new (theSqlite().DatabaseSync)(fileIn(folder));
  db.prepare("UPDATE tasks SET json = ? WHERE id = 'id-001'").run('{"v":1,"id":"id-001","taskId":"svc-1"');
  db.prepare("UPDATE tasks SET json = replace(json, 'running', 'saved') WHERE id = 'id-002'").run();
  db.prepare("UPDATE tasks SET json = replace(json, '\"v\":1', '\"v\":2') WHERE id = 'id-003'").run();
  db.close();
  const store = await openSqliteStore(t, folder);
  assert.deepEqual(await allIds(store), ['id-000']);
  assert.equal(store.damage.length, 2);
  const [wrongState, notJson] = store.damage;
  assert.match(wrongState?.message ?? '', /id-002.*state\.urls/);
  assert.match(readFileSync(notJson?.movedTo ?? '', 'utf8'), /svc-1/);
  assert.ok(statSync(wrongState?.movedTo ?? '').isFile());
  // Told once; what a newer version wrote stays where it is.
  const later = await openSqliteStore(t, folder);
  assert.deepEqual(await allIds(later), ['id-000']);
  assert.deepEqual(later.damage, []);
  assert.equal(await later.count(), 2);
});

describe('a disk that refuses', () => {
  test('is a StorageError `ledger`, when the folder cannot be made', async t => {
    const folder = tempFolder(t);
    writeFileSync(path.join(folder, 'file'), '');
    const opening = openSqliteStore(t, path.join(folder, 'file', 'below'));
    await assert.rejects(opening, e => isError(e, 'storage') && e.reason === 'ledger');
  });

  test('is a StorageError `ledger`, when the file cannot be opened', async t => {
    const folder = tempFolder(t);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(fileIn(folder));
    const opening = openSqliteStore(t, folder);
    await assert.rejects(opening, e => isError(e, 'storage') && e.reason === 'ledger');
  });

  test('is a StorageError `ledger`, when it is full; what was there stays', async t => {
    const folder = await closedLedger(t, 2);
    // SQLite's own limit answers SQLITE_FULL, as a full disk does.
    const steps = [
      ...(await import('../../src/host/ports/sqliteFile.ts')).ledgerSteps,
      'PRAGMA max_page_count = 1',
    ];
    const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder, steps });
    t.after(() => store.dispose());
    const big = sampleTask('big', { request: { prompt: 'x'.repeat(300_000) } });
    await assert.rejects(store.insert(big), e => isError(e, 'storage') && /full/.test(e.message));
    assert.deepEqual(await allIds(store), ['id-001', 'id-000']);
  });
});

describe('versions of the schema', () => {
  const options = (folder: string, steps: readonly string[]) => ({
    ...realDeps,
    sqlite: theSqlite(),
    folder,
    steps,
  });
  const fixture = readFileSync(new URL('../fixtures/ledger/version1.sql', import.meta.url), 'utf8');

  function makeVersion1(t: TestContext): string {
    const folder = tempFolder(t);
    const db = new (theSqlite().DatabaseSync)(fileIn(folder));
    db.exec(fixture);
    db.close();
    return folder;
  }

  test('a file of version 1 opens', async t => {
    const store = await openSqliteStore(t, makeVersion1(t));
    assert.deepEqual(store.damage, []);
    assert.deepEqual(await allIds(store), ['new', 'old']);
    assert.equal((await store.findByTaskId('svc-old'))?.id, 'old');
    assert.deepEqual(
      (await store.open()).map(task => task.id),
      ['new'],
    );
  });

  test('later steps are taken once, by whoever comes first', async t => {
    const { ledgerSteps } = await import('../../src/host/ports/sqliteFile.ts');
    const folder = makeVersion1(t);
    const steps = [...ledgerSteps, 'ALTER TABLE tasks ADD COLUMN note TEXT', "UPDATE tasks SET note = 'x'"];
    const stores = await Promise.all([1, 2].map(() => openSqliteLedger(options(folder, steps))));
    for (const store of stores) t.after(() => store.dispose());
    const db = new (theSqlite().DatabaseSync)(fileIn(folder));
    t.after(() => db.close());
    assert.equal(db.prepare("SELECT count(*) AS n FROM tasks WHERE note = 'x'").get()?.['n'], 2);
    assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], steps.length);
  });

  test('a step that fails leaves the file as it was', async t => {
    const { ledgerSteps } = await import('../../src/host/ports/sqliteFile.ts');
    const folder = makeVersion1(t);
    const steps = [...ledgerSteps, 'DELETE FROM tasks', 'NONSENSE'];
    await assert.rejects(openSqliteLedger(options(folder, steps)), e => isError(e, 'storage'));
    const store = await openSqliteStore(t, folder);
    assert.equal(await store.count(), 2);
    assert.deepEqual(store.damage, []);
  });

  test('a newer file is refused, also when it becomes newer under the hands of an open window', async t => {
    const { ledgerSteps } = await import('../../src/host/ports/sqliteFile.ts');
    const folder = makeVersion1(t);
    const old = await openSqliteStore(t, folder);
    const steps = [...ledgerSteps, 'ALTER TABLE tasks ADD COLUMN note TEXT'];
    const newer = await openSqliteLedger(options(folder, steps));
    t.after(() => newer.dispose());
    const isRefused = (e: unknown): boolean =>
      isError(e, 'storage') && e.reason === 'ledger' && /newer version/.test(e.message);
    await assert.rejects(old.insert(sampleTask('a')), isRefused);
    await assert.rejects(openSqliteStore(t, folder), isRefused);
    assert.equal(await newer.count(), 2);
    assert.equal(asideFiles(folder).length, 0);
  });
});
