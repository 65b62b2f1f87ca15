import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';

suite('presence', () => {
  test('this VS Code is at least the one the manifest asks for', () => {
    const [major, minor] = vscode.version.split('.').map(Number);
    assert.equal(major, 1);
    assert.ok((minor ?? 0) >= 105, vscode.version);
  });

  test('the extension is there under its published id', () => {
    assert.ok(vscode.extensions.getExtension('apiinone.api-in-one'));
  });
});
