import type { RemoteTask } from '../api/types.ts';
import type { OutputPlan } from '../assets/types.ts';
import { TaskFailedError } from '../errors.ts';
import type { TaskEvent, TaskEventType } from './events.ts';
import type { Task, TaskState } from './task.ts';
import { cancelledInLine, noResult, toTaskError } from './taskError.ts';

type State<S extends TaskState['status']> = Extract<TaskState, { status: S }>;
type EventOf<T extends TaskEventType> = Extract<TaskEvent, { type: T }>;
/** The state that follows, or undefined where the event does not fit. */
type Step<T extends TaskEventType> = (
  state: TaskState,
  event: EventOf<T>,
  now: number,
) => TaskState | undefined;

/**
 * A task just created can be unknown for a while: "lost" takes this many answers over more than this long. So many
 * looks, each further from the last, take a minute by themselves: a clock that jumps does not make it less.
 */
export const lostAfter = { count: 6, ms: 60_000 } as const;

interface Seen {
  readonly taskId: string;
  readonly submittedAt: number;
  readonly credits?: number | undefined;
  readonly apiStatus?: string | undefined;
  readonly notDoneAt?: number | undefined;
}

function succeeded(seen: Seen, remote: RemoteTask, now: number): TaskState {
  const facts = {
    taskId: seen.taskId,
    submittedAt: seen.submittedAt,
    apiStatus: remote.apiStatus ?? seen.apiStatus,
    credits: remote.credits ?? seen.credits,
    urls: [...remote.urls],
    outputs: remote.urls.map(() => null),
    succeededAt: now,
    notDoneAt: seen.notDoneAt,
  };
  if (remote.urls.length === 0) return { status: 'unsaved', error: noResult(remote.reason), ...facts };
  return { status: 'saving', ...facts };
}

/** A watched task and what the service says of it. */
function observe(seen: State<'running'>, remote: RemoteTask, now: number, notDoneAt?: number): TaskState {
  if (remote.phase === 'succeeded') return succeeded({ ...seen, notDoneAt }, remote, now);
  if (remote.phase === 'failed') {
    return {
      status: 'failed',
      error: toTaskError(new TaskFailedError(remote.reason)),
      finishedAt: now,
      taskId: seen.taskId,
      submittedAt: seen.submittedAt,
      apiStatus: remote.apiStatus ?? seen.apiStatus,
      credits: remote.credits,
    };
  }
  // Most polls say what the last one said: no write to the disk for those.
  if (seen.missing === undefined && (remote.apiStatus ?? seen.apiStatus) === seen.apiStatus) return seen;
  const { missing: _found, ...rest } = seen;
  return { ...rest, apiStatus: remote.apiStatus ?? seen.apiStatus, polledAt: now };
}

/** Fresh addresses for what is not stored yet. What is stored stays, whatever the service says now. */
function refresh(state: State<'saving' | 'unsaved'>, remote: RemoteTask): TaskState {
  if (remote.phase !== 'succeeded' || remote.urls.length === 0) return state;
  const length = Math.max(state.urls.length, remote.urls.length);
  const at = Array.from({ length }, (_, index) => index);
  const urls = at.map(
    index => (state.outputs[index] ? state.urls[index] : remote.urls[index]) ?? state.urls[index] ?? '',
  );
  const outputs = at.map(index => state.outputs[index] ?? null);
  const credits = remote.credits ?? state.credits;
  const isSame = credits === state.credits && urls.join('\n') === state.urls.join('\n');
  return isSame ? state : { ...state, urls, outputs, credits };
}

function onAccepted(
  state: TaskState,
  { created }: EventOf<'submitAccepted'>,
  now: number,
): TaskState | undefined {
  // The answer to a POST is taken wherever no other id stands: dropping it would drop a paid result.
  const isOpen = state.status === 'submitting' || state.status === 'unconfirmed' || state.status === 'queued';
  if (!isOpen && !(state.status === 'failed' && state.taskId === undefined)) return undefined;
  const submittedAt = 'submittedAt' in state && state.submittedAt !== undefined ? state.submittedAt : now;
  const { taskId, apiStatus, result } = created;
  const running: State<'running'> = { status: 'running', taskId, apiStatus, submittedAt };
  return result === undefined ? running : observe(running, result, now);
}

function onObserved(state: TaskState, event: EventOf<'observed'>, now: number): TaskState | undefined {
  if (state.status === 'running') return observe(state, event.remote, now, event.notDoneAt);
  if (state.status === 'saving' || state.status === 'unsaved') return refresh(state, event.remote);
  return undefined;
}

function onNotFound(state: TaskState, _event: unknown, now: number): TaskState | undefined {
  if (state.status !== 'running') return undefined;
  const since = state.missing?.since ?? now;
  const count = (state.missing?.count ?? 0) + 1;
  if (count < lostAfter.count || now - since <= lostAfter.ms) return { ...state, missing: { count, since } };
  const { taskId, apiStatus, submittedAt } = state;
  return { status: 'lost', taskId, apiStatus, submittedAt, finishedAt: now };
}

function onOutputNamed(state: TaskState, { index, asset }: EventOf<'outputNamed'>): TaskState | undefined {
  if (state.status !== 'saving' || state.outputs[index] !== null) return undefined;
  const named = state.outputs.map((_, i) => (i === index ? asset : (state.named?.[i] ?? null)));
  return { ...state, named };
}

