/** Many submissions through everything that can go wrong, in windows that are killed, and the account of it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Task } from '../../src/core/tasks/task.ts';
import { openSqliteLedger } from '../../src/host/ports/sqliteLedger.ts';
import {
  type Answer,
  cutBody,
  error,
  hang,
  html,
  json,
  resetAfter,
  resetBefore,
  stall,
  text,
  tooMany,
  tornJson,
} from './fakeApi/answers.ts';
import { mediaFiles } from './fakeApi/media.ts';
import { type FakeApi, startFakeApi } from './fakeApi/startFakeApi.ts';
import { realDeps, theSqlite } from './openStores.ts';
import { intent } from './realWindow.ts';
import { createRandom } from './seeded.ts';

export interface FaultLoad {
  readonly count: number;
  readonly seed: number;
  /** Share of requests that go wrong, 0 to 1. */
  readonly faulty: number;
  /** So many windows end by kill -9: after so many ms, or at that step of theirs (a write, a request, a file). */
  readonly kills: number;
  readonly nextKill: () => KillPoint;
  readonly resultBytes: number;
}

export type KillPoint = { readonly afterMs: number } | { readonly atStep: number | string };

/** What came of it. The last six have to be 0. */
export interface FaultAccount {
  readonly submissions: number;
  readonly kills: number;
  readonly posts: number;
  readonly saved: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly boughtTwice: number;
  readonly lost: number;
  /** The ledger says something else than the service did. */
  readonly wrongStatus: number;
  /** Under a final name, and not the whole result. */
  readonly partialFiles: number;
  /** Files of saved tasks that these do not speak of. */
  readonly storedTwice: number;
  /** Files of unsaved tasks: stored by a window that died before it wrote that down, and not found by the next. */
  readonly unrecorded: number;
}

const child = new URL('faultChild.ts', import.meta.url);
const endpoint = '/images/generations';

/** A refusal inside a 200: the service took nothing, whatever the status of HTTP says. */
const refusedInside: Answer = { ...json({ code: 422, msg: 'no', data: null }), name: '422' };

const postFaults: readonly Answer[] = [
  ...[resetBefore(), resetAfter(), hang(), stall(), tornJson(), cutBody('{"code":200'), refusedInside],
  ...[error(500, 'server_error'), html(502, 'Bad gateway'), error(503, 'server_error'), html(504, 'Late')],
  ...[tooMany(), tooMany('3'), html(200, 'Sign in'), error(400, 'invalid_request')],
];
const readFaults: readonly Answer[] = [
  error(500, 'server_error'),
  resetAfter(),
  html(502, 'x'),
  tooMany('1'),
];

/** Of the result, where it is served with one. */
const tag = '"result"';

function resultFaults(content: Uint8Array): readonly Answer[] {
  const half = (headers: Record<string, string>): Answer => ({
    name: 'half',
    isProcessed: true,
    send(_request, response) {
      response.writeHead(200, { 'content-length': content.length, ...headers });
      response.write(content.subarray(0, content.length / 2), () => response.destroy());
    },
  });
  const tagged = half({ etag: tag });
  return [half({}), tagged, tagged, text('', 204), html(403, 'gone'), error(500, 'x'), resetAfter(), hang()];
}

/** Queues the faults, drawn from `random`, in front of what the service does by itself. */
function planFaults(api: FakeApi, load: FaultLoad, content: Uint8Array): void {
  const random = createRandom(load.seed);
  const draw = <T>(from: readonly T[]): T | undefined =>
    random() < load.faulty ? from[Math.floor(random() * from.length)] : undefined;
  const task = { response: [api.addMedia('result.png', 'image/png', content)] };
  const whole: Answer = {
    name: 'whole',
    isProcessed: true,
    send({ headers }, response) {
      const from = headers['if-range'] === tag ? Number(headers.range?.slice('bytes='.length, -1)) : 0;
      const range = `bytes ${from}-${content.length - 1}/${content.length}`;
      const head = from > 0 ? { 'content-range': range, etag: tag } : {};
      response.writeHead(from > 0 ? 206 : 200, head).end(content.subarray(from));
    },
  };
  for (let i = 0; i < load.count * 20; i++) {
    const answer = draw(postFaults);
    api.expectPost(endpoint, answer === undefined ? { task } : { answer, task });
    api.expectMedia('result.png', draw(resultFaults(content)) ?? whole);
    const failed = draw(readFaults);
    if (i < load.count && failed !== undefined) api.expectRead('*', failed);
  }
}

