/** Starts windows of their own processes, hears what they say, kills them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type StoreName = 'sqlite' | 'files';
export type Role = 'write' | 'hold' | 'take' | 'measure' | 'start' | 'search' | 'export';

/** Whose end ends the processes: a test's context, or what a bench keeps for its own end. */
export interface Owner {
  after(end: () => Promise<void>): void;
}

/** A running window. */
export interface LedgerProcess {
  readonly pid: number;
  /** All whole lines so far. */
  readonly lines: readonly string[];
  /** Resolves with the next line that begins with `word`, counting from now. Rejects when the process ends first. */
  hear(word: string): Promise<string>;
  /** The same, counting from its start. */
  said(word: string): Promise<string>;
  /** kill -9, or the signal; resolves when it is gone and all it said is in `lines`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/** Starts a window of the ledger alone; it is killed with the test. */
export function startLedgerProcess(
  t: Owner,
  args: { store: StoreName; folder: string; role: Role },
): LedgerProcess {
  return startWindowProcess(t, 'ledgerChild.ts', [args.store, args.folder, args.role]);
}

/** Starts a script of this folder that says what it does, a line each; it is killed with the test. */
export function startWindowProcess(t: Owner, script: string, args: readonly string[]): LedgerProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [file, ...args], {
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
  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    child.kill(signal);
    await ended;
  }
  t.after(() => kill());
  const hear = (word: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const tell = (line: string | undefined): void => {
        if (line !== undefined && !line.startsWith(word)) return;
        waiting.delete(tell);
        if (line === undefined) reject(new Error(`ended before it said ${word}`));
        else resolve(line);
      };
      waiting.add(tell);
    });
  return {
    pid: child.pid ?? 0,
    lines,
    hear,
    said: async word => lines.find(line => line.startsWith(word)) ?? hear(word),
    kill,
    ended,
  };
}
