import { isError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import type { Applied, Ledger } from './ledger.ts';

/** Writing what must not be lost. */
export interface Journal {
  readonly ledger: Ledger;
  /**
   * As `ledger.apply`, but a disk that refuses is asked again until it takes the event: money hangs on it. Rejects
   * with CancelledError only when the work ends.
   */
  applySurely(id: string, event: TaskEvent): Promise<Applied>;
}

const firstWaitMs = 500;
const longestWaitMs = 15_000;

export interface JournalParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the engine ends. */
  readonly signal: AbortSignal;
}

export function createJournal({ ledger, clock, log, signal }: JournalParts): Journal {
  return {
    ledger,
    async applySurely(id, event) {
      for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
        try {
          return await ledger.apply(id, event);
        } catch (e) {
          if (isError(e, 'cancelled')) throw e;
          log.error(`task ${id}: "${event.type}" could not be written, trying again`, e);
          await clock.sleep(waitMs, signal);
        }
      }
    },
  };
}
