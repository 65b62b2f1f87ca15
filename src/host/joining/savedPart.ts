/** The end of one of several recordings that are to become one file. */
import { isError } from '../../core/errors.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { Tasks } from '../tasks.ts';

export type WatchedTasks = Pick<Tasks, 'finished' | 'find' | 'onDidChange'>;

/**
 * As `Tasks.finished`, but undefined where the task is not in the list, or not any more. Rejects with CancelledError
 * when the window ends.
 */
export async function endOf(tasks: WatchedTasks, id: string): Promise<Task | undefined> {
  try {
    return await tasks.finished(id);
  } catch (e) {
    if (isError(e, 'input')) return undefined;
    if (!isError(e, 'cancelled') || (await isListed(tasks, id))) throw e;
    return undefined;
  }
}

/** What cannot be asked any more is not gone. */
const isListed = (tasks: WatchedTasks, id: string): Promise<boolean> =>
  tasks.find(id).then(
    task => task !== undefined,
    () => true,
  );

/** The service took it and made nothing of it. All others a person may still bring to a good end. */
const isFailedForGood = ({ state }: Task): boolean => state.status === 'failed' && state.taskId !== undefined;

/** Resolves with the first change from now on that may concern the task. */
function nextChange(
  { onDidChange }: WatchedTasks,
  id: string,
  signal: AbortSignal,
): { promise: Promise<void>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  // An empty list: some came or went.
  const listener = onDidChange(changed => {
    if (changed.length === 0 || changed.some(task => task.id === id)) resolve();
  });
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop, { once: true });
  const clear = (): void => {
    listener.dispose();
    signal.removeEventListener('abort', stop);
  };
  return { promise: promise.finally(clear), stop };
}

/**
 * The part once it is saved, however long that takes: undefined where it will never be, or once nobody waits for it any
 * more. Rejects as `endOf`.
 */
export async function savedPart(
  tasks: WatchedTasks,
  id: string,
  signal: AbortSignal,
): Promise<Task | undefined> {
  for (;;) {
    if (signal.aborted) return undefined;
    const change = nextChange(tasks, id, signal);
    try {
      const task = await endOf(tasks, id);
      if (task === undefined || isFailedForGood(task)) return undefined;
      if (task.state.status === 'saved') return task;
      await change.promise;
    } finally {
      change.stop();
    }
  }
}
