/** Tasks as other code sees them, with failures in the words that people get. */
import { snapshotOf } from '../core/tasks/snapshot.ts';
import type { Task } from '../core/tasks/task.ts';
import type { TaskSnapshot } from '../shared/views.ts';
import { failureText } from './taskError.ts';

/**
 * The snapshot, a copy to the last part: other code may do with it as it likes. `error.message` says what happened,
 * what it means and what to do next.
 */
export function toTaskSnapshot(task: Task): TaskSnapshot {
  const snapshot = structuredClone(snapshotOf(task));
  const message = failureText(task);
  if (snapshot.error === undefined || message === undefined) return snapshot;
  return { ...snapshot, error: { kind: snapshot.error.kind, message } };
}
