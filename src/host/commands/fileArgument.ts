/** The file that a command is meant for. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';

/** Images, previews and other editors without text are the active tab's, not the active text editor's. */
function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = (input as { uri?: unknown } | undefined)?.uri;
  return uri instanceof vscode.Uri ? uri : undefined;
}

/** By its URI: from a menu, or as text from other code; else the active one. Undefined, and said so, where there is none. */
export function fileArgument(services: Services, arg: unknown): vscode.Uri | undefined {
  if (arg instanceof vscode.Uri) return arg;
  const file = typeof arg === 'string' ? vscode.Uri.parse(arg, true) : activeFile();
  if (file === undefined) {
    const text = vscode.l10n.t('Open a file first, or choose one in the Explorer.');
    services.background(vscode.window.showInformationMessage(text));
  }
  return file;
}
