import type { ApiClient } from '../api/types.ts';
import { saveRequestFor } from '../assets/plan.ts';
import type { AssetSaver, SaveRequest } from '../assets/types.ts';
import { errorText, isError, StorageError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { Gate } from './gate.ts';
import type { Journal } from './journal.ts';
import type { ServiceOf, Task, TaskState } from './task.ts';
import { toTaskError } from './taskError.ts';

export interface SavingParts {
  readonly journal: Journal;
  readonly saver: AssetSaver;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate: Gate;
  readonly apiFor: (task: ServiceOf) => ApiClient;
  /** Where results of this task may come from. */
  readonly originFor: (task: Task) => SaveRequest['origin'];
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
  readonly isResumed: boolean;
  readonly signal: AbortSignal;
}

/** Stores one output. Rejects with what the saver says, or with StorageError `noFolder`. */
async function saveOutput({ parts, task, isResumed, signal }: Saving, index: number): Promise<void> {
  const { state, output } = task;
  if (!('urls' in state)) return;
  if (output === undefined) {
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
  const request = { ...saveRequestFor(output, facts, source), mayBeThere: isResumed };
  const asset = await parts.saver.save(request, signal);
  await parts.journal.applySurely(task.id, { type: 'outputSaved', index, asset });
}

/** Tries each output that is not stored yet, all of them also when one fails; returns the first failure. */
async function saveMissing(saving: Saving): Promise<unknown> {
  const { parts, task, signal } = saving;
  const { state } = task;
  if (state.status !== 'saving') return undefined;
  const missing = [...state.outputs.keys()].filter(index => state.outputs[index] === null);
  const tries = missing.map(index =>
    parts.gate
      .pass(() => saveOutput(saving, index), signal)
      .then(
        () => undefined,
        (e: unknown) => {
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
 * CancelledError on abort, which leaves the task in `saving` for the next window. `isResumed`: another window had
 * begun, and may have ended between giving a file its name and writing that down.
 */
export async function saveTask(
  parts: SavingParts,
  id: string,
  isResumed: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = parts.journal;
  for (let round = 0; ; round++) {
    const task = ledger.get(id);
    if (task === undefined || task.state.status !== 'saving') return;
    const failure = await saveMissing({ parts, task, isResumed, signal });
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
