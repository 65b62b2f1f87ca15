/** A ledger as a busy year leaves it: everything has ended, so that nothing in it asks for the network. */
import path from 'node:path';
import type { Task, TaskState } from '../../../src/core/tasks/task.ts';
import { encodeTask } from '../../../src/host/ports/ledgerCodec.ts';
import { ledgerSql, rowOf } from '../../../src/host/ports/ledgerSql.ts';
import { inTransaction } from '../../../src/host/ports/sqlite.ts';
import { openSqliteLedger } from '../../../src/host/ports/sqliteLedger.ts';
import { realDeps, theSqlite } from '../../support/openStores.ts';

const dayMs = 86_400_000;
const models = ['nano-banana-pro', 'gpt-image-1.5', 'flux-2', 'seedream-4.5', 'ideogram-v3', 'imagen-4'];

function endedState(i: number, atMs: number): TaskState {
  const sent = { submittedAt: atMs + 200, taskId: `svc-${i}`, apiStatus: 'completed' };
  if (i % 23 === 0) {
    const error = { kind: 'taskFailed', message: 'The prompt was refused.', details: { reason: 'content' } };
    return { status: 'failed', error, ...sent, finishedAt: atMs + 9_000, credits: 0 };
  }
  const url = `https://cdn.example/results/${i}.png`;
  const output = {
    ...{
      url,
      uri: `file:///home/ada/site/public/img/picture-${i}.png`,
      mime: 'image/png',
      bytes: 1_200_000 + i,
    },
    ...{ sha256: String(i).padStart(64, '0'), width: 1024, height: 1024 },
  };
  const done = { credits: 4 + (i % 5), urls: [url], outputs: [output] };
  return { status: 'saved', ...sent, ...done, succeededAt: atMs + 12_000, finishedAt: atMs + 13_000 };
}

/** The task of that number, as it ended. */
export function endedTask(i: number, createdAt: number): Task {
  const prompt =
    `a lighthouse on a cliff at dawn, number ${i}, soft light, long shadows, painted on paper `.repeat(3);
  return {
    ...{ id: `id-${String(i).padStart(7, '0')}`, kind: 'image', model: models[i % models.length] ?? '' },
    ...{ title: prompt.slice(0, 60), service: 'live', path: '/images/generations' },
    request: { model: models[i % models.length], prompt, size: '1024x1024', seed: i },
    output: { folder: 'file:///home/ada/site/public/img', fileName: `picture-${i}` },
    ...{
      expectedOutputs: 1,
      workspace: 'file:///home/ada/site',
      createdAt,
      updatedAt: createdAt + 13_000,
      revision: 4,
    },
    state: endedState(i, createdAt),
  };
}

/** Fills the ledger in `folder` with `count` ended tasks, some thirty a day up to yesterday. */
export async function fillLedger(folder: string, count: number): Promise<void> {
  const sqlite = theSqlite();
  (await openSqliteLedger({ ...realDeps, sqlite, folder })).dispose();
  const db = new sqlite.DatabaseSync(path.join(folder, 'ledger.sqlite'));
  const newestMs = Date.now() - dayMs;
  inTransaction(db, () => {
    const insert = db.prepare(ledgerSql.insert);
    for (let i = 0; i < count; i += 1) {
      const task = endedTask(i, newestMs - (count - i) * (dayMs / 30));
      insert.run(rowOf(task, encodeTask(task)));
    }
  });
  db.close();
}
