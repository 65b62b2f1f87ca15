/** VS Code's window, and what a person does in it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { resultsFolder } from './paths.ts';
import { escapePattern, QuickInput } from './quickInput.ts';
import type { VscodeServer } from './vscodeServer.ts';
import { type Theme, themeSettings } from './vscodeSettings.ts';

export interface WorkbenchOptions {
  server: Pick<VscodeServer, 'version' | 'pageUrl' | 'writeUserSettings' | 'output'>;
  browser: Browser;
  /** Absolute path of the folder to open. */
  folder: string;
  /** What VS Code takes from the address, e.g. `extensionDevelopmentPath`; needs a server with `testDriver`. */
  payload?: Record<string, string>;
  viewport?: { width: number; height: number };
  theme?: Theme;
  /** Names the folder below test-results for pictures, traces and logs. */
  name?: string;
  /** Functions of this process that the page can call. */
  bindings?: Record<string, (...args: unknown[]) => unknown>;
}

const actionMs = 20_000;
const startMs = 60_000;

/** Opens a window with storage of its own, so that two of them are two people. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { server, theme = 'dark', viewport = { width: 1280, height: 800 } } = options;
  await server.writeUserSettings(themeSettings(theme, server.version));
  const isDark = theme === 'dark' || theme === 'highContrast';
  const context = await options.browser.newContext({
    viewport,
    colorScheme: isDark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(actionMs);
  // Pictures and page snapshots of every step make the slow software drawing twice as slow: on request only.
  const isFull = process.env['API_IN_ONE_TRACE'] === 'full';
  await context.tracing.start({ screenshots: isFull, snapshots: isFull });
  for (const [name, call] of Object.entries(options.bindings ?? {})) await context.exposeFunction(name, call);
  const workbench = new Workbench(context, await context.newPage(), options);
  try {
    await workbench.load();
  } catch (error) {
    await workbench.close({ hasFailed: true });
    throw error;
  }
  return workbench;
}

export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly #context: BrowserContext;
  readonly #options: WorkbenchOptions;
  readonly #console: string[] = [];
  readonly #errors: string[] = [];

  constructor(context: BrowserContext, page: Page, options: WorkbenchOptions) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.#context = context;
    this.#options = options;
    page.on('console', message => {
      const line = `[${message.type()}] ${message.text()}`;
      this.#console.push(line);
      if (message.type() === 'error') this.#errors.push(message.text());
    });
    page.on('pageerror', error => this.#errors.push(error.stack ?? error.message));
  }

  /** Goes to the folder's page and waits until the window stands. */
  async load(): Promise<void> {
    const { server, folder, payload } = this.#options;
    await this.page.goto(server.pageUrl(folder, payload), { timeout: startMs });
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: startMs });
  }

  /** "Developer: Reload Window": the extension host ends and a new one starts. */
  async reload(): Promise<void> {
    await this.page.reload({ timeout: startMs });
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: startMs });
  }

  /** Runs the command with exactly this title (`Category: Title`) from the palette. */
  async commandPalette(title: string): Promise<void> {
    const row = this.quickInput.row(title).first();
    await this.#askPalette(title, row);
    await row.click();
  }

  /** Titles the palette offers for what is typed; there must be one that contains it. */
  async commandTitles(filter: string): Promise<string[]> {
    await this.#askPalette(filter, this.quickInput.rows.filter({ hasText: filter }).first());
    const titles = await this.quickInput.rows.locator('.label-name').allInnerTexts();
    await this.quickInput.escape();
    return titles;
  }

  /** Leaves the palette open with `row` on the screen. */
  async #askPalette(filter: string, row: Locator): Promise<void> {
    // The list is drawn once: a command that an extension brings after that is found by asking again.
    const deadline = Date.now() + startMs;
    for (;;) {
      await this.page.keyboard.press('F1');
      // A menu or a box that is just closing takes the focus, and the palette goes with it.
      if (!(await becomes(this.quickInput.input, 'visible', 3_000)) && Date.now() < deadline) continue;
      await this.quickInput.type(`>${filter}`);
      if (await becomes(row, 'visible', 3_000)) return;
      const offered = await this.quickInput.rows.locator('.label-name').allInnerTexts();
      if (Date.now() > deadline)
        throw new Error(`the palette has no "${filter}", but: ${offered.join(', ')}`);
      await this.quickInput.escape();
    }
  }

  /** Clicks the view container's symbol in the activity bar, unless it is open already. */
  async openView(title: string): Promise<void> {
    const tab = this.page
      .locator('.activitybar .action-item', { has: this.page.getByLabel(title).first() })
      .first();
    const isOpen = await tab.evaluate(e => e.classList.contains('checked'));
    if (!isOpen) await tab.click();
    await this.page
      .locator('.sidebar .composite.title', { hasText: new RegExp(escapePattern(title), 'i') })
      .waitFor();
  }

  /** The section of a side bar or panel with this title. */
  view(title: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${title}"]`) });
  }

  /** A row of any tree whose spoken name contains `name` or matches it. */
  treeRow(name: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name }).first();
  }

  /** Opens the row's context menu and clicks an entry. */
  async contextMenu(target: Locator, entry: string): Promise<void> {
    await target.click({ button: 'right' });
    await this.chooseEntry(entry);
  }

  /** Clicks an entry of the menu that is open. */
  async chooseEntry(entry: string): Promise<void> {
    // VS Code takes no click in the moment after a menu has opened, so that the opening one chooses nothing.
    const row = this.menuEntry(entry);
    const deadline = Date.now() + actionMs;
    do await row.click();
    while (!(await becomes(row, 'hidden', 1_000)) && Date.now() < deadline);
  }

  /** An entry of the menu that is open. Menus live in a shadow tree; locators look into it. */
  menuEntry(name: string): Locator {
    return this.page.locator('.monaco-menu').getByRole('menuitem', { name, exact: true });
  }

  /** Opens a file from the folder the way "Go to File" does. */
  async openFile(relativePath: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+KeyP');
    await this.quickInput.type(relativePath);
    await this.quickInput.row(path.basename(relativePath)).first().click();
    await this.tab(path.basename(relativePath)).waitFor();
  }

  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name }).first();
  }

  /** The text of the editor that has the focus, as far as it is drawn. */
  get editorText(): Locator {
    return this.page.locator('.editor-instance .view-lines').first();
  }

  /** A notification whose text contains or matches `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast .notification-list-item', { hasText: text }).first();
  }

  /** Waits for a notification and clicks one of its buttons. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button }).click();
  }

  /** The modal dialog. Only in a window of a server without `testDriver`. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  statusBarItem(name: string | RegExp): Locator {
    return this.page.locator('.statusbar').getByRole('button', { name }).first();
  }

  /** The inside of the webview that is on the screen. */
  webview(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .last()
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** What an error on the page said; with a pattern, only those that match it. */
  consoleErrors(pattern?: RegExp): string[] {
    return this.#errors.filter(text => pattern === undefined || pattern.test(text));
  }

  /** Takes the picture of what a person sees now into test-results, and answers with the file. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(this.#results(), `${name}.png`);
    await this.page.evaluate(`(async () => {
      await document.fonts.ready;
      const isEnding = animation => Number.isFinite(animation.effect?.getComputedTiming().endTime);
      const ending = document.getAnimations().filter(isEnding);
      await Promise.allSettled(ending.map(animation => animation.finished));
    })()`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** Closes the window. After a failure the picture, the trace and the logs stay in test-results. */
  async close(options: { hasFailed?: boolean } = {}): Promise<void> {
    if (options.hasFailed === true) await this.#keepEvidence();
    await this.#context.close();
  }

  async #keepEvidence(): Promise<void> {
    const folder = this.#results();
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'console.log'), this.#console.join('\n'));
    await writeFile(path.join(folder, 'server.log'), this.#options.server.output());
    const said = (error: unknown): void => console.error('could not keep all evidence:', error);
    await this.page.screenshot({ path: path.join(folder, 'failure.png') }).catch(said);
    await this.#context.tracing.stop({ path: path.join(folder, 'trace.zip') }).catch(said);
  }

  #results(): string {
    return path.join(resultsFolder, this.#options.name ?? 'workbench');
  }
}

async function becomes(locator: Locator, state: 'visible' | 'hidden', timeout: number): Promise<boolean> {
  return await locator.waitFor({ state, timeout }).then(
    () => true,
    () => false,
  );
}
