/** Who watches the tasks of a detection load: the real scheduler, and two that it is measured against. */
import type { ApiClient, Budget } from '../../src/core/api/types.ts';
import type { Disposable } from '../../src/core/lifecycle.ts';
import type { Clock } from '../../src/core/ports.ts';
import { type BudgetStore, createBudget } from '../../src/core/tasks/budget.ts';
import type { Duration } from '../../src/core/tasks/durations.ts';
import { outcomeOf } from '../../src/core/tasks/outcome.ts';
import { Scheduler } from '../../src/core/tasks/scheduler.ts';
import { createMemoryLog } from './memoryLog.ts';
import type { ServiceTask } from './virtualService.ts';

/** What a watcher works with. */
export interface Scene {
  readonly clock: Clock;
  readonly connect: (budget: Budget) => ApiClient;
  readonly medianOf: (ref: number) => number;
  /** What is believed of a task with this median. */
  readonly believe: (medianMs: number) => Duration;
  /** What the service knows and a client does not. */
  readonly doneAt: (taskId: string) => number;
  /** A task was read to be done, or given up. */
  readonly ended: () => void;
}

export interface Watcher extends Disposable {
  /** To be sent, then watched. */
  submit(ref: number): void;
  /** Was sent just now. */
  watch(task: Pick<ServiceTask, 'taskId' | 'ref'>): void;
}

export type MakeWatcher = (scene: Scene) => Watcher;

/** The client's real parts, over a budget kept in `store`. */
export function scheduled(store: BudgetStore): MakeWatcher {
  return scene => {
    const { clock, medianOf, believe, ended } = scene;
    const log = createMemoryLog();
    const budget = createBudget({ clock, log, store, requestsPerMinute: () => 60 });
    const client = scene.connect(budget);
    const watch: Watcher['watch'] = ({ taskId, ref }) =>
      scheduler.watch(taskId, clock.now(), believe(medianOf(Number(ref))));
    const scheduler = new Scheduler({
      ...{ clock, log, budget, random: () => 0.5, onOutcome: () => {} },
      async submit(ref, signal) {
        try {
          const body = { ref, medianMs: medianOf(Number(ref)) };
          watch({ ref, taskId: (await client.createTask('', body, signal)).taskId });
          return 'ok';
        } catch (e) {
          scheduler.enqueue(ref, undefined);
          return outcomeOf(e);
        }
      },
      async look(taskId, signal) {
        try {
          const { phase } = await client.getTask(taskId, signal, 'poll');
          if (phase !== 'running') {
            scheduler.forget(taskId);
            ended();
          }
          return { outcome: 'ok' };
        } catch (e) {
          return { outcome: outcomeOf(e) };
        }
      },
    });
    return {
      submit: ref => scheduler.enqueue(String(ref), undefined),
      watch,
      dispose() {
        scheduler.dispose();
        budget.dispose();
      },
    };
  };
}

/** As many requests as the client allows itself in a minute, evenly. */
const gapMs = 60_000 / 58;
const unlimited: Budget = { take: () => Promise.resolve(), refused: () => {} };

/** The task to read now; undefined for none. */
type Choose = (open: ReadonlySet<string>, scene: Scene) => string | undefined;

/** How long to wait where there is nothing to do. */
const idleMs = 100;

/** One request a gap: a read where `first` says so, then submissions, then a read where `last` does. */
function paced(first: Choose, last: Choose): MakeWatcher {
  return scene => {
    const { clock, medianOf, ended } = scene;
    const client = scene.connect(unlimited);
    /** In the order in which they were looked at. */
    const open = new Set<string>();
    const line: number[] = [];
    let isRunning = false;

    async function look(taskId: string): Promise<void> {
      open.delete(taskId);
      const { phase } = await client.getTask(taskId);
      if (phase === 'running') add(taskId);
      else ended();
    }
    async function send(ref: number): Promise<void> {
      add((await client.createTask('', { ref, medianMs: medianOf(ref) })).taskId);
    }
    /** Spends one request, or none; how long to wait then. */
    function spend(): number {
      const sure = first(open, scene);
      const ref = sure === undefined ? line.shift() : undefined;
      const taskId = sure ?? (ref === undefined ? last(open, scene) : undefined);
      if (ref !== undefined) void send(ref);
      else if (taskId !== undefined) void look(taskId);
      else return idleMs;
      return gapMs;
    }
    async function run(): Promise<void> {
      isRunning = true;
      // All that is begun at this moment is to be chosen from.
      await Promise.resolve();
      while (open.size > 0 || line.length > 0) await clock.sleep(spend());
      isRunning = false;
    }
    function add(taskId: string): void {
      open.add(taskId);
      if (!isRunning) void run();
    }
    return {
      submit(ref) {
        line.push(ref);
        if (!isRunning) void run();
      },
      watch: task => add(task.taskId),
      dispose() {
        open.clear();
        line.length = 0;
      },
    };
  };
}

const none: Choose = () => undefined;

/** Submissions, then each task in turn. */
export const roundRobin: MakeWatcher = paced(none, open => [...open][0]);

/** Knows when each task is done, and reads each once: nobody who keeps an even pace knows more, sooner. */
export const clairvoyant: MakeWatcher = paced(
  (open, { clock, doneAt }) => [...open].find(taskId => doneAt(taskId) <= clock.now()),
  none,
);
