/** The whole product but its face, over real sockets and disks, in processes that are killed. The long run is a bench. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFaults } from '../support/faultRun.ts';
import { runKilledOnce } from '../support/killedOnce.ts';
import { createRandom } from '../support/seeded.ts';

/** A task takes some twenty steps, so this lies before, within and behind the first that a window goes on with. */
const maxSteps = 40;

test('200 windows killed at any of their steps, half of all requests faulted: none bought twice, none lost', async () => {
  const random = createRandom(3);
  const account = await runFaults({
    ...{ count: 200, seed: 11, faulty: 0.5, kills: 200, resultBytes: 100_000 },
    nextKill: () => ({ atStep: 1 + Math.floor(random() * maxSteps) }),
  });
  const { kills, boughtTwice, lost, wrongStatus, partialFiles, storedTwice, unrecorded } = account;
  assert.deepEqual(
    { kills, boughtTwice, lost, wrongStatus, partialFiles, storedTwice, unrecorded },
    { kills: 200, boughtTwice: 0, lost: 0, wrongStatus: 0, partialFiles: 0, storedTwice: 0, unrecorded: 0 },
    JSON.stringify(account),
  );
  assert.ok(account.saved > 20 && account.posts >= 100, JSON.stringify(account));
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
