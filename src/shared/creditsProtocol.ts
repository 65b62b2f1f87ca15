/** What the credits page and the host say to each other. */

export const creditsRanges = [7, 30, 90, 365] as const;
/** Days up to today. */
export type CreditsRange = (typeof creditsRanges)[number];

export interface CreditsRow {
  readonly label: string;
  readonly credits: number;
  /** In words. */
  readonly text: string;
  readonly tasks: number;
}

export interface CreditsTable {
  readonly id: 'days' | 'models' | 'kinds' | 'workspaces';
  readonly title: string;
  readonly rows: readonly CreditsRow[];
}

export interface CreditsView {
  readonly range: CreditsRange;
  readonly total: string;
  /** What is not in the sums, in words; empty where all is. */
  readonly note: string;
  /** By day first, every day of the range in order; then the others, the greatest first. */
  readonly tables: readonly CreditsTable[];
}

/** Name → [params, result]. */
export interface CreditsRequests {
  credits: [{ readonly range: CreditsRange }, CreditsView];
  /** Asks for the file. */
  exportCredits: [{ readonly range: CreditsRange }, undefined];
}
