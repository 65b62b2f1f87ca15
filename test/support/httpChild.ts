/**
 * A process of its own that sends requests, for what Node reads from the environment at its start (certificates,
 * and NODE_USE_ENV_PROXY, which stands for VS Code's patch of `http` and `https`). Run as a program it takes its plan
 * as first argument and prints what came of it.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { errorText, isError } from '../../src/core/errors.ts';
import type { Http, HttpRequest } from '../../src/core/ports.ts';
import { createHttp } from '../../src/host/ports/httpSelection.ts';
import { createPlatformHttp } from '../../src/host/ports/platformHttp.ts';
import { createUndiciHttp } from '../../src/host/ports/undiciHttp.ts';

export interface ChildPlan {
  readonly stack: 'undici' | 'platform' | 'selection';
  /** What the selection takes for its environment; the real one without it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sent one after the other. */
  readonly requests: readonly HttpRequest[];
}

export interface ChildReport {
  readonly results: readonly {
    readonly status?: number;
    readonly body?: string;
    readonly error?: { kind: string; sent?: string; code?: string | undefined; text: string };
  }[];
  /** Lines of the log at info. */
  readonly infos: readonly string[];
}

/** Runs `plan` in a process with `env` and nothing else of ours. */
export async function runHttpChild(
  plan: ChildPlan,
  env: Readonly<Record<string, string>>,
): Promise<ChildReport> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(import.meta.url), JSON.stringify(plan)],
    { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 20_000 },
  );
  return JSON.parse(stdout) as ChildReport;
}

function makeHttp(plan: ChildPlan, infos: string[]): Http {
  if (plan.stack === 'undici') return createUndiciHttp();
  if (plan.stack === 'platform') return createPlatformHttp();
  const log = { debug() {}, info: (message: string) => infos.push(message), warn() {}, error() {} };
  return createHttp({
    proxyConfigured: () => false,
    log,
    ...(plan.env === undefined ? {} : { env: plan.env }),
  });
}

async function sendOne(http: Http, request: HttpRequest): Promise<ChildReport['results'][number]> {
  try {
    const response = await http.send(request);
    let body = '';
    for await (const piece of response.body) body += Buffer.from(piece).toString('utf8');
    return { status: response.status, body };
  } catch (e) {
    if (!isError(e)) throw e;
    const sent = isError(e, 'network') || isError(e, 'timeout') ? { sent: e.sent } : {};
    const code = isError(e, 'network') ? { code: e.code } : {};
    return { error: { kind: e.kind, ...sent, ...code, text: errorText(e) } };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const plan = JSON.parse(process.argv[2] ?? '') as ChildPlan;
  const infos: string[] = [];
  const http = makeHttp(plan, infos);
  const results: ChildReport['results'][number][] = [];
  for (const request of plan.requests) results.push(await sendOne(http, request));
  http.dispose();
  process.stdout.write(JSON.stringify({ results, infos }));
}
