/** One window: an engine over a shared disk, shared locks and the virtual service, that can die at any step. */

import { provesNotCharged } from '../../src/core/api/provesNotCharged.ts';
import type { ApiClient } from '../../src/core/api/types.ts';
import { type Disposable, toDisposable } from '../../src/core/lifecycle.ts';
import type { Clock } from '../../src/core/ports.ts';
import {
  type BudgetStore,
  createBudget,
  createMemoryBudgetStore,
  type RequestBudget,
} from '../../src/core/tasks/budget.ts';
import { createTaskEngine } from '../../src/core/tasks/engine.ts';
import type { LineRules } from '../../src/core/tasks/line.ts';
import type { LedgerStore } from '../../src/core/tasks/store.ts';
import { projectOf, type TaskFacts } from '../../src/core/tasks/task.ts';
import type { TaskEngine } from '../../src/core/tasks/taskEngine.ts';
import type { MemoryClock } from './memoryClock.ts';
import { createMemoryLocks, type MemoryLocks } from './memoryLock.ts';
import { createMemoryLog, type MemoryLog } from './memoryLog.ts';
import { createMemorySaver, type MemorySaver } from './memorySaver.ts';
import { createMemoryDisk, type MemoryDisk } from './memoryStore.ts';
import { createRandom } from './seeded.ts';
import { createVirtualService, type ServiceOptions, type VirtualService } from './virtualService.ts';

/** What windows of one machine share. */
export interface Machine {
  readonly clock: MemoryClock;
  readonly disk: MemoryDisk;
  readonly locks: MemoryLocks;
  readonly service: VirtualService;
  readonly sandbox: VirtualService;
  readonly budgetStore: BudgetStore;
  /** Windows opened so far. */
  openWindows: number;
  /** URIs of the results on the disk. */
  readonly files: Set<string>;
}

export function createMachine(clock: MemoryClock, service: Omit<ServiceOptions, 'clock'> = {}): Machine {
  return {
    clock,
    disk: createMemoryDisk(task => ({ priceKey: task.model, units: 1 })),
    locks: createMemoryLocks(),
    service: createVirtualService({ clock, ...service }),
    sandbox: createVirtualService({ clock, ...service, limiter: 'none' }),
    budgetStore: createMemoryBudgetStore(),
    openWindows: 0,
    files: new Set(),
  };
}

export interface TaskWindow {
  readonly engine: TaskEngine;
  readonly saver: MemorySaver;
  readonly log: MemoryLog;
  readonly store: LedgerStore;
  /** Names of the steps so far: writes and requests. */
  readonly steps: readonly string[];
  /** The process is gone: no line of it runs on, its locks are free. */
  crash(): void;
  /** Ends the engine as deactivation does. */
  close(): void;
}

export interface WindowOptions {
  /** Dies at this step, counted from 0, or by its name. */
  readonly crashAt?: number | string;
  readonly seed?: number;
  readonly requestsPerMinute?: number;
  /** The person's rules of the line, which all windows of a machine share. */
  readonly line?: LineRules;
  /** The client of the live service; that of the virtual service where left out. */
  readonly live?: (parts: { budget: RequestBudget; clock: Clock; log: MemoryLog }) => ApiClient;
  /** URIs of the folders that are open; default the one of `taskFacts`. Call `engine.wake` after a change. */
  readonly folders?: Set<string>;
  /** The address of the live service; default none. Call `engine.wake` after a change. */
  readonly service?: { baseUrl: string };
}

/** The project of every task of `taskFacts`. */
const ownFolder = 'file:///ws';

/** A promise of a process that is gone. */
function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** A clock whose timers die with the window. */
function createMortalClock(clock: MemoryClock): Clock & { kill(): void } {
  const timers = new Set<Disposable>();
  let isDead = false;
  function setTimer(ms: number, fn: () => void): Disposable {
    if (isDead) return toDisposable(() => {});
    const timer = clock.setTimer(ms, () => {
      timers.delete(timer);
      fn();
    });
    timers.add(timer);
    return toDisposable(() => {
      timers.delete(timer);
      timer.dispose();
    });
  }
  return {
    ...{ now: clock.now, monotonic: clock.monotonic, setTimer },
    sleep: (ms, signal) => (isDead ? never() : clock.sleep(ms, signal)),
    kill() {
      isDead = true;
      for (const timer of timers) timer.dispose();
      timers.clear();
    },
  };
}

