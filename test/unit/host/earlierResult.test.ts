/** Inputs that are results of earlier tasks: by content, and only while an address answers with all of it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ApiClient, RemoteTask } from '../../../src/core/api/types.ts';
import { NetworkError } from '../../../src/core/errors.ts';
import { matchesQuery } from '../../../src/core/tasks/search.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { earlierResult } from '../../../src/host/inputs/earlierResult.ts';
import type { LocalInput } from '../../../src/host/inputs/types.ts';
import { sampleTask } from '../../support/sampleTasks.ts';
import { createScriptedHttp, type ScriptedAnswer } from '../../support/scriptedHttp.ts';
import { silentLog } from '../../support/silentLog.ts';

const file = { name: 'a.png', content: new Uint8Array(7), sha256: 'abc', mime: 'image/png' } as LocalInput;
const url = 'https://cdn.example/old.png';
const fresh = 'https://cdn.example/fresh.png';
const whole = { headers: { 'content-length': '7' }, body: '1234567' };

function made(sha256 = file.sha256, service: Task['service'] = 'live'): Task {
  const known = { taskId: 'n1', submittedAt: 1, succeededAt: 2, finishedAt: 3 };
  const state = { status: 'saved', ...known, urls: ['https://cdn.example/0.png', url] } as const;
  return sampleTask('a', { service, state: { ...state, outputs: [null, { url, sha256 }] } });
}

async function look(
  tasks: readonly Task[],
  remote: RemoteTask | Error,
  ...answers: readonly ScriptedAnswer[]
) {
  const http = createScriptedHttp(...answers);
  let reads = 0;
  const getTask = async (): Promise<RemoteTask> => {
    reads += 1;
    if (remote instanceof Error) throw remote;
    return remote;
  };
  const found = await earlierResult(
    {
      ...{ http, addresses: 'public', service: 'live', log: silentLog },
      client: { getTask } as unknown as ApiClient,
      findNewest: async query => tasks.find(task => matchesQuery(task, query)),
    },
    file,
    new AbortController().signal,
  );
  assert.equal(http.open.size, 0);
  return { url: found?.url, asked: http.requests.map(r => r.url), reads };
}

const succeeded = (urls: readonly string[]): RemoteTask => ({ phase: 'succeeded', urls }) as RemoteTask;
const offline = new NetworkError({ sent: 'no', message: 'offline' });

describe('an earlier result as input', () => {
  test('its address is used while it answers with as many bytes', async () =>
    assert.deepEqual(await look([made()], offline, whole), { url, asked: [url], reads: 0 }));

  test('one that has run out is replaced by what the service says now', async () =>
    assert.deepEqual(await look([made()], succeeded(['x', fresh]), { status: 403 }, whole), {
      ...{ url: fresh, asked: [url, fresh] },
      reads: 1,
    }));

  test('other bytes under the address are not taken for it', async () => {
    const other = { headers: { 'content-length': '8' } };
    assert.equal((await look([made()], succeeded(['x', url]), other)).url, undefined);
  });

  test('none where nobody answers', async () => {
    assert.equal((await look([made()], offline, offline)).url, undefined);
    assert.equal((await look([made()], succeeded([]), { status: 404 })).url, undefined);
  });

  test('an address that no result may have is not even asked', async () => {
    for (const odd of [
      'http://cdn.example/a.png',
      'https://u:p@cdn.example/a.png',
      'https://10.0.0.1/a.png',
    ]) {
      const task = made();
      const state = { ...task.state, urls: ['', odd] } as Task['state'];
      const found = await look([{ ...task, state }], succeeded(['', odd]), whole, whole);
      assert.deepEqual([found.url, found.asked], [undefined, []], odd);
    }
  });

  test('none of another content, or of what the sandbox made', async () => {
    const nothing = { url: undefined, asked: [], reads: 0 };
    assert.deepEqual(await look([made('def'), made('abc', 'sandbox')], offline), nothing);
  });
});
