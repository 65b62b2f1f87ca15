/** Which tasks the Studio's list shows. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningTask, savedTask, studioTask } from '../../support/studio/studioTasks.ts';

const { listedTasks, shownTasks } = await import('../../../src/host/panel/taskViews.ts');

test('of a large batch its running tasks are listed, though they are its oldest', () => {
  const waiting = Array.from({ length: 95 }, (_, n) =>
    studioTask({ id: `q${n}`, title: 'x' }, { status: 'queued' }),
  );
  const running = Array.from({ length: 5 }, (_, n) => runningTask({ id: `r${n}`, title: 'x' }));
  const all = [...waiting, ...running, savedTask({ id: 'old', title: 'x' }, ['wide.png'])];
  const listed = listedTasks(all).map(({ id }) => id);
  assert.equal(listed.length, shownTasks);
  assert.deepEqual(listed.slice(-5), ['r0', 'r1', 'r2', 'r3', 'r4']);
  assert.deepEqual(listed.slice(0, 2), ['q0', 'q1'], 'in the order of all');
  assert.deepEqual(listedTasks(all.slice(0, 7)), all.slice(0, 7));
});
