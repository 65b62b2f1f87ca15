import { isTaskId } from '../api/decodeTask.ts';
import type { ApiClient } from '../api/types.ts';
import type { OutputPlan } from '../assets/types.ts';
import { defer } from '../async.ts';
import { CancelledError, InputError } from '../errors.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { Clock, Ids, Log } from '../ports.ts';
import type { ReplacedFile, TaskEvent } from './events.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Line, LineMove } from './line.ts';
import type { Ownership } from './ownership.ts';
import { freshenUrls } from './saving.ts';
import type { LedgerStore } from './store.ts';
import { activeStatuses, type ServiceOf, type Task, type TaskFacts } from './task.ts';

/**
 * What people and other extensions ask for. All ids are ours. Where a task is not in the state that an action needs,
 * or is unknown, the action rejects with InputError for the field `id`; StorageError `ledger` where the disk refuses.
 */
export interface PersonActions {
  /**
   * Puts a task in the line; it is on disk when the promise resolves, before anything is sent. For an id that is
   * known already (a double click, an agent's repeat) nothing happens: the known task comes back; InputError `id`
   * where that is another order.
   */
  create(facts: TaskFacts): Promise<Task>;
  /**
   * The task once nothing more happens by itself: saved, failed, unconfirmed, unsaved, lost or unwatched. Rejects with
   * CancelledError on abort, when the task is removed, and when the engine ends.
   */
  finished(id: string, signal?: AbortSignal): Promise<Task>;
  /** Watches no more; a queued task is cancelled (`failed`, error kind `cancelled`). */
  stopWatching(id: string): Promise<Task>;
  /** Watches an unwatched or lost task again. */
  resume(id: string): Promise<Task>;
  /**
   * Unsaved: reads the task for fresh addresses and stores the results, in `output` where given. Failed before the
   * service took it (or cancelled in the line): into the line again.
   */
  retry(id: string, output?: OutputPlan): Promise<Task>;
  /** The person says that an unconfirmed task never arrived: sends it again, which may cost a second time. */
  sendAgain(id: string): Promise<Task>;
  /** The person has found an unconfirmed task in the dashboard, under this id of the service. */
  confirmWith(id: string, taskId: string): Promise<Task>;
  /**
   * Takes over a task by the service's id; the known one where there is one. Reads it first: rejects with the
   * client's errors, ApiError `not_found` for an id that the service does not know.
   */
  track(taskId: string, facts: TrackFacts): Promise<Task>;
  /** Gives a queued task another place in the line, for all windows. */
  moveInLine(id: string, to: LineMove): Promise<Task>;
  /** Notes where a stored file of a task lies now; undefined where it is gone. Touches no file. */
  placeOutput(id: string, index: number, uri: string | undefined): Promise<Task>;
  /** Notes the file that stands for a stored one now, of the same picture in another format. Touches no file. */
  replaceOutput(id: string, index: number, file: ReplacedFile): Promise<Task>;
  /** Forgets tasks. InputError while one of them is being submitted: its answer may be a bill. */
  remove(ids: readonly string[]): Promise<void>;
}

/** What cannot be read from the service. */
export type TrackFacts = Pick<
  TaskFacts,
  'kind' | 'model' | 'title' | 'service' | 'baseUrl' | 'output' | 'workspace'
>;

export interface PersonParts {
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly ownership: Ownership;
  readonly line: Line;
  readonly store: LedgerStore;
  readonly apiFor: (task: ServiceOf) => ApiClient;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the engine ends. */
  readonly signal: AbortSignal;
}

function notAllowed(field: string): InputError {
  return new InputError({ field, rule: 'notAllowed' });
}

/** Applies what the person asked for; an action that does not fit is told, not swallowed. */
async function move({ ledger }: PersonParts, id: string, event: TaskEvent): Promise<Task> {
  await ledger.refresh(id);
  const { task, hasChanged } = await ledger.apply(id, event);
  if (task === undefined || !hasChanged) throw notAllowed('id');
  return task;
}

/** It becomes a part of a path. */
function checkTaskId(taskId: string): void {
  if (!isTaskId(taskId)) throw notAllowed('taskId');
}

async function confirmWith(parts: PersonParts, id: string, taskId: string): Promise<Task> {
  checkTaskId(taskId);
  const task = await parts.ledger.refresh(id);
  const known = await parts.store.findByTaskId(taskId, task);
  if (known !== undefined && known.id !== id) throw notAllowed('taskId');
  return await move(parts, id, { type: 'confirmWith', taskId });
}

