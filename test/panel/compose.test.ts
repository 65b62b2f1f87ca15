/** What helps with the form: earlier prompts, presets, a better prompt, the request as curl, and what to do about a failure. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import { atOnce, type StudioBench, startStudioBench } from '../support/studio/studioBench.ts';
import { busyList } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

describe('with the form', { concurrency: atOnce }, () => {
  test('an earlier prompt is found by its words and taken, by keys alone', async () => {
    const studio = await bench.open({ tasks: busyList() });
    const { page } = studio;
    await addAxe(studio);
    await page.locator('#prompt-history').focus();
    await page.keyboard.press('Enter');
    await page.locator('.prompt-item').first().waitFor();
    assert.equal(await page.evaluate('document.activeElement.id'), 'prompt-search');
    assert.deepEqual(await violations(studio), []);
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'prompt-history.png') });
    await page.keyboard.type('banner');
    await studio.settled();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.equal(
      await page.getByRole('textbox', { name: 'Prompt' }).inputValue(),
      'Banner for the pricing page',
    );
    await studio.close();
  });

  test('a preset is kept, found again, used and thrown away', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await addAxe(studio);
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.fill('A boat');
    await studio.settled();
    await page.locator('#presets').click();
    await page.locator('#preset-name').fill('<b>Hero</b>');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '<b>Hero</b>', exact: true }).waitFor();
    assert.deepEqual(await violations(studio), []);
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'presets.png') });
    assert.deepEqual(await studio.calls('savePreset'), [
      {
        name: '<b>Hero</b>',
        place: 'workspace',
        draft: { kind: 'image', model: 'flux-2', values: { prompt: 'A boat' } },
      },
    ]);
    await page.keyboard.press('Escape');
    await prompt.fill('Something else');
    await page.locator('#presets').click();
    await page.getByRole('button', { name: '<b>Hero</b>', exact: true }).click();
    await studio.settled();
    assert.equal(await prompt.inputValue(), 'A boat');
    await page.locator('#presets').click();
    await page.getByRole('button', { name: 'Delete: <b>Hero</b>' }).click();
    await page.getByText('No presets yet').waitFor();
    await studio.close();
  });

  test('a better prompt is shown as a difference, and only taken when it is wanted', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await addAxe(studio);
    const prompt = page.getByRole('textbox', { name: 'Prompt' });
    await prompt.fill('A boat');
    await page.locator('#improve').click();
    await page.locator('#improve-take').waitFor();
    assert.equal(await page.locator('.diff ins').textContent(), ', in soft morning light');
    assert.equal(await page.locator('.diff del').count(), 0);
    assert.deepEqual(await violations(studio, '.compose'), []);
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'improve.png') });
    await page.locator('#improve-drop').click();
    assert.equal(await prompt.inputValue(), 'A boat');
    assert.equal(await page.evaluate('document.activeElement.id'), 'improve');
    await page.keyboard.press('Enter');
    await page.locator('#improve-take').click();
    await studio.settled();
    assert.equal(await prompt.inputValue(), 'A boat, in soft morning light');
    assert.equal((await studio.calls('improvePrompt')).length, 2);
    await studio.close();
  });

  test('the request is shown and copied as curl', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await studio.settled();
    await page.locator('.preview summary').click();
    await page.locator('#copy-curl').click();
    await page.getByText('curl copied').waitFor();
    assert.deepEqual(await studio.calls('copyCurl'), [
      { kind: 'image', model: 'flux-2', values: { prompt: 'A boat' } },
    ]);
    await studio.close();
  });

  test('a failure has its buttons, and the sandbox says that it is free', async () => {
    const studio = await bench.open({ service: 'sandbox' });
    const prices = await studio.page.locator('#model option .model-price').allTextContents();
    assert.deepEqual(new Set(prices), new Set(['free here']));
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A boat');
    await studio.settled();
    assert.equal(await page.locator('.price').textContent(), 'free here');
    await studio.host(host => {
      host.nextError = { message: 'The budget of the day is used up.', steps: ['Open Settings'], ref: 'e1' };
    });
    await page.locator('#run').click();
    await page.locator('#run-error').getByRole('button', { name: 'Open Settings' }).click();
    await studio.settled();
    assert.deepEqual(await studio.calls('takeStep'), [{ ref: 'e1', step: 0 }]);
    await studio.close();
  });
});
