import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lineOf, rankBetween, rankOf } from '../../../src/core/tasks/rank.ts';
import type { Task } from '../../../src/core/tasks/task.ts';
import { createRandom } from '../../support/seeded.ts';
import { taskFacts } from '../../support/taskWindow.ts';

function queued(id: string, over: Partial<Task> = {}): Task {
  return { ...taskFacts(id), revision: 0, updatedAt: 0, state: { status: 'queued' }, ...over };
}

const idsOf = (tasks: readonly Task[]): string => tasks.map(({ id }) => id).join('');

describe('the order of the waiting line', () => {
  test('the older goes first, a single one before all of a batch, and only what waits is in it', () => {
    const tasks = [
      queued('d', { createdAt: 2, batch: 'x' }),
      queued('c', { createdAt: 1, batch: 'x' }),
      queued('b', { createdAt: 9_000 }),
      queued('a', { createdAt: 7 }),
      queued('z', { state: { status: 'submitting', submittedAt: 0 } }),
    ];
    assert.equal(idsOf(lineOf(tasks)), 'abcd');
  });

  test('there is always a place between two, before the first and after the last', () => {
    const random = createRandom(4);
    const ranks = ['a', 'b'].map(id => rankOf(queued(id)));
    for (let i = 0; i < 3000; i++) {
      // The front is where most is put, so it is tried hardest.
      const at = random() < 0.4 ? 0 : Math.floor(random() * (ranks.length + 1));
      const rank = rankBetween(ranks[at - 1], ranks[at]);
      assert.ok((ranks[at - 1] ?? '') < rank, `${rank} after ${ranks[at - 1]}`);
      assert.ok(at === ranks.length || rank < (ranks[at] ?? ''), `${rank} before ${ranks[at]}`);
      ranks.splice(at, 0, rank);
    }
    assert.ok(Math.max(...ranks.map(rank => rank.length)) < 600);
  });

  test('ranks that two windows made alike leave no room, and do no harm', () => {
    assert.ok(rankBetween('M', 'M') > 'M');
    const twins = ['b', 'a'].map(id => queued(id, { state: { status: 'queued', rank: 'M' } }));
    assert.equal(idsOf(lineOf(twins)), 'ab');
  });
});
