/** Forgets ended tasks that the person does not want to keep. Files stay, and so do the sums of credits. */
import { isError } from '../core/errors.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { LedgerStore } from '../core/tasks/store.ts';
import type { TaskEngine } from '../core/tasks/taskEngine.ts';
import { readSetting } from './settings.ts';

/** Nothing of this is urgent: a window that starts has better things to do. */
const startAfterMs = 5000;
/** So many at a time hold up nobody. */
const sliceSize = 100;
const dayMs = 86_400_000;
/** The credits page looks back a year; what the chat took before is shown nowhere. */
const shownMs = 366 * dayMs;

export interface RetentionParts {
  readonly engine: Pick<TaskEngine, 'expire'>;
  readonly store: Pick<LedgerStore, 'compact'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Throws SettingError for a limit that cannot be read: its default would be none, and wrong either way. */
async function forget({ engine, store, clock, log }: RetentionParts, signal: AbortSignal): Promise<void> {
  await clock.sleep(startAfterMs, signal);
  const days = readSetting('apiInOne.history.keepDays');
  const keep = readSetting('apiInOne.history.keepTasks') ?? undefined;
  if (days === null && keep === undefined) return;
  const beforeMs = days === null ? undefined : clock.now() - days * dayMs;
  const chatBeforeMs = beforeMs === undefined ? undefined : Math.min(beforeMs, clock.now() - shownMs);
  let forgotten = 0;
  for (let count = sliceSize; count === sliceSize; forgotten += count) {
    count = await engine.expire({ beforeMs, keep, chatBeforeMs }, sliceSize);
    await clock.sleep(0, signal);
  }
  if (forgotten === 0) return;
  log.info(`history: ${forgotten} finished tasks beyond the limits of the settings were forgotten`);
  await store.compact();
}

/** Does so once, in the background, until `signal` aborts. */
export function keepHistoryShort(parts: RetentionParts, signal: AbortSignal): Promise<void> {
  return forget(parts, signal).catch((e: unknown) => {
    if (!isError(e, 'cancelled')) parts.log.error('history: old tasks could not be forgotten', e);
  });
}
