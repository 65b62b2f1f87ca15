/** Child processes, each in a process group of its own and ended by that group's id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { own } from './lifetime.ts';
import { root } from './paths.ts';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** `show` writes through to this process's output; `keep` collects it (default). */
  output?: 'show' | 'keep';
}

export interface Finished {
  code: number;
  /** stdout and stderr as they came, empty when shown. */
  output: string;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  /** Everything written so far. */
  output(): string;
  /** Resolves with the match as soon as the output contains it; rejects when the process ends before. */
  waitForOutput(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Resolves with the exit code when the process has ended by itself or was stopped. */
  readonly ended: Promise<number>;
  /** Ends the whole group: asks first, insists after five seconds. */
  stop(): Promise<void>;
}

const patienceMs = 5_000;

/** Starts a process that stays. */
export function startProcess(command: string, args: string[], options: RunOptions = {}): RunningProcess {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    detached: true,
    stdio: options.output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    child.emit('rig:output');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  // Whoever needs the outcome awaits `ended`; a failure to start must not also end this process.
  ended.catch(() => undefined);
  const stop = own({ close: () => stopGroup(child, ended), closeNow: () => signalGroup(child, 'SIGKILL') });
  void ended.then(stop, stop);
  return {
    child,
    output: () => text,
    waitForOutput: (pattern, timeoutMs) =>
      waitForOutput({ child, ended, text: () => text }, pattern, timeoutMs),
    ended,
    stop,
  };
}

/** Runs a process to its end. Never rejects for an exit code: the caller decides what it means. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
  const running = startProcess(command, args, options);
  const code = await running.ended;
  return { code, output: running.output() };
}

/** Runs a process that must succeed; the error carries the end of what it wrote. */
export async function mustRun(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code === 0) return output;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output.slice(-4_000)}`);
}

function groupLives(child: ChildProcess): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, 0);
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

async function stopGroup(child: ChildProcess, ended: Promise<number>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  await ended.catch(() => undefined);
  clearTimeout(insist);
  // The leader has gone. Others of its group may still be tidying up, servers of their own among it.
  const deadline = Date.now() + patienceMs;
  while (groupLives(child) && Date.now() < deadline) await sleep(25);
  signalGroup(child, 'SIGKILL');
}

interface Watched {
  child: ChildProcess;
  ended: Promise<number>;
  text(): string;
}

async function waitForOutput(
  watched: Watched,
  pattern: RegExp,
  timeoutMs: number,
): Promise<RegExpMatchArray> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const gone = new AbortController();
  const end = (): void => gone.abort();
  watched.ended.then(end, end);
  for (;;) {
    const match = watched.text().match(pattern);
    if (match !== null) return match;
    try {
      await once(watched.child, 'rig:output', { signal: AbortSignal.any([timeout, gone.signal]) });
    } catch {
      const why = gone.signal.aborted ? 'ended' : `was silent for ${timeoutMs} ms`;
      throw new Error(`the process ${why} before writing ${pattern}\n${watched.text().slice(-4_000)}`);
    }
  }
}
