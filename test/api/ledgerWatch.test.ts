/** How a window hears of what others have written: at once by the bell, and by looking where the bell is broken. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { toDisposable } from '../../src/core/lifecycle.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { openFileLedger } from '../../src/host/ports/fileLedger.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { realDeps, theSqlite } from '../support/openStores.ts';
import { nextRevision, sampleTask } from '../support/sampleTasks.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A clock whose timers go off when `tick` is called, and not before. */
function createHeldClock(): Clock & { tick(): void } {
  let timers: (() => void)[] = [];
  return {
    ...systemClock,
    setTimer(_ms, fn) {
      timers.push(fn);
      return toDisposable(() => {
        timers = timers.filter(other => other !== fn);
      });
    },
    tick() {
      for (const fn of timers.splice(0)) fn();
    },
  };
}

type Open = (folder: string, clock: Clock) => Promise<LedgerStore>;

const stores: readonly (readonly [name: string, open: Open])[] = [
  ['sqlite', (folder, clock) => openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder, clock })],
  ['files', (folder, clock) => openFileLedger({ ...realDeps, folder, clock })],
];

/** Resolves when `store` next tells of a change elsewhere. */
function hears(store: LedgerStore): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = store.onDidChangeElsewhere(resolve);
  return promise.finally(() => listening.dispose());
}

for (const [name, open] of stores) {
  describe(`news of the ledger in ${name}`, () => {
    test('come without a look at the clock: of an insertion, a change and a removal', async t => {
      const folder = tempFolder(t);
      const [writer, reader] = [await open(folder, systemClock), await open(folder, createHeldClock())];
      t.after(() => [writer, reader].map(store => store.dispose()));
      const steady = reader.onDidChangeElsewhere(() => {});
      const task = sampleTask('a');
      const steps = [
        () => writer.insert(task),
        () => writer.update(nextRevision(task)),
        () => writer.remove(['a']),
      ];
      for (const step of steps) {
        const heard = hears(reader);
        await step();
        await heard;
      }
      steady.dispose();
    });

    test('come by looking when the bell is gone', async t => {
      const folder = tempFolder(t);
      const clock = createHeldClock();
      const [writer, reader] = [await open(folder, systemClock), await open(folder, clock)];
      t.after(() => [writer, reader].map(store => store.dispose()));
      const steady = reader.onDidChangeElsewhere(() => {});
      rmSync(path.join(folder, 'changed'));
      const heard = hears(reader);
      await writer.insert(sampleTask('a'));
      clock.tick();
      await heard;
      steady.dispose();
    });
  });
}
