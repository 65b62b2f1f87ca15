/** The panel's commands. */
import { kinds } from '../../shared/views.ts';
import type { Studio } from '../panel/createStudio.ts';
import type { Services } from '../services.ts';
import type { HandlersOf } from './registerCommands.ts';
import { taskArgument } from './taskArgument.ts';
import { requestOf } from './taskCommands.ts';

/** Handlers that open the panel, empty or with a task's request in its form. */
export function studioCommands(
  services: Services,
  studio: Studio,
): HandlersOf<'apiInOne.openStudio' | 'apiInOne.tasks.editInStudio'> {
  return {
    'apiInOne.openStudio': async arg => {
      const kind = kinds.find(
        k => typeof arg === 'object' && arg !== null && 'kind' in arg && arg.kind === k,
      );
      await studio.open(kind === undefined ? undefined : { kind, model: undefined, values: {} });
    },
    'apiInOne.tasks.editInStudio': async (...args) => {
      const task = await taskArgument(services, args);
      if (task === undefined) return;
      // The form may order with addresses that have run out by then.
      for (const input of task.inputs ?? []) services.inputs.add(input);
      const { kind, model, params } = requestOf(task);
      await studio.open({ kind, model, values: params });
    },
  };
}
