/** Tasks that rest because another service address is set than the one that has them. */
import { l10n } from 'vscode';
import { isError } from '../core/errors.ts';
import type { ServiceOf, Task } from '../core/tasks/task.ts';
import { readBaseUrl } from './settings.ts';

/** The live service's address; undefined where the setting cannot be used. */
export function usableBaseUrl(): string | undefined {
  try {
    return readBaseUrl();
  } catch (e) {
    if (isError(e, 'setting')) return undefined;
    throw e;
  }
}

/** Whether requests about the task go to the address in use. Older records name none: they belong to it. */
export function isReachable({ service, baseUrl }: ServiceOf, inUse = usableBaseUrl()): boolean {
  return service === 'sandbox' || baseUrl === undefined || baseUrl === inUse;
}

/** The host that a task waits for; undefined where it does not wait. */
export function awaitedHost(task: Task): string | undefined {
  const { status } = task.state;
  if ((status !== 'queued' && status !== 'running') || task.baseUrl === undefined) return undefined;
  return isReachable(task) ? undefined : new URL(task.baseUrl).host;
}

/** The same in a sentence, with what to do. */
export function restText(task: Task): string | undefined {
  if (awaitedHost(task) === undefined || task.baseUrl === undefined) return undefined;
  return l10n.t(
    'This task belongs to the service at {0}. It is not asked for elsewhere; it goes on when the setting apiInOne.baseUrl names that address again.',
    task.baseUrl,
  );
}
