/** The box at the top of the window: lists to pick from and lines to type, as a person meets them. */
import type { Locator, Page } from 'playwright-core';

export class QuickInput {
  readonly widget: Locator;
  readonly input: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget').filter({ visible: true });
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** All rows that are on the screen. Long lists draw only those. */
  get rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** The row whose label is exactly `label` (or matches it). */
  row(label: string | RegExp): Locator {
    const name = this.#page.locator('.label-name').first();
    const pattern = typeof label === 'string' ? new RegExp(`^\\s*${escapePattern(label)}\\s*$`) : label;
    return this.rows.filter({ has: name.and(this.#page.locator('.label-name', { hasText: pattern })) });
  }

  /** Waits until the box asks for `what`: text of its title, its prompt or its placeholder. */
  async asksFor(what: string): Promise<void> {
    const said = this.widget
      .filter({ hasText: what })
      .or(this.widget.filter({ has: this.#page.getByPlaceholder(what) }));
    await said.first().waitFor();
  }

  /** Picks from the list that asks for `what`; types the label first where the list is too long to show it. */
  async choose(what: string, label: string | RegExp): Promise<void> {
    await this.asksFor(what);
    await this.pick(label);
  }

  /** Types an answer for the box that asks for `what`, and accepts it. */
  async answer(what: string, text: string): Promise<void> {
    await this.asksFor(what);
    await this.type(text);
    await this.accept();
  }

  async pick(label: string | RegExp): Promise<void> {
    const row = this.row(label).first();
    await this.rows.first().waitFor();
    if (typeof label === 'string' && !(await row.isVisible())) await this.input.fill(label);
    await row.click();
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text);
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  /** What stands below the line: the prompt, or why the input cannot be accepted. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').innerText()).trim();
  }

  /** Presses Escape and waits until the box has gone. */
  async escape(): Promise<void> {
    await this.input.press('Escape');
    await this.gone();
  }

  async gone(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
