/** Many tasks out of one form: how many, for how much, how long, before anything runs. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import { atOnce, type StudioBench, startStudioBench } from '../support/studio/studioBench.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

describe('variations', { concurrency: atOnce }, () => {
  test('alternatives and lists say count, price and time; one click sends the draft as it is', async () => {
    const studio = await bench.open({ isMotionReduced: true });
    const { page } = studio;
    await addAxe(studio);
    const run = page.locator('#run > span').first();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A {red|blue} boat');
    await studio.settled();
    assert.equal(await run.textContent(), 'Generate 2 tasks');
    assert.equal(await page.locator('.price').textContent(), 'about 10 credits');
    await page.locator('#variations').click();
    await page.locator('#add-list').click();
    assert.equal(await page.getByRole('combobox', { name: 'Field' }).inputValue(), 'aspect_ratio');
    await page.keyboard.type('1:1 | 4:3 | 3:4 | 16:9 | 9:16');
    await studio.settled();
    assert.equal(await run.textContent(), 'Generate 10 tasks');
    assert.equal(await page.locator('.price').textContent(), 'about 50 credits');
    assert.equal(await page.locator('.duration').textContent(), 'sent within 10 s');
    assert.deepEqual(await violations(studio, '.compose'), []);
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'variations.png') });
    await page.locator('#run').click();
    await studio.settled();
    const lists = [{ field: 'aspect_ratio', values: '1:1 | 4:3 | 3:4 | 16:9 | 9:16' }];
    assert.deepEqual(await studio.calls('run'), [
      { kind: 'image', model: 'flux-2', values: { prompt: 'A {red|blue} boat' }, lists },
    ]);
    await page.reload();
    await page.locator('[data-field]').first().waitFor();
    await studio.settled();
    assert.equal(await run.textContent(), 'Generate 10 tasks', 'kept over a reload');
    await page.getByRole('button', { name: 'Remove this list' }).click();
    await studio.settled();
    assert.equal(await run.textContent(), 'Generate 2 tasks');
    await studio.close();
  });

  test('a value that the field does not take is a problem of the field; too many are refused', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await page.locator('#variations').click();
    await page.locator('#add-list').click();
    await page.getByRole('combobox', { name: 'Field' }).selectOption('aspect_ratio');
    await page.getByRole('textbox', { name: 'Values' }).fill('16:9 | 7:1');
    await page.locator('#run').click();
    await studio.settled();
    assert.equal((await studio.calls('run')).length, 0);
    assert.match(
      (await page.locator('[data-field=aspect_ratio] .problem').textContent()) ?? '',
      /must be one of/,
    );
    await page.getByRole('combobox', { name: 'Field' }).selectOption('prompt');
    await page.getByRole('textbox', { name: 'Values' }).fill('1..900');
    await page.locator('#run').click();
    await studio.settled();
    assert.equal(await page.locator('#run-error').textContent(), 'At most 200 tasks can be begun at once.');
    assert.equal((await studio.calls('run')).length, 0);
    await studio.close();
  });

  test('several models, each with what it takes', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat on a lake');
    await page.locator('#variations').click();
    await page.locator('#add-list').click();
    await page.getByRole('combobox', { name: 'Field' }).selectOption('model');
    await page.getByRole('textbox', { name: 'Values' }).fill('flux-2 | imagen-4 | nobody');
    await studio.settled();
    await page.locator('#run').click();
    await studio.settled();
    assert.match((await page.locator('#run-error').textContent()) ?? '', /nobody/);
    assert.equal((await studio.calls('run')).length, 0);
    await studio.close();
  });
});
