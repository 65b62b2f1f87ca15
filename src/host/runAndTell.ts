/** A task from its order to the message at its end. */
import type { Task } from '../core/tasks/task.ts';
import type { GenerateRequest } from '../shared/views.ts';
import { followPlace } from './editor/followPlace.ts';
import type { Origin } from './origin.ts';
import type { Services } from './services.ts';
import { tellFinished } from './tellFinished.ts';

/** A task that has been recorded, and its end. */
export interface Running {
  readonly begun: Task;
  readonly finished: Promise<Task>;
}

/** Records the request; its end is told when it comes, with the place that the person was in, wherever that is then. */
export async function runAndTell(
  services: Services,
  request: GenerateRequest,
  origin: Origin,
): Promise<Running> {
  const place = followPlace(origin);
  try {
    const begun = await services.generate(request, origin);
    const finished = services.tasks.finished(begun.id);
    const told = finished.then(done => tellFinished(services, done, place));
    services.background(told.finally(() => place.dispose()));
    return { begun, finished };
  } catch (e) {
    place.dispose();
    throw e;
  }
}
