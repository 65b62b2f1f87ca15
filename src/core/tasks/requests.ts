import type { ApiClient, CreatedTask, RemoteTask } from '../api/types.ts';
import { CancelledError, isError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import { expiredInput } from './expiredInput.ts';
import type { Journal } from './journal.ts';
import type { Line } from './line.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { reduce } from './reduce.ts';
import type { Looked } from './scheduler.ts';
import type { ServiceOf, Task } from './task.ts';
import { toTaskError } from './taskError.ts';

export interface RequestParts {
  readonly journal: Journal;
  readonly line: Line;
  readonly clock: Clock;
  readonly log: Log;
  readonly apiFor: (task: ServiceOf) => ApiClient;
  /** Whether a failed create request proves that the service did not take the job. */
  readonly provesNotCharged: (error: unknown) => boolean;
  /** When the task was last seen not to be done, ms since the epoch. */
  readonly lookedAt: (id: string) => number | undefined;
  /** Monotonic time since when this window finds a task watched for too long, by id. */
  readonly tooOldSince: Map<string, number>;
  /** A task is watched no more, and nobody has asked for that. */
  readonly onGivenUp: (task: Task) => void;
  /** There is no key: the order waits for one. */
  readonly onKeyRefused: () => void;
}

/** Failures that pass by themselves: the task goes back into the line. Other refusals are the service's last word. */
function passes(error: unknown): boolean {
  if (isError(error, 'network') || isError(error, 'timeout') || isError(error, 'cancelled')) return true;
  // Without a key the task waits for one: it can be entered at any time. A key that the service refuses is its answer,
  // and other code that ordered must hear it; what stands behind in the line waits.
  return isError(error, 'storage') || outcomeOf(error) === 'limited';
}

function afterFailedSubmit(parts: RequestParts, e: unknown): TaskEvent {
  const error = toTaskError(e);
  if (!parts.provesNotCharged(e)) return { type: 'submitUnknown', error };
  if (!passes(e)) return { type: 'submitRefused', error };
  const waitMs = isError(e, 'api') ? (e.retryAfterMs ?? 0) : 0;
  return { type: 'submitRefused', error, retryAt: parts.clock.now() + waitMs };
}

async function send(parts: RequestParts, task: Task, signal: AbortSignal): Promise<[TaskEvent, Outcome]> {
  const expired = expiredInput(task.inputs, parts.clock.now());
  if (expired !== undefined) return [{ type: 'submitRefused', error: toTaskError(expired) }, 'ok'];
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

/** Writes what came of an order. Where its task was removed meanwhile, what may be paid for is known again. */
async function noteAnswer({ journal, clock }: RequestParts, task: Task, event: TaskEvent): Promise<void> {
  const { task: now } = await journal.applySurely(task.id, event);
  if (now !== undefined || event.type === 'submitRefused') return;
  await journal.adoptSurely(reduce(task, event, clock.now()));
}

/**
 * Sends a queued task once; undefined where it must wait after all. The intent is on disk before the POST, and only the window whose write moved the task
 * sends it: whatever happens afterwards, nobody sends it a second time by itself.
 */
export async function submitTask(
  parts: RequestParts,
  id: string,
  signal: AbortSignal,
): Promise<Outcome | undefined> {
  const begun = await parts.line.begin(id);
  if (begun === undefined) return undefined;
  const { task, hasChanged } = begun;
  if (task === undefined || !hasChanged) return 'ok';
  const [event, outcome] = signal.aborted
    ? [afterFailedSubmit(parts, new CancelledError()), 'ok' as const]
    : await send(parts, task, signal);
  await noteAnswer(parts, task, event);
  const isWaiting = event.type === 'submitRefused' && event.retryAt !== undefined;
  if (isWaiting && outcome === 'denied') parts.onKeyRefused();
  return outcome;
}

/** No task of the service's has it: who asks for it hears "not found", which costs nothing. */
const noTaskId = 'n0_probe';

/** Asks the service for a task that cannot exist: how the answer comes tells whether it can be worked with. */
export async function probeService(api: ApiClient, signal: AbortSignal): Promise<Outcome> {
  try {
    await api.getTask(noTaskId, signal, 'person');
    return 'ok';
  } catch (e) {
    return outcomeOf(e);
  }
}

/** How long a task is watched by itself, from its sending or from when somebody resumed it. */
export const watchedForMs = 24 * 3_600_000;
/** Clocks jump and machines sleep: the day counts only once this window has watched for so long after it. */
const graceMs = 3_600_000;

function isTooOld({ tooOldSince, clock }: RequestParts, { id, state }: Task): boolean {
  const from = state.status === 'running' ? (state.resumedAt ?? state.submittedAt) : Infinity;
  if (clock.now() - from <= watchedForMs) {
    tooOldSince.delete(id);
    return false;
  }
  const since = tooOldSince.get(id) ?? clock.monotonic();
  tooOldSince.set(id, since);
  return clock.monotonic() - since >= graceMs;
}

async function afterLook(parts: RequestParts, task: Task, remote: RemoteTask): Promise<void> {
  const { ledger } = parts.journal;
  const notDoneAt = parts.lookedAt(task.id);
  const { task: now } = await ledger.apply(task.id, { type: 'observed', remote, notDoneAt });
  // Only after the service has said "still running" again: the wall clock alone proves nothing.
  if (now === undefined || !isTooOld(parts, now)) return;
  const { task: given, hasChanged } = await ledger.apply(task.id, { type: 'stopWatching' });
  if (given !== undefined && hasChanged) parts.onGivenUp(given);
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
