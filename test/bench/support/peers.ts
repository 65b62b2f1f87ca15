/** Two peers' published clients, watching tasks of the virtual service in their own way, one call a task. */
import { createFalClient } from '@fal-ai/client';
import Replicate from 'replicate';
import type { ApiClient, Budget } from '../../../src/core/api/types.ts';
import { isError } from '../../../src/core/errors.ts';
import { type Disposable, toDisposable } from '../../../src/core/lifecycle.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { createRandom } from '../../support/seeded.ts';
import type { MakeWatcher } from '../../support/watchers.ts';

const unlimited: Budget = { take: () => Promise.resolve(), refused: () => {} };

type Words = (taskId: string, isDone: boolean) => unknown;

/** A fetch that answers a peer's status request from the service, in the peer's words. */
function fetchFrom(client: ApiClient, idOf: (url: URL) => string, words: Words): typeof fetch {
  return async input => {
    const taskId = idOf(new URL(input instanceof Request ? input.url : input));
    try {
      const { phase } = await client.getTask(taskId);
      return Response.json(words(taskId, phase !== 'running'));
    } catch (e) {
      if (!isError(e, 'api')) throw e;
      return Response.json({ detail: e.code }, { status: e.status });
    }
  };
}

/** Puts the global timers on `clock` and makes chance repeatable, for the peers know no others; undone by disposing. */
function borrowTimers(clock: Clock): Disposable {
  const { setTimeout, clearTimeout } = globalThis;
  const { random } = Math;
  Object.assign(globalThis, {
    setTimeout: (fn: () => void, ms = 0) => clock.setTimer(ms, fn),
    clearTimeout: (timer: Disposable | undefined) => timer?.dispose(),
  });
  Math.random = createRandom(1);
  return toDisposable(() => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Math.random = random;
  });
}

/** A watcher that makes one call a task; a call that rejects has lost its task. */
function calling(make: (client: ApiClient) => (taskId: string) => Promise<unknown>): MakeWatcher {
  return ({ clock, connect, ended }) => {
    const wait = make(connect(unlimited));
    const timers = borrowTimers(clock);
    return {
      submit: () => {
        throw new Error('peers are measured with tasks that have been sent');
      },
      watch: ({ taskId }) => void wait(taskId).then(ended, ended),
      dispose: () => timers.dispose(),
    };
  };
}

export const peers: Readonly<Record<string, MakeWatcher>> = {
  replicate: calling(client => {
    const words: Words = (id, isDone) => ({ id, status: isDone ? 'succeeded' : 'processing' });
    const fetch = fetchFrom(client, url => url.pathname.split('/').at(-1) ?? '', words);
    const replicate = new Replicate({ auth: 'none', fetch });
    return id => replicate.wait({ id, status: 'starting' } as Parameters<typeof replicate.wait>[0], {});
  }),
  fal: calling(client => {
    const words: Words = (id, isDone) => ({
      request_id: id,
      status: isDone ? 'COMPLETED' : 'IN_PROGRESS',
    });
    const fetch = fetchFrom(client, url => url.pathname.split('/').at(-2) ?? '', words);
    const fal = createFalClient({ credentials: 'none', fetch });
    return requestId => fal.queue.subscribeToStatus('owner/app', { requestId });
  }),
};
