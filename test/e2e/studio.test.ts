import assert from 'node:assert/strict';
import path from 'node:path';
import { scenariosIn } from '../rig/scenario.ts';
import { generatedFiles, savedText } from './support/acts.ts';

const scenario = scenariosIn({ machineSettings: { 'apiInOne.service': 'sandbox' } });
/** Longer than two pictures of the sandbox take. */
const doneMs = 60_000;

scenario(
  'the Studio makes variations, compares them, keeps one and takes it back',
  { theme: 'light' },
  async ({ workbench, folder }) => {
    await workbench.commandPalette('API in One: Open Studio');
    const studio = workbench.webview();
    await studio.getByRole('textbox', { name: 'Prompt' }).fill('a {red|blue} boat');
    await studio.locator('.price', { hasText: 'free here' }).waitFor();
    await studio.getByRole('button', { name: 'Generate 2 tasks' }).click();
    const cards = studio.locator('.card img');
    await cards.nth(1).waitFor({ timeout: doneMs });
    assert.deepEqual(await generatedFiles(folder), ['a-blue-boat.png', 'a-red-boat.png']);

    await studio.locator('#page-gallery').click();
    const entries = studio.locator('.entry');
    await entries.nth(1).waitFor();
    await entries.first().click();
    await studio.locator('.detail img').waitFor();
    await studio.locator('#detail-star').click();
    await studio.locator('.entry-star').waitFor();
    await workbench.screenshot('gallery');
    await studio.locator('#gallery-search').fill('red');
    await studio.getByText('1 in all').waitFor();
    await studio.locator('#gallery-reset').click();
    await entries.nth(1).waitFor();

    await entries.first().click();
    await workbench.page.keyboard.press('ControlOrMeta+KeyA');
    await workbench.page.keyboard.press('KeyC');
    await studio.locator('.compare-line').waitFor();
    await workbench.screenshot('compare');
    await studio.locator('#keep-0').click();
    // The server of this window has no trash: the person is asked.
    await workbench.dialog.getByRole('button', { name: 'Delete' }).click();
    await studio.getByText('1 deleted').waitFor();
    assert.equal((await generatedFiles(folder)).length, 1);
    await studio.locator('#undo').click();
    await entries.nth(1).waitFor();
    assert.equal((await generatedFiles(folder)).length, 2);

    await entries.first().click();
    await studio.locator('#detail-remix').click();
    await studio.getByText('3 in all').waitFor({ timeout: doneMs });
    await entries.first().click();
    await studio.locator('#detail-parent').waitFor();

    await workbench.reload();
    await entries.nth(1).waitFor();
    await studio.locator('.entry-star').waitFor();
    await studio.locator('#page-credits').click();
    await studio.getByRole('heading', { name: 'Credits used' }).waitFor();
    await studio.locator('#credits-days').waitFor();
    await workbench.screenshot('credits');
    assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
  },
);

scenario(
  'the Studio chats, copies and keeps it over a reload',
  { theme: 'dark' },
  async ({ workbench, folder }) => {
    await workbench.openFile('README.md');
    await workbench.commandPalette('API in One: Open Studio');
    const studio = workbench.webview();
    await studio.locator('#tab-chat').click();
    await studio.locator('#chat-question').fill('What is a boat?');
    await studio.locator('#chat-question').press('Enter');
    const answer = studio.locator('.turn.assistant .turn-text');
    await studio.locator('.turn.assistant .actions').waitFor({ timeout: doneMs });
    assert.match((await answer.textContent()) ?? '', /This is the sandbox/);
    await workbench.screenshot('chat');
    await studio.getByRole('button', { name: 'Insert' }).click();
    await savedText(workbench, path.join(folder, 'README.md'), text => text.includes('This is the sandbox'));
    // Hidden, the page was thrown away.
    await workbench.tab('API in One Studio').click();
    await studio.locator('.turn.assistant .actions').waitFor();
    const loaded = workbench.page.waitForEvent('load');
    await workbench.commandPalette('Developer: Reload Window');
    await loaded;
    await studio.locator('.turn.assistant .actions').waitFor();
    assert.match((await answer.textContent()) ?? '', /This is the sandbox/);
    assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
  },
);
