/** Pictures against each other, and one of them kept. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resultsFolder } from '../rig/paths.ts';
import { addAxe, violations } from '../support/studio/axe.ts';
import {
  atOnce,
  type StudioBench,
  type StudioPage,
  type StudioPageSetup,
  startStudioBench,
} from '../support/studio/studioBench.ts';
import { manyPictures } from '../support/studio/studioTasks.ts';

let bench: StudioBench;
before(async () => {
  bench = await startStudioBench();
});
after(() => bench.close());

/** Opens the first `count` pictures of the gallery against each other, by keys alone. */
async function openCompare(count: number, setup: StudioPageSetup = {}): Promise<StudioPage> {
  const studio = await bench.open({ tasks: manyPictures(12), ...setup });
  const { page } = studio;
  await page.locator('#page-gallery').click();
  await page.locator('.entry').first().waitFor();
  await studio.settled();
  await page.locator('#gallery-grid').focus();
  await page.keyboard.press('ArrowRight');
  for (let more = 1; more < count; more++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('c');
  await page.locator('.compare').waitFor();
  return studio;
}

const pixel = (studio: StudioPage, x: number, y: number): Promise<string> =>
  studio.page
    .locator('.compare-frame')
    .first()
    .screenshot()
    .then(async png =>
      String(
        await studio.page.evaluate(
          `(async () => {
            const bytes = Uint8Array.from(atob('${png.toString('base64')}'), c => c.charCodeAt(0));
            const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
            const canvas = document.createElement('canvas');
            canvas.width = picture.width;
            canvas.height = picture.height;
            const context = canvas.getContext('2d');
            context.drawImage(picture, 0, 0);
            return [...context.getImageData(${x} * picture.width, ${y} * picture.height, 1, 1).data].join();
          })()`,
        ),
      ),
    );

describe('two pictures', { concurrency: atOnce }, () => {
  test('a slider shows more of one or of the other, also when they are zoomed', async () => {
    const studio = await openCompare(2);
    const { page } = studio;
    const split = page.locator('#compare-split');
    const clip = (): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector('.compare-frame img')).clipPath`);
    await split.focus();
    await page.keyboard.press('End');
    const all = await pixel(studio, 0.45, 0.5);
    await page.keyboard.press('Home');
    const other = await pixel(studio, 0.45, 0.5);
    assert.notEqual(all, other, 'one picture, then the other');
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
    await page.locator('#compare-in').click();
    assert.equal(await page.locator('.compare-scale').textContent(), '150 %');
    assert.match(await clip(), /inset/);
    const line = await page.locator('.compare-line').boundingBox();
    const box = await page.locator('.compare-frame').boundingBox();
    assert.ok(line !== null && box !== null);
    await page.mouse.move(line.x + 1, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 40);
    await page.mouse.up();
    assert.ok(Math.abs(Number(await split.inputValue()) - 80) <= 1, await split.inputValue());
    await studio.close();
  });

  test('the difference of a picture and itself is black', async () => {
    const twice = manyPictures(7).filter((_, at) => at % 3 === 0);
    const studio = await openCompare(2, { tasks: twice });
    await studio.page.locator('#compare-difference').check();
    assert.equal(await pixel(studio, 0.5, 0.5), '0,0,0,255');
    const other = await openCompare(2);
    await other.page.locator('#compare-difference').check();
    assert.notEqual(await pixel(other, 0.5, 0.5), '0,0,0,255');
    await studio.close();
    await other.close();
  });
});

describe('several', { concurrency: atOnce }, () => {
  test('nine are zoomed and moved together, by wheel, mouse and keys', async () => {
    const studio = await openCompare(9);
    const { page } = studio;
    assert.equal(await page.locator('.compare-frame').count(), 9);
    assert.equal(await page.locator('.compare-modes').isVisible(), false);
    const transforms = async (): Promise<Set<string>> =>
      new Set(
        await page.evaluate<string[]>(
          // The frames' widths differ by parts of a pixel.
          `[...document.querySelectorAll('.compare-frame img')].map(e =>
            getComputedStyle(e).transform.replace(/-?\\d+\\.\\d+(?=[,)])/g, n => String(Math.round(n))))`,
        ),
      );
    const before = [...(await transforms())];
    await page.locator('.compare-frame').nth(4).hover();
    await page.mouse.wheel(0, -400);
    await page.locator('.compare-scale', { hasNotText: /^100 %/ }).waitFor();
    assert.equal((await transforms()).size, 1, 'all alike');
    assert.notDeepEqual([...(await transforms())], before);
    await page.locator('#compare-stage').focus();
    const zoomed = [...(await transforms())];
    await page.keyboard.press('ArrowRight');
    assert.notDeepEqual([...(await transforms())], zoomed);
    await page.keyboard.press('0');
    assert.equal(await page.locator('.compare-scale').textContent(), '100 %');
    await page.screenshot({ path: path.join(resultsFolder, 'panel', 'compare-nine.png') });
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.compare').isVisible(), false);
    assert.equal(await page.evaluate('document.activeElement.id'), 'gallery-grid');
    await studio.close();
  });

  test('keeping one moves the others to the trash, and that can be taken back', async () => {
    const studio = await openCompare(3);
    const { page } = studio;
    await page.locator('#keep-1').click();
    await studio.settled();
    assert.deepEqual(await studio.calls('trash'), [
      {
        entries: [
          { id: 'many0', output: 0 },
          { id: 'many2', output: 0 },
        ],
      },
    ]);
    assert.equal(await page.locator('.gallery-count').textContent(), '10 in all');
    await page.locator('#undo').click();
    await studio.settled();
    assert.equal(await page.locator('.gallery-count').textContent(), '12 in all');
    await studio.close();
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const)
    test(`axe, ${theme}`, async () => {
      const studio = await openCompare(2, { theme });
      await addAxe(studio);
      for (const mode of ['slider', 'sides', 'difference']) {
        await studio.page.locator(`#compare-${mode}`).check();
        assert.deepEqual(await violations(studio), [], mode);
        await studio.page.screenshot({
          path: path.join(resultsFolder, 'panel', `compare-${mode}-${theme}.png`),
        });
      }
      assert.deepEqual(studio.complaints, []);
      await studio.close();
    });
});
