/** A task as the ledger keeps it: fixed facts and a state that only `reduce` moves. */

import type { Kind, OutputSnapshot, Status } from '../../shared/views.ts';
import type { OutputPlan, SavedAsset } from '../assets/types.ts';

/** A failure as the ledger keeps it: enough to word it again in any language. */
export interface TaskError {
  readonly kind: string;
  /** English, redacted; for the log and for other extensions. */
  readonly message: string;
  /** The fields of the error by name, for the wording. */
  readonly details: Readonly<Record<string, string | number>>;
}

/** A local file that the request names by an address. */
export interface TaskInput {
  /** As it stands in the request. */
  readonly url: string;
  /** URI of the file. */
  readonly file: string;
  /** How the address was made. */
  readonly way: string;
  /** What was uploaded for it to the person's bucket. */
  readonly object?: string;
  /** ms since the epoch: the address works no longer. Undefined where that is not known. */
  readonly expiresAt?: number;
  /** Where a smaller copy of the picture was sent in its place: what that was. */
  readonly reduced?: ReducedInput;
}

export interface ReducedInput {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface TaskFacts {
  /** Ours; also guards against double clicks and agents' repeats. */
  readonly id: string;
  readonly kind: Kind;
  /** Page slug. */
  readonly model: string;
  readonly title: string;
  readonly service: 'live' | 'sandbox';
  /** The live service's address that has it, or will; nothing is asked for it elsewhere. Older records have none. */
  readonly baseUrl?: string;
  /** Path below the base URL. */
  readonly path: string;
  /** The body, exactly as sent. Holds no key. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly output: OutputPlan | undefined;
  readonly expectedOutputs: number;
  /** URI of the workspace folder that the task was begun in; undefined for a window without. See `projectOf`. */
  readonly workspace: string | undefined;
  /** Local id of the task it was made from, URI of the file it was made from. */
  readonly parent?: string;
  readonly source?: string;
  /** The batch that it was ordered with: its unsent rest lets single orders go first. */
  readonly batch?: string;
  /** Files that it is made from, where they had no address of their own. */
  readonly inputs?: readonly TaskInput[];
  /** ms since the epoch. */
  readonly createdAt: number;
}

interface Sent {
  readonly submittedAt: number;
}
interface Known extends Sent {
  readonly taskId: string;
  readonly apiStatus?: string | undefined;
}
interface Succeeded extends Known {
  readonly credits?: number | undefined;
  readonly urls: readonly string[];
  /** By position in `urls`; a hole is an output not stored yet. */
  readonly outputs: readonly (OutputSnapshot | null)[];
  /** By the same position: what was about to get its name. Where the window died right after, the file is there. */
  readonly named?: readonly (SavedAsset | null)[] | undefined;
  /** When the service was first seen to be done. */
  readonly succeededAt: number;
  /** When it was last seen not to be done: the result came between the two. Missing where nobody looked. */
  readonly notDoneAt?: number | undefined;
}

export type TaskState =
  | {
      readonly status: 'queued';
      /** Its place where a person has moved it, see `rankOf`. */
      readonly rank?: string | undefined;
      readonly notBefore?: number | undefined;
      /** Why the last try did not get through; it cost nothing. */
      readonly error?: TaskError | undefined;
    }
  /** `rank`: the place to return to where the service does not take it now. */
  | ({ readonly status: 'submitting'; readonly rank?: string | undefined } & Sent)
  | ({ readonly status: 'unconfirmed'; readonly error: TaskError } & Sent)
  | ({
      readonly status: 'running';
      readonly polledAt?: number | undefined;
      readonly missing?: Missing | undefined;
      /** When somebody resumed it: the hours of watching count from here. */
      readonly resumedAt?: number | undefined;
    } & Known)
  | ({ readonly status: 'unwatched'; readonly since: number } & Known)
  | ({ readonly status: 'lost'; readonly finishedAt: number } & Known)
  | ({ readonly status: 'saving' } & Succeeded)
  | ({ readonly status: 'unsaved'; readonly error: TaskError } & Succeeded)
  | ({ readonly status: 'saved'; readonly finishedAt: number } & Succeeded)
  | {
      readonly status: 'failed';
      readonly error: TaskError;
      readonly finishedAt: number;
      readonly taskId?: string | undefined;
      readonly apiStatus?: string | undefined;
      readonly submittedAt?: number | undefined;
      readonly credits?: number | undefined;
    };

/** Answers "not found" in a row: how many, since when. */
export interface Missing {
  readonly count: number;
  readonly since: number;
}

export interface Task extends TaskFacts {
  /** Grows by one with every change; the store refuses a write that is not the next one. */
  readonly revision: number;
  readonly updatedAt: number;
  readonly state: TaskState;
}

/** Which service a request about a task goes to. */
export type ServiceOf = Pick<TaskFacts, 'service' | 'baseUrl'>;

/**
 * Whether two tasks are of one service, where an id names one task: two addresses may count alike. Of records without
 * an address nobody can say, so they are taken for the same.
 */
export function isSameService(a: ServiceOf, b: ServiceOf): boolean {
  return a.service === b.service && (a.baseUrl ?? b.baseUrl) === (b.baseUrl ?? a.baseUrl);
}

/**
 * URI of the workspace folder whose windows alone may store the results; undefined where any window may, because the
 * task was begun without a project or the person has chosen another place for it.
 */
export function projectOf({ workspace, output }: TaskFacts): string | undefined {
  return output?.isChosen === true ? undefined : workspace;
}

export type { Status };

/** Statuses in which somebody must still do something by itself. */
export const activeStatuses: ReadonlySet<Status> = new Set(['queued', 'submitting', 'running', 'saving']);
