/** What the person does not want to see: excluded from the Explorer or the search, packages, version control. */
import * as vscode from 'vscode';
import { readExcludes } from '../../settings.ts';

const always = ['**/node_modules', '**/.git'];

/** VS Code's own matching of patterns is there for documents alone; it asks them for no more than this. */
function matches(folder: vscode.WorkspaceFolder, patterns: readonly string[], uri: vscode.Uri): boolean {
  const selector = patterns.map(pattern => ({ pattern: new vscode.RelativePattern(folder, pattern) }));
  const asDocument = { uri, languageId: '' } as vscode.TextDocument;
  return vscode.languages.match(selector, asDocument) > 0;
}

/** Whether `uri`, or a folder that it lies in, is excluded. Outside of the workspace everything is. */
export function isIgnored(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return true;
  const patterns = [...always, ...readExcludes(uri)];
  for (let at = uri; at.path.length > folder.uri.path.length; at = vscode.Uri.joinPath(at, '..'))
    if (matches(folder, patterns, at)) return true;
  return false;
}