export function openWindow(machine: Machine, options: WindowOptions = {}): TaskWindow {
  const clock = createMortalClock(machine.clock);
  const log = createMemoryLog();
  const lock = machine.locks.open();
  const disk = machine.disk.open();
  const steps: string[] = [];
  let isDead = false;

  function crash(): void {
    isDead = true;
    lock.crash();
    clock.kill();
    disk.dispose();
  }

  /** A place where the window may die. What comes after it never happens then. */
  async function step(name: string): Promise<void> {
    if (isDead) return await never();
    const at = steps.push(name) - 1;
    if (at === options.crashAt || name === options.crashAt) crash();
    if (isDead) return await never();
  }

  async function alive<T>(promise: Promise<T>): Promise<T> {
    const value = await promise;
    return isDead ? await never<T>() : value;
  }

  const store: LedgerStore = {
    ...disk,
    async insert(task) {
      await step(`before insert ${task.state.status}`);
      const isNew = await (isDead ? never<boolean>() : disk.insert(task));
      await step(`after insert ${task.state.status}`);
      return isNew;
    },
    async update(task) {
      const what = 'named' in task.state && task.state.named ? 'name' : task.state.status;
      await step(`before update ${what}`);
      const isDone = await (isDead ? never<boolean>() : disk.update(task));
      await step(`after update ${what}`);
      return isDone;
    },
    get: id => alive(disk.get(id)),
    open: () => alive(disk.open()),
    page: query => alive(disk.page(query)),
  };
  const budget = createBudget({
    clock,
    log,
    store: machine.budgetStore,
    window: `window ${machine.openWindows++}`,
    requestsPerMinute: () => options.requestsPerMinute ?? 60,
  });
  const clients = {
    live: options.live?.({ budget, clock, log }) ?? machine.service.client(budget),
    sandbox: machine.sandbox.client({ take: async () => {}, refused() {} }),
  };
  const saver = createMemorySaver(machine.clock, machine.files);
  const engine = createTaskEngine({
    store,
    isHome: task => {
      const project = projectOf(task);
      return project === undefined || (options.folders ?? new Set([ownFolder])).has(project);
    },
    isReachable: ({ baseUrl }) => baseUrl === undefined || baseUrl === options.service?.baseUrl,
    apiFor: ({ service }) => ({
      ...clients[service],
      async createTask(path, body, signal) {
        await step('before POST');
        const created = await alive(clients[service].createTask(path, body, signal));
        await step('after POST');
        return created;
      },
      async getTask(taskId, signal, priority) {
        await step('before GET');
        const remote = await alive(clients[service].getTask(taskId, signal, priority));
        await step('after GET');
        return remote;
      },
    }),
    budget,
    saver: {
      async save(request, signal) {
        await step('before download');
        const asset = await alive(saver.save(request, signal));
        await step('after download');
        return asset;
      },
      isStored: asset => alive(saver.isStored(asset)),
    },
    clock,
    ids: { next: () => `own-${steps.length}` },
    log,
    lock,
    random: createRandom(options.seed ?? 7),
    provesNotCharged,
    originFor: () => 'public',
    estimateFor: task => ({
      ...{ priceKey: task.model, units: 1 },
      typicalMs: Number(task.request['typicalMs'] ?? 15_000),
    }),
    ...(options.line === undefined ? {} : { line: options.line }),
  });
  return {
    engine,
    saver,
    log,
    store,
    steps,
    crash,
    close() {
      engine.dispose();
      budget.dispose();
    },
  };
}

/** A queued image task; its reference at the service is its id. */
export function taskFacts(id: string, over: Partial<TaskFacts> = {}): TaskFacts {
  return {
    id,
    kind: 'image',
    model: 'flux-2',
    title: 'A fox',
    service: 'live',
    path: '/images/generations',
    request: { ref: id },
    output: { folder: 'file:///ws/out', fileName: id },
    expectedOutputs: 1,
    workspace: ownFolder,
    createdAt: Date.UTC(2026, 0, 5, 12),
    ...over,
  };
}
