/** The panel in a real browser: the bundle that ships, the policy that ships, and a fake host in the page. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import themes from '../../fixtures/themes/themes.json' with { type: 'json' };
import { launchChromium } from '../../rig/chromium.ts';
import type { FakeHost, FakeHostSetup } from './fakeHost.ts';
import { bundleStudio, type StudioBundles } from './studioBundles.ts';
import { type MediaFile, studioMedia } from './studioMedia.ts';

/** On a busy machine a page can be slow; one that does not come in this time does not come. */
const waitMs = 10_000;

/** Pages wait more than they work: so many tests share the time. */
export const atOnce = 3;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];

export interface StudioPageSetup extends Omit<FakeHostSetup, 'theme'> {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
}

export interface StudioPage {
  readonly page: Page;
  /** What the page complained of: errors, and what its policy refused. Should stay empty. */
  readonly complaints: readonly string[];
  /** Runs in the page, with the fake host; `work` may use nothing of its surroundings but `arg`. */
  host<T, A = undefined>(work: (host: FakeHost, arg: A) => T, arg?: A): Promise<T>;
  /** Params of the requests of this name so far. */
  calls(name: string): Promise<unknown[]>;
  /** Waits until all that the page asked is answered, and what it still was to ask. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface StudioBench {
  open(setup?: StudioPageSetup): Promise<StudioPage>;
  close(): Promise<void>;
}

function serve(bundles: StudioBundles, media: ReadonlyMap<string, MediaFile>): Promise<Server> {
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    const [url = '/'] = (request.url ?? '/').split('?');
    const texts: Record<string, readonly [type: string, text: string]> = {
      '/': ['text/html; charset=utf-8', bundles.html(origin)],
      '/dist/studio.js': ['text/javascript; charset=utf-8', bundles.script],
      '/dist/studio.css': ['text/css; charset=utf-8', bundles.styles],
    };
    const file = media.get(url.replace('/media/', ''));
    const [type, body] = texts[url] ?? [file?.type ?? 'text/plain', file?.bytes];
    const missing = url === '/favicon.ico' ? 204 : 404;
    response.writeHead(body === undefined ? missing : 200, { 'content-type': type });
    response.end(body);
  });
  return new Promise(resolve => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function listen(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', e => complaints.push(String(e)));
  page.on('console', m => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(m.text());
  });
  return complaints;
}

async function openPage(
  context: BrowserContext,
  origin: string,
  parts: { setup: StudioPageSetup; fakeHost: string },
): Promise<StudioPage> {
  const { theme = 'dark', width, height, ...setup } = parts.setup;
  const page = await context.newPage();
  if (width !== undefined || height !== undefined)
    await page.setViewportSize({ width: width ?? 1280, height: height ?? 860 });
  page.setDefaultTimeout(waitMs);
  const complaints = listen(page);
  const full: FakeHostSetup = { ...setup, theme: themes[theme] };
  await page.addInitScript(`window.fakeHostSetup = ${JSON.stringify(full)};\n${parts.fakeHost}`);
  await page.goto(origin);
  const studio: StudioPage = {
    page,
    complaints,
    host: (work, arg) =>
      page.evaluate(`(${work.toString()})(window.fakeHost, ${JSON.stringify(arg) ?? 'undefined'})`),
    calls: async name => {
      const calls = await studio.host(host => host.calls);
      return calls.filter(c => c.name === name).map(c => c.params);
    },
    settled: () => page.evaluate('window.fakeHost.settled()'),
    close: () => page.close(),
  };
  await page.locator('[data-field]').first().waitFor();
  return studio;
}

/** Starts a browser and serves the panel to it. */
export async function startStudioBench(): Promise<StudioBench> {
  const [bundles, media, chromium] = await Promise.all([bundleStudio(), studioMedia(), launchChromium()]);
  const browser: Browser = chromium.browser;
  const server = await serve(bundles, media);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // What VS Code would keep for the page lies in the tab's own storage: one context serves all tests.
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  return {
    open: (setup = {}) => openPage(context, `${origin}/`, { setup, fakeHost: bundles.fakeHost }),
    async close() {
      await chromium.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
