/** What a person wrote is not lost: not by another tab, another model, a reload, or the host's own drafts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
} from '../support/studio/studioBench.ts';
import { savedTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

const promptOf = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Prompt' }).inputValue();

async function goTo(studio: StudioPage, kind: string, model?: string): Promise<void> {
  await studio.page.locator(`#tab-${kind}`).click();
  await studio.settled();
  if (model === undefined) return;
  await studio.page.locator('#model').selectOption(model);
  await studio.settled();
}

describe('drafts', { concurrency: atOnce }, () => {
  test('each tab keeps its own values and model', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await goTo(studio, 'image', 'ideogram-v4');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a logo');
    await page.getByRole('radio', { name: '21:9' }).check({ force: true });
    await goTo(studio, 'video');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a drone shot');
    await goTo(studio, 'image');
    assert.equal(await page.locator('#model').inputValue(), 'ideogram-v4');
    assert.equal(await promptOf(page), 'a logo');
    assert.equal(await page.getByRole('radio', { name: '21:9' }).isChecked(), true);
    await goTo(studio, 'video');
    assert.equal(await promptOf(page), 'a drone shot');
    await studio.close();
  });

  test('a tab nothing was written in yet takes the prompt over, also past tabs that have none', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a lighthouse');
    await goTo(studio, 'removeBackground');
    await goTo(studio, 'video');
    assert.equal(await promptOf(page), 'a lighthouse');
    await goTo(studio, 'music');
    assert.equal(await page.getByRole('textbox', { name: 'Description' }).inputValue(), 'a lighthouse');
    await studio.close();
  });

  test('another model takes over what it knows; going back finds what it did not', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a lighthouse');
    await page.getByRole('radio', { name: '16:9' }).check({ force: true });
    await page.locator('#more-options').click();
    await page.getByRole('radio', { name: 'Flex' }).check({ force: true });
    await goTo(studio, 'image', 'ideogram-v4');
    assert.equal(await promptOf(page), 'a lighthouse');
    assert.equal(
      await page.getByRole('radio', { name: '16:9' }).isChecked(),
      true,
      'though it is named "size" here',
    );
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a lighthouse at night');
    await goTo(studio, 'image', 'flux-2');
    assert.equal(await promptOf(page), 'a lighthouse at night');
    assert.equal(await page.getByRole('radio', { name: 'Flex' }).isChecked(), true);
    await studio.close();
  });

  test('a reload finds tab, model, values and open parts as they were', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await goTo(studio, 'speech');
    await page.getByRole('textbox', { name: 'Text 1' }).fill('Hello');
    await page.locator('#more-options').click();
    await page.getByRole('spinbutton', { name: 'Stability' }).fill('1');
    await goTo(studio, 'image', 'seedream/4.5-edit');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('a harbour');
    // Nothing is lost of what was typed a moment before.
    await page.reload();
    await page.locator('[data-field]').first().waitFor();
    await studio.settled();
    assert.equal(await page.locator('#tab-image').getAttribute('aria-selected'), 'true');
    assert.equal(await page.locator('#model').inputValue(), 'seedream/4.5-edit');
    assert.equal(await promptOf(page), 'a harbour');
    await goTo(studio, 'speech');
    assert.equal(await page.getByRole('textbox', { name: 'Text 1' }).inputValue(), 'Hello');
    assert.equal(await page.getByRole('spinbutton', { name: 'Stability' }).inputValue(), '1');
    await studio.close();
  });

  test('a damaged state is no obstacle', async () => {
    const studio = await bench.open();
    const { page } = studio;
    for (const state of [
      '7',
      '{"drafts":[{"kind":"gone","values":{}},null,{"kind":"video","values":[]}]}',
      '{"kind":"x"}',
    ]) {
      await page.evaluate(`sessionStorage.setItem('vscode-state', ${JSON.stringify(state)})`);
      await page.reload();
      await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    }
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('a draft from outside fills the form; an added input leaves the rest as it was', async () => {
    const studio = await bench.open({
      first: {
        draft: { kind: 'video', model: 'kling-3', values: { prompt: 'from a task', duration: 9 } },
        keepsOthers: false,
      },
    });
    const { page } = studio;
    await studio.settled();
    assert.equal(await promptOf(page), 'from a task');
    assert.equal(await page.getByRole('spinbutton', { name: 'Duration' }).inputValue(), '9');
    await studio.host(host =>
      host.send('draft', {
        draft: { kind: 'video', model: 'seedance-1-5-pro', values: { image: 'https://cdn.example/a.png' } },
        keepsOthers: true,
      }),
    );
    await studio.settled();
    assert.equal(await page.locator('#model').inputValue(), 'seedance-1-5-pro');
    assert.equal(
      await page.getByRole('textbox', { name: 'First frame' }).inputValue(),
      'https://cdn.example/a.png',
    );
    assert.equal(await promptOf(page), 'from a task');
    await studio.close();
  });

  test('a result becomes the input with one press', async () => {
    const tasks = [savedTask({ id: 't1', title: 'A boat' }, ['wide.png', 'square.png'])];
    const studio = await bench.open({ tasks });
    const { page } = studio;
    await goTo(studio, 'removeBackground');
    await page.getByRole('button', { name: 'Use a result: A boat' }).nth(1).click();
    await studio.settled();
    assert.equal(
      await page.getByRole('textbox', { name: 'Image' }).inputValue(),
      'https://cdn.example/square.png',
    );
    await studio.close();
  });

  test('an idea is put into the form, ready to be changed', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('button', { name: /^Isometric icon/ }).click();
    assert.match(await promptOf(page), /^Isometric icon/);
    assert.equal(await page.evaluate('document.activeElement.id'), 'field-prompt');
    await goTo(studio, 'speech');
    await page.getByRole('button', { name: /^Welcome back/ }).click();
    await page.locator('#run').click();
    await studio.settled();
    const [draft] = (await studio.calls('run')) as [{ values: { dialogue: { text: string }[] } }];
    assert.match(draft.values.dialogue[0]?.text ?? '', /^Welcome back/);
    await studio.close();
  });
});
