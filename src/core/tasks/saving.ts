import type { ApiClient } from '../api/types.ts';
import { saveRequestFor } from '../assets/plan.ts';
import type { DownloadProgress } from '../assets/progress.ts';
import type { AssetSaver, SavedAsset, SaveRequest } from '../assets/types.ts';
import { CancelledError, errorText, isError, StorageError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { Gate } from './gate.ts';
import type { Journal } from './journal.ts';
import type { ServiceOf, Task, TaskState } from './task.ts';
import { projectNotOpen, toTaskError } from './taskError.ts';

export interface SavingParts {
  readonly journal: Journal;
  readonly saver: AssetSaver;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate: Gate;
  readonly apiFor: (task: ServiceOf) => ApiClient;
  /** Whether this window stores results of the task. */
  readonly isHome: (task: Task) => boolean;
  /** Where results of this task may come from. */
  readonly originFor: (task: Task) => SaveRequest['origin'];
  /** What files of this task are to say of themselves. */
  readonly factsFor?: ((task: Task) => SaveRequest['facts']) | undefined;
  /** Told how far an output of a task is. */
  readonly onProgress: (id: string, index: number, progress: DownloadProgress) => void;
}

/** Waits before the results of a task are tried again: at once with fresh addresses, then while the network is away. */
const roundsMs = [0, 5000, 30_000, 120_000, 420_000] as const;

/** A fresh URL may help; only where the network is to blame does patience help too. */
function roundsFor(error: unknown): number {
  if (isError(error, 'network') || isError(error, 'timeout')) return roundsMs.length;
  return isError(error, 'storage') && (error.reason === 'gone' || error.reason === 'truncated') ? 1 : 0;
}

/** Whether a later try by itself may end well: the network kept the results away, not the disk or the content. */
export function isWorthRetrying(state: TaskState): boolean {
  return state.status === 'unsaved' && (state.error.kind === 'network' || state.error.kind === 'timeout');
}

/** One go at what is missing of a task. */
interface Saving {
  readonly parts: SavingParts;
  readonly task: Task;
  /** Of the task. */
  readonly state: Extract<TaskState, { status: 'saving' }>;
  readonly signal: AbortSignal;
}

/**
 * Stores one output, unless a window that died has done so already. Rejects with what the saver says, or with
 * StorageError `noFolder` or `notOpen`.
 */
async function saveOutput(saving: Saving, index: number): Promise<void> {
  const { parts, task } = saving;
  const asset = (await findStored(saving, index)) ?? (await download(saving, index));
  await parts.journal.applySurely(task.id, { type: 'outputSaved', index, asset });
}

/** The project may have been closed here while others were downloaded, or the network was away. */
async function download(saving: Saving, index: number): Promise<SavedAsset> {
  const { parts, task, signal } = saving;
  if (!parts.isHome(task)) throw projectNotOpen();
  return await parts.saver.save(requestFor(saving, index), signal);
}

/** The file that got its name from a window that then died before it could write that down. */
async function findStored({ parts, task, state }: Saving, index: number): Promise<SavedAsset | undefined> {
  const named = state.named?.[index];
  if (!named || isOthersFile(parts.journal.ledger.all(), task.id, named.uri)) return undefined;
  return (await parts.saver.isStored(named)) ? named : undefined;
}

/** Another task of the very same result came first to the name that this one wanted. */
function isOthersFile(tasks: readonly Task[], id: string, uri: string): boolean {
  return tasks.some(
    task => task.id !== id && 'outputs' in task.state && task.state.outputs.some(o => o?.uri === uri),
  );
}

function requestFor(saving: Saving, index: number): SaveRequest {
  const { parts, task, state, signal } = saving;
  if (task.output === undefined) {
    throw new StorageError({ reason: 'noFolder', message: 'nobody has said where the results go' });
  }
  const seed = task.request['seed'];
  const facts = {
    index,
    count: state.urls.length,
    taskId: state.taskId,
    seed: typeof seed === 'string' || typeof seed === 'number' ? seed : undefined,
  };
  const source = { url: state.urls[index] ?? '', origin: parts.originFor(task) };
  return {
    ...saveRequestFor(task.output, facts, source),
    facts: parts.factsFor?.(task),
    onProgress: progress => parts.onProgress(task.id, index, progress),
    beforeNaming: asset => noteName(saving, index, asset),
    freshUrl: async () => {
      await freshenUrls(parts, task, signal);
      const now = parts.journal.ledger.get(task.id)?.state;
      return now !== undefined && 'urls' in now ? now.urls[index] : undefined;
    },
  };
}

/**
 * Locks are lost with the folder they lie in: then two windows may fetch the same output. The one that comes second
 * finds the first one's file, which may not be in the ledger as stored yet.
 */
async function noteOthersFile(saving: Saving, index: number): Promise<void> {
  const { journal } = saving.parts;
  const now = await journal.ledger.refresh(saving.task.id);
  if (now?.state.status !== 'saving') return;
  const stored = await findStored({ ...saving, state: now.state }, index);
  if (stored !== undefined) await journal.applySurely(now.id, { type: 'outputSaved', index, asset: stored });
}

async function noteName(saving: Saving, index: number, asset: SavedAsset): Promise<void> {
  const { journal } = saving.parts;
  const { id } = saving.task;
  await noteOthersFile(saving, index);
  const { task } = await journal.applySurely(id, { type: 'outputNamed', index, asset });
  const isNoted = task?.state.status === 'saving' && task.state.named?.[index]?.uri === asset.uri;
  // Removed meanwhile, or stored by another window: nobody would know whose the file is.
  if (!isNoted) throw new CancelledError('nobody waits for this result any more');
}

/** Whether the output has got its file, whichever window has stored it. */
function isStoredNow({ journal }: SavingParts, id: string, index: number): boolean {
  const state = journal.ledger.get(id)?.state;
  return state !== undefined && 'outputs' in state && (state.outputs[index] ?? null) !== null;
}

/** Tries each output that is not stored yet, all of them also when one fails; returns the first failure. */
async function saveMissing(saving: Saving): Promise<unknown> {
  const { parts, task, state, signal } = saving;
  const missing = [...state.outputs.keys()].filter(index => state.outputs[index] === null);
  const tries = missing.map(index =>
    parts.gate
      .pass(() => saveOutput(saving, index), signal)
      .then(
        () => undefined,
        (e: unknown) => {
          if (isStoredNow(parts, task.id, index)) return undefined;
          parts.log.warn(`task ${task.id}: output ${index} could not be stored: ${errorText(e)}`);
          return e;
        },
      ),
  );
  return (await Promise.all(tries)).find(e => e !== undefined);
}

/** Asks the service for addresses that live. Without an answer the old ones are tried. */
export async function freshenUrls(
  parts: Pick<SavingParts, 'journal' | 'apiFor' | 'log'>,
  task: Task,
  signal: AbortSignal,
): Promise<void> {
  if (!('taskId' in task.state) || task.state.taskId === undefined) return;
  try {
    const remote = await parts.apiFor(task).getTask(task.state.taskId, signal, 'person');
    await parts.journal.ledger.apply(task.id, { type: 'observed', remote });
  } catch (e) {
    if (signal.aborted) throw e;
    parts.log.warn(`task ${task.id} could not be read again for fresh addresses: ${errorText(e)}`);
  }
}

/**
 * Stores all results of a task in `saving`, each by itself. Ends with `saved` or `unsaved` in the ledger; rejects with
 * CancelledError on abort, which leaves the task in `saving` for the next window. Nothing is begun for a project that
 * is not open here: a window where it is saves by itself.
 */
export async function saveTask(parts: SavingParts, id: string, signal: AbortSignal): Promise<void> {
  const { ledger } = parts.journal;
  for (let round = 0; ; round++) {
    const task = ledger.get(id);
    if (task === undefined || task.state.status !== 'saving') return;
    const failure = await saveMissing({ parts, task, state: task.state, signal });
    if (failure === undefined) return;
    if (signal.aborted) throw failure;
    const waitMs = round < roundsFor(failure) ? roundsMs[round] : undefined;
    if (waitMs === undefined) {
      await parts.journal.applySurely(id, { type: 'saveFailed', error: toTaskError(failure) });
      return;
    }
    if (waitMs > 0) await parts.clock.sleep(waitMs, signal);
    await freshenUrls(parts, task, signal);
  }
}
