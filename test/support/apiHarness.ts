import { type ApiClientOptions, createApiClient } from '../../src/core/api/client.ts';
import type { ApiClient, Budget, Connection, Priority } from '../../src/core/api/types.ts';
import type { Log } from '../../src/core/ports.ts';
import { createMemoryClock, type MemoryClock } from './memoryClock.ts';
import { createScriptedHttp, type ScriptedAnswer, type ScriptedHttp } from './scriptedHttp.ts';

export interface SkippingClock extends MemoryClock {
  /** Every sleep that was asked for, ms. */
  readonly slept: readonly number[];
}

/** A clock whose sleeps move it on and are over. */
export function createSkippingClock(): SkippingClock {
  const clock = createMemoryClock();
  const slept: number[] = [];
  const sleep: MemoryClock['sleep'] = async (ms, signal) => {
    slept.push(ms);
    const over = clock.sleep(ms, signal);
    over.catch(() => {});
    await clock.advance(ms);
    return over;
  };
  return Object.defineProperties({} as SkippingClock, {
    ...Object.getOwnPropertyDescriptors(clock),
    sleep: { value: sleep },
    slept: { value: slept },
  });
}

export interface ApiHarness {
  readonly client: ApiClient;
  readonly http: ScriptedHttp;
  readonly clock: SkippingClock;
  /** What the budget was asked and told, in order: `person`, `poll`, `refused 2000`. */
  readonly budget: readonly string[];
  readonly log: readonly string[];
}

/** Lets everything through and keeps a record. */
export function createRecordingBudget(): { record: string[]; budget: Budget } {
  const record: string[] = [];
  const budget: Budget = {
    async take(priority: Priority) {
      record.push(priority);
    },
    refused(retryAfterMs) {
      record.push(`refused ${retryAfterMs}`);
    },
  };
  return { record, budget };
}

/** Keeps the lines. */
export function createRecordingLog(): { lines: string[]; log: Log } {
  const lines: string[] = [];
  const add = (message: string): void => void lines.push(message);
  return { lines, log: { debug: add, info: add, warn: add, error: add } };
}

/** The client over scripted answers, with a clock whose sleeps take no time and a jitter of one half. */
export function createApiHarness(
  answers: readonly ScriptedAnswer[],
  overrides: Partial<ApiClientOptions> & { connection?: Partial<Connection> } = {},
): ApiHarness {
  const { connection, ...rest } = overrides;
  const http = createScriptedHttp(...answers);
  const clock = createSkippingClock();
  const { record, budget } = createRecordingBudget();
  const { lines, log } = createRecordingLog();
  const connect = async (): Promise<Connection> => ({
    baseUrl: 'https://api.test/api/v1',
    key: 'aio_canary',
    http,
    service: 'live',
    ...connection,
  });
  const client = createApiClient({ connect, budget, clock, log, random: () => 0.5, ...rest });
  return { client, http, clock, budget: record, log: lines };
}
