/** What a person wrote, looks at, is about to press or has the focus on stays theirs, whatever else happens. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { resultsFolder } from '../rig/paths.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
} from '../support/studio/studioBench.ts';
import { failedTask, runningTask, savedTask, studioTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt' });
const focused = (page: Page): Promise<unknown> =>
  page.evaluate('document.activeElement.id || document.activeElement.className');
const setTasks = (studio: StudioPage, tasks: readonly unknown[]): Promise<void> =>
  studio.host((host, next) => {
    host.tasks = next as typeof host.tasks;
    host.refresh();
  }, tasks);

describe('what was written', { concurrency: atOnce }, () => {
  test('an earlier prompt, a preset and a draft from outside can be taken back', async () => {
    const studio = await bench.open({ tasks: [savedTask({ id: 't', title: 'A pier' }, ['wide.png'])] });
    const { page } = studio;
    await prompt(page).fill('Many careful words');
    await page.locator('#prompt-history').click();
    await page.getByRole('button', { name: 'A pier', exact: true }).click();
    assert.equal(await prompt(page).inputValue(), 'A pier');
    await page.locator('#undo').click();
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), 'Many careful words');

    const draft = { kind: 'image', model: 'flux-2', values: { prompt: 'From a task' } } as const;
    await studio.host((host, value) => host.send('draft', { draft: value, keepsOthers: false }), draft);
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), 'From a task');
    await page.locator('#undo').click();
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), 'Many careful words');
    await studio.close();
  });

  test('a kind alone leads to what was written there before', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await prompt(page).fill('A boat');
    const draft = { kind: 'image', model: undefined, values: {} } as const;
    await studio.host((host, value) => host.send('draft', { draft: value, keepsOthers: false }), draft);
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), 'A boat');
    assert.equal(await page.locator('#undo').isVisible(), false, 'nothing was replaced');
    await studio.close();
  });

  test('a suggestion that arrives under the hands takes neither the focus nor the text', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await prompt(page).fill('A boat');
    await studio.settled();
    await studio.host(host => {
      host.latency = () => 300;
    });
    await page.locator('#improve').click();
    await prompt(page).click();
    await page.keyboard.press('End');
    await page.keyboard.type(' at sea', { delay: 20 });
    await page.locator('#improve-take').waitFor();
    await page.keyboard.type(' now', { delay: 20 });
    assert.equal(await prompt(page).inputValue(), 'A boat at sea now');
    await studio.settled();
    // What it would take away is seen before it is taken.
    assert.equal(await page.locator('.diff del').textContent(), ' at sea now'.trimStart());
    await page.locator('#tab-music').click();
    await studio.settled();
    assert.equal(await page.locator('#improve-take').isVisible(), false, 'it was for a picture');
    await studio.close();
  });

  test('a file that is chosen when the model is another one already is nobody’s', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-upscaleImage').click();
    await studio.settled();
    await studio.host(host => {
      host.chosenUrl = 'https://files.example/a.png';
      host.latency = () => (host.calls.at(-1)?.name === 'chooseInput' ? 1500 : 0);
    });
    await page.locator('[data-field] button[id$="-choose"]').first().click();
    await page.locator('#tab-music').click();
    await page.getByRole('textbox', { name: 'Description' }).fill('Calm');
    await studio.settled();
    const forms = (await studio.calls('form')) as { draft: { kind: string; values: object } }[];
    assert.deepEqual(forms.at(-1)?.draft.values, { gpt_description_prompt: 'Calm' });
    await studio.close();
  });

  test('Ctrl+Enter in a box above the form is for that box', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await prompt(page).fill('A boat');
    await studio.settled();
    await page.locator('#presets').click();
    await page.locator('#preset-name').fill('Hero');
    await page.keyboard.press('Control+Enter');
    await studio.settled();
    assert.deepEqual(await studio.calls('run'), []);
    await studio.close();
  });
});

describe('where the focus is', { concurrency: atOnce }, () => {
  test('in the gallery it goes on from what is gone', async () => {
    const tasks = ['x', 'y', 'z'].map(id => savedTask({ id, title: `Picture ${id}` }, ['wide.png']));
    const studio = await bench.open({ tasks });
    const { page } = studio;
    await page.locator('#page-gallery').click();
    await page.locator('.entry').first().click();
    await page.locator('#bulk-star').focus();
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.match(String(await focused(page)), /grid/, 'the button to star is gone');
    await page.locator('#detail-trash').focus();
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.notEqual(await page.evaluate('document.activeElement.tagName'), 'BODY');
    await page.locator('#undo').focus();
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.match(String(await focused(page)), /grid/);
    await page.locator('#gallery-show').selectOption('starred');
    await studio.settled();
    await page.locator('#gallery-reset').focus();
    await page.keyboard.press('Enter');
    await studio.settled();
    assert.match(String(await focused(page)), /grid/);
    await studio.close();
  });

  test('a press beside everything takes it nowhere', async () => {
    const studio = await bench.open({ tasks: [runningTask({ id: 'r', title: 'A boat' })] });
    const { page } = studio;
    await prompt(page).focus();
    await page.locator('.results-head').click();
    await setTasks(studio, [savedTask({ id: 'r', title: 'A boat' }, ['wide.png'])]);
    await studio.settled();
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BODY');
    await studio.close();
  });

  test('a card that is gone gives it to the next', async () => {
    const tasks = ['x', 'y', 'z'].map(id => savedTask({ id, title: `Picture ${id}` }, ['wide.png']));
    const studio = await bench.open({ tasks });
    const { page } = studio;
    await page.locator('[data-id="y"] .actions button').first().focus();
    await setTasks(
      studio,
      tasks.filter(t => t.id !== 'y'),
    );
    await studio.settled();
    assert.equal(await page.evaluate('document.activeElement.closest("[data-id]").dataset.id'), 'z');
    await studio.close();
  });

  test('an older answer keeps it when the next one ends', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-chat').click();
    for (const question of ['One', 'Two']) {
      await page.locator('#chat-question').fill(question);
      await page.locator('#chat-question').press('Enter');
      await page.locator('.turn.growing').waitFor();
      if (question === 'Two') await page.getByRole('button', { name: 'Copy' }).first().focus();
      await studio.host(host => host.chat.whenAsked());
      await studio.host(host => host.chat.latest?.end({ text: 'An answer', ending: 'whole', credits: '' }));
      await page.locator('.turn.growing').waitFor({ state: 'detached' });
    }
    assert.equal(await page.evaluate('document.activeElement.textContent.trim()'), 'Copy');
    await studio.close();
  });
});

describe('what is shown', { concurrency: atOnce }, () => {
  test('a failure stands where it belongs, and is told elsewhere without taking the focus', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.locator('#tab-chat').click();
    await page.locator('#chat-question').fill('Fail me');
    await page.locator('#chat-question').press('Enter');
    await page.locator('.turn.growing').waitFor();
    await page.locator('#tab-image').click();
    await prompt(page).waitFor();
    await page.locator('#tab-image').focus();
    await studio.host(host => host.chat.whenAsked());
    await studio.host(host => host.chat.latest?.fail('the model'));
    await page.locator('.toast').getByText('the model').waitFor();
    assert.equal(await page.locator('#run-error').textContent(), '');
    assert.equal(await focused(page), 'tab-image');
    await page.locator('#tab-chat').click();
    assert.match((await page.locator('#chat-error').textContent()) ?? '', /the model/);
    await studio.close();
  });

  test('a film goes on, a menu stays open and a press hits while the task changes', async () => {
    const film = savedTask({ id: 'f', title: 'A pier', kind: 'video', model: 'kling-3' }, ['film.mp4']);
    const studio = await bench.open({ tasks: [film] });
    const { page } = studio;
    await page.locator('#more-f').click();
    const entry = page.locator('#menu-f button').last();
    await entry.waitFor();
    const renamed = { ...film, title: 'A pier at night', revision: 2 };
    await setTasks(studio, [renamed]);
    await page.getByText('A pier at night').first().waitFor();
    assert.equal(await entry.isVisible(), true);
    await page.evaluate('window.film = document.querySelector("video")');
    await setTasks(studio, [{ ...renamed, state: { ...film.state, credits: 7 }, revision: 3 }]);
    await page.getByText('7 credits').waitFor();
    assert.equal(await page.evaluate('window.film === document.querySelector("video")'), true);

    await page.keyboard.press('Escape');
    const box = await page.locator('[data-id="f"] .actions button').first().boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await setTasks(studio, [runningTask({ id: 'new', title: 'Another' }), renamed]);
    await studio.settled();
    await page.mouse.up();
    await page.locator('[data-id="new"]').waitFor();
    assert.equal(((await studio.calls('act')).at(-1) as { id: string }).id, 'f');
    await studio.close();
  });

  test('an old failure that is removed is gone from the gallery', async () => {
    const many = Array.from({ length: 80 }, (_, n) =>
      failedTask({ id: `t${n}`, title: `Failure ${n}`, agoMs: n * 60_000 }, 'no'),
    );
    const studio = await bench.open({ tasks: many });
    const { page } = studio;
    await page.locator('#page-gallery').click();
    await page.locator('#gallery-show').selectOption('failed');
    await page.locator('.gallery-count', { hasText: '80 in all' }).waitFor();
    await setTasks(studio, many.slice(0, -1));
    await page.locator('.gallery-count', { hasText: '79 in all' }).waitFor();
    await studio.close();
  });

  test('what something was made from stays shown until another one is chosen', async () => {
    const parent = savedTask({ id: 't1', title: 'A boat', agoMs: 5000 }, ['wide.png']);
    const child = { ...savedTask({ id: 't2', title: 'Cut out', agoMs: 1000 }, ['cutout.png']), parent: 't1' };
    const studio = await bench.open({ tasks: [child, parent] });
    const { page } = studio;
    const detail = page.locator('.detail');
    await page.locator('#page-gallery').click();
    await page.locator('.entry').first().click();
    await detail.getByRole('button', { name: 'A boat' }).click();
    await detail.getByText('api-t1').waitFor();
    await page.locator('#detail-star').click();
    await detail.getByText('Remove Star').waitFor();
    await setTasks(studio, [runningTask({ id: 'r', title: 'New' }), child, parent]);
    await studio.settled();
    assert.match((await detail.textContent()) ?? '', /api-t1/);
    await studio.close();
  });

  test('the credits page follows what is spent while it is shown', async () => {
    const studio = await bench.open({ tasks: [savedTask({ id: 'a', title: 'One' }, ['wide.png'], 5)] });
    const { page } = studio;
    await page.locator('#page-credits').click();
    await page.locator('.credits-total', { hasText: '5' }).waitFor();
    const both = ['a', 'b'].map(id => savedTask({ id, title: id }, ['wide.png'], 5));
    await setTasks(studio, both);
    await page.locator('.credits-total', { hasText: '10' }).waitFor();
    await studio.close();
  });

  test('a crowd of changes is said as numbers, not one by one', async () => {
    const waiting = Array.from({ length: 30 }, (_, n) =>
      studioTask({ id: `q${n}`, title: `Picture ${n}` }, { status: 'queued' }),
    );
    const studio = await bench.open();
    await setTasks(studio, waiting);
    const live = studio.page.locator('[aria-live="polite"]');
    await live.getByText(/: 30/).waitFor({ state: 'attached' });
    assert.ok(((await live.textContent()) ?? '').length < 60);
    await studio.close();
  });

  test('a page whose editor was silent tries again when its person comes back', async () => {
    const studio = await bench.open();
    const { page } = studio;
    await page.evaluate('sessionStorage.setItem("ready-fails", "yes")');
    await page.reload();
    await page.locator('.toast').waitFor();
    assert.equal(await page.locator('[data-field]').count(), 0);
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await page.locator('[data-field]').first().waitFor();
    await studio.close();
  });
});

describe('what is there again after the page was hidden', { concurrency: atOnce }, () => {
  test('in the gallery: the place, what is chosen, and the way back of what was deleted', async () => {
    const tasks = Array.from({ length: 400 }, (_, n) =>
      savedTask({ id: `t${n}`, title: `Picture ${n}`, agoMs: (n + 1) * 60_000 }, ['wide.png']),
    );
    const studio = await bench.open({ tasks });
    const { page } = studio;
    await page.locator('#page-gallery').click();
    await page.locator('.gallery-count', { hasText: '400' }).waitFor();
    await page.locator('.entry').first().click();
    await page.keyboard.press('Delete');
    await page.locator('#undo').waitFor();
    const grid = page.locator('#gallery-grid');
    await grid.evaluate(element => element.scrollTo({ top: 6000 }));
    await page.locator('.entry[data-key="t1/0"]').waitFor({ state: 'detached' });
    const shown = page.locator('.entry').nth(6);
    const key = await shown.getAttribute('data-key');
    await shown.click();
    await studio.settled();
    await page.reload();
    await page.locator(`.entry[data-key="${key}"][aria-selected="true"]`).waitFor();
    assert.equal(await page.locator('.toast').isVisible(), true);
    await page.locator('#page-create').click();
    await page.locator('#page-gallery').click();
    assert.equal(await page.locator('.toast').isVisible(), false, 'who left has seen it');
    await studio.close();
  });

  test('a chosen result shows its picture; defaults say so, and can be had back', async () => {
    const studio = await bench.open({ tasks: [savedTask({ id: 't', title: 'A pier' }, ['wide.png'])] });
    const { page } = studio;
    await page.locator('#model').selectOption('ideogram-v4');
    const ratio = page.locator('[data-field]', { has: page.getByRole('radio', { name: '21:9' }) });
    await ratio.locator('.default-mark', { hasText: 'Default' }).waitFor();
    await page.getByRole('radio', { name: '21:9' }).check({ force: true });
    await studio.settled();
    assert.equal(await ratio.locator('.default-mark').textContent(), '');
    await ratio.locator('.reset').click();
    await studio.settled();
    assert.equal(await page.getByRole('radio', { name: '21:9' }).isChecked(), false);
    assert.equal(await ratio.locator('input:checked').count(), 1);
    await prompt(page).fill('A boat');
    await page.locator('#reset-form').click();
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), '');
    assert.equal(await page.locator('#reset-form').isVisible(), false);
    await page.locator('#undo').click();
    await studio.settled();
    assert.equal(await prompt(page).inputValue(), 'A boat');
    await page.locator('#tab-upscaleImage').click();
    await studio.settled();
    await page.locator('.pick').first().click();
    await page.locator('.line-thumb img').waitFor();
    await studio.host(host => {
      host.chosenUrl = 'https://files.example/mine.png?signed=1';
      host.chosenFile = { title: 'photos/mine.png', src: '/media/wide.png' };
    });
    await page.locator('[data-field] button[id$="-choose"]').first().click();
    await page.locator('.line-thumb[title="photos/mine.png"] img[src$="/media/wide.png"]').waitFor();
    await setTasks(studio, [savedTask({ id: 'gone', title: 'Gone' }, ['/media/none.png'])]);
    await page.locator('.pick .icon-image').first().waitFor();
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'thumbnail.png') });
    await studio.close();
  });
});
