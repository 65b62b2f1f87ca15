/**
 * VS Code makes links of `[text](command:…)` in messages, titles of progress and prompts, with commands allowed. So
 * each of its widgets has one door in the host, which makes what it is given inert, and nobody goes around it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listFiles, readText } from '../support/repository.ts';

const doors: readonly (readonly [widget: RegExp, door: string])[] = [
  [/\bshow(Information|Warning|Error)Message\b/, 'src/host/present.ts'],
  [/\bwindow\s*\.withProgress\b|\bProgressLocation\b/, 'src/host/present.ts'],
  [/\bcreate(QuickPick|InputBox)\b/, 'src/host/quickSteps.ts'],
  [/\bshow(QuickPick|InputBox)\b/, 'nobody: askPick and askText of src/host/quickSteps.ts'],
  [/\bnew (vscode\.)?MarkdownString\b/, 'src/host/tree/taskItem.ts'],
  [/\bcreateWebviewPanel\b/, 'src/host/panel/studioPanel.ts'],
  [/\b(isTrusted\s*=|supportHtml|enableCommandUris|retainContextWhenHidden)/, 'nobody'],
  [/\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/, 'nobody: textContent'],
];

/** Without comments: they may speak of widgets. */
const code = (file: string): string => readText(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

const files = [...listFiles('src', '.ts'), ...listFiles('media', '.ts')].filter(
  file => !file.endsWith('.d.ts'),
);

for (const [widget, door] of doors) {
  test(`${widget.source} is used by ${door} alone`, () => {
    assert.ok(files.length > 200, 'the code was read');
    const users = files.filter(file => widget.test(code(file)));
    assert.deepEqual(
      users.filter(file => file !== door),
      [],
      `go through ${door}`,
    );
    if (!door.startsWith('nobody')) assert.deepEqual(users, [door], 'the pattern finds the door itself');
  });
}
