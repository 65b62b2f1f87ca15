/** The client's scheduler, budget, client and sockets on quick real time: what one window does to the limit. */
import { createApiClient } from '../../src/core/api/client.ts';
import type { Budget } from '../../src/core/api/types.ts';
import { type Disposable, DisposableStore } from '../../src/core/lifecycle.ts';
import type { Clock } from '../../src/core/ports.ts';
import type { BudgetStore } from '../../src/core/tasks/budget.ts';
import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { silentLog } from './silentLog.ts';
import { type Scene, scheduled, type Watcher } from './watchers.ts';

export interface SocketWatchOptions {
  readonly clock: Clock;
  readonly store: BudgetStore;
  readonly baseUrl: string;
  readonly medianOf: Scene['medianOf'];
  readonly believe: Scene['believe'];
  readonly ended: () => void;
  /** A request leaves. */
  readonly sent?: (nowMs: number) => void;
}

export interface SocketWatch extends Watcher, Disposable {
  /** Loads what carries requests: on quick time that would pass for seconds on the way. */
  warmUp(): Promise<void>;
}

const limits = { connectTimeoutMs: 5000, headersTimeoutMs: 5000, idleTimeoutMs: 5000 };

/** A watcher over `baseUrl`; whoever calls disposes. */
export function watchOverSockets(options: SocketWatchOptions): SocketWatch {
  const { clock, store, baseUrl, medianOf, believe, ended, sent } = options;
  const owned = new DisposableStore();
  const http = owned.add(createHttp({ proxyConfigured: () => false, log: silentLog, env: {} }));
  const noting = (budget: Budget): Budget => ({
    async take(priority, signal) {
      await budget.take(priority, signal);
      sent?.(clock.now());
    },
    refused: ms => budget.refused(ms),
  });
  const watcher = owned.add(
    scheduled(store)({
      ...{ clock, medianOf, believe, ended, doneAt: () => Number.NaN },
      connect: budget =>
        createApiClient({
          connect: async () => ({ baseUrl, key: 'aio_none', http, service: 'live' }),
          ...{ budget: noting(budget), clock, log: silentLog, random: Math.random },
        }),
    }),
  );
  return {
    submit: ref => watcher.submit(ref),
    watch: task => watcher.watch(task),
    async warmUp() {
      const request = {
        method: 'HEAD',
        url: baseUrl,
        headers: {},
        purpose: 'api',
        addresses: 'any',
      } as const;
      const response = await http.send({ ...request, ...limits });
      response.dispose();
    },
    dispose: () => owned.dispose(),
  };
}
