/** The gallery: finding, choosing and doing, with ten entries and with ten thousand. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Task } from '../../src/core/tasks/task.ts';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  type StudioPageSetup,
  startStudioBench,
  themeNames,
} from '../support/studio/studioBench.ts';
import { busyList, manyPictures, runningTask, savedTask } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
const folder = path.join(resultsFolder, 'panel');
before(async () => {
  [bench] = await Promise.all([startStudioBench(), mkdir(folder, { recursive: true })]);
});
after(() => bench.close());

async function openGallery(setup: StudioPageSetup = { tasks: busyList() }): Promise<StudioPage> {
  const studio = await bench.open(setup);
  await studio.page.locator('#page-gallery').click();
  await studio.page.locator('.entry, .gallery-empty:not(.is-reading):visible').first().waitFor();
  await studio.settled();
  return studio;
}

const titles = (studio: StudioPage): Promise<string[]> =>
  studio.page.locator('.entry .entry-title').evaluateAll(textsOf);
const chosen = (studio: StudioPage): Promise<string[]> =>
  studio.page.locator('.entry[aria-selected="true"]').evaluateAll(keysOf);
const count = (studio: StudioPage): Promise<string | null> =>
  studio.page.locator('.gallery-count').textContent();

describe('what is shown', { concurrency: atOnce }, () => {
  test('every file is an entry, newest first; what came to nothing has a place of its own', async () => {
    const studio = await openGallery();
    assert.equal(await count(studio), '10 in all');
    assert.equal(await studio.page.locator('.entry img').count(), 6);
    assert.equal(await studio.page.locator('.entry video').count(), 1);
    assert.equal(await studio.page.locator('.entry .waveform').count(), 2, 'sound has its shape');
    await studio.page.locator('#gallery-show').selectOption('failed');
    await studio.settled();
    assert.deepEqual((await titles(studio)).sort(), [
      'A portrait of somebody famous',
      'Banner for the pricing page',
      'Sent, but the line went dead',
    ]);
    assert.match((await studio.page.locator('.grid').textContent()) ?? '', /Content policy/);
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });

  test('search, kind, order and days narrow it, and all of it is there again after a reload', async () => {
    const studio = await openGallery();
    const { page } = studio;
    await page.locator('#gallery-search').fill('planes  FOUR');
    await studio.settled();
    assert.equal(await count(studio), '4 in all');
    await page.locator('#gallery-search').fill('');
    await page.locator('#gallery-kind').selectOption('music');
    await page.locator('#gallery-sort').selectOption('oldest');
    await studio.settled();
    assert.deepEqual(await titles(studio), Array(2).fill('Short upbeat jingle for a release video'));
    await page.reload();
    await page.locator('.entry').first().waitFor();
    await studio.settled();
    assert.equal(await page.locator('#page-gallery').getAttribute('aria-current'), 'page');
    assert.equal(await page.locator('#gallery-kind').inputValue(), 'music');
    assert.equal(await page.locator('#gallery-sort').inputValue(), 'oldest');
    await page.locator('#gallery-reset').click();
    await studio.settled();
    assert.equal(await count(studio), '10 in all');
    await page.locator('#gallery-to').fill('2001-01-01');
    await studio.settled();
    assert.equal(await page.locator('.gallery-empty').isVisible(), true);
    await studio.close();
  });

  test('a new result comes to the front; what was chosen stays chosen', async () => {
    const wish = { id: 't2', title: 'A plane', agoMs: 1000 };
    const old = savedTask({ id: 't1', title: 'A boat' }, ['wide.png']);
    const studio = await openGallery({ tasks: [runningTask(wish), old] });
    await studio.page.locator('.entry').click();
    await studio.settled();
    await studio.host(
      (host, tasks) => {
        host.tasks = tasks;
        host.refresh();
      },
      [savedTask(wish, ['tall.png']), old] as readonly Task[],
    );
    await studio.settled();
    assert.deepEqual(await titles(studio), ['A plane', 'A boat']);
    assert.deepEqual(await chosen(studio), ['t1/0']);
    await studio.close();
  });
});

describe('ten thousand', () => {
  test('only what can be seen is on the page, and the end is as near as the beginning', async () => {
    const studio = await openGallery({ tasks: manyPictures(10_000) });
    const { page } = studio;
    assert.equal(await count(studio), '10,000 in all');
    const onPage = async (): Promise<number> => page.locator('.entry').count();
    assert.ok((await onPage()) < 60, String(await onPage()));
    await page.locator('#gallery-grid').focus();
    await page.keyboard.press('End');
    await page.locator('[data-key="many9999/0"]').waitFor();
    assert.equal(await page.locator('[data-key="many9999/0"]').getAttribute('aria-posinset'), '10000');
    assert.ok((await onPage()) < 60, String(await onPage()));
    await page.keyboard.press('Control+A');
    await page.locator('.bulk-count', { hasText: '10000 chosen' }).waitFor();
    await page.keyboard.press('Home');
    await page.locator('[data-key="many0/0"][aria-selected="true"]').waitFor();
    await studio.close();
  });

  test('at most 24 files are asked for at once', async () => {
    const studio = await bench.open({ tasks: manyPictures(10_000), width: 1900, height: 1600 });
    const { page } = studio;
    const waiting: (() => Promise<void>)[] = [];
    await page.route('**/media/*.png?*', route => void waiting.push(() => route.continue()));
    // Each has an address of its own, or the browser asks once for all.
    await studio.host(host => {
      host.tasks = host.tasks.map((task, at) => {
        const text = JSON.stringify(task).replaceAll('.png"', `.png?${at}"`);
        return JSON.parse(text) as typeof task;
      });
    });
    await page.locator('#page-gallery').click();
    await page.locator('.entry').first().waitFor();
    await studio.settled();
    assert.ok((await page.locator('.entry').count()) > 40);
    assert.equal(waiting.length, 24);
    await waiting[0]?.();
    const begun = page.locator('.entry img[src]');
    await begun.nth(24).waitFor({ state: 'attached' });
    assert.equal(await begun.count(), 25, 'one came, one more may go');
    await studio.close();
  });
});

describe('choosing and doing', { concurrency: atOnce }, () => {
  test('the mouse chooses as in a list of files', async () => {
    const studio = await openGallery({ tasks: manyPictures(20) });
    const entry = (at: number) => studio.page.locator('.entry').nth(at);
    await entry(1).click();
    assert.deepEqual(await chosen(studio), ['many1/0']);
    await entry(3).click({ modifiers: ['Shift'] });
    assert.deepEqual(await chosen(studio), ['many1/0', 'many2/0', 'many3/0']);
    await entry(2).click({ modifiers: ['ControlOrMeta'] });
    await entry(6).click({ modifiers: ['ControlOrMeta'] });
    assert.deepEqual(await chosen(studio), ['many1/0', 'many3/0', 'many6/0']);
    await entry(0).click();
    assert.deepEqual(await chosen(studio), ['many0/0']);
    await studio.close();
  });

  test('the keys move, choose, star, compare and delete; the focus is never lost', async () => {
    const studio = await openGallery({ tasks: manyPictures(20) });
    const { page } = studio;
    await page.locator('#gallery-grid').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    assert.deepEqual(await chosen(studio), ['many0/0', 'many1/0', 'many2/0']);
    await page.keyboard.press('Control+ArrowRight');
    await page.keyboard.press('Space');
    assert.deepEqual(await chosen(studio), ['many0/0', 'many1/0', 'many2/0', 'many3/0']);
    const active = await page.locator('#gallery-grid').getAttribute('aria-activedescendant');
    assert.equal(active, 'entry-many3/0');
    await page.keyboard.press('s');
    await studio.settled();
    assert.deepEqual((await studio.calls('star')).length, 1);
    assert.equal(await page.locator('.entry-star').count(), 4);
    await page.keyboard.press('Delete');
    await studio.settled();
    assert.equal(await count(studio), '16 in all');
    assert.equal(await page.evaluate('document.activeElement.id'), 'gallery-grid');
    await page.getByText('4 deleted').waitFor();
    await page.keyboard.press('Control+Z');
    await studio.settled();
    assert.equal(await count(studio), '20 in all');
    assert.equal(await page.locator('.entry-star').count(), 4, 'stars come back with them');
    await page.locator('#gallery-show').selectOption('starred');
    await studio.settled();
    assert.equal(await count(studio), '4 in all');
    await studio.close();
  });

  test('the bar does what its buttons say, with all that is chosen', async () => {
    const studio = await openGallery({ tasks: manyPictures(5) });
    const { page } = studio;
    await page.locator('#gallery-grid').focus();
    await page.keyboard.press('Control+A');
    for (const id of ['insert', 'copyPaths', 'move']) await page.locator(`#bulk-${id}`).click();
    await studio.settled();
    const entries = Array.from({ length: 5 }, (_, at) => ({ id: `many${at}`, output: 0 }));
    for (const name of ['insertEntries', 'copyPaths', 'moveEntries'])
      assert.deepEqual(await studio.calls(name), [{ entries }], name);
    await page.getByText('5 moved').waitFor();
    await page.locator('#bulk-clear').click();
    assert.deepEqual(await chosen(studio), []);
    assert.equal(await page.locator('.bulk').isVisible(), false);
    await studio.close();
  });
});

describe('details', { concurrency: atOnce }, () => {
  const parent = savedTask({ id: 't1', title: 'A boat' }, ['wide.png'], 5);
  const child: Task = {
    ...savedTask(
      {
        id: 't2',
        title: 'The boat, cut out',
        kind: 'removeBackground',
        model: 'remove-bg',
        agoMs: 1000,
        request: { image_url: 'https://x.example/<b>', note: 'a\nb' },
      },
      ['cutout.png'],
      2,
    ),
    parent: 't1',
  };

  test('say everything, lead to what it was made from, and act', async () => {
    const studio = await openGallery({ tasks: [child, parent] });
    const { page } = studio;
    await page.locator('.entry').first().click();
    const detail = page.locator('.detail');
    await detail.getByText('api-t2').waitFor();
    const text = (await detail.textContent()) ?? '';
    for (const part of [
      'Remove Background',
      '2 credits',
      '/media/cutout.png',
      'https://x.example/<b>',
      'Made from A boat',
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await detail.getByRole('button', { name: 'Remix' }).click();
    await detail.getByRole('button', { name: 'Use as Input' }).click();
    await studio.settled();
    assert.deepEqual(await studio.calls('act'), [
      { id: 't2', action: 'remix' },
      { id: 't2', action: 'useAsInput', output: 0 },
    ]);
    await detail.getByRole('button', { name: 'A boat' }).click();
    await detail.getByText('api-t1').waitFor();
    await studio.close();
  });

  test('sound that this editor cannot play is said, and the way to hear it', async () => {
    const film = savedTask({ id: 'f', title: 'A pier', kind: 'video', model: 'kling-3' }, ['film.mp4']);
    const studio = await openGallery({ tasks: [film] });
    const { page } = studio;
    await page.locator('.entry').click();
    await page.locator('.detail video').waitFor();
    assert.equal(await page.locator('.silence').count(), 0);
    await studio.host(host => {
      host.isSilent = true;
    });
    await page.locator('#detail-close').click();
    await page.locator('.entry').click();
    await page.getByRole('button', { name: 'Open in the System Player' }).click();
    await studio.settled();
    assert.deepEqual(await studio.calls('openOutside'), [{ id: 'f', output: 0 }]);
    await studio.close();
  });

  test('a film plays without sound under the mouse and under the keys, unless nothing is to move', async () => {
    const film = savedTask({ id: 'f', title: 'A pier', kind: 'video', model: 'kling-3' }, ['film.mp4']);
    for (const isMotionReduced of [false, true]) {
      const studio = await openGallery({ tasks: [film], isMotionReduced });
      const { page } = studio;
      const state = (): Promise<unknown> =>
        page
          .locator('.entry video')
          .evaluate((v: { paused: boolean; muted: boolean }) => [v.paused, v.muted]);
      await page.locator('.entry').hover();
      assert.deepEqual(await state(), [isMotionReduced, true]);
      await page.mouse.move(5, 5);
      assert.deepEqual(await state(), [true, true]);
      await page.locator('#gallery-grid').focus();
      await page.keyboard.press('ArrowRight');
      assert.deepEqual(await state(), [isMotionReduced, true]);
      await studio.close();
    }
  });
});

describe('for everybody', { concurrency: atOnce }, () => {
  for (const theme of themeNames)
    test(theme, async () => {
      const studio = await openGallery({ theme, tasks: busyList() });
      await addAxe(studio);
      await studio.page.locator('.entry').nth(1).click();
      await studio.settled();
      assert.deepEqual(await violations(studio), []);
      await studio.page.screenshot({
        path: path.join(folder, `gallery-${theme}.png`),
        animations: 'disabled',
      });
      await studio.page
        .locator('.entry')
        .nth(3)
        .click({ modifiers: ['Shift'] });
      assert.deepEqual(await violations(studio), []);
      assert.deepEqual(studio.complaints, []);
      await studio.close();
    });

  for (const width of [320, 700, 1000])
    test(`nothing sticks out at ${width} pixels`, async () => {
      const studio = await openGallery({ tasks: busyList(), width });
      const { page } = studio;
      await page.locator('.entry').first().click();
      await studio.settled();
      const out = await page.evaluate(
        `[...document.querySelectorAll('.pages *, .gallery-page *')].filter(e => e.offsetParent !== null
          && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))`,
      );
      assert.deepEqual(out, []);
      await page.screenshot({ path: path.join(folder, `gallery-width-${width}.png`) });
      await studio.close();
    });

  test('hostile texts are text', async () => {
    const title = '<img src=x onerror="window.hacked=1">[a](command:x) ‮gpj ${1} $(trash)';
    const request = { prompt: title, '<b>name</b>': `${title}${'x'.repeat(100_000)}` };
    const studio = await openGallery({
      tasks: [savedTask({ id: 't', title, model: '<i>model</i>', request }, ['wide.png'])],
    });
    const { page } = studio;
    await page.locator('.entry').click();
    await page.locator('.detail dd').first().waitFor();
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.equal(
      await page.locator('.entry b, .entry i, .detail b, .detail i, .detail img[src=x]').count(),
      0,
    );
    assert.deepEqual(studio.complaints, []);
    await studio.close();
  });
});

function textsOf(elements: { textContent: string | null }[]): string[] {
  return elements.map(element => element.textContent ?? '');
}

function keysOf(elements: { dataset: Record<string, string> }[]): string[] {
  return elements.map(element => element.dataset['key'] ?? '');
}
