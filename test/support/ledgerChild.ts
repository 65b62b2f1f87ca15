/**
 * A window of its own process, for tests of what several windows do to one ledger. Arguments: the store's name, the
 * folder, the role. What it has been promised it says at once, a line each, so that a parent can hold the store to it
 * after killing this process at any moment.
 */
import { statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskQuery } from '../../src/core/tasks/search.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { exportHistory } from '../../src/host/history/exportHistory.ts';
import { openFileLedger } from '../../src/host/ports/fileLedger.ts';
import { createFileLock } from '../../src/host/ports/fileLock.ts';
import { createLocalFiles } from '../../src/host/ports/localFiles.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { makeSqliteLock, realDeps, theSqlite } from './openStores.ts';
import { nextRevision, sampleTask } from './sampleTasks.ts';

const [storeName = '', folder = '', role = ''] = process.argv.slice(2);

function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`);
}

async function openStore(): Promise<LedgerStore> {
  return storeName === 'sqlite'
    ? openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder })
    : openFileLedger({ ...realDeps, folder });
}

/** Adds tasks, moves them on, and fights with the others over the task `shared`. Never ends by itself. */
async function write(): Promise<void> {
  const store = await openStore();
  await store.insert(sampleTask('shared'));
  say('ready');
  for (let n = 0; ; n += 1) {
    let task = sampleTask(`${process.pid}-${n}`, { createdAt: Date.now() });
    if (await store.insert(task)) say('kept', task.id, 0);
    for (let revision = 1; revision <= 2; revision += 1) {
      task = nextRevision(task, { status: 'running', submittedAt: 1, taskId: `svc-${task.id}` });
      if (await store.update(task)) say('kept', task.id, revision);
    }
    const shared = await store.get('shared');
    if (shared === undefined) say('error', 'shared is gone');
    else if (await store.update({ ...nextRevision(shared), title: `${process.pid}` }))
      say('won', shared.revision + 1);
  }
}

/** Takes the lock `name` again and again, says when it has it and when not any more. */
async function hold(): Promise<void> {
  const lock = storeName === 'sqlite' ? makeSqliteLock(folder) : createFileLock({ folder });
  say('ready');
  for (;;) {
    const held = await lock.tryAcquire('job');
    if (held !== undefined) {
      say('acquired', process.hrtime.bigint().toString());
      if (role === 'hold') await systemClock.sleep(3_600_000);
      await systemClock.sleep(Math.random() * 4);
      say('released', process.hrtime.bigint().toString());
      held.dispose();
    }
    await systemClock.sleep(Math.random() * 8);
  }
}

/** As fast as it goes, with the time each commit took. */
async function measure(): Promise<void> {
  const store = await openStore();
  say('ready');
  const task = sampleTask(`bench-${process.pid}`);
  for (let n = 0; n < 300; n += 1) {
    const start = performance.now();
    await store.insert({ ...task, id: `${task.id}-${n}` });
    say('took', performance.now() - start);
    await systemClock.sleep(Math.random() * 20);
  }
  store.dispose();
}

/** What a window's start costs: open, the first page, the open tasks; milliseconds, and milliseconds of processor. */
async function start(): Promise<void> {
  const cpu = process.cpuUsage();
  const at = performance.now();
  const store = await openStore();
  const opened = performance.now();
  await store.page({ limit: 50 });
  const paged = performance.now();
  const open = await store.open();
  const done = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  say('took', opened - at, paged - opened, done - paged, (user + system) / 1000, open.length);
  store.dispose();
}

const searches: readonly TaskQuery[] = [
  {},
  { text: 'storm' },
  { text: 'storm 9999' },
  { text: 'no such word' },
  { kinds: ['video'], statuses: ['saved'] },
  { models: ['no-such-model'] },
  { output: { sha256: 'sha-4711' } },
  { fromMs: 40_000, toMs: 41_000, text: 'storm' },
];

/** What a gallery asks, each question as often, first pages and second ones. */
async function search(): Promise<void> {
  const store = await openStore();
  const at = performance.now();
  await store.search({ limit: 1 });
  say('ready', performance.now() - at);
  for (let round = 0; round < 25; round += 1)
    for (const query of searches) {
      const start = performance.now();
      const { next } = await store.search({ ...query, limit: 50 });
      say('took', performance.now() - start);
      if (next === undefined) continue;
      const again = performance.now();
      await store.search({ ...query, limit: 50, before: next });
      say('took', performance.now() - again);
    }
  store.dispose();
}

/** Everything into a file: milliseconds, bytes, and the most memory that the process has ever had. */
async function exportAll(): Promise<void> {
  const store = await openStore();
  const at = performance.now();
  const temp = await createLocalFiles().createTemp(pathToFileURL(folder).href);
  const count = await exportHistory(store, temp, new AbortController().signal);
  await temp.commit('history.jsonl');
  const { maxRSS } = process.resourceUsage();
  say(
    'took',
    performance.now() - at,
    statSync(path.join(folder, 'history.jsonl')).size,
    maxRSS / 1024,
    count,
  );
  store.dispose();
}

const roles: Readonly<Record<string, () => Promise<void>>> = {
  write,
  hold,
  take: hold,
  measure,
  start,
  search,
  export: exportAll,
};
await roles[role]?.();
