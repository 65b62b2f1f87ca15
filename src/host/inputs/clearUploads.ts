/** Takes away what was uploaded for a task, once the service needs it no more. */
import type { SecretStorage } from 'vscode';
import { errorText } from '../../core/errors.ts';
import type { Http, Log } from '../../core/ports.ts';
import type { Task } from '../../core/tasks/task.ts';
import { createBucket } from './bucket.ts';
import { readBucket, readBucketKeys } from './bucketSettings.ts';

export interface ClearParts {
  readonly http: Http;
  readonly secrets: SecretStorage;
  readonly log: Log;
}

/** Deletes the objects of `task` from the bucket that is set up. A bucket that refuses is told to the log alone. */
export async function clearUploads({ http, secrets, log }: ClearParts, task: Task): Promise<void> {
  const settings = readBucket();
  const keys = settings && (await readBucketKeys(secrets, settings));
  if (settings === undefined || keys === undefined) return;
  const bucket = createBucket(settings, keys, { http, signal: new AbortController().signal });
  for (const { object } of task.inputs ?? []) {
    if (object === undefined) continue;
    try {
      await bucket.delete(object);
    } catch (e) {
      log.warn(`an uploaded input stays in the bucket (${object}): ${errorText(e)}`);
    }
  }
}
