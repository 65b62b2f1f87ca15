/** What was spent: a chart, the tables behind it, and the file. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Task } from '../../src/core/tasks/task.ts';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import { atOnce, type StudioBench, startStudioBench, themeNames } from '../support/studio/studioBench.ts';
import { busyList, manyPictures } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

describe('credits', { concurrency: atOnce }, () => {
  test('the table behind the chart says the same, for the days that are asked for', async () => {
    const submittedAt = Date.now() - 40 * 86_400_000;
    const old = manyPictures(3).map(task => ({
      ...task,
      createdAt: submittedAt,
      state: { ...task.state, submittedAt } as Task['state'],
    }));
    const studio = await bench.open({ tasks: [...busyList(), ...old] });
    const { page } = studio;
    await page.locator('#page-credits').click();
    await page.locator('.chart').waitFor();
    assert.equal(await page.locator('.credits-total').textContent(), '342 credits');
    assert.equal(await page.locator('.chart-bar').count(), 30);
    const models = page.getByRole('table', { name: 'By model' });
    assert.match((await models.getByRole('row').nth(1).textContent()) ?? '', /Kling 3.*300 credits.*1/);
    await page.locator('#credits-days').click();
    assert.equal(await page.getByRole('table', { name: 'By day' }).getByRole('row').count(), 31);
    await page.locator('#credits-range').selectOption('90');
    await studio.settled();
    assert.equal(await page.locator('.credits-total').textContent(), '357 credits');
    await page.locator('#credits-export').click();
    await studio.settled();
    assert.deepEqual(await studio.calls('exportCredits'), [{ range: 90 }]);
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('chat stands beside the tasks, and what is an estimate says so', async () => {
    const bill = { orderedAt: Date.now(), kind: 'chat', model: 'gemini' } as const;
    const studio = await bench.open({
      tasks: busyList(),
      chatBills: [
        { ...bill, id: 'a', credits: 6.5 },
        { ...bill, id: 'b', credits: 5, isEstimated: true },
      ],
    });
    const { page } = studio;
    await page.locator('#page-credits').click();
    await page.locator('.chart').waitFor();
    assert.equal(await page.locator('.credits-total').textContent(), '353.5 credits');
    const kinds = page.getByRole('table', { name: 'By kind' });
    assert.equal(await kinds.getByRole('row').filter({ hasText: 'Chat' }).textContent(), 'Chat11.5 credits2');
    const hint = page.locator('.credits-page > .hint');
    assert.match((await hint.textContent()) ?? '', /Estimated.*5 credits for chat/);
    await studio.close();
  });

  for (const theme of themeNames)
    test(theme, async () => {
      const studio = await bench.open({ theme, tasks: busyList() });
      await addAxe(studio);
      await studio.page.locator('#page-credits').click();
      await studio.page.locator('.chart').waitFor();
      await studio.page.locator('#credits-days').click();
      assert.deepEqual(await violations(studio), []);
      await studio.page.screenshot({ path: path.join(resultsFolder, 'panel', `credits-${theme}.png`) });
      await studio.close();
    });
});
