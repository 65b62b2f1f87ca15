/** Takes away what was uploaded, once no order needs it any more or its address has run out. */
import type { SecretStorage } from 'vscode';
import { errorText } from '../../core/errors.ts';
import type { Http, Log } from '../../core/ports.ts';
import { activeStatuses, type Task } from '../../core/tasks/task.ts';
import { createBucket } from './bucket.ts';
import { readBucketKeys } from './bucketSettings.ts';
import type { Upload, Uploads } from './uploads.ts';

export interface ClearParts {
  readonly http: Http;
  readonly secrets: SecretStorage;
  readonly log: Log;
  readonly uploads: Pick<Uploads, 'all' | 'forget'>;
  /** All that are not over, and the newest of those that are. */
  readonly tasks: readonly Task[];
  /** ms since the epoch. */
  readonly nowMs: number;
  /** False: what was uploaded stays, and is only forgotten. */
  readonly isWanted: boolean;
}

const names = (task: Task, object: string): boolean =>
  task.inputs?.some(input => input.object === object) === true;

/** One whose end nobody knows may still be read by the service. */
const mayNeed = ({ state }: Task): boolean =>
  activeStatuses.has(state.status) || state.status === 'unconfirmed' || state.status === 'unwatched';

/** Whether `upload` is of no use any more. One that no order has named yet is kept while its address works. */
export function isSpent(upload: Upload, tasks: readonly Task[], nowMs: number): boolean {
  if (upload.expiresAt <= nowMs) return true;
  const users = tasks.filter(task => names(task, upload.object));
  return users.length > 0 && !users.some(mayNeed);
}

/** A bucket that refuses is told to the log, and asked again the next time. */
export async function clearUploads(parts: ClearParts): Promise<void> {
  const { http, secrets, log, uploads, tasks, nowMs, isWanted } = parts;
  for (const upload of await uploads.all()) {
    if (!isSpent(upload, tasks, nowMs)) continue;
    try {
      if (isWanted) {
        const settings = { ...upload.place, lifetimeMinutes: 1 };
        const keys = await readBucketKeys(secrets, settings);
        // Without keys nobody can take it away, now or later.
        if (keys !== undefined) {
          const bucket = createBucket(settings, keys, { http, signal: new AbortController().signal });
          await bucket.delete(upload.object);
        }
      }
      await uploads.forget(upload.object);
    } catch (e) {
      log.warn(`an uploaded input stays in the bucket (${upload.object}): ${errorText(e)}`);
    }
  }
}
