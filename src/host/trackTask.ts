/** Takes over a task by the service's id: what it is, is read from the service's own record of the request. */

import type { RemoteTask } from '../core/api/types.ts';
import type { Task } from '../core/tasks/task.ts';
import type { Kind } from '../shared/views.ts';
import { type Origin, projectAt } from './origin.ts';
import { plain } from './present.ts';
import { planFor } from './recordRequest.ts';
import type { Services } from './services.ts';

const kindsByEnding: readonly (readonly [RegExp, Kind])[] = [
  [/\.(mp4|webm|mov)(\?|$)/i, 'video'],
  [/\.(mp3|wav|ogg|flac|m4a)(\?|$)/i, 'music'],
];

/** Kind and model by the request that the service remembers, else by what the results look like. */
function whatIs(services: Services, remote: RemoteTask): { kind: Kind; model: string } {
  const name = remote.request?.['model'];
  const choice = typeof name === 'string' ? services.catalogue().find(undefined, name) : undefined;
  if (choice !== undefined) return { kind: choice.spec.kind, model: choice.spec.slug };
  const kind = kindsByEnding.find(([ending]) => remote.urls.some(url => ending.test(url)))?.[1] ?? 'image';
  return { kind, model: typeof name === 'string' ? plain(name, 60) : '' };
}

/** The task, in the ledger; the known one where there is one already. Rejects with the client's errors. */
export async function trackTask(services: Services, taskId: string, origin: Origin): Promise<Task> {
  const known = await services.tasks.find(taskId);
  if (known !== undefined) return known;
  const remote = await services.client().getTask(taskId, undefined, 'person');
  const { kind, model } = whatIs(services, remote);
  const prompt = remote.request?.['prompt'];
  return services.tasks.track(taskId, {
    kind,
    model,
    title: typeof prompt === 'string' && prompt.trim() !== '' ? prompt : taskId,
    ...services.serviceOf(),
    output: planFor(origin, { kind, model, params: remote.request ?? {} }),
    workspace: projectAt(origin),
  });
}
