/** A picture of the Explorer as the first frame of a video, by way of the person's own bucket. */
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after } from 'node:test';
import { scenariosIn } from '../rig/scenario.ts';
import { makePng } from '../support/fakeApi/media.ts';
import { startFakeApi } from '../support/fakeApi/startFakeApi.ts';
import { s3Bucket, s3Keys, startS3Server } from '../support/s3Server.ts';
import { taskIs, waitUntil } from './support/acts.ts';

const fake = await startFakeApi();
const bucket = await startS3Server();
const scenario = scenariosIn({
  env: { API_IN_ONE_API_KEY: fake.key },
  machineSettings: {
    'apiInOne.baseUrl': fake.baseUrl,
    'apiInOne.inputs.bucket.endpoint': bucket.endpoint,
    'apiInOne.inputs.bucket.name': s3Bucket,
    'apiInOne.inputs.bucket.region': 'us-east-1',
  },
});

// After the window: it would keep connections open.
after(async () => {
  await bucket.close();
  await fake.close();
});

const picture = makePng({ width: 64, height: 64 });

scenario('a picture of the Explorer becomes a video', {}, async ({ workbench, folder }) => {
  const { quickInput, page } = workbench;
  await mkdir(path.join(folder, 'photos'));
  await writeFile(path.join(folder, 'photos/cup.png'), picture);
  await writeFile(path.join(folder, 'photos/empty.png'), '');

  await workbench.commandPalette('API in One: Set Keys of the Bucket for Inputs…');
  await quickInput.answer('Access key id', s3Keys.accessKeyId);
  await quickInput.answer('Secret access key', s3Keys.secretAccessKey);
  await workbench.notification('The keys of the bucket are stored').waitFor();

  const animate = async (name: string): Promise<void> => {
    await workbench.commandPalette('View: Show Explorer');
    await workbench.openFile(`photos/${name}`);
    await workbench.treeRow(name).click({ button: 'right' });
    await workbench.menuEntry('API in One').hover();
    await workbench.chooseEntry('Animate Image…');
  };

  await animate('empty.png');
  await workbench.notification('is empty. Nothing was sent').waitFor();

  await animate('cup.png');
  await quickInput.asksFor('How may it read this file?');
  await workbench.screenshot('ways');
  await quickInput.pick(/Upload to Your Bucket/);
  await workbench.dialog.waitFor();
  await workbench.screenshot('consent');
  await workbench.dialog.getByRole('button', { name: 'Always This Way' }).click();
  await quickInput.asksFor('Choose a model');
  await quickInput.accept();
  await quickInput.answer('– Prompt', 'steam rises from the cup');
  await quickInput.asksFor('Press Enter to generate');
  fake.expectPost('/videos/generations', {});
  await quickInput.accept();
  await taskIs(workbench, 'steam rises from the cup', 'saved');
  assert.deepEqual((await readdir(path.join(folder, 'photos'))).sort(), [
    'cup-animated.mp4',
    'cup.png',
    'empty.png',
  ]);
  const [post, ...others] = fake.posts();
  assert.deepEqual(others, []);
  const [address = ''] = JSON.stringify(post?.body).match(/http:\/\/127[^"]*cup\.png[^"]*/) ?? [];
  assert.ok(address.startsWith(`${bucket.endpoint}/${s3Bucket}/api-in-one/`), address);
  await waitUntil('the upload to be deleted', async () => (await fetch(address)).status === 404);

  // Allowed for good: the second time nothing is asked, and the file has a fresh address.
  await page.keyboard.press('Escape');
  await animate('cup.png');
  await quickInput.asksFor('Choose a model');
  await workbench.screenshot('second-time');
  await quickInput.escape();
});
