/** The main path without a mouse, from an empty page to a result that is inserted. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { atOnce, type StudioBench, startStudioBench } from '../support/studio/studioBench.ts';
import { savedTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

const focusedId = (page: Page): Promise<string> => page.evaluate('document.activeElement.id');

/** Tab until the focus is on `id`; fails when it does not come there. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focusedId(page)) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to #${id}`);
}

describe('keyboard alone', { concurrency: atOnce }, () => {
  test('from the first tab to a running task', async () => {
    const studio = await bench.open();
    const { page } = studio;
    for (const id of ['page-create', 'page-gallery', 'page-credits']) {
      await page.keyboard.press('Tab');
      assert.equal(await focusedId(page), id);
    }
    await page.keyboard.press('Tab');
    assert.equal(await focusedId(page), 'tab-image', 'the tabs are one stop, and the first');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focusedId(page), 'tab-video');
    await page.keyboard.press('End');
    assert.equal(await focusedId(page), 'tab-chat');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedId(page), 'tab-image', 'round and round');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    await studio.settled();
    assert.equal(await page.locator('#tab-image').getAttribute('aria-selected'), 'true');
    assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1);

    for (const id of ['prompt-history', 'presets', 'improve', 'model']) {
      await page.keyboard.press('Tab');
      assert.equal(await focusedId(page), id);
    }
    await page.keyboard.press('Tab');
    assert.equal(await focusedId(page), 'field-prompt');
    await page.keyboard.type('A paper boat');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getByRole('radio', { name: '4:3' }).isChecked(), true);
    await page.keyboard.press('Control+Enter');
    await studio.settled();
    assert.deepEqual(await studio.calls('run'), [
      { kind: 'image', model: 'flux-2', values: { prompt: 'A paper boat', aspect_ratio: '4:3' } },
    ]);
    assert.equal(await page.getByRole('radio', { name: '4:3' }).evaluate(isFocused), true);
    await studio.close();
  });

  test('the button runs with Enter, once, however often it is pressed', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A paper boat');
    await tabTo(page, 'run');
    await studio.host(host => {
      host.latency = () => 120;
    });
    await page.keyboard.press('Enter');
    await page.getByText('Sending…').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Enter');
    await studio.settled();
    assert.equal((await studio.calls('run')).length, 1);
    assert.equal(await focusedId(page), 'run');
    assert.equal(await page.locator('#run').getAttribute('aria-disabled'), 'false');
    await studio.close();
  });

  test('a double click, and a key that is held down, are one wish', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.getByRole('textbox', { name: 'Prompt' }).fill('A paper boat');
    await page.locator('#run').click();
    await studio.settled();
    // The second click of the two, as the browser tells it, when all is answered.
    await page.locator('#run').dispatchEvent('click', { detail: 2 });
    await studio.settled();
    assert.equal((await studio.calls('run')).length, 1);
    await page.locator('#run').focus();
    for (const combination of ['Enter', 'Control+Enter']) {
      const before = (await studio.calls('run')).length;
      const keys = combination.split('+');
      for (const key of keys) await page.keyboard.down(key);
      await studio.settled();
      await page.keyboard.down('Enter');
      await page.keyboard.down('Enter');
      for (const key of keys.reverse()) await page.keyboard.up(key);
      await studio.settled();
      assert.equal((await studio.calls('run')).length, before + 1, combination);
    }
    await studio.close();
  });

  test('a result is inserted, and its other actions are reached through the menu', async () => {
    const tasks = [savedTask({ id: 't1', title: 'A boat' }, ['wide.png'], 5)];
    const studio = await bench.open({ tasks });
    const { page } = studio;
    await tabTo(page, 'insert-t1');
    await page.keyboard.press('Enter');
    await tabTo(page, 'more-t1');
    await page.keyboard.press('Space');
    await page.locator('#menu-t1').waitFor();
    assert.equal(await focusedId(page), 'remix-t1', 'the menu takes the focus');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#menu-t1').isVisible(), false);
    assert.equal(await focusedId(page), 'more-t1', 'and gives it back');
    await page.keyboard.press('Enter');
    await tabTo(page, 'details-t1');
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.deepEqual(await studio.calls('act'), [
      { id: 't1', action: 'insert' },
      { id: 't1', action: 'details' },
    ]);
    await studio.close();
  });

  test('the model list opens, moves and chooses by keys', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await tabTo(page, 'model');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.equal(await page.locator('#model').inputValue(), 'seedream/4.5-text-to-image');
    assert.equal(await focusedId(page), 'model');
    await studio.close();
  });
});

function isFocused(element: unknown): boolean {
  return (
    (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement === element
  );
}
