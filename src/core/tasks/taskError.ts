import { errorText, isError, StorageError } from '../errors.ts';
import type { TaskError, TaskState } from './task.ts';

/** The fields of `e` that wording needs: plain strings and numbers, without `cause`, `stack` and `message`. */
function details(e: object): Record<string, string | number> {
  const out: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(e)) {
    if (name === 'kind' || name === 'name' || name === 'message' || name === 'stack') continue;
    if (typeof value === 'string' || typeof value === 'number') out[name] = value;
  }
  return out;
}

/** What the ledger keeps of a failure. Anything that is not one of our errors becomes kind `unknown`. */
export function toTaskError(e: unknown): TaskError {
  if (isError(e)) return { kind: e.kind, message: e.message, details: details(e) };
  return { kind: 'unknown', message: errorText(e), details: {} };
}

/** The window ended between sending and hearing: found on the next start. */
export const interrupted: TaskError = {
  kind: 'cancelled',
  message: 'the window closed before the service answered',
  details: { reason: 'interrupted' },
};

/** The person took it out of the line. */
export const cancelledInLine: TaskError = {
  kind: 'cancelled',
  message: 'cancelled before it was sent',
  details: { reason: 'inLine' },
};

/** The service says "success" and names no result: the credits may be spent, so the task is kept, with its reason. */
export function noResult(reason: string | undefined): TaskError {
  return {
    kind: 'decode',
    message: 'the task succeeded, but its answer names no result',
    details: { path: 'data.response', reason: 'shape', ...(reason === undefined ? {} : { said: reason }) },
  };
}

/** The window that has the task does not have its project open, and stores nothing elsewhere. */
export function projectNotOpen(): StorageError {
  return new StorageError({ reason: 'notOpen', message: 'the project of the task is not open' });
}

/** Whether results wait for a window that has the project: one that has saves them by itself. */
export function isWaitingForProject(state: TaskState): boolean {
  return (
    state.status === 'unsaved' &&
    state.error.kind === 'storage' &&
    state.error.details['reason'] === 'notOpen'
  );
}
