import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import type { Task } from '../../src/core/tasks/task.ts';
import { type LedgerProcess, type StoreName, startLedgerProcess } from '../support/ledgerProcesses.ts';
import { openFileStore, openSqliteStore } from '../support/openStores.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** The files are the fallback of the fallback: they get fewer rounds of the level's twenty seconds. */
const stores: readonly [StoreName, (t: TestContext, folder: string) => Promise<LedgerStore>, number][] = [
  ['sqlite', openSqliteStore, 4],
  ['files', openFileStore, 1],
];

/** For a window that never says what is waited for. */
const guard = { timeout: 60_000 };

/** What the windows were promised: the revision that each task must have at least. */
function promised(windows: readonly LedgerProcess[]): Map<string, number> {
  const revisions = new Map<string, number>();
  for (const line of windows.flatMap(w => w.lines)) {
    const [word, id = '', revision] = line.split(' ');
    if (word === 'kept') revisions.set(id, Math.max(revisions.get(id) ?? 0, Number(revision)));
  }
  return revisions;
}

async function readAll(store: LedgerStore): Promise<Map<string, Task>> {
  const tasks = new Map<string, Task>();
  let before: string | undefined;
  do {
    const page = await store.page({ before, limit: 200 });
    for (const task of page.tasks) tasks.set(task.id, task);
    before = page.next;
  } while (before !== undefined);
  return tasks;
}

for (const [name, open, rounds] of stores) {
  test(
    `${name}: four windows write, are killed at any moment and start again; nothing promised is lost`,
    guard,
    async t => {
      const folder = tempFolder(t);
      const start = (): LedgerProcess => startLedgerProcess(t, { store: name, folder, role: 'write' });
      const all: LedgerProcess[] = [start(), start(), start(), start()];
      let alive = [...all];
      await Promise.all(alive.map(w => w.hear('ready')));
      for (let round = 0; round < rounds; round += 1) {
        const victim = alive[round % alive.length];
        assert.ok(victim);
        // A different moment each time: after so many words of the victim, and a bit.
        for (let words = 0; words <= round % 4; words += 1) await victim.hear('');
        await victim.kill();
        const next = start();
        all.push(next);
        alive = alive.map(w => (w === victim ? next : w));
        await next.hear('ready');
      }
      await Promise.all(alive.map(w => w.kill()));

      const store = await open(t, folder);
      const tasks = await readAll(store);
      const keeps = promised(all);
      assert.ok(keeps.size > 10, `only ${keeps.size} tasks were written`);
      for (const [id, revision] of keeps) assert.ok((tasks.get(id)?.revision ?? -1) >= revision, id);
      assert.deepEqual(store.damage, []);

      const lines = all.flatMap(w => w.lines);
      assert.deepEqual(
        lines.filter(line => line.startsWith('error')),
        [],
      );
      const wins = lines.filter(line => line.startsWith('won')).map(line => Number(line.split(' ')[1]));
      assert.equal(new Set(wins).size, wins.length, 'two windows won the same revision');
      assert.ok((tasks.get('shared')?.revision ?? 0) >= Math.max(...wins));
      // At most one write of each killed window was under way without a promise.
      assert.ok((tasks.get('shared')?.revision ?? 0) <= wins.length + all.length);
    },
  );
}

describe('a lock between windows', () => {
  for (const [name, , rounds] of stores) {
    test(`${name}: passes to another window when its holder is killed`, guard, async t => {
      const folder = tempFolder(t);
      const holder = startLedgerProcess(t, { store: name, folder, role: 'hold' });
      await holder.hear('acquired');
      const waiting = startLedgerProcess(t, { store: name, folder, role: 'hold' });
      await waiting.hear('ready');
      const acquired = waiting.hear('acquired');
      assert.equal(waiting.lines.length, 1);
      await holder.kill();
      await acquired;
    });

    test(`${name}: never has two holders, whoever is killed when`, guard, async t => {
      const folder = tempFolder(t);
      const start = (): LedgerProcess => startLedgerProcess(t, { store: name, folder, role: 'take' });
      const all = [start(), start(), start()];
      let alive = [...all];
      await Promise.all(alive.map(w => w.hear('acquired')));
      for (let round = 0; round < rounds / 2; round += 1) {
        const victim = alive[round % alive.length];
        assert.ok(victim);
        await victim.hear('acquired');
        await victim.kill();
        const next = start();
        all.push(next);
        alive = alive.map(w => (w === victim ? next : w));
        await next.hear('acquired');
      }
      await Promise.all(alive.map(w => w.kill()));

      const spans = all.flatMap(w => spansOf(w.lines));
      spans.sort((a, b) => (a.from < b.from ? -1 : 1));
      assert.ok(spans.length > 10);
      for (const [i, span] of spans.entries()) {
        const before = spans[i - 1];
        // The span of a killed holder has no end that could be compared.
        if (before?.to !== undefined) assert.ok(span.from >= before.to, 'two held it at once');
      }
    });
  }
});

/** From acquiring to releasing, on the clock that all processes share. */
function spansOf(lines: readonly string[]): { from: bigint; to: bigint | undefined }[] {
  const spans: { from: bigint; to: bigint | undefined }[] = [];
  for (const line of lines) {
    const [word, at = '0'] = line.split(' ');
    const last = spans.at(-1);
    if (word === 'acquired') spans.push({ from: BigInt(at), to: undefined });
    else if (word === 'released' && last !== undefined) last.to = BigInt(at);
  }
  return spans;
}

test('SQLite comes without a word on the console', () => {
  const module = new URL('../../src/host/ports/sqlite.ts', import.meta.url).href;
  const code = `const { loadSqlite } = await import(${JSON.stringify(module)});
    new (loadSqlite().DatabaseSync)(':memory:').close(); process.emitWarning('still heard');`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /SQLite/);
  assert.match(stderr, /still heard/);
});
