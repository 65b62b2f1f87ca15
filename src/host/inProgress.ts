/** How many tasks the badge and the status bar count: what waits while the line is paused is not in progress. */
import { activeStatuses, type Task } from '../core/tasks/task.ts';
import { readSetting } from './settings.ts';

export function countInProgress(tasks: readonly Task[]): number {
  const isPaused = readSetting('apiInOne.queue.paused');
  return tasks.filter(
    ({ state }) => activeStatuses.has(state.status) && !(isPaused && state.status === 'queued'),
  ).length;
}
