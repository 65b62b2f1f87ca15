/** The least that a panel can be: what it takes to open is VS Code's part of opening any. */
import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('benchPlainWebview.open', () => {
      const panel = vscode.window.createWebviewPanel('benchPlain', 'Plain', vscode.ViewColumn.Active, {});
      panel.webview.html =
        '<!DOCTYPE html><html><body><textarea class="bench-plain" rows="3"></textarea></body></html>';
    }),
  );
}
