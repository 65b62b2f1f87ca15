import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scenariosIn } from '../rig/scenario.ts';
import { makePng } from '../support/fakeApi/media.ts';
import {
  answerPrompt,
  assertPng,
  generatedFiles,
  generateImage,
  openBehind,
  savedText,
  taskIs,
  taskRow,
} from './support/acts.ts';

const scenario = scenariosIn({ machineSettings: { 'apiInOne.service': 'sandbox' } });

for (const theme of ['dark', 'light'] as const) {
  scenario(`main job, ${theme}`, { theme }, async ({ workbench, folder }) => {
    const { page, quickInput } = workbench;
    const prompt = `a lighthouse at dawn, ${theme}`;
    const file = `a-lighthouse-at-dawn-${theme}.png`;
    await openBehind(workbench, path.join(folder, 'index.html'), '<!-- The hero picture goes here. -->');

    await workbench.commandPalette('API in One: Generate Image…');
    await quickInput.asksFor('Choose a model');
    await workbench.screenshot('1-model');
    await quickInput.accept();
    await quickInput.asksFor('Image – Prompt');
    await workbench.screenshot('2-prompt');
    await quickInput.type(prompt);
    await quickInput.accept();
    await quickInput.asksFor('Press Enter to generate');
    await workbench.screenshot('3-review');
    await quickInput.accept();

    await taskIs(workbench, prompt, '(sending|running)');
    await workbench.screenshot('4-running');
    const row = await taskIs(workbench, prompt, 'saved');
    await workbench.notification(`Saved assets/generated/${file}`).waitFor();
    await workbench.screenshot('5-saved');
    assert.deepEqual(await generatedFiles(folder), [file]);
    await assertPng(path.join(folder, 'assets/generated', file));

    await row.click();
    await workbench.tab(file).waitFor();
    await workbench.webview().locator('img').waitFor();
    await workbench.screenshot('6-opened');

    await workbench.answerNotification(`Saved assets/generated/${file}`, 'Insert');
    const html = path.join(folder, 'index.html');
    const text = await savedText(workbench, html, t => t.includes('<img'));
    const tag = `<img src="assets/generated/${file}" alt="alt text" width="1024" height="1024" loading="lazy">`;
    assert.ok(text.includes(`<!-- The hero picture goes here. -->${tag}`), text);
    await workbench.screenshot('7-inserted-html');

    await openBehind(workbench, path.join(folder, 'README.md'), 'by the sea.');
    await row.hover();
    await row.getByRole('button', { name: 'Insert at Cursor' }).click();
    const readme = path.join(folder, 'README.md');
    await savedText(workbench, readme, t => t.includes(`by the sea.![alt text](assets/generated/${file})`));
    await page.keyboard.type('The lighthouse');
    await savedText(workbench, readme, t => t.includes(`![The lighthouse](assets/generated/${file})`));
    await row.hover();
    await page.locator('.monaco-hover:visible', { hasText: 'flux' }).waitFor();
    await workbench.screenshot('8-inserted-markdown');
    assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
  });
}

scenario('going back and giving up costs nothing', {}, async ({ workbench, folder }) => {
  const { quickInput } = workbench;
  const back = quickInput.widget.getByRole('button', { name: /^Back/ });
  await workbench.openView('API in One');

  await workbench.commandPalette('API in One: Generate Image…');
  await quickInput.asksFor('Choose a model');
  await quickInput.accept();
  await quickInput.answer('Image – Prompt', 'never to be made');
  await quickInput.asksFor('Press Enter to generate');
  await back.click();
  await quickInput.asksFor('Image – Prompt');
  assert.equal(await quickInput.input.inputValue(), 'never to be made');
  await workbench.screenshot('back-at-prompt');
  await back.click();
  await quickInput.asksFor('Choose a model');
  await quickInput.accept();
  await quickInput.answer('Image – Prompt', 'never to be made');
  // A value is changed, and changed back to where one was.
  await quickInput.pick(/Aspect ratio/i);
  await workbench.screenshot('option');
  await back.click();
  await quickInput.asksFor('Press Enter to generate');
  await quickInput.escape();

  for (const steps of [0, 1] as const) {
    await workbench.commandPalette('API in One: Generate Image…');
    await quickInput.asksFor('Choose a model');
    if (steps === 1) {
      await quickInput.accept();
      await quickInput.asksFor('Image – Prompt');
      await quickInput.type('ab');
      await quickInput.accept();
      await quickInput.asksFor('At least 3 characters.');
      await workbench.screenshot('too-short');
    }
    await quickInput.escape();
  }

  assert.equal(await taskRow(workbench, 'never to be made').count(), 0);
  assert.deepEqual(await generatedFiles(folder), []);
});

