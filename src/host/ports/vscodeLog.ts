/** The Log port over VS Code's log output channel. The one sink; it redacts whatever comes. */
import type * as vscode from 'vscode';
import { errorText } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { redact } from '../../core/redact.ts';

export function createVscodeLog(channel: vscode.LogOutputChannel): Log {
  return {
    debug: message => channel.debug(redact(message)),
    info: message => channel.info(redact(message)),
    warn: message => channel.warn(redact(message)),
    error: (message, e) => channel.error(redact(e === undefined ? message : `${message}: ${errorText(e)}`)),
  };
}
