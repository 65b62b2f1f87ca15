/** Tasks that rest because another service address is set than the one that has them. */
import { l10n, Uri } from 'vscode';
import { isError } from '../core/errors.ts';
import { projectOf, type ServiceOf, type Task } from '../core/tasks/task.ts';
import { isWaitingForProject } from '../core/tasks/taskError.ts';
import { plain } from './present.ts';
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

/** What the folder is called whose window stores a task's results; undefined where no such window is waited for. */
export function awaitedProject(task: Task): string | undefined {
  const project = isWaitingForProject(task.state) ? projectOf(task) : undefined;
  return (
    project &&
    plain(
      Uri.parse(project)
        .path.split('/')
        .findLast(part => part !== '') ?? project,
      60,
    )
  );
}

/** The same in a sentence, with what to do. */
export function closedProjectText(task: Task): string | undefined {
  const name = awaitedProject(task);
  return name === undefined
    ? undefined
    : l10n.t(
        'Its project "{0}" is not open in any window, so the result was not saved there. Open the project and it is saved by itself, or choose another place with "Save to…".',
        name,
      );
}
