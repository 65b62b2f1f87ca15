/**
 * A process that asks one question of a service that answers with a bomb, and prints what came of it and how much
 * memory it took at its worst, beyond what an ordinary answer takes. Arguments: origin, which question.
 */
import { readFileSync } from 'node:fs';
import { createApiClient } from '../../src/core/api/client.ts';
import { isError } from '../../src/core/errors.ts';
import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { systemClock } from '../../src/host/ports/systemClock.ts';
import { silentLog } from './silentLog.ts';

export interface BombReport {
  /** Kind and, of what cannot be read, reason; `answered` where it was no error at all. */
  readonly outcome: string;
  readonly grewMiB: number;
}

const [origin = '', question = ''] = process.argv.slice(2);
const http = createHttp({ proxyConfigured: () => false, log: silentLog, env: {} });
const connect = async () => ({ baseUrl: origin, key: 'aio_bomb_squad_key', http, service: 'live' as const });
const budget = { take: async () => {}, refused() {} };
const client = createApiClient({ connect, budget, clock: systemClock, log: silentLog, random: Math.random });

async function ask(): Promise<unknown> {
  if (question === 'order') return client.createTask('/bomb', {});
  if (question === 'read') return client.getTask('bomb');
  let last: unknown;
  for await (const event of client.chatStream({ messages: [] })) last = event;
  return last;
}

/** Of this process alone where the system tells: `maxRSS` begins with what its parent had. */
function peakKiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}

function outcomeOf(e: unknown): string {
  if (isError(e, 'decode')) return `decode ${e.reason}`;
  return isError(e) ? e.kind : String(e);
}

// What every exchange loads and keeps is not the bomb's.
await client.getTask('ordinary');
const before = peakKiB();
const outcome = await ask().then(() => 'answered', outcomeOf);
const report: BombReport = { outcome, grewMiB: (peakKiB() - before) / 1024 };
http.dispose();
process.stdout.write(JSON.stringify(report));
