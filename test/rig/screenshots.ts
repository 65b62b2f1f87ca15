/**
 * `npm run screenshots`: the README's pictures, made by the packaged extension in the real VS Code with the sandbox.
 * Run it again when what people see has changed.
 */
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from './build.ts';
import { launchChromium } from './chromium.ts';
import { startIsolatedServer } from './isolatedServer.ts';
import { temporaryFolder } from './lifetime.ts';
import { inRoot, sampleWorkspace } from './paths.ts';
import type { Theme } from './vscodeSettings.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const pictures = inRoot('media', 'screenshots');
const prompts = [
  'a lighthouse on a cliff at dawn, soft light',
  'paper boats on a calm lake, watercolor',
  'forest path in autumn mist',
];
const saved = /saved/;

/** One picture, the way a person makes it from the palette. */
async function generate(workbench: Workbench, prompt: string): Promise<void> {
  const { quickInput } = workbench;
  await workbench.commandPalette('API in One: Generate Image…');
  await quickInput.asksFor('Choose a model');
  await quickInput.accept();
  await quickInput.answer('Prompt', prompt);
  await quickInput.asksFor('Press Enter to generate');
  await quickInput.accept();
}

async function play(workbench: Workbench, theme: Theme): Promise<void> {
  await workbench.openFile('index.html');
  for (const prompt of prompts) await generate(workbench, prompt);
  for (const prompt of prompts)
    await workbench
      .treeRow(new RegExp(`${prompt.slice(0, 12)}.*${saved.source}`))
      .waitFor({ timeout: 60_000 });
  await workbench.commandPalette('View: Split Editor Right');
  await generate(workbench, 'small harbour at night, city lights');
  await workbench.treeRow(/small harbour.*running/).waitFor();
  await workbench.commandPalette('Notifications: Clear All Notifications');
  await workbench.treeRow(/a lighthouse/).click();
  await workbench.tab(/lighthouse.*png/).waitFor();
  await workbench.webview().locator('img').waitFor();
  await workbench.page.screenshot({
    path: path.join(pictures, `workbench-${theme}.jpg`),
    type: 'jpeg',
    quality: 85,
  });
}

await mkdir(pictures, { recursive: true });
const chromium = await launchChromium();
const vsix = [await packageExtension()];
for (const theme of ['dark', 'light'] as const) {
  const folder = await temporaryFolder('pictures');
  const workspace = path.join(folder.path, 'lighthouse');
  await cp(sampleWorkspace, workspace, { recursive: true });
  const settings = { 'apiInOne.service': 'sandbox' };
  const server = await startIsolatedServer({ testDriver: false, vsix, machineSettings: settings });
  const workbench = await openWorkbench({
    server,
    browser: chromium.browser,
    folder: workspace,
    theme,
    name: `screenshots-${theme}`,
    viewport: { width: 1360, height: 800 },
  });
  let hasFailed = true;
  try {
    await play(workbench, theme);
    hasFailed = false;
  } finally {
    await workbench.close({ hasFailed });
    await server.stop();
    await folder.remove();
  }
}
await chromium.close();
