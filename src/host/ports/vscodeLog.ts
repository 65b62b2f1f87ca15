/** The Log port over VS Code's log output channel. The one sink; it redacts whatever comes. */
import type * as vscode from 'vscode';
import { errorText } from '../../core/errors.ts';
import { hiddenSigns } from '../../core/hiddenSigns.ts';
import type { Log } from '../../core/ports.ts';
import { redact } from '../../core/redact.ts';

/** Words of the service could make up lines of their own, or reorder what is read. */
const lineOf = (message: string): string => redact(message).replace(hiddenSigns, ' ');

export function createVscodeLog(channel: Pick<vscode.LogOutputChannel, keyof Log>): Log {
  return {
    debug: message => channel.debug(lineOf(message)),
    info: message => channel.info(lineOf(message)),
    warn: message => channel.warn(lineOf(message)),
    error: (message, e) => channel.error(lineOf(e === undefined ? message : `${message}: ${errorText(e)}`)),
  };
}
