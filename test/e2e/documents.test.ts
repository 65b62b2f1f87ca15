/** Results into documents: dragged from the list and the Studio, pasted, chosen, and made where they are missing. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { scenariosIn } from '../rig/scenario.ts';
import type { Workbench } from '../rig/workbench.ts';
import { assertPng, generateImage, openBehind, savedText, taskIs, waitUntil } from './support/acts.ts';

const scenario = scenariosIn({ machineSettings: { 'apiInOne.service': 'sandbox' } });

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** Where it is on the screen: a list that is drawn anew has its rows nowhere for a moment. */
async function boxOf(element: Locator): Promise<Box> {
  let box: Box | null = null;
  await waitUntil('it to be on the screen', async () => {
    box = await element.boundingBox();
    return box !== null;
  });
  assert.ok(box);
  return box;
}

/** With the real mouse, as a person drags: in steps, and without any key held. */
async function drag(workbench: Workbench, from: Locator, to: Locator): Promise<void> {
  const { mouse } = workbench.page;
  const [source, target] = [await boxOf(from), await boxOf(to)];
  await mouse.move(source.x + Math.min(40, source.width / 2), source.y + source.height / 2);
  await mouse.down();
  const end = { x: target.x + target.width - 2, y: target.y + target.height / 2 };
  await mouse.move(end.x, end.y, { steps: 20 });
  await mouse.move(end.x + 1, end.y, { steps: 5 });
  await mouse.up();
}

/** The text of the line of the editor that contains `text`. */
const lineWith = (workbench: Workbench, text: string): Locator =>
  workbench.page.locator('.editor-instance .view-line > span', { hasText: text }).first();

async function madeQuay(workbench: Workbench): Promise<Locator> {
  await generateImage(workbench, 'a quay');
  const row = await taskIs(workbench, 'a quay', 'saved');
  await workbench.notification('Saved assets/generated/a-quay.png').waitFor();
  await workbench.page.keyboard.press('Escape');
  return row;
}

scenario('dragged and pasted from the list, without a key held', {}, async ({ workbench, folder }) => {
  const { page, quickInput } = workbench;
  const row = await madeQuay(workbench);
  const readme = path.join(folder, 'README.md');
  await openBehind(workbench, readme, 'by the sea.');
  await drag(workbench, row, lineWith(workbench, 'by the sea.'));
  await savedText(workbench, readme, t => t.includes('![alt text](assets/generated/a-quay.png)'));
  await workbench.screenshot('dragged');
  await workbench.tab('README.md').waitFor();
  assert.equal(await page.getByRole('tab', { name: 'a-quay.png' }).count(), 0);

  await workbench.contextMenu(row, 'Copy for Pasting');
  const css = path.join(folder, 'style.css');
  await writeFile(css, 'body {\n  background: ;\n}\n');
  await openBehind(workbench, css, 'background: ');
  await page.keyboard.press('ControlOrMeta+KeyV');
  await savedText(workbench, css, t => t.includes('background: url("assets/generated/a-quay.png");'));

  const html = path.join(folder, 'index.html');
  await openBehind(workbench, html, '<!-- The hero picture goes here. -->');
  await workbench.commandPalette('API in One: Insert Asset…');
  await quickInput.asksFor('Choose a file');
  await workbench.tab('a-quay.png').waitFor();
  await workbench.screenshot('preview');
  await quickInput.accept();
  await quickInput.choose('Who writes the alternative text?', /Gemini Describes It/);
  await quickInput.asksFor('What is to be seen');
  assert.notEqual(await quickInput.input.inputValue(), '');
  await workbench.screenshot('described');
  await quickInput.answer('What is to be seen', 'A "quay" at dawn');
  await quickInput.gone();
  await savedText(workbench, html, t => t.includes('alt="A &quot;quay&quot; at dawn" width="1024"'));
  assert.equal(await page.getByRole('tab', { name: 'a-quay.png' }).count(), 0);
});

scenario('inserted where the cursor was, though the text has moved', {}, async ({ workbench, folder }) => {
  const { page } = workbench;
  const readme = path.join(folder, 'README.md');
  await openBehind(workbench, readme, 'by the sea.');
  await generateImage(workbench, 'a quay');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('A first line that was not there.\n\n');
  await taskIs(workbench, 'a quay', 'saved');
  await workbench.answerNotification('Saved assets/generated/a-quay.png', 'Insert');
  const text = await savedText(workbench, readme, t => t.includes('a-quay.png'));
  assert.ok(text.startsWith('A first line that was not there.\n\n# Lighthouse'), text.slice(0, 80));
  assert.ok(text.includes('by the sea.![alt text](assets/generated/a-quay.png)'), text);
});

