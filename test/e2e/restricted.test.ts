/** A folder that nobody trusts: nothing is written into it, none of its files is sent, and nothing paid for is lost. */
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after } from 'node:test';
import { scenariosIn } from '../rig/scenario.ts';
import { makePng } from '../support/fakeApi/media.ts';
import { startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { assertPng, generatedFiles, generateImage, taskIs, waitUntil } from './support/acts.ts';

const fake = await startFakeApi();
const scenario = scenariosIn({
  trust: true,
  env: { API_IN_ONE_API_KEY: fake.key },
  machineSettings: { 'apiInOne.baseUrl': fake.baseUrl },
});

after(() => fake.close());

const images = '/images/generations';

/** The id of a task that was begun elsewhere. */
async function orderElsewhere(): Promise<string> {
  fake.expectPost(images, {});
  const headers = { authorization: `Bearer ${fake.key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'flux-2', prompt: 'a kite over the dunes' });
  const answer = await fetch(`${fake.baseUrl}${images}`, { method: 'POST', headers, body });
  const { data } = (await answer.json()) as { data: { task_id: string } };
  return data.task_id;
}

scenario('a folder in Restricted Mode stays as it is', {}, async ({ workbench, folder }) => {
  const { quickInput, page } = workbench;
  const elsewhere = path.join(path.dirname(folder), 'elsewhere');
  await mkdir(elsewhere);
  await mkdir(path.join(folder, 'photos'));
  await writeFile(path.join(folder, 'photos/cup.png'), makePng({ width: 64, height: 64 }));
  const before = (await readdir(folder, { recursive: true })).sort();
  const assertUntouched = async (): Promise<void> =>
    assert.deepEqual((await readdir(folder, { recursive: true })).sort(), before);
  await workbench.statusBarItem('Restricted Mode').waitFor();

  // A person is told and chooses another place.
  fake.expectPost(images, {});
  await generateImage(workbench, 'a paper boat');
  await workbench.dialog.filter({ hasText: 'open in Restricted Mode' }).waitFor();
  await workbench.screenshot('told');
  assert.deepEqual(fake.posts(), []);
  await workbench.dialog.getByRole('button', { name: 'Choose Another Folder…' }).click();
  await quickInput.asksFor('Where are results saved?');
  // VS Code writes the folder that it begins in into the line a little later, before what has been typed by then.
  await quickInput.row('..').waitFor();
  await quickInput.type(`${elsewhere}/`);
  await workbench.screenshot('chosen');
  await quickInput.accept();
  await taskIs(workbench, 'a paper boat', 'saved');
  assert.deepEqual(await readdir(path.join(elsewhere, 'assets/generated')), ['a-paper-boat.png']);
  await assertPng(path.join(elsewhere, 'assets/generated/a-paper-boat.png'));
  await assertUntouched();

  // Given up, nothing is ordered.
  await generateImage(workbench, 'never ordered');
  await workbench.dialog.getByRole('button', { name: 'Cancel' }).click();
  await workbench.dialog.waitFor({ state: 'hidden' });
  assert.equal(fake.posts().length, 1);

  // None of its files is an input.
  await workbench.commandPalette('View: Show Explorer');
  await workbench.openFile('photos/cup.png');
  await workbench.treeRow('cup.png').click({ button: 'right' });
  await workbench.menuEntry('API in One').hover();
  await workbench.chooseEntry('Animate Image…');
  await workbench.notification(/cup\.png.*is open in Restricted Mode/).waitFor();
  await workbench.screenshot('no-input');
  assert.equal(fake.posts().length, 1);

  // What is paid for and belongs in here is held back, not lost.
  const taskId = await orderElsewhere();
  await workbench.commandPalette('API in One: Track Task by Id…');
  await quickInput.answer('Track Task', taskId);
  await workbench.openView('API in One');
  await taskIs(workbench, 'a kite over the dunes', 'not saved');
  await workbench.screenshot('held-back');
  await assertUntouched();

  // Once the folder is trusted, it is saved by itself.
  await workbench.commandPalette('Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await taskIs(workbench, 'a kite over the dunes', 'saved');
  await waitUntil('the file', async () => (await generatedFiles(folder)).length > 0);
  assert.deepEqual(await generatedFiles(folder), ['a-kite-over-the-dunes.png']);
});
