import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import { openLedger } from '../../src/host/ports/openLedger.ts';
import { loadSqlite } from '../../src/host/ports/sqlite.ts';
import { openFileStore, realDeps } from '../support/openStores.ts';
import { nextRevision, sampleTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

const running = { status: 'running', submittedAt: 1, taskId: 'svc' } as const;

describe('the file ledger', () => {
  test('falls back to the revision before a damaged one, unless that one stood in line', async t => {
    const folder = tempFolder(t);
    const store = await openFileStore(t, folder);
    const saving = { ...running, status: 'saving', urls: [], outputs: [], succeededAt: 2 } as const;
    for (const id of ['sent', 'line']) await store.insert(sampleTask(id));
    await store.update(nextRevision(sampleTask('line'), { status: 'submitting', submittedAt: 1 }));
    const sent = nextRevision(sampleTask('sent'), running);
    await store.update(sent);
    await store.update(nextRevision(sent, saving));
    store.dispose();
    writeFileSync(path.join(folder, 'tasks', 'sent.2.json'), '{"v":1,"id":"se');
    writeFileSync(path.join(folder, 'tasks', 'line.1.json'), '');

    const later = await openFileStore(t, folder);
    assert.deepEqual(await later.get('sent'), sent);
    assert.equal(await later.get('line'), undefined);
    assert.equal(later.damage.length, 2);
    const kept = later.damage.map(damage => readFileSync(damage.movedTo ?? '', 'utf8'));
    assert.deepEqual(kept.sort(), ['', '{"v":1,"id":"se']);
    assert.equal(await later.update(nextRevision(sent, saving)), true);
    assert.deepEqual((await openFileStore(t, folder)).damage, []);
  });

  test('leaves alone what a newer version wrote', async t => {
    const folder = tempFolder(t);
    const store = await openFileStore(t, folder);
    await store.insert(sampleTask('a'));
    const file = path.join(folder, 'tasks', 'a.0.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"v":1', '"v":2'));
    const later = await openFileStore(t, folder);
    assert.equal(await later.get('a'), undefined);
    assert.deepEqual((await later.page({ limit: 5 })).tasks, []);
    assert.deepEqual(later.damage, []);
    assert.equal(await later.insert(sampleTask('a')), false);
    assert.ok(existsSync(file));
  });

  test('keeps two revisions at most and clears away abandoned drafts', async t => {
    const folder = tempFolder(t);
    const store = await openFileStore(t, folder);
    let task = sampleTask('a');
    await store.insert(task);
    for (let i = 0; i < 5; i += 1) {
      task = nextRevision(task);
      await store.update(task);
    }
    assert.deepEqual(readdirSync(path.join(folder, 'tasks')).sort(), ['a.4.json', 'a.5.json']);
    const draft = path.join(folder, 'tasks', 'x.tmp');
    writeFileSync(draft, 'half');
    await openFileStore(t, folder);
    assert.ok(existsSync(draft), 'somebody may be writing it');
    utimesSync(draft, 1000, 1000);
    await openFileStore(t, folder);
    assert.equal(existsSync(draft), false);
  });

  test('is made again when it is deleted under the hands of an open window', async t => {
    const folder = tempFolder(t);
    const store = await openFileStore(t, folder);
    await store.insert(sampleTask('a'));
    rmSync(folder, { recursive: true });
    assert.equal(await store.count(), 0);
    assert.equal(await store.insert(sampleTask('b')), true);
    assert.equal((await (await openFileStore(t, folder)).get('b'))?.id, 'b');
  });
});

test('a full disk is a StorageError in both ledgers, and what was kept before can be read', t => {
  const source = (name: string): string => JSON.stringify(new URL(`../../${name}`, import.meta.url).href);
  const code = `
    const { openLedger } = await import(${source('src/host/ports/openLedger.ts')});
    const { loadSqlite } = await import(${source('src/host/ports/sqlite.ts')});
    const { realDeps } = await import(${source('test/support/openStores.ts')});
    const { sampleTask } = await import(${source('test/support/sampleTasks.ts')});
    for (const load of [loadSqlite, () => undefined]) {
      const { ledger, dispose } = await openLedger({ ...realDeps, load, folder: process.argv[1] });
      await ledger.insert(sampleTask('small'));
      const big = sampleTask('big', { request: { prompt: 'x'.repeat(2_000_000) } });
      const error = await ledger.insert(big).catch(e => e);
      const ids = (await ledger.page({ limit: 9 })).tasks.map(task => task.id);
      console.log(error.kind, error.reason, ids.join(), await ledger.insert(sampleTask('after')));
      dispose();
    }`;
  // The system's limit on the size of files answers like a full disk: a write that ends early, with an error.
  const args = ['-c', 'ulimit -f 1000; exec "$@"', '-', process.execPath, '--input-type=module', '-e', code];
  const { stdout, stderr } = spawnSync('sh', [...args, tempFolder(t)], { encoding: 'utf8' });
  assert.equal(stdout, 'storage ledger small true\nstorage ledger small true\n', stderr);
});

describe('openLedger', () => {
  test('takes SQLite where the host has it', async t => {
    const folder = tempFolder(t);
    const stores = await openLedger({ ...realDeps, folder });
    t.after(() => stores.dispose());
    await stores.ledger.insert(sampleTask('a'));
    assert.ok(await stores.lock.tryAcquire('a'));
    assert.deepEqual(await stores.budget?.change(() => ({ n: 1 })), { n: 1 });
    assert.ok(existsSync(path.join(folder, 'ledger.sqlite')));
  });

  test('takes files where it has not, and says so', async t => {
    const folder = tempFolder(t);
    const said: string[] = [];
    const log = { ...realDeps.log, warn: (message: string) => said.push(message) };
    const stores = await openLedger({ ...realDeps, log, folder, load: () => undefined });
    t.after(() => stores.dispose());
    await stores.ledger.insert(sampleTask('a'));
    assert.ok(await stores.lock.tryAcquire('a'));
    assert.equal(stores.budget, undefined);
    assert.deepEqual(readdirSync(folder).sort(), ['changed', 'locks', 'tasks']);
    assert.equal(said.length, 1);
  });

  test('does not begin a second ledger when the first cannot be opened', async t => {
    const folder = tempFolder(t);
    const { DatabaseSync } = loadSqlite() ?? assert.fail();
    const db = new DatabaseSync(path.join(folder, 'ledger.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    await assert.rejects(openLedger({ ...realDeps, folder }), e => isError(e, 'storage'));
    assert.equal(existsSync(path.join(folder, 'tasks')), false);
  });

  test('disposing it leaves only what lasts', async t => {
    const folder = tempFolder(t);
    const stores = await openLedger({ ...realDeps, folder });
    await stores.ledger.insert(sampleTask('a'));
    await stores.lock.tryAcquire('a');
    stores.dispose();
    const left = readdirSync(folder, { recursive: true }).map(String);
    assert.deepEqual(
      left.filter(name => /-(wal|shm)$|\.lock$/.test(name)),
      [],
    );
    await assert.rejects(stores.ledger.count(), e => isError(e, 'storage'));
  });
});
