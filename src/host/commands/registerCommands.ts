/** Registers the handlers of all commands of the table, with what all of them share: errors and the missing key. */
import * as vscode from 'vscode';
import { isError } from '../../core/errors.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Log } from '../../core/ports.ts';
import { type CommandId, type CommandSpec, commands } from '../contributions.ts';
import { copyForeign } from '../foreignValue.ts';
import { showError } from '../present.ts';
import { toPublicError } from '../publicError.ts';

/**
 * What runs: `args` as the caller gave them. A handler throws; who shows it is decided here.
 */
export type Handler = (...args: readonly unknown[]) => Promise<unknown>;

export type CommandHandlers = Readonly<Record<CommandId, Handler>>;

/** The handlers of some of the commands. */
export type HandlersOf<Id extends CommandId> = Readonly<Record<Id, Handler>>;

const clickedTypes: ReadonlySet<unknown> = new Set(['task', 'group', 'older', 'missing']);

/** What a person clicked, as menus hand it over: a task, a day, what loads more, a file that a document misses. */
const isClicked = (value: object): boolean => 'type' in value && clickedTypes.has(value.type);

/** URIs stay what they are; everything else becomes plain data. Throws InputError. */
function toArgument(value: unknown): unknown {
  return isUri(value) ? value : copyForeign(value, 'argument');
}

function isUri(value: unknown): boolean {
  try {
    return value instanceof vscode.Uri;
  } catch {
    // A proxy that throws when it is asked what it is.
    return false;
  }
}

/**
 * The clicked thing and the selection, which is all that a command is ever given; menus of the editor add objects of
 * their own behind them, which nobody looks at. Throws InputError.
 */
function toArguments([first, second]: readonly unknown[]): readonly unknown[] {
  return [toArgument(first), Array.isArray(second) ? second.map(toArgument) : undefined];
}

/**
 * Whether code called, not a person: then nothing is asked and errors reject. People's calls come without an
 * argument (or with null, which key bindings make of none), from a menu with a URI, from the tree with one of its
 * nodes, or from a quick fix with what is missing.
 */
export function isProgrammatic(args: readonly unknown[]): boolean {
  const [first] = args;
  if (typeof first !== 'object' || first === null) return first !== undefined && first !== null;
  return !(first instanceof vscode.Uri) && !isClicked(first);
}

export interface CommandHost {
  readonly log: Log;
  /** Throws StorageError `noKey` where the service needs a key and there is none. */
  ensureReady(): Promise<void>;
}

/** Registers all; the returned store unregisters. `load` gives the handlers when one is first needed. */
export function registerCommands(host: CommandHost, load: () => Promise<CommandHandlers>): DisposableStore {
  const store = new DisposableStore();
  for (const [id, spec] of Object.entries<CommandSpec>(commands)) {
    const run = async (...given: unknown[]): Promise<unknown> => {
      // Until they are read, who called is not known: code alone hands over what cannot be read.
      let args: readonly unknown[] = [''];
      try {
        args = toArguments(given);
        if (spec.needsService === true) await host.ensureReady();
        const handlers = await load();
        return await handlers[id as CommandId](...args);
      } catch (e) {
        if (!isError(e, 'cancelled')) host.log.error(`${id} failed`, e);
        if (isProgrammatic(args)) throw toPublicError(e);
        // Not awaited: a command ends when its work ends, not when somebody has read the message.
        showError(e).then(undefined, (again: unknown) => host.log.error('showing an error failed', again));
        return undefined;
      }
    };
    store.add(vscode.commands.registerCommand(id, run));
  }
  return store;
}
