/** What was spent, by day, model, kind and workspace. Pure. */
import { type CreditSum, creditsOf } from './spending.ts';
import type { Task } from './task.ts';

/** Sums of one group. */
export interface CreditsSum {
  /** What the group is of: a day (`2026-11-25`), a slug, a kind, a URI; empty for tasks that have none. */
  readonly key: string;
  readonly credits: number;
  /** Tasks with a bill, and answers of the chat. */
  readonly tasks: number;
  /** Of the credits those that are an estimate. */
  readonly estimated: number;
}

export interface CreditsReport {
  readonly days: readonly CreditsSum[];
  readonly models: readonly CreditsSum[];
  readonly kinds: readonly CreditsSum[];
  readonly workspaces: readonly CreditsSum[];
  readonly total: number;
  readonly tasks: number;
  /** Of the total. */
  readonly estimated: number;
  /** Live tasks that ended without a bill: nobody knows what they took. */
  readonly unbilled: number;
}

/** Whether a live task ended and nobody said what it took. */
export function hasEndedUnbilled(task: Task): boolean {
  return task.service === 'live' && 'urls' in task.state && creditsOf(task) === undefined;
}

const estimatedOf = ({ isEstimated, credits }: CreditSum): number => (isEstimated === true ? credits : 0);

/** Sums by a key, the greatest first. */
function sumBy(sums: readonly CreditSum[], keyOf: (sum: CreditSum) => string): readonly CreditsSum[] {
  const groups = new Map<string, CreditsSum>();
  for (const sum of sums) {
    const key = keyOf(sum);
    const known = groups.get(key) ?? { key, credits: 0, tasks: 0, estimated: 0 };
    groups.set(key, {
      key,
      credits: known.credits + sum.credits,
      tasks: known.tasks + sum.count,
      estimated: known.estimated + estimatedOf(sum),
    });
  }
  return [...groups.values()].sort((a, b) => b.credits - a.credits || (a.key < b.key ? -1 : 1));
}

/** The report over what was billed; `unbilled` tasks have no part in it. Days are in order, the others by size. */
export function reportCredits(sums: readonly CreditSum[], unbilled: number): CreditsReport {
  const days = sumBy(sums, sum => sum.day);
  return {
    days: [...days].sort((a, b) => (a.key < b.key ? -1 : 1)),
    models: sumBy(sums, sum => sum.model),
    kinds: sumBy(sums, sum => sum.kind),
    workspaces: sumBy(sums, sum => sum.workspace ?? ''),
    total: sums.reduce((total, { credits }) => total + credits, 0),
    tasks: sums.reduce((total, { count }) => total + count, 0),
    estimated: sums.reduce((total, sum) => total + estimatedOf(sum), 0),
    unbilled,
  };
}

/** One cell of a CSV file. What a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180): CRLF, quoted where needed. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}
