/** The whole product but its face, over real sockets and disks, in processes that are killed. The long run is a bench. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FaultAccount, runFaults } from '../support/faultRun.ts';
import { runKilledOnce } from '../support/killedOnce.ts';
import { createRandom } from '../support/seeded.ts';

function assertClean(account: FaultAccount): void {
  const { boughtTwice, lost, wrongStatus, partialFiles, storedTwice, unrecorded } = account;
  assert.deepEqual(
    { boughtTwice, lost, wrongStatus, partialFiles, storedTwice, unrecorded },
    { boughtTwice: 0, lost: 0, wrongStatus: 0, partialFiles: 0, storedTwice: 0, unrecorded: 0 },
    JSON.stringify(account),
  );
}

test('faulted submissions in windows that are killed: none bought twice, none lost, no file twice or in part', async () => {
  const random = createRandom(3);
  const account = await runFaults({
    ...{ count: 16, seed: 11, faulty: 0.5, kills: 2, resultBytes: 200_000 },
    killAfterMs: () => 450 + random() * 400,
  });
  assertClean(account);
  assert.ok(account.saved > 0 && account.posts >= 8, JSON.stringify(account));
});

/** Where the window dies while it stores its result, and how often both windows together fetch that. */
const deaths = [
  ['before named', 2],
  ['after named', 2],
  ['before saved', 1],
  ['after saved', 1],
] as const;

for (const [diesAt, fetches] of deaths) {
  test(`a window that dies ${diesAt}: one file, known to the ledger, fetched ${fetches} times`, async t => {
    const expected = { status: 'saved', files: ['n0.png'], recorded: ['n0.png'] };
    assert.deepEqual(await runKilledOnce(t, diesAt, fetches), expected);
  });
}
