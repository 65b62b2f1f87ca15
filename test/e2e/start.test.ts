import assert from 'node:assert/strict';
import { scenariosIn } from '../rig/scenario.ts';
import { generateImage, taskIs } from './support/acts.ts';

const scenario = scenariosIn();

scenario('the first minute: no key yet', {}, async ({ workbench }) => {
  const { page, quickInput } = workbench;
  await workbench.openView('API in One');
  await page.getByRole('button', { name: 'Set API Key' }).waitFor();
  await workbench.screenshot('1-welcome');

  // Whoever begins with a command is told what is missing, and how to go on.
  await workbench.commandPalette('API in One: Generate Image…');
  await workbench.notification(/No API key is set/).waitFor();
  await workbench.screenshot('2-no-key');
  await workbench.answerNotification(/No API key is set/, 'Set API Key…');
  await quickInput.asksFor('Set API Key');
  await quickInput.type('foo');
  await quickInput.accept();
  await quickInput.asksFor('A key begins with aio_.');
  assert.equal(await quickInput.input.getAttribute('type'), 'password');
  await workbench.screenshot('3-bad-key');
  await quickInput.escape();

  await page.getByRole('button', { name: 'Try the Sandbox' }).click();
  await workbench.statusBarItem(/Sandbox/).waitFor();
  await page.getByRole('button', { name: 'Generate Image' }).waitFor();
  await workbench.screenshot('4-sandbox');
  await generateImage(workbench, 'a first picture');
  await taskIs(workbench, 'a first picture', 'saved');
  await workbench.screenshot('5-first-picture');
});
