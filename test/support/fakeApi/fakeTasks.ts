/** The tasks of the fake service: each goes its scripted way, a step a read. */

/** The shapes in which a create request is answered. */
export type CreateShape =
  | 'documented'
  | 'withoutStatus'
  | 'dataId'
  | 'topTaskId'
  | 'topId'
  | 'direct'
  | 'directWithoutId';

export interface TaskScript {
  /** Status words while it runs, one a read; default one `IN_PROGRESS`. */
  readonly running?: readonly string[];
  /** The word at the end; default `SUCCESS`. */
  readonly final?: string;
  /** `response` at the end; default one URL of the endpoint's media file. */
  readonly response?: unknown;
  readonly reason?: string;
  readonly credits?: number | string;
  /** Reads that answer 404 before the task is known. */
  readonly missingReads?: number;
  /** In place of steps: runs until this time has passed since it was made. */
  readonly durationMs?: number;
  /** Shape of the create reply; default `documented`. */
  readonly shape?: CreateShape;
}

export interface FakeTask {
  readonly id: string;
  readonly script: TaskScript;
  readonly path: string;
  readonly request: unknown;
  readonly madeAt: number;
  reads: number;
}

/** What a task answers with when it is read now; undefined for "not known yet". Counts the read. */
export function readTask(task: FakeTask, response: unknown, now: number): unknown {
  const { script } = task;
  const step = task.reads++ - (script.missingReads ?? 0);
  if (step < 0) return undefined;
  const words = script.running ?? ['IN_PROGRESS'];
  const isOver =
    script.durationMs === undefined ? step >= words.length : now - task.madeAt >= script.durationMs;
  const running = words[Math.min(step, words.length - 1)] ?? 'IN_PROGRESS';
  return { code: 200, message: 'success', data: taskData(task, isOver ? undefined : running, response) };
}

function taskData(task: FakeTask, running: string | undefined, response: unknown): object {
  const { script } = task;
  const status = running ?? script.final ?? 'SUCCESS';
  const isSuccess = running === undefined && script.reason === undefined;
  return {
    task_id: task.id,
    status,
    consumed_credits: isSuccess ? (script.credits ?? 5) : 0,
    error_message: running === undefined ? (script.reason ?? null) : null,
    created_at: new Date(task.madeAt).toISOString(),
    request: task.request,
    response: isSuccess ? response : null,
  };
}

/** The reply to the request that made `task`. */
export function createdReply(task: FakeTask, response: unknown): unknown {
  const id = task.id;
  const envelope = (data: unknown): unknown => ({ code: 200, message: 'success', data });
  switch (task.script.shape ?? 'documented') {
    case 'documented':
      return envelope({ task_id: id, status: 'IN_PROGRESS' });
    case 'withoutStatus':
      return envelope({ task_id: id });
    case 'dataId':
      return envelope({ id, status: 'pending' });
    case 'topTaskId':
      return { task_id: id, status: 'pending' };
    case 'topId':
      return { id, status: 'pending', model: 'flux-2', created_at: '2026-02-25T12:00:00Z' };
    case 'direct':
      return envelope(taskData(task, undefined, response));
    case 'directWithoutId':
      return envelope({ status: 'SUCCESS', response });
  }
}
