/** What other extensions get from `activate()`. */
import type { Event } from '../core/lifecycle.ts';
import { snapshotOf } from '../core/tasks/snapshot.ts';
import type { GenerateRequest, TaskSnapshot } from '../shared/views.ts';
import { parseGenerateRequest } from './generateRequest.ts';
import { currentOrigin } from './origin.ts';
import type { Services } from './services.ts';

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
  return snapshotOf(request.wait === false ? task : await services.tasks.finished(task.id));
}

/** Makes the API over the services. */
export function createExtensionApi(services: Services): ApiInOne {
  const { tasks } = services;
  return {
    apiVersion: 1,
    generate: async request => {
      await services.ensureReady();
      return generateAndWait(services, parseGenerateRequest(request, undefined));
    },
    tasks: () => tasks.tasks().map(snapshotOf),
    task: id =>
      tasks
        .tasks()
        .map(snapshotOf)
        .find(t => t.id === id || t.taskId === id),
    trackTask: async taskId => snapshotOf(await services.track(taskId, currentOrigin())),
    onDidChangeTasks: listener => tasks.onDidChange(changed => listener(changed.map(snapshotOf))),
  };
}
