import type { Task } from '../../core/tasks/task.ts';
import type { Status } from '../../shared/views.ts';
import { taskIdOf } from './ledgerCodec.ts';

/** What is kept in memory of each task: enough to find it. Not readable is what a newer version wrote. */
export interface Entry {
  readonly stem: string;
  readonly revision: number;
  readonly id: string;
  readonly createdAt: number;
  readonly taskId: string | undefined;
  /** Undefined where it is not readable. */
  readonly status: Status | undefined;
}

/** The entry of a task that was read. */
export function entryOf(stem: string, task: Task): Entry {
  return {
    stem,
    revision: task.revision,
    id: task.id,
    createdAt: task.createdAt,
    taskId: taskIdOf(task),
    status: task.state.status,
  };
}
