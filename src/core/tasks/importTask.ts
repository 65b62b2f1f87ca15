/** A task out of a file: what of it this ledger may believe, and how it comes to rest. Pure. */
import type { OutputSnapshot } from '../../shared/views.ts';
import { isTaskId } from '../api/decodeTask.ts';
import { StorageError } from '../errors.ts';
import type { Task, TaskState } from './task.ts';
import { cancelledInLine, interrupted, toTaskError } from './taskError.ts';

/** The last millisecond that a Date can hold; later ones cannot be shown. */
const lastMs = 8.64e15;

const noPlace = toTaskError(
  new StorageError({ reason: 'noFolder', message: 'the task came from another history' }),
);

/** The path becomes a part of an address that the key is sent to. */
function isPath(path: string): boolean {
  return path === '' || (/^(?:\/[\w-][\w.-]*)+$/.test(path) && !path.includes('..'));
}

function areTimesSound(values: object): boolean {
  return Object.values(values).every(value => typeof value !== 'number' || Math.abs(value) <= lastMs);
}

/** Only files can be opened here: other addresses could make the editor do things. */
function withFileUri(output: OutputSnapshot | null): OutputSnapshot | null {
  if (output?.uri === undefined || /^(file|vscode-[a-z-]+):\/\//i.test(output.uri)) return output;
  const { uri: _refused, ...rest } = output;
  return rest;
}

/**
 * The same task at rest. The history it comes from may still be at work on it, and the person's credits are at stake:
 * nothing that is imported is sent, polled or downloaded until somebody says so.
 */
function atRest(state: TaskState, nowMs: number): TaskState {
  switch (state.status) {
    case 'queued':
      return { status: 'failed', error: cancelledInLine, finishedAt: nowMs };
    case 'submitting':
      return { ...state, status: 'unconfirmed', error: interrupted };
    case 'running': {
      const { taskId, apiStatus, submittedAt } = state;
      return { status: 'unwatched', taskId, apiStatus, submittedAt, since: nowMs };
    }
    case 'saving':
    case 'unsaved':
      // With this error nobody tries again by himself, and the person is asked for a folder of this computer.
      return { ...state, status: 'unsaved', error: noPlace, outputs: state.outputs.map(withFileUri) };
    case 'saved':
      return { ...state, outputs: state.outputs.map(withFileUri) };
    default:
      return state;
  }
}

/**
 * `task` as it may be added to this ledger; undefined where something in it could do harm. Whoever wrote the file may
 * mean ill: files of this computer that it names as inputs or places for results are not believed.
 */
export function importedTask(task: Task, nowMs: number): Task | undefined {
  const { inputs: _theirs, output: _place, ...facts } = task;
  const { state } = task;
  const isSound =
    isPath(task.path) &&
    task.revision >= 0 &&
    areTimesSound(task) &&
    areTimesSound(state) &&
    (!('taskId' in state) || state.taskId === undefined || isTaskId(state.taskId));
  return isSound ? { ...facts, output: undefined, state: atRest(state, nowMs) } : undefined;
}
