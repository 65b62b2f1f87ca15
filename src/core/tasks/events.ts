/** Everything that can happen to a task. `reduce` alone knows what follows from it. */

import type { CreatedTask, RemoteTask } from '../api/types.ts';
import type { OutputPlan, SavedAsset } from '../assets/types.ts';
import type { TaskError } from './task.ts';

/** All facts of the file that stands for an output now; where it came from stays. */
export type ReplacedFile = Required<
  Pick<SavedAsset, 'uri' | 'mime' | 'bytes' | 'sha256' | 'width' | 'height'>
>;

export type TaskEvent =
  /** The person's: another place in the line, made by `rankBetween`. */
  | { readonly type: 'ranked'; readonly rank: string }
  /** The POST is about to be sent; on disk before a byte leaves. */
  | { readonly type: 'submitStarted' }
  | { readonly type: 'submitAccepted'; readonly created: CreatedTask }
  /**
   * It is proved that the service did not take the job. With `retryAt` (ms since the epoch) it waits in our line
   * again, without it the task has failed.
   */
  | { readonly type: 'submitRefused'; readonly error: TaskError; readonly retryAt?: number | undefined }
  /** It may have been taken: nobody knows, so nobody sends it again but the person. */
  | { readonly type: 'submitUnknown'; readonly error: TaskError }
  /** The service answered a read. `notDoneAt`: when it last said "not yet". */
  | { readonly type: 'observed'; readonly remote: RemoteTask; readonly notDoneAt?: number | undefined }
  /** The service does not know the task id. */
  | { readonly type: 'notFound' }
  /** The whole result lies on the disk and is about to get its name; written before it does. */
  | { readonly type: 'outputNamed'; readonly index: number; readonly asset: SavedAsset }
  | { readonly type: 'outputSaved'; readonly index: number; readonly asset: SavedAsset }
  | { readonly type: 'saveFailed'; readonly error: TaskError }
  /** The person's: a stored file lies elsewhere now, or nowhere any more. */
  | { readonly type: 'outputPlaced'; readonly index: number; readonly uri: string | undefined }
  /** By the person, or after a day of watching. A queued task is cancelled by it. */
  | { readonly type: 'stopWatching' }
  /** A stored file was made anew in another format, and is this one now. */
  | { readonly type: 'outputReplaced'; readonly index: number; readonly file: ReplacedFile }
  /** The person's: watch again. */
  | { readonly type: 'resume' }
  /** The person's: store the results of an `unsaved` task, in another place where `output` says so. */
  | { readonly type: 'retrySave'; readonly output?: OutputPlan | undefined }
  /** The person's: try again what the service refused, or what was cancelled in our line. */
  | { readonly type: 'requeue' }
  /** The person's: "the dashboard shows it, its id is this". */
  | { readonly type: 'confirmWith'; readonly taskId: string }
  /** The person's: "it never arrived, send it again". */
  | { readonly type: 'sendAgain' };

export type TaskEventType = TaskEvent['type'];
