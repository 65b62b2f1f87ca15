/**
 * The little of VS Code's API that wording and views need, for code of the host that is bundled for a test without
 * an editor: texts stay English, nothing can be asked or shown.
 */

function fill(text: string, args: readonly unknown[]): string {
  return text.replace(/\{(\d+)\}/g, (all, index: string) => String(args[Number(index)] ?? all));
}

export const l10n = {
  t: (text: string, ...args: unknown[]): string => fill(text, args),
};

export const env = { language: 'en' };

/** Settings of the person, for tests to fill. */
export const userSettings = new Map<string, unknown>();

export const workspace = {
  getConfiguration: () => ({
    get: (id: string, fallback: unknown): unknown => (userSettings.has(id) ? userSettings.get(id) : fallback),
    inspect: (id: string) => ({ globalValue: userSettings.get(id) }),
  }),
};

/** As much of a URI as views look at. */
export class Uri {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri([base.toString().replace(/\/$/, ''), ...parts].join('/'));
  }

  toString(): string {
    return this.#text;
  }
}
