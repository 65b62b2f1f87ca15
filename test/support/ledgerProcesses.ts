/** Starts windows of their own processes, hears what they say, kills them. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

export type StoreName = 'sqlite' | 'files';
export type Role = 'write' | 'hold' | 'take' | 'measure' | 'start' | 'search' | 'export';

const script = fileURLToPath(new URL('ledgerChild.ts', import.meta.url));

/** A running window. */
export interface LedgerProcess {
  readonly pid: number;
  /** All whole lines so far. */
  readonly lines: readonly string[];
  /** Resolves with the next line that begins with `word`, counting from now. Rejects when the process ends first. */
  hear(word: string): Promise<string>;
  /** kill -9; resolves when it is gone and all it said is in `lines`. */
  kill(): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/** Starts a window; it is killed with the test. */
export function startLedgerProcess(
  t: Pick<TestContext, 'after'>,
  args: { store: StoreName; folder: string; role: Role },
): LedgerProcess {
  const child: ChildProcess = spawn(process.execPath, [script, args.store, args.folder, args.role], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<(line: string | undefined) => void>();
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      for (const tell of [...waiting]) tell(line);
    }
  });
  const ended = new Promise<void>(resolve => {
    child.once('close', () => {
      for (const tell of [...waiting]) tell(undefined);
      resolve();
    });
  });
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }
  t.after(kill);
  return {
    pid: child.pid ?? 0,
    lines,
    hear: word =>
      new Promise((resolve, reject) => {
        const tell = (line: string | undefined): void => {
          if (line !== undefined && !line.startsWith(word)) return;
          waiting.delete(tell);
          if (line === undefined) reject(new Error(`ended before it said ${word}`));
          else resolve(line);
        };
        waiting.add(tell);
      }),
    kill,
    ended,
  };
}
