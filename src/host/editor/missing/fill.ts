/** What follows when files that documents name have been made: the documents name them as they are. */
import type { Task } from '../../../core/tasks/task.ts';
import type { Filling } from '../../origin.ts';
import type { Services } from '../../services.ts';
import { type ChangedReferences, mendReferences, tellChanged } from './mendReferences.ts';

/** Changes what must be changed, and tells of it once. */
export async function fill(services: Services, made: readonly (readonly [Filling, Task])[]): Promise<void> {
  const changed: ChangedReferences[] = [];
  for (const [filling, task] of made) changed.push(...(await mendReferences(filling, task)));
  tellChanged(services, changed);
}
