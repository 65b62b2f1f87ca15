/** A log that remembers its lines. */
import { errorText } from '../../src/core/errors.ts';
import type { Log } from '../../src/core/ports.ts';

export interface MemoryLog extends Log {
  readonly lines: readonly string[];
}

export function createMemoryLog(): MemoryLog {
  const lines: string[] = [];
  return {
    lines,
    debug: message => void lines.push(`debug ${message}`),
    info: message => void lines.push(`info ${message}`),
    warn: message => void lines.push(`warn ${message}`),
    error: (message, e) => void lines.push(`error ${message}${e === undefined ? '' : `: ${errorText(e)}`}`),
  };
}
