/** Several windows of their own processes against one service that keeps a limit, and what became of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createFastClock, startClock } from './fastClock.ts';
import { listen } from './listeningService.ts';
import { mostInMinute } from './mostInMinute.ts';
import { createVirtualService, type LimiterKind } from './virtualService.ts';

export interface LimitLoad {
  readonly windows: number;
  /** Images each window submits. */
  readonly count: number;
  readonly limiter: LimiterKind;
  /** How many times quicker than real time. */
  readonly speed: number;
}

export interface LimitAccount {
  /** That arrived. */
  readonly requests: number;
  /** Answers 429. */
  readonly refusals: number;
  /** The most in any 60 s, over all windows: as they left, and as they arrived. */
  readonly mostSent: number;
  readonly mostArrived: number;
  /** Tasks that were read to be done. */
  readonly seen: number;
}

const child = fileURLToPath(new URL('limitChild.ts', import.meta.url));

interface Window {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  /** Times at which its requests left; when it has ended. Rejects when it failed. */
  readonly ended: Promise<readonly number[]>;
}

function startWindow(args: readonly string[]): Window {
  const started = spawn(process.execPath, [child, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const sent: number[] = [];
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  createInterface(started.stdout).on('line', line => {
    if (line === 'ready') resolve();
    else sent.push(Number(line.split(' ')[1]));
  });
  const ended = new Promise<readonly number[]>((done, reject) => {
    started.once('close', code => {
      if (code === 0) done(sent);
      else reject(new Error(`a window ended with ${code}`));
    });
  });
  return { process: started, ready, ended };
}

/** Runs the load to its end. */
export async function runLimit({ windows, count, limiter, speed }: LimitLoad): Promise<LimitAccount> {
  const folder = mkdtempSync(path.join(tmpdir(), 'api-in-one-limit-'));
  const start = startClock();
  const service = createVirtualService({ clock: createFastClock(speed, start), limiter, sigma: 0.4 });
  await using server = await listen(service);
  const args = [server.baseUrl, folder, String(count), String(speed), JSON.stringify(start)];
  const started = Array.from({ length: windows }, () => startWindow(args));
  try {
    await Promise.race([
      Promise.all(started.map(w => w.ready)),
      Promise.all(started.map(w => w.ended)), // One that fails before it is ready.
    ]);
    for (const { process: window } of started) window.stdin?.end();
    const sent = (await Promise.all(started.map(w => w.ended))).flat().sort((a, b) => a - b);
    return {
      ...{ requests: service.arrivals.length, refusals: service.refusals },
      ...{ mostSent: mostInMinute(sent), mostArrived: mostInMinute(service.arrivals) },
      seen: [...service.tasks.values()].filter(task => task.seenAt !== undefined).length,
    };
  } finally {
    for (const { process: window } of started) window.kill('SIGKILL');
    await Promise.allSettled(started.map(w => w.ended));
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
