/** Every tab in every theme: nothing that axe calls serious, and a picture of each to look at. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Kind, kinds } from '../../src/shared/views.ts';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  startStudioBench,
  themeNames,
} from '../support/studio/studioBench.ts';
import { busyList } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
const folder = path.join(resultsFolder, 'panel');

before(async () => {
  [bench] = await Promise.all([startStudioBench(), mkdir(folder, { recursive: true })]);
});
after(() => bench.close());

async function openWithAxe(setup: Parameters<StudioBench['open']>[0]): Promise<StudioPage> {
  const studio = await bench.open(setup);
  await addAxe(studio);
  return studio;
}

const shoot = (studio: StudioPage, name: string): Promise<unknown> =>
  studio.page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });

/** The themes that are new with VS Code 1.13x colour the same parts; two tabs show what is different. */
const tabsOf = (theme: string): readonly Kind[] => (theme.endsWith('2026') ? ['image', 'video'] : kinds);

describe('every tab in every theme', { concurrency: atOnce }, () => {
  for (const theme of themeNames)
    test(theme, async () => {
      const studio = await openWithAxe({ theme, tasks: busyList(), hasKey: false, isMotionReduced: true });
      const { page } = studio;
      await page.locator('#more-options').click();
      for (const kind of tabsOf(theme)) {
        await page.locator(`#tab-${kind}`).click();
        await studio.host(host => host.idle());
        // The list of results is the same in every tab.
        const part = kind === 'image' ? 'body' : '.compose';
        assert.deepEqual(await violations(studio, part), [], `${theme}, ${kind}`);
        await shoot(studio, `${theme}-${kind}`);
      }
      assert.deepEqual(studio.complaints, []);
      await studio.close();
    });
});

describe('other states', { concurrency: atOnce }, () => {
  test('problems, the richest form, narrow and empty', async () => {
    const studio = await openWithAxe({
      theme: 'light',
      service: 'sandbox',
      width: 400,
      isMotionReduced: true,
    });
    const { page } = studio;
    await page.locator('#tab-video').click();
    await page.locator('#model').selectOption('kling-3');
    await page.locator('#more-options').click();
    await page.getByRole('switch', { name: 'Several shots' }).check();
    await page.getByRole('button', { name: 'Add a row' }).click();
    await page.locator('#run').click();
    await studio.settled();
    assert.deepEqual(await violations(studio), []);
    await page.screenshot({ path: path.join(folder, 'narrow-problems.png'), fullPage: true });
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(width) <= 400, `nothing sticks out at the side: ${width}`);
    await studio.close();
  });

  for (const width of [320, 700, 1000, 1900])
    test(`nothing sticks out at ${width} pixels`, async () => {
      const studio = await bench.open({ tasks: busyList(), width });
      const { page } = studio;
      const out = await page.evaluate(
        `[...document.querySelectorAll('main *')].filter(e => e.offsetParent !== null
          && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.outerHTML.slice(0, 80))`,
      );
      assert.deepEqual(out, []);
      await shoot(studio, `width-${width}`);
      await studio.close();
    });

  test('who wants no motion gets none', async () => {
    const studio = await bench.open({ tasks: busyList(), isMotionReduced: true });
    const moving = await studio.page.evaluate('document.getAnimations().length');
    assert.equal(moving, 0);
    const lively = await bench.open({ tasks: busyList() });
    assert.ok(Number(await lively.page.evaluate('document.getAnimations().length')) > 0);
    await studio.close();
    await lively.close();
  });

  test('the model list and the menu of a card', async () => {
    const studio = await openWithAxe({ theme: 'dark', tasks: busyList() });
    const { page } = studio;
    await page.locator('#more-d').click();
    await page.locator('#menu-d').waitFor();
    assert.deepEqual(await violations(studio), []);
    await shoot(studio, 'menu');
    await page.keyboard.press('Escape');
    await page.locator('#model').click();
    assert.deepEqual(await violations(studio), []);
    await shoot(studio, 'models');
    await studio.close();
  });
});
