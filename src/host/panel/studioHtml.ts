/** The panel's page: a frame without data. Scripts by nonce, pictures from this computer alone, nothing else. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The HTML for `webview`; assets come from the extension's `dist`. */
export function studioHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64');
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, 'dist', name)).toString();
  const { cspSource } = webview;
  const policy = [
    "default-src 'none'",
    // Not covered by the default.
    "base-uri 'none'",
    "form-action 'none'",
    `img-src ${cspSource}`,
    `media-src ${cspSource}`,
    // Sound is read to draw its waveform; these are the page's own files, as for pictures.
    `connect-src ${cspSource}`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${asset('studio.css')}">
<title>API in One Studio</title>
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}" src="${asset('studio.js')}"></script>
</body>
</html>`;
}
