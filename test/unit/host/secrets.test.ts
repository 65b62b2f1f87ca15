/** One key for each origin: what was entered for one service is never sent to another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import { createVscodeSecrets } from '../../../src/host/ports/vscodeSecrets.ts';

test('another origin has no key, and gets none', async t => {
  const before = process.env['API_IN_ONE_API_KEY'];
  delete process.env['API_IN_ONE_API_KEY'];
  t.after(() => {
    if (before !== undefined) process.env['API_IN_ONE_API_KEY'] = before;
  });
  const kept = new Map<string, string>();
  const storage = {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
  } as unknown as vscode.SecretStorage;
  let origin = 'https://apiin.one';
  const secrets = createVscodeSecrets(storage, () => origin);
  await secrets.set('aio_of_the_service');
  for (const other of ['https://thief.example', 'http://apiin.one', 'https://apiin.one:8443', 'invalid']) {
    origin = other;
    assert.equal(await secrets.get(), undefined, other);
  }
  await secrets.delete();
  origin = 'https://apiin.one';
  assert.equal(await secrets.get(), 'aio_of_the_service');
});
