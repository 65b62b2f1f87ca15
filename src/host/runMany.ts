/** Several orders of a person at once: all are placed before the first is waited for, and one message tells the end. */
import * as vscode from 'vscode';
import { isError } from '../core/errors.ts';
import type { Task } from '../core/tasks/task.ts';
import type { GenerateRequest } from '../shared/views.ts';
import type { Origin } from './origin.ts';
import { showMessage } from './present.ts';
import type { Services } from './services.ts';

/** What was ordered, and what kept the rest from being so. */
export interface Ordered {
  readonly begun: readonly Task[];
  readonly failure: { readonly cause: unknown } | undefined;
}

/** Places the orders one after the other; the first that fails is the last. `onBegun` is told of each at once. */
export async function orderMany(
  services: Services,
  requests: readonly GenerateRequest[],
  origin: Origin | ((at: number) => Origin),
  onBegun: (task: Task, at: number) => void = () => {},
): Promise<Ordered> {
  const begun: Task[] = [];
  // What is ordered by itself meanwhile goes before the rest of these.
  const batch = services.ids.next();
  for (const [at, request] of requests.entries()) {
    try {
      const own = typeof origin === 'function' ? origin(at) : origin;
      const task = await services.generate({ ...request, batch }, own);
      begun.push(task);
      onBegun(task, at);
    } catch (cause) {
      return { begun, failure: { cause } };
    }
  }
  return { begun, failure: undefined };
}

/** What was taken off the list, or waits for the next window, has no end here. */
const hasNoEnd = (e: unknown): boolean => isError(e, 'cancelled') || isError(e, 'input');

/**
 * Resolves with all that were ordered, finished; those that leave the list meanwhile are left out. What could not be
 * ordered is thrown once the others have ended.
 */
export async function runMany(
  services: Services,
  requests: readonly GenerateRequest[],
  origin: Origin | ((at: number) => Origin),
  onEnd: (task: Task, at: number) => Promise<void> = async () => {},
): Promise<readonly Task[]> {
  const ends: Promise<PromiseSettledResult<Task>>[] = [];
  const { failure } = await orderMany(services, requests, origin, ({ id }, at) => {
    const end = services.tasks.finished(id).then(task => onEnd(task, at).then(() => task));
    // Settled from the start: one may end before the last is ordered, and before anybody waits for it.
    ends.push(Promise.allSettled([end]).then(([settled]) => settled));
  });
  const settled = await Promise.all(ends);
  const wrong = settled.find(end => end.status === 'rejected' && !hasNoEnd(end.reason));
  if (wrong?.status === 'rejected') throw wrong.reason;
  if (failure !== undefined) throw failure.cause;
  return settled.flatMap(end => (end.status === 'fulfilled' ? [end.value] : []));
}

/** One message for all of them; what went wrong is in the list, task by task. */
export function tellMany(services: Services, done: readonly Task[]): void {
  const { l10n } = vscode;
  const saved = done.filter(({ state }) => state.status === 'saved').length;
  services.background(
    saved === done.length
      ? showMessage('info', l10n.t('All files are saved ({0}).', saved))
      : showMessage(
          'warning',
          l10n.t('Saved {0} of {1}. The list of tasks says what became of the others.', saved, done.length),
        ),
  );
}

/** The same for tasks that have just been recorded: waits for all. Those that leave the list meanwhile are left out. */
export async function tellBatch(services: Services, begun: readonly Task[]): Promise<void> {
  const ends = await Promise.allSettled(begun.map(({ id }) => services.tasks.finished(id)));
  const done = ends.flatMap(end => (end.status === 'fulfilled' ? [end.value] : []));
  if (done.length > 0) tellMany(services, done);
}