scenario(
  'dragged from the Studio',
  { viewport: { width: 1500, height: 900 } },
  async ({ workbench, folder }) => {
    await madeQuay(workbench);
    const readme = path.join(folder, 'README.md');
    await openBehind(workbench, readme, 'by the sea.');
    await workbench.commandPalette('View: Split Editor Right');
    await workbench.commandPalette('API in One: Open Studio');
    const card = workbench.webview().getByRole('listitem').filter({ hasText: 'a quay' });
    const picture = card.getByRole('img').first();
    await picture.waitFor();
    await picture.scrollIntoViewIfNeeded();
    await workbench.screenshot('before');
    await drag(workbench, picture, lineWith(workbench, 'by the sea.'));
    await waitUntil(
      'the picture to be inserted',
      async () => (await lineWith(workbench, 'a-quay.png').count()) > 0,
    );
    await workbench.screenshot('after');
    await savedText(workbench, readme, t => t.includes('![alt text](assets/generated/a-quay.png)'));
  },
);

scenario(
  'a missing picture is made by a quick fix, and the hint is gone',
  {},
  async ({ workbench, folder }) => {
    const { page, quickInput } = workbench;
    const document = path.join(folder, 'docs/page.md');
    await writeFile(document, '# Harbour\n\n![A harbour in fog](img/harbour.png)\n\n![](img/pier.png)\n');
    await openBehind(workbench, document, '(img/har');
    const hints = page.locator('.squiggly-hint');
    await hints.first().waitFor({ state: 'attached' });
    const fix = page.locator('.action-widget .monaco-list-row', {
      hasText: 'Generate "harbour.png" with API in One…',
    });
    // The menu closes when hints come in that moment, as the first ones do; a person opens it again.
    await waitUntil('the quick fixes', async () => {
      await page.keyboard.press('ControlOrMeta+Period');
      return fix.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    });
    await workbench.screenshot('quick-fix');
    await fix.click();
    await quickInput.asksFor('Choose a model');
    await quickInput.accept();
    await quickInput.asksFor('– Prompt');
    assert.equal(await quickInput.input.inputValue(), 'A harbour in fog');
    await quickInput.accept();
    await quickInput.asksFor('Press Enter to generate');
    await quickInput.accept();
    await waitUntil('one hint to be left', async () => (await hints.count()) === 1);
    await assertPng(path.join(folder, 'docs/img/harbour.png'));
    await workbench.screenshot('made');

    await workbench.commandPalette('API in One: Generate Missing Files of This Document…');
    await quickInput.asksFor('Choose a model');
    await quickInput.accept();
    await quickInput.asksFor('– Prompt');
    assert.equal(await quickInput.input.inputValue(), 'Harbour: pier');
    await quickInput.escape();
    await writeFile(document, `${await readFile(document, 'utf8')}\n![A lamp room](img/lamp.png)\n`);
    await waitUntil('a second hint', async () => (await hints.count()) === 2);
    await workbench.commandPalette('API in One: Generate Missing Files of This Document…');
    await quickInput.asksFor('Files: 2. Price in all:');
    await workbench.screenshot('all');
    await quickInput.accept();
    await waitUntil('no hint to be left', async () => (await hints.count()) === 0);
    await assertPng(path.join(folder, 'docs/img/pier.png'));
    await assertPng(path.join(folder, 'docs/img/lamp.png'));
  },
);

scenario(
  'a text is narrated from the Explorer, a selection illustrated',
  {},
  async ({ workbench, folder }) => {
    const { page, quickInput } = workbench;
    await writeFile(path.join(folder, 'docs/scene.md'), '**Ada:** Is it *cold*?\n\nBo: Yes.\n');
    await workbench.openFile('docs/scene.md');
    await workbench.treeRow('scene.md').click({ button: 'right' });
    await workbench.menuEntry('API in One').hover();
    await workbench.menuEntry('Narrate…').waitFor();
    await workbench.screenshot('text-menu');
    await workbench.chooseEntry('Narrate…');
    await quickInput.answer('Voice of Ada', 'narrator');
    await quickInput.answer('Voice of Bo', '');
    await quickInput.asksFor('Press Enter to generate');
    await workbench.screenshot('dialogue');
    await quickInput.accept();
    await taskIs(workbench, 'Is it cold?', 'saved');
    const spoken = (await readdir(path.join(folder, 'docs'))).filter(name => name.startsWith('scene-'));
    assert.match(spoken.join(), /^scene-narration\.(?:wav|mp3)$/);

    await page.keyboard.press('Escape');
    await openBehind(workbench, path.join(folder, 'docs/scene.md'), 'Yes.');
    await page.keyboard.press('ControlOrMeta+KeyA');
    await workbench.commandPalette('API in One: Illustrate Selection…');
    await quickInput.asksFor('Choose a model');
    await quickInput.accept();
    await quickInput.asksFor('– Prompt');
    assert.equal(await quickInput.input.inputValue(), 'Ada: Is it cold? Bo: Yes.');
    await quickInput.escape();
  },
);
