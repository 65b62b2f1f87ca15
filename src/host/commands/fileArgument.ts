/** The file that a command is meant for. */
import * as vscode from 'vscode';
import { InputError } from '../../core/errors.ts';
import { showMessage } from '../present.ts';
import type { Services } from '../services.ts';
import { isProgrammatic } from './registerCommands.ts';

/** Images, previews and other editors without text are the active tab's, not the active text editor's. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = (input as { uri?: unknown } | undefined)?.uri;
  return uri instanceof vscode.Uri ? uri : undefined;
}

const noFile = (field: string): InputError => new InputError({ field, rule: 'type', limit: 'URI' });

/** A URI as other code writes it. InputError for `field` where it is none. */
export function parseUri(text: unknown, field: string): vscode.Uri {
  if (typeof text !== 'string') throw noFile(field);
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    throw noFile(field);
  }
}

/** By its URI: from a menu, or as text from other code; else the active one. Undefined, and said so, where there is none. */
export function fileArgument(services: Services, arg: unknown): vscode.Uri | undefined {
  if (arg instanceof vscode.Uri) return arg;
  if (typeof arg === 'string' || isProgrammatic([arg])) return parseUri(arg, 'file');
  const file = activeFile();
  if (file === undefined)
    services.background(
      showMessage('info', vscode.l10n.t('Open a file first, or choose one in the Explorer.')),
    );
  return file;
}
