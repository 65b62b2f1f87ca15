/** Watches for tasks that come to rest and whose uploaded inputs are then not needed any more. */
import type { Disposable } from '../core/lifecycle.ts';
import type { Task } from '../core/tasks/task.ts';
import type { Services } from './services.ts';
import { readSetting } from './settings.ts';

const hasUpload = (task: Task): boolean => task.inputs?.some(input => input.object !== undefined) === true;
const isOver = ({ state }: Task): boolean => ['saved', 'failed', 'unsaved'].includes(state.status);

export function keepUploadsClear(services: Services): Disposable {
  /** Seen under way in this window: what was over before is not asked about at every start. */
  const open = new Set<string>();
  return services.tasks.onDidChange(tasks => {
    for (const task of tasks.filter(hasUpload)) {
      if (!isOver(task)) open.add(task.id);
      else if (open.delete(task.id) && readSetting('apiInOne.inputs.bucket.deleteAfter'))
        services.background(
          import('./inputs/clearUploads.ts').then(({ clearUploads }) =>
            clearUploads({ ...services, secrets: services.context.secrets }, task),
          ),
        );
    }
  });
}
