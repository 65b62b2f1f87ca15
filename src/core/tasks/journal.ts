import { isError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { TaskEvent } from './events.ts';
import type { Applied, Ledger } from './ledger.ts';
import type { Task } from './task.ts';

/** Writing what must not be lost. */
export interface Journal {
  readonly ledger: Ledger;
  /**
   * As `ledger.apply`, but a disk that refuses is asked again until it takes the event: money hangs on it. Rejects
   * with CancelledError only when the work ends.
   */
  applySurely(id: string, event: TaskEvent): Promise<Applied>;
  /** As `ledger.adopt`, in the same way. */
  adoptSurely(task: Task): Promise<boolean>;
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
  async function surely<T>(what: string, write: () => Promise<T>): Promise<T> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        return await write();
      } catch (e) {
        if (isError(e, 'cancelled')) throw e;
        log.error(`${what} could not be written, trying again`, e);
        await clock.sleep(waitMs, signal);
      }
    }
  }

  return {
    ledger,
    applySurely: (id, event) => surely(`task ${id}: "${event.type}"`, () => ledger.apply(id, event)),
    adoptSurely: task => surely(`task ${task.id}`, () => ledger.adopt(task)),
  };
}
