/** Has uploaded inputs taken away once they are not needed any more: at the start, and as tasks come to rest. */
import type { Disposable } from '../core/lifecycle.ts';
import { activeStatuses, type Task } from '../core/tasks/task.ts';
import type { Services } from './services.ts';
import { readSetting } from './settings.ts';

const hasUpload = (task: Task): boolean => task.inputs?.some(input => input.object !== undefined) === true;
const hasEnded = (task: Task): boolean => hasUpload(task) && !activeStatuses.has(task.state.status);

/** Looks again after each end; ends that come together are one look. */
export function keepUploadsClear(services: Services): Disposable {
  const { tasks, background, inputs } = services;
  let isDisposed = false;
  let isAsked = false;
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = async (): Promise<void> => {
    isAsked = false;
    if (isDisposed || (await inputs.uploads.all()).length === 0) return;
    const { clearUploads } = await import('./inputs/clearUploads.ts');
    await clearUploads({
      ...{ http: services.http, log: services.log, uploads: inputs.uploads },
      ...{ secrets: services.context.secrets, tasks: tasks.tasks(), nowMs: Date.now() },
      isWanted: readSetting('apiInOne.inputs.bucket.deleteAfter'),
    });
  };
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    sweeping = sweeping.then(sweep, sweep);
    background(sweeping);
  };
  // A list that cannot be opened is told of elsewhere.
  tasks.ready.then(ask, () => {});
  background(inputs.recall());
  const listening = tasks.onDidChange(changed => {
    if (changed.some(hasEnded)) ask();
  });
  return {
    dispose() {
      isDisposed = true;
      listening.dispose();
    },
  };
}
