/** A command of the person's own that makes addresses: real programs, hostile names. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isError } from '../../src/core/errors.ts';
import { addressByCommand } from '../../src/host/inputs/ownCommand.ts';

const node = (script: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  '-e',
  script,
  '--',
  ...args,
];
const echo =
  "console.log('uploading'); console.log('https://files.example/' + encodeURIComponent(process.argv[1]))";
const signal = new AbortController().signal;

describe('a command', () => {
  for (const path of ['/tmp/a.png', '/tmp/$(touch x) `id`;&|"\'.png', '/tmp/-rf.png', '/tmp/$&.png'])
    test(`gets ${path} as one argument`, async () => {
      const url = `https://files.example/${encodeURIComponent(path)}`;
      assert.equal(await addressByCommand(node(echo), { path, name: 'a.png' }, signal), url);
      assert.equal(await addressByCommand(node(echo, '${file}'), { path, name: 'a.png' }, signal), url);
    });

  test('that names pages on the way is believed at its end', async () => {
    const script =
      "console.log('https://docs.example/help'); console.log('done:'); console.log('https://files.example/a.png')";
    const url = await addressByCommand(node(script), { path: '/tmp/a.png', name: 'a.png' }, signal);
    assert.equal(url, 'https://files.example/a.png');
  });

  const fails = async (command: readonly string[], reason: string): Promise<string | undefined> => {
    let detail: string | undefined;
    await assert.rejects(addressByCommand(command, { path: '/tmp/a.png', name: 'a.png' }, signal), e => {
      assert.ok(isError(e, 'inputFile'), String(e));
      assert.deepEqual([e.reason, e.file], [reason, 'a.png']);
      detail = e.detail;
      return true;
    });
    return detail;
  };

  test('that prints no address', async () => {
    await fails(
      node("console.log('see https://a.example/ for it'); console.log('javascript:1')"),
      'noAddress',
    );
  });

  test('that fails says why', async () => {
    const script = "console.error('quota exceeded'); process.exit(3)";
    assert.equal(await fails(node(script), 'commandFailed'), '3 quota exceeded');
    const long = "console.error('x'.repeat(5000) + ' Bearer abc'); process.exit(3)";
    const detail = (await fails(node(long), 'commandFailed')) ?? '';
    assert.ok(detail.length < 600 && !detail.includes('abc'), detail);
  });

  test('is not told the key of the service', async () => {
    process.env['API_IN_ONE_API_KEY'] = 'secret';
    try {
      const script = "console.log('https://files.example/' + process.env.API_IN_ONE_API_KEY)";
      const url = await addressByCommand(node(script), { path: '/tmp/a.png', name: 'a.png' }, signal);
      assert.equal(url, 'https://files.example/undefined');
    } finally {
      delete process.env['API_IN_ONE_API_KEY'];
    }
  });

  test('whose address others could listen to', async () => {
    await fails(node("console.log('http://files.example/a.png')"), 'noAddress');
  });

  test('that is not there', async () => {
    assert.match((await fails(['/nowhere/program'], 'commandFailed')) ?? '', /^ENOENT/);
  });

  test('that prints without end is stopped', async () => {
    const script = "const s = 'x'.repeat(9999); for (;;) process.stdout.write(s)";
    await fails(node(script), 'commandFailed');
  });

  test('can be cancelled', async () => {
    const abort = new AbortController();
    const running = addressByCommand(
      node('setInterval(() => {}, 1000)'),
      { path: '/tmp/a.png', name: 'a.png' },
      abort.signal,
    );
    abort.abort();
    await assert.rejects(running, e => isError(e, 'cancelled'));
  });
});
