/** The waiting line in a person's hands: hold it, let it go, and the order in it. */
import { InputError } from '../../core/errors.ts';
import type { LineMove } from '../../core/tasks/line.ts';
import type { Task } from '../../core/tasks/task.ts';
import type { Services } from '../services.ts';
import { writeSetting } from '../settings.ts';
import { toTaskSnapshot } from '../taskSnapshot.ts';
import type { Handler, HandlersOf } from './registerCommands.ts';
import { taskArgument, taskArguments } from './taskArgument.ts';

type QueueCommand =
  | 'apiInOne.queue.pause'
  | 'apiInOne.queue.resume'
  | 'apiInOne.tasks.cancel'
  | 'apiInOne.tasks.moveUp'
  | 'apiInOne.tasks.moveDown'
  | 'apiInOne.tasks.runNext';

const isWaiting = (task: Task): boolean => task.state.status === 'queued';

/** Handlers around the waiting line. */
export function queueCommands(services: Services): HandlersOf<QueueCommand> {
  const { tasks } = services;
  const move =
    (to: LineMove): Handler =>
    async (...args) => {
      const task = await taskArgument(services, args, isWaiting);
      return task && toTaskSnapshot(await tasks.moveInLine(task.id, to));
    };
  return {
    'apiInOne.queue.pause': () => writeSetting('apiInOne.queue.paused', true),
    'apiInOne.queue.resume': () => writeSetting('apiInOne.queue.paused', false),
    'apiInOne.tasks.cancel': async (...args) => {
      const chosen = await taskArguments(services, args);
      // What went out meanwhile is paid for and is left alone.
      const waiting = chosen.filter(isWaiting);
      if (waiting.length === 0) throw new InputError({ field: 'id', rule: 'notAllowed' });
      for (const { id } of waiting) await tasks.stopWatching(id);
    },
    'apiInOne.tasks.moveUp': move('up'),
    'apiInOne.tasks.moveDown': move('down'),
    'apiInOne.tasks.runNext': move('front'),
  };
}
