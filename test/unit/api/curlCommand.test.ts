import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';
import { curlCommand, quoteForShell } from '../../../src/core/api/curlCommand.ts';

/** What a real shell makes of the command: `curl` prints its arguments, apart by a mark. */
function runInShell(command: string): readonly string[] {
  const script = `curl() { for a in "$@"; do printf '%s\\036' "$a"; done; }\n${command}`;
  const env = { ...process.env, API_IN_ONE_API_KEY: 'aio_secret' };
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env }).split('\x1e').slice(0, -1);
}

test('a shell sends exactly the body, whatever stands in it', () => {
  const body = { prompt: `it's "$HOME" \`id\` $(id) \\ ! \n'; rm -rf / #`, n: 1, 日本: ['ü', "''"] };
  const args = runInShell(curlCommand('https://apiin.one/api/v1/images/generations', body));
  assert.deepEqual(args.slice(0, 3), ['-X', 'POST', 'https://apiin.one/api/v1/images/generations']);
  assert.deepEqual(args.slice(3, 7), [
    '-H',
    'Authorization: Bearer aio_secret',
    '-H',
    'Content-Type: application/json',
  ]);
  assert.equal(args[7], '--data-raw');
  assert.deepEqual(JSON.parse(args[8] ?? ''), body);
  assert.equal(args.length, 9);
});

test('the key is named, not written', () => {
  assert.match(curlCommand('https://x', {}), /\$API_IN_ONE_API_KEY"/);
  assert.doesNotMatch(curlCommand('https://x', {}), /aio_/);
});

test('one word stays one word', () => {
  for (const text of ['', "'", "a'b''c", '$x `y` "z" \\', 'a\nb'])
    assert.deepEqual(runInShell(`curl ${quoteForShell(text)}`), [text]);
});