function onOutputSaved(state: TaskState, event: EventOf<'outputSaved'>, now: number): TaskState | undefined {
  if (state.status !== 'saving' && state.status !== 'unsaved') return undefined;
  const { index, asset } = event;
  if (!Number.isInteger(index) || index < 0 || index >= state.outputs.length || state.outputs[index])
    return undefined;
  const outputs = state.outputs.map((output, i) => (i === index ? asset : output));
  if (outputs.some(output => output === null)) return { ...state, outputs };
  const { taskId, apiStatus, submittedAt, credits, urls, succeededAt, notDoneAt } = state;
  const facts = { taskId, apiStatus, submittedAt, credits, urls, succeededAt, notDoneAt };
  return { status: 'saved', ...facts, outputs, finishedAt: now };
}

/** Where a file lies is the person's to change; what it was, and what was paid for it, stays. */
function onOutputPlaced(state: TaskState, { index, uri }: EventOf<'outputPlaced'>): TaskState | undefined {
  if (state.status !== 'saved' && state.status !== 'unsaved') return undefined;
  const placed = state.outputs[index];
  if (placed === undefined || placed === null || placed.uri === uri) return undefined;
  const { uri: _old, ...facts } = placed;
  const next = uri === undefined ? facts : { ...facts, uri };
  return { ...state, outputs: state.outputs.map((output, at) => (at === index ? next : output)) };
}

/** Found by its content as it is now; the address and what was paid for it stay. */
function onOutputReplaced(
  state: TaskState,
  { index, file }: EventOf<'outputReplaced'>,
): TaskState | undefined {
  if (state.status !== 'saved' && state.status !== 'unsaved') return undefined;
  const replaced = state.outputs[index];
  if (replaced?.uri === undefined || replaced.sha256 === file.sha256) return undefined;
  const next = { ...replaced, ...file };
  return { ...state, outputs: state.outputs.map((output, at) => (at === index ? next : output)) };
}

function onStopWatching(state: TaskState, _event: unknown, now: number): TaskState | undefined {
  if (state.status === 'queued') return { status: 'failed', error: cancelledInLine, finishedAt: now };
  if (state.status !== 'running') return undefined;
  const { taskId, apiStatus, submittedAt } = state;
  return { status: 'unwatched', taskId, apiStatus, submittedAt, since: now };
}

function onResume(state: TaskState, _event: unknown, now: number): TaskState | undefined {
  if (state.status !== 'unwatched' && state.status !== 'lost') return undefined;
  const { taskId, apiStatus, submittedAt } = state;
  return { status: 'running', taskId, apiStatus, submittedAt, resumedAt: now };
}

function onRetrySave(state: TaskState, { output }: EventOf<'retrySave'>): TaskState | undefined {
  if (state.status !== 'unsaved' || state.urls.length === 0) return undefined;
  const { error: _solved, named, ...rest } = state;
  // In another place now: what was to lie in the old one is not looked for.
  return { ...rest, status: 'saving', named: output === undefined ? named : undefined };
}

const ranked = (rank: string | undefined): { rank?: string } => (rank === undefined ? {} : { rank });

function onSubmitRefused(
  state: TaskState,
  { error, retryAt }: EventOf<'submitRefused'>,
  now: number,
): TaskState | undefined {
  if (state.status !== 'submitting') return undefined;
  const { rank, submittedAt } = state;
  if (retryAt !== undefined) return { status: 'queued', notBefore: retryAt, error, ...ranked(rank) };
  return { status: 'failed', error, finishedAt: now, submittedAt };
}

const steps: { readonly [T in TaskEventType]: Step<T> } = {
  ranked: (state, { rank }) =>
    state.status === 'queued' && state.rank !== rank ? { ...state, rank } : undefined,
  submitStarted: (state, _event, now) =>
    state.status === 'queued' ? { status: 'submitting', submittedAt: now, ...ranked(state.rank) } : undefined,
  submitAccepted: onAccepted,
  submitRefused: onSubmitRefused,
  submitUnknown: (state, { error }) =>
    state.status === 'submitting'
      ? { status: 'unconfirmed', submittedAt: state.submittedAt, error }
      : undefined,
  observed: onObserved,
  notFound: onNotFound,
  outputNamed: onOutputNamed,
  outputSaved: onOutputSaved,
  saveFailed: (state, { error }) =>
    state.status === 'saving' ? { ...state, status: 'unsaved', error } : undefined,
  outputPlaced: onOutputPlaced,
  outputReplaced: onOutputReplaced,
  stopWatching: onStopWatching,
  resume: onResume,
  retrySave: onRetrySave,
  requeue: state =>
    state.status === 'failed' && state.taskId === undefined ? { status: 'queued' } : undefined,
  confirmWith: (state, { taskId }) =>
    state.status === 'unconfirmed'
      ? { status: 'running', taskId, submittedAt: state.submittedAt }
      : undefined,
  sendAgain: state => (state.status === 'unconfirmed' ? { status: 'queued' } : undefined),
};

function movedOutput(task: Task, event: TaskEvent): OutputPlan | undefined {
  return event.type === 'retrySave' && event.output !== undefined ? event.output : task.output;
}

/**
 * The task after `event`; the same object where the event does not fit its state, so that a late or repeated event
 * does no harm. Pure and total. Holds: an id of the service never goes away, stored outputs and credits never go
 * away, and what may have been sent returns to the line only by the person's `sendAgain` (`submitRefused` and
 * `requeue` speak of tasks that are proved not to have been taken).
 */
export function reduce(task: Task, event: TaskEvent, nowMs: number): Task {
  const step = steps[event.type] as Step<TaskEventType>;
  const state = step(task.state, event as never, nowMs);
  if (state === undefined || state === task.state) return task;
  return { ...task, output: movedOutput(task, event), state, revision: task.revision + 1, updatedAt: nowMs };
}