scenario('what goes wrong is said, with what to do next', {}, async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openView('API in One');
  await generateImage(workbench, 'please fail');
  await generateImage(workbench, 'please drop');
  await generateImage(workbench, 'no credits left');

  await taskIs(workbench, 'please drop', 'not confirmed');
  await taskIs(workbench, 'no credits left', 'failed');
  await taskIs(workbench, 'please fail', 'failed');
  await workbench.notification(/please fail.*Change the prompt.*The sandbox failed on purpose/s).waitFor();
  await workbench.notification(/no credits left.*Buy credits/s).waitFor();
  await workbench.notification(/please drop.*not sent again by itself/s).waitFor();
  await workbench.screenshot('notifications');
  assert.equal(await page.getByRole('treeitem', { name: /please drop/ }).count(), 1);

  await page.keyboard.press('Escape');
  await taskRow(workbench, 'please drop').click({ button: 'right' });
  await workbench.menuEntry('Send Again (May Be Charged Twice)…').waitFor();
  await workbench.screenshot('menu-unconfirmed');
  await workbench.menuEntry('Send Again (May Be Charged Twice)…').click();
  await workbench.dialog.waitFor();
  await workbench.screenshot('send-again');
  await workbench.dialog.getByRole('button', { name: 'Cancel' }).click();
  await taskIs(workbench, 'please drop', 'not confirmed');

  await taskRow(workbench, 'please fail').click();
  await workbench.webview().getByText('The sandbox failed on purpose').waitFor();
  await workbench.screenshot('details');
});

scenario('a reload in the middle loses nothing and buys nothing twice', {}, async ({ workbench, folder }) => {
  const { quickInput, page } = workbench;
  await workbench.commandPalette('API in One: Generate Video…');
  await quickInput.asksFor('Choose a model');
  await workbench.screenshot('models');
  await quickInput.accept();
  await answerPrompt(workbench, 'waves over a pier');
  await taskIs(workbench, 'waves over a pier', 'running');
  await workbench.reload();
  await taskIs(workbench, 'waves over a pier', 'running');
  await workbench.screenshot('picked-up');
  await taskIs(workbench, 'waves over a pier', 'saved');
  assert.deepEqual(await generatedFiles(folder), ['waves-over-a-pier.mp4']);
  assert.equal(await page.getByRole('treeitem', { name: /waves over a pier/ }).count(), 1);
  await taskRow(workbench, 'waves over a pier').click();
  await workbench.tab('waves-over-a-pier.mp4').waitFor();
  await workbench.screenshot('saved');
});

scenario(
  'a picture of the Explorer, and what can be done with its task',
  {},
  async ({ workbench, folder }) => {
    const { quickInput, page } = workbench;
    await mkdir(path.join(folder, 'photos'));
    await writeFile(path.join(folder, 'photos/cup.png'), makePng({ width: 64, height: 64 }));
    await workbench.openFile('photos/cup.png');
    const picture = workbench.treeRow('cup.png');
    await picture.click({ button: 'right' });
    await workbench.menuEntry('API in One').hover();
    await workbench.menuEntry('Remove Background…').waitFor();
    await workbench.screenshot('explorer-menu');
    await workbench.menuEntry('Remove Background…').click();
    await quickInput.asksFor('Press Enter to generate');
    await workbench.screenshot('review');
    await quickInput.accept();
    const row = await taskIs(workbench, 'cup.png', 'saved');
    const file = path.join(folder, 'photos/cup-no-background.png');
    await assertPng(file);
    await workbench.notification('Saved').waitFor();
    await page.keyboard.press('Escape');

    await row.click({ button: 'right' });
    await workbench.menuEntry('Run Again').waitFor();
    await workbench.screenshot('task-menu');
    await workbench.menuEntry('Show Details').click();
    await workbench.webview().getByRole('heading', { name: 'Remove Background' }).waitFor();
    await workbench.screenshot('task-details');
    await workbench.contextMenu(row, 'Use as Input…');
    await quickInput.asksFor('What do you want to make of it?');
    await workbench.screenshot('use-as-input');
    await quickInput.escape();
    await workbench.contextMenu(row, 'Remove from List');
    await row.waitFor({ state: 'detached' });
    await assertPng(file);
  },
);

scenario('the Studio generates', { theme: 'highContrast' }, async ({ workbench, folder }) => {
  await workbench.commandPalette('API in One: Open Studio');
  const studio = workbench.webview();
  await studio.getByRole('textbox', { name: /Prompt/ }).fill('a lamp room');
  await studio.getByRole('button', { name: 'Generate', exact: true }).click();
  const card = studio.getByRole('listitem').filter({ hasText: 'a lamp room' });
  await card.waitFor();
  await workbench.screenshot('running');
  await card.getByRole('img').waitFor({ timeout: 60_000 });
  await workbench.screenshot('done');
  assert.deepEqual(await generatedFiles(folder), ['a-lamp-room.png']);
});
