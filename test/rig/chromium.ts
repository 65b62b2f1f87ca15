/** A browser to look at VS Code with: named by the environment, Playwright's own, the system's, or installed now. */
import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';
import { ensureDebianPackages, isDebian } from './debian.ts';
import { own } from './lifetime.ts';

const systemBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without these the workbench is drawn with boxes for symbols, and pictures of it are no use. */
const fonts = ['fonts-dejavu-core', 'fonts-noto-core', 'fonts-noto-color-emoji'];

/** Answers with the path of a Chromium; installs Debian's where there is none and we may. */
export async function findChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
    return named;
  }
  const known = [chromium.executablePath(), ...systemBrowsers].find(existsSync);
  if (known !== undefined) {
    if (isDebian() && process.getuid?.() === 0) await ensureDebianPackages(fonts, 'draw text in screenshots');
    return known;
  }
  if (!isDebian()) {
    throw new Error('No Chromium found: run "npx playwright-core install chromium", or set CHROMIUM_PATH.');
  }
  await ensureDebianPackages(['chromium', ...fonts], 'drive the workbench in a browser');
  return '/usr/bin/chromium';
}

const quietArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the browser without a window. Close it with `close`; a signal to this process closes it too. */
export async function launchChromium(): Promise<{ browser: Browser; close(): Promise<void> }> {
  const executablePath = await findChromium();
  // Playwright's own signal handlers would end this process before the editor's server is ended.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, args: quietArguments, headless: true, ...signals });
  // Playwright itself ends the browser in the `exit` event.
  const close = own({ close: () => browser.close(), closeNow: () => undefined });
  return { browser, close };
}