/** JSON that is the same whatever the order in which a record was put together. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function isSameOrder(a: TaskFacts, b: TaskFacts): boolean {
  const order = ({ kind, service, path, request }: TaskFacts): string =>
    canonical({ kind, service, path, request });
  return order(a) === order(b);
}

async function create(parts: PersonParts, facts: TaskFacts): Promise<Task> {
  const { ledger, ownership } = parts;
  const isKnown = ledger.get(facts.id) !== undefined;
  // The lock first: another window that sees the new task must not take it from under this one.
  const isOurs = !isKnown && (await ownership.take(facts.id));
  let isNew = false;
  try {
    isNew = !isKnown && (await ledger.insert(facts));
  } finally {
    if (!isNew && isOurs) ownership.release(facts.id);
  }
  const task = await ledger.refresh(facts.id);
  if (task === undefined || !isSameOrder(task, facts)) throw notAllowed('id');
  return task;
}

async function finished(parts: PersonParts, id: string, signal?: AbortSignal): Promise<Task> {
  const { ledger } = parts;
  const isAtRest = (task: Task): boolean => task.id === id && !activeStatuses.has(task.state.status);
  const task = ledger.get(id) ?? (await ledger.refresh(id));
  if (task === undefined) throw notAllowed('id');
  if (isAtRest(task)) return task;
  const listeners = new DisposableStore();
  const { promise, resolve, reject } = defer<Task>();
  const stop = (): void => reject(new CancelledError(`nobody waits for task ${id} any more`));
  for (const end of [signal, parts.signal]) {
    if (end?.aborted) stop();
    end?.addEventListener('abort', stop, { once: true });
    listeners.add({ dispose: () => end?.removeEventListener('abort', stop) });
  }
  listeners.add(
    ledger.onDidChange(tasks => {
      const done = tasks.find(isAtRest);
      if (done !== undefined) resolve(done);
    }),
  );
  listeners.add(ledger.onDidRemove(ids => ids.includes(id) && stop()));
  return await promise.finally(() => listeners.dispose());
}

async function retry(parts: PersonParts, id: string, output?: OutputPlan): Promise<Task> {
  const task = await parts.ledger.refresh(id);
  if (task?.state.status !== 'unsaved') return await move(parts, id, { type: 'requeue' });
  await freshenUrls(parts, task, parts.signal);
  const fresh = parts.ledger.get(id) ?? task;
  // Still without a result: as it was, and no mistake of the person's.
  if ('urls' in fresh.state && fresh.state.urls.length === 0) return fresh;
  return await move(parts, id, { type: 'retrySave', output });
}

async function track(parts: PersonParts, taskId: string, facts: TrackFacts): Promise<Task> {
  checkTaskId(taskId);
  const known = await parts.store.findByTaskId(taskId, facts);
  if (known !== undefined) return (await parts.ledger.refresh(known.id)) ?? known;
  const remote = await parts.apiFor(facts).getTask(taskId, parts.signal, 'person');
  const now = parts.clock.now();
  const task: Task = {
    ...facts,
    id: parts.ids.next(),
    path: '',
    request: remote.request ?? {},
    expectedOutputs: Math.max(1, remote.urls.length),
    createdAt: now,
    revision: 0,
    updatedAt: now,
    state: {
      status: 'running',
      taskId,
      apiStatus: remote.apiStatus,
      submittedAt: Math.min(remote.createdAt ?? now, now),
      resumedAt: now,
    },
  };
  await parts.ownership.take(task.id);
  try {
    await parts.ledger.adopt(task);
  } catch (e) {
    parts.ownership.release(task.id);
    throw e;
  }
  // What was just read is not asked for again.
  return (await parts.ledger.apply(task.id, { type: 'observed', remote })).task ?? task;
}

async function remove({ ledger }: PersonParts, ids: readonly string[]): Promise<void> {
  const tasks = await Promise.all(ids.map(id => ledger.refresh(id)));
  if (tasks.some(task => task?.state.status === 'submitting')) throw notAllowed('id');
  await ledger.remove(ids);
}

export function createPersonActions(parts: PersonParts): PersonActions {
  const tracking = new Map<string, Promise<Task>>();
  /** A second call for the same id, while the first is being read, is the first. */
  function trackOnce(taskId: string, facts: TrackFacts): Promise<Task> {
    const running = tracking.get(taskId);
    if (running !== undefined) return running;
    const work = track(parts, taskId, facts).finally(() => tracking.delete(taskId));
    tracking.set(taskId, work);
    return work;
  }
  return {
    create: facts => create(parts, facts),
    finished: (id, signal) => finished(parts, id, signal),
    stopWatching: id => move(parts, id, { type: 'stopWatching' }),
    resume: id => move(parts, id, { type: 'resume' }),
    retry: (id, output) => retry(parts, id, output),
    sendAgain: id => move(parts, id, { type: 'sendAgain' }),
    confirmWith: (id, taskId) => confirmWith(parts, id, taskId),
    track: trackOnce,
    moveInLine: (id, to) => parts.line.move(id, to),
    placeOutput: (id, index, uri) => move(parts, id, { type: 'outputPlaced', index, uri }),
    replaceOutput: (id, index, file) => move(parts, id, { type: 'outputReplaced', index, file }),
    remove: ids => remove(parts, ids),
  };
}
