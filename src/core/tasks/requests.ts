import type { ApiClient, CreatedTask, RemoteTask } from '../api/types.ts';
import { CancelledError, isError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import type { Journal } from './journal.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Looked } from './scheduler.ts';
import type { ServiceOf, Task } from './task.ts';
import { toTaskError } from './taskError.ts';

export interface RequestParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly apiFor: (task: ServiceOf) => ApiClient;
  /** Whether a failed create request proves that the service did not take the job. */
  readonly provesNotCharged: (error: unknown) => boolean;
  /** When the task was last seen not to be done, ms since the epoch. */
  readonly lookedAt: (id: string) => number | undefined;
}

/** Failures that pass by themselves: the task goes back into the line. Other refusals are the service's last word. */
function passes(error: unknown): boolean {
  if (isError(error, 'network') || isError(error, 'timeout') || isError(error, 'cancelled')) return true;
  return outcomeOf(error) === 'limited';
}

function afterFailedSubmit(parts: RequestParts, e: unknown): TaskEvent {
  const error = toTaskError(e);
  if (!parts.provesNotCharged(e)) return { type: 'submitUnknown', error };
  if (!passes(e)) return { type: 'submitRefused', error };
  const waitMs = isError(e, 'api') ? (e.retryAfterMs ?? 0) : 0;
  return { type: 'submitRefused', error, retryAt: parts.clock.now() + waitMs };
}

async function send(parts: RequestParts, task: Task, signal: AbortSignal): Promise<[TaskEvent, Outcome]> {
  let created: CreatedTask;
  try {
    created = await parts.apiFor(task).createTask(task.path, task.request, signal);
  } catch (e) {
    parts.log.error(`task ${task.id} was not accepted`, e);
    return [afterFailedSubmit(parts, e), outcomeOf(e)];
  }
  // A second record, in case the disk refuses the first.
  parts.log.info(`task ${task.id} is ${created.taskId} for the service`);
  return [{ type: 'submitAccepted', created }, 'ok'];
}

/**
 * Sends a queued task once. The intent is on disk before the POST, and only the window whose write moved the task
 * sends it: whatever happens afterwards, nobody sends it a second time by itself.
 */
export async function submitTask(parts: RequestParts, id: string, signal: AbortSignal): Promise<Outcome> {
  const { task, hasChanged } = await parts.journal.ledger.apply(id, { type: 'submitStarted' });
  if (task === undefined || !hasChanged) return 'ok';
  const [event, outcome] = signal.aborted
    ? [afterFailedSubmit(parts, new CancelledError()), 'ok' as const]
    : await send(parts, task, signal);
  await parts.journal.applySurely(id, event);
  return outcome;
}

/** How long a task is watched by itself, from its sending or from when somebody resumed it. */
export const watchedForMs = 24 * 3_600_000;

function isTooOld(task: Task, now: number): boolean {
  const { state } = task;
  return state.status === 'running' && now - (state.resumedAt ?? state.submittedAt) > watchedForMs;
}

async function afterLook(parts: RequestParts, task: Task, remote: RemoteTask): Promise<void> {
  const { ledger } = parts.journal;
  const notDoneAt = parts.lookedAt(task.id);
  const { task: now } = await ledger.apply(task.id, { type: 'observed', remote, notDoneAt });
  // Only after the service has said "still running" today: the wall clock alone proves nothing.
  if (now !== undefined && isTooOld(now, parts.clock.now())) {
    await ledger.apply(task.id, { type: 'stopWatching' });
  }
}

/** Reads a running task once and writes what it finds. Failures of reading change nothing in the ledger. */
export async function lookAtTask(parts: RequestParts, id: string, signal: AbortSignal): Promise<Looked> {
  const task = parts.journal.ledger.get(id);
  if (task?.state.status !== 'running') return { outcome: 'ok' };
  try {
    const remote = await parts.apiFor(task).getTask(task.state.taskId, signal, 'poll');
    await afterLook(parts, task, remote);
    return { outcome: 'ok', isOdd: false };
  } catch (e) {
    return await afterFailedLook(parts, id, e);
  }
}

async function afterFailedLook(parts: RequestParts, id: string, e: unknown): Promise<Looked> {
  if (isError(e, 'cancelled')) return { outcome: 'ok', isOdd: true };
  if (isError(e, 'api') && e.code === 'not_found') {
    await parts.journal.ledger.apply(id, { type: 'notFound' });
    return { outcome: 'ok', isOdd: true };
  }
  const outcome = isError(e, 'storage') && e.reason === 'ledger' ? 'limited' : outcomeOf(e);
  if (outcome !== 'limited') parts.log.error(`task ${id} could not be read`, e);
  return { outcome, isOdd: outcome === 'ok' || isError(e, 'storage') };
}
