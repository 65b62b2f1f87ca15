/** Inserting saved assets. */
import { insertTask, savedOutputs } from '../editor/insertTask.ts';
import type { Services } from '../services.ts';
import type { HandlersOf } from './registerCommands.ts';
import { taskArgument } from './taskArgument.ts';

/** Handlers that insert a task's files at the cursor. */
export function insertCommands(
  services: Services,
): HandlersOf<'apiInOne.insertAsset' | 'apiInOne.tasks.insert'> {
  const insert = async (...args: readonly unknown[]): Promise<void> => {
    const task = await taskArgument(services.tasks, args, t => savedOutputs(t).length > 0);
    if (task !== undefined) await insertTask(services, task);
  };
  return { 'apiInOne.insertAsset': () => insert(), 'apiInOne.tasks.insert': insert };
}