/** One window until it ends by itself or is killed; whether all is at rest. */
export async function runWindow(args: readonly string[], kill?: KillPoint): Promise<boolean> {
  const atStep = kill !== undefined && 'atStep' in kill ? [String(kill.atStep)] : [];
  const process_ = spawn(process.execPath, [child.pathname, ...args, ...atStep], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const timer =
    kill !== undefined && 'afterMs' in kill
      ? setTimeout(() => process_.kill('SIGKILL'), kill.afterMs)
      : undefined;
  const code = await new Promise<number | null>(resolve => process_.once('close', resolve));
  clearTimeout(timer);
  if (code !== 0 && code !== null) throw new Error(`the window ended with ${code}`);
  return code === 0;
}

/** Runs the load to its end. */
export async function runFaults(load: FaultLoad): Promise<FaultAccount> {
  const [folder, results] = ['ledger', 'results'].map(name =>
    mkdtempSync(path.join(tmpdir(), `api-in-one-${name}-`)),
  ) as [string, string];
  const api = await startFakeApi({ accept: 'any' });
  try {
    const png = mediaFiles['tiny.png']?.make() ?? new Uint8Array();
    const content = Buffer.concat([png, Buffer.alloc(load.resultBytes, 7)]);
    planFaults(api, load, content);
    const args = [api.baseUrl, api.key, folder, results, String(load.count)];
    let kills = 0;
    while (!(await runWindow(args, kills < load.kills ? load.nextKill() : undefined))) kills++;
    return await account({ load, kills, api, folder, results, content });
  } finally {
    await api.close().catch(() => {
      // More faults were planned than came.
    });
    for (const made of [folder, results]) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Scene {
  readonly load: FaultLoad;
  readonly kills: number;
  readonly api: FakeApi;
  readonly folder: string;
  readonly results: string;
  readonly content: Buffer;
}

/** How often the service took each intent, by prompt. */
function takenByPrompt(api: FakeApi): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const { request } of api.tasks.values()) {
    const { prompt } = request as { prompt: string };
    taken.set(prompt, (taken.get(prompt) ?? 0) + 1);
  }
  return taken;
}

function isTrue({ state }: Task, taken: number): boolean {
  if (state.status === 'failed') return taken === 0;
  if (state.status === 'saved' || state.status === 'unsaved') return taken === 1;
  return state.status === 'unconfirmed';
}

async function account({ load, kills, api, folder, results, content }: Scene): Promise<FaultAccount> {
  const store = await openSqliteLedger({ ...realDeps, sqlite: theSqlite(), folder });
  const where = pathToFileURL(results).href;
  const intents = Array.from({ length: load.count }, (_, n) => intent(`n${n}`, where));
  const tasks = await Promise.all(intents.map(({ id }) => store.get(id)));
  store.dispose();
  const taken = takenByPrompt(api);
  const statuses: Record<string, number> = {};
  const known = new Set<string | undefined>();
  for (const task of tasks) {
    const state = task?.state;
    statuses[state?.status ?? 'none'] = (statuses[state?.status ?? 'none'] ?? 0) + 1;
    if (state !== undefined && 'outputs' in state) for (const output of state.outputs) known.add(output?.uri);
  }
  const wrong = tasks.filter(task => task && !isTrue(task, taken.get(String(task.request['prompt'])) ?? 0));
  const files = readdirSync(results).filter(name => !name.startsWith('.'));
  const strays = files.filter(name => !known.has(pathToFileURL(path.join(results, name)).href));
  const isOfSaved = (name: string): boolean =>
    tasks.some(task => task?.state.status === 'saved' && new RegExp(`^${task.id}[-.]`).test(name));
  return {
    submissions: load.count,
    ...{ kills, posts: api.posts().length, saved: statuses['saved'] ?? 0, statuses },
    boughtTwice: [...taken.values()].filter(count => count > 1).length,
    lost: tasks.filter(task => task === undefined).length,
    wrongStatus: wrong.length,
    partialFiles: files.filter(name => !readFileSync(path.join(results, name)).equals(content)).length,
    storedTwice: strays.filter(isOfSaved).length,
    unrecorded: strays.filter(name => !isOfSaved(name)).length,
  };
}
