/**
 * How long a person waits for the Studio, beside VS Code's own Settings editor in the same window: from the press on
 * Enter in the command palette to the frame in which the form (there: the first setting) is painted. Both have been
 * open once before, as on any day but the first. A webview with nothing but one field shows VS Code's own part. The page itself notes both moments on one clock; they take turns, so
 * that what else the machine does meets both alike.
 */
import type { Page } from 'playwright-core';
import { type BenchRow, median, spread } from '../rig/benchRows.ts';
import { launchChromium } from '../rig/chromium.ts';
import { startIsolatedServer } from '../rig/isolatedServer.ts';
import { temporaryFolder } from '../rig/lifetime.ts';
import { sampleWorkspace } from '../rig/paths.ts';
import { openWorkbench, type Workbench } from '../rig/workbench.ts';
import { packagedExtension } from './support/packaged.ts';
import { packageTestExtension, plainWebview } from './support/testExtension.ts';

const rounds = 7;
const mark = 'bench-moment';

interface Opened {
  /** Title in the palette. */
  readonly command: string;
  /** What is there once it can be used. */
  readonly part: string;
}

const studio: Opened = { command: 'API in One: Open Studio', part: '.form [data-field] textarea' };
const settings: Opened = {
  command: 'Preferences: Open Settings (UI)',
  part: '.settings-editor .setting-item-contents .setting-item-value',
};

const plain: Opened = { command: 'Bench: Open Plain Webview', part: '.bench-plain' };

/** In every frame: says when Enter is pressed, and when one of the parts has been painted that was not there. */
const watch = `(() => {
  const say = what => console.debug('${mark}', what, performance.timeOrigin + performance.now());
  addEventListener('keydown', e => { if (e.key === 'Enter') say('enter'); }, true);
  const parts = ${JSON.stringify([studio.part, settings.part, plain.part])};
  let shown;
  const isShown = (root, part) => root?.querySelector(part)?.getClientRects().length > 0;
  const look = () => {
    // A webview's own page is written into a frame that no script is brought into; the one around it may look.
    const inner = document.getElementById('active-frame')?.contentDocument;
    const now = parts.find(part => isShown(document, part) || isShown(inner, part));
    // The frame after the one in which it was put there: it is painted.
    if (now !== undefined && now !== shown) requestAnimationFrame(() => say(now));
    shown = now;
    requestAnimationFrame(look);
  };
  look();
})()`;

/** The next moment of this name, ms since the epoch. */
function nextMoment(page: Page, what: string): Promise<number> {
  return page
    .waitForEvent('console', { predicate: m => m.text().startsWith(`${mark} ${what} `), timeout: 60_000 })
    .then(message => Number(message.text().slice(`${mark} ${what} `.length)));
}

/** ms from the press to the painted part. */
async function open({ page, quickInput }: Workbench, { command, part }: Opened): Promise<number> {
  await page.keyboard.press('F1');
  await quickInput.type(`>${command}`);
  await quickInput.row(command).first().waitFor();
  const moments = [nextMoment(page, 'enter'), nextMoment(page, part)] as const;
  await quickInput.accept();
  const [pressed, painted] = await Promise.all(moments);
  return painted - pressed;
}

async function close(workbench: Workbench, { command }: Opened): Promise<void> {
  const { page } = workbench;
  const shown = page.locator(command === settings.command ? '.settings-editor' : 'iframe.webview.ready');
  // Settings open above the editors, and take the palette's key for themselves.
  if (command === settings.command) await page.keyboard.press('Escape');
  else await workbench.commandPalette('View: Close Editor');
  await shown.filter({ visible: true }).waitFor({ state: 'detached' });
}

type Times = Record<'studio' | 'settings' | 'plain', number[]>;

async function measure(workbench: Workbench): Promise<Times> {
  await workbench.page.addInitScript(watch);
  await workbench.reload();
  await workbench.openView('API in One');
  const times: Times = { studio: [], settings: [], plain: [] };
  for (let round = 0; round <= rounds; round++)
    for (const [name, opened] of [
      ['studio', studio],
      ['settings', settings],
      ['plain', plain],
    ] as const) {
      const time = await open(workbench, opened);
      // The first time loads what the others have.
      if (round > 0) times[name].push(time);
      await close(workbench, opened);
    }
  return times;
}

/** The rows; about two minutes. */
export async function benchStudioOpening(): Promise<BenchRow[]> {
  const folder = await temporaryFolder('bench');
  const vsix = [await packagedExtension(), await packageTestExtension(folder.path, plainWebview)];
  const machineSettings = { 'apiInOne.service': 'sandbox' };
  const server = await startIsolatedServer({ testDriver: false, vsix, machineSettings });
  const chromium = await launchChromium();
  try {
    const { browser } = chromium;
    const workbench = await openWorkbench({ server, browser, folder: sampleWorkspace, name: 'bench' });
    const times = await measure(workbench).finally(() => workbench.close());
    const [own, theirs, least] = [median(times.studio), median(times.settings), median(times.plain)];
    return [
      {
        name: 'Studio, second opening until it can be used',
        value: own,
        unit: 'ms',
        goal: 300,
        note: spread(times.studio),
      },
      { name: 'Settings editor, second opening', value: theirs, unit: 'ms', note: spread(times.settings) },
      { name: 'Studio against the Settings editor', value: own / theirs, unit: '', goal: 1 },
      {
        name: 'a webview with one field, second opening',
        value: least,
        unit: 'ms',
        note: spread(times.plain),
      },
      { name: 'Studio against that webview', value: own / least, unit: '' },
    ];
  } finally {
    await chromium.close();
    await server.stop();
    await folder.remove();
  }
}
