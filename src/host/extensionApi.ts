/** What other extensions get from `activate()`. */
import { InputError } from '../core/errors.ts';
import type { Event } from '../core/lifecycle.ts';
import type { GenerateRequest, TaskSnapshot } from '../shared/views.ts';
import { copyForeign } from './foreignValue.ts';
import { parseGenerateRequest } from './generateRequest.ts';
import { currentOrigin } from './origin.ts';
import { toPublicError } from './publicError.ts';
import type { Services } from './services.ts';
import { toTaskSnapshot } from './taskSnapshot.ts';
import { taskIdOf } from './tree/taskItem.ts';

/** Version 1 of the API. Later versions only add. */
export interface ApiInOne {
  readonly apiVersion: 1;
  /** Validates, records, sends; resolves with the finished task, or with the recorded one where `wait` is false. */
  generate(request: GenerateRequest): Promise<TaskSnapshot>;
  /** Unfinished tasks and the newest finished ones, newest first. */
  tasks(): TaskSnapshot[];
  /** By our id or the service's; undefined where it is not among `tasks()`. */
  task(id: string): TaskSnapshot | undefined;
  /** Takes over a task by the service's id. */
  trackTask(taskId: string): Promise<TaskSnapshot>;
  readonly onDidChangeTasks: Event<TaskSnapshot[]>;
}

/** Records a request and waits as it says. */
export async function generateAndWait(services: Services, request: GenerateRequest): Promise<TaskSnapshot> {
  const task = await services.generate(request, currentOrigin());
  return toTaskSnapshot(request.wait === false ? task : await services.tasks.finished(task.id));
}

/** Errors leave with their words for people, as from the commands. */
async function inPublic<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw toPublicError(e);
  }
}

/** Makes the API over the services. Rejections have `message` for people and `kind`; of inputs `field` and `rule`, too. */
export function createExtensionApi(services: Services): ApiInOne {
  const { tasks } = services;
  return {
    apiVersion: 1,
    generate: request =>
      inPublic(async () => {
        const own = parseGenerateRequest(copyForeign(request, 'request'), undefined);
        await services.ensureReady();
        return generateAndWait(services, own);
      }),
    tasks: () => tasks.tasks().map(toTaskSnapshot),
    task: id => {
      const found = tasks.tasks().find(t => t.id === id || taskIdOf(t) === id);
      return found && toTaskSnapshot(found);
    },
    trackTask: taskId =>
      inPublic(async () => {
        if (typeof taskId !== 'string')
          throw new InputError({ field: 'taskId', rule: 'type', limit: 'string' });
        await services.ensureReady();
        return toTaskSnapshot(await services.track(taskId, currentOrigin()));
      }),
    onDidChangeTasks: listener => tasks.onDidChange(changed => listener(changed.map(toTaskSnapshot))),
  };
}
