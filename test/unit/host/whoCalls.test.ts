/** A person's click is asked about before anything is ordered; other code's request is not. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';

const { isProgrammatic } = await import('../../../src/host/commands/registerCommands.ts');

test('what people click is no request of other code', () => {
  for (const args of [[], [undefined], [null], [{ type: 'task', id: 'a' }], [{ type: 'group' }]])
    assert.equal(isProgrammatic(args), false, JSON.stringify(args));
  // The argument of the quick fix: it may cost credits.
  assert.equal(
    isProgrammatic([{ type: 'missing', document: 'file:///a.md', target: 'file:///a.png' }]),
    false,
  );
});

test('what other code hands over is one', () => {
  for (const args of [['an-id'], [{ params: {} }], [{ document: 'file:///a.md' }], [{ type: 'pro' }]])
    assert.equal(isProgrammatic(args), true, JSON.stringify(args));
});
