/** The person's rules for the waiting line, from the settings. */
import type { Disposable } from '../core/lifecycle.ts';
import type { LineRules } from '../core/tasks/line.ts';
import { onDidChangeSetting, readSetting } from './settings.ts';

/** The rules as they stand now; `onDidChange` is called behind each change, in whatever window it was made. */
export function createLineRules(onDidChange: () => void): LineRules & Disposable {
  let isPaused = false;
  let limits: Readonly<Record<string, unknown>> = {};
  const read = (): void => {
    isPaused = readSetting('apiInOne.queue.paused');
    limits = readSetting('apiInOne.queue.concurrency');
  };
  read();
  const listening = onDidChangeSetting(['apiInOne.queue.paused', 'apiInOne.queue.concurrency'], () => {
    read();
    onDidChange();
  });
  return {
    isPaused: () => isPaused,
    limitOf: kind => {
      const limit = limits[kind];
      return typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : undefined;
    },
    dispose: () => listening.dispose(),
  };
}
