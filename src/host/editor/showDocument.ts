/** Brings a document to the front where it is open already, and never over the Studio. */
import * as vscode from 'vscode';
import { views } from '../contributions.ts';

/** VS Code puts a prefix before the type of a webview in its tabs. */
const isStudio = (tab: vscode.Tab | undefined): boolean =>
  tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(views.studio);

function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const { tabGroups } = vscode.window;
  const holds = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  const groups = [tabGroups.activeTabGroup, ...tabGroups.all];
  const group = groups.find(({ tabs }) => tabs.some(holds));
  if (group !== undefined) return group.viewColumn;
  // In the Studio's own column it would take its place, and the page would be thrown away.
  return isStudio(tabGroups.activeTabGroup.activeTab) ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}

/** Shows it with the focus in it. */
export function showDocument(uri: vscode.Uri): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(uri, { preserveFocus: false, viewColumn: columnOf(uri) });
}
