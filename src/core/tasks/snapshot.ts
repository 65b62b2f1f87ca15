import type { OutputSnapshot, TaskSnapshot } from '../../shared/views.ts';
import type { Task } from './task.ts';

/** What the service named and what is stored of it, by position. */
function outputsOf(task: Task): readonly OutputSnapshot[] {
  const { state } = task;
  if (!('urls' in state)) return [];
  return state.urls.map((url, index) => state.outputs[index] ?? { url });
}

function finishedAt({ state }: Task): number | undefined {
  if ('finishedAt' in state) return state.finishedAt;
  return state.status === 'unsaved' ? state.succeededAt : undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The task as PRODUCT shows it to commands, the panel and other extensions: times in ISO 8601, no empty fields. */
export function snapshotOf(task: Task): TaskSnapshot {
  const { state } = task;
  const submittedAt = 'submittedAt' in state ? state.submittedAt : undefined;
  const finished = finishedAt(task);
  const taskId = 'taskId' in state ? state.taskId : undefined;
  const apiStatus = 'apiStatus' in state ? state.apiStatus : undefined;
  const credits = 'credits' in state ? state.credits : undefined;
  const error = 'error' in state ? state.error : undefined;
  return {
    id: task.id,
    ...(taskId === undefined ? {} : { taskId }),
    kind: task.kind,
    ...(task.model === '' ? {} : { model: task.model }),
    title: task.title,
    status: state.status,
    ...(apiStatus === undefined ? {} : { apiStatus }),
    request: task.request,
    ...(credits === undefined ? {} : { credits }),
    ...(error === undefined ? {} : { error: { kind: error.kind, message: error.message } }),
    outputs: outputsOf(task),
    createdAt: iso(task.createdAt),
    ...(submittedAt === undefined ? {} : { submittedAt: iso(submittedAt) }),
    ...(finished === undefined ? {} : { finishedAt: iso(finished) }),
    ...(task.service === 'sandbox' ? { sandbox: true } : {}),
  };
}
