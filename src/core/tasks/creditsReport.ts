/** What was spent, by day, model, kind and workspace. Pure. */
import type { Task } from './task.ts';

/** Sums of one group. */
export interface CreditsSum {
  /** What the group is of: a day (`2026-11-25`), a slug, a kind, a URI; empty for tasks that have none. */
  readonly key: string;
  readonly credits: number;
  /** Tasks with a bill. */
  readonly tasks: number;
}

export interface CreditsReport {
  readonly days: readonly CreditsSum[];
  readonly models: readonly CreditsSum[];
  readonly kinds: readonly CreditsSum[];
  readonly workspaces: readonly CreditsSum[];
  readonly total: number;
  readonly tasks: number;
  /** Live tasks that ended without a bill: nobody knows what they took. */
  readonly unbilled: number;
}

function billOf({ service, state }: Task): number | undefined {
  if (service !== 'live' || !('credits' in state)) return undefined;
  const { credits } = state;
  return credits !== undefined && Number.isFinite(credits) && credits >= 0 ? credits : undefined;
}

const hasEnded = ({ service, state }: Task): boolean => service === 'live' && 'urls' in state;

/** Sums by a key, the greatest first. */
function sumBy(tasks: readonly Task[], keyOf: (task: Task) => string): readonly CreditsSum[] {
  const sums = new Map<string, CreditsSum>();
  for (const task of tasks) {
    const key = keyOf(task);
    const known = sums.get(key) ?? { key, credits: 0, tasks: 0 };
    sums.set(key, { key, credits: known.credits + (billOf(task) ?? 0), tasks: known.tasks + 1 });
  }
  return [...sums.values()].sort((a, b) => b.credits - a.credits || (a.key < b.key ? -1 : 1));
}

/** The report over these tasks; `dayOf` names the local day of a time in ms. Days are in order, the others by size. */
export function reportCredits(tasks: readonly Task[], dayOf: (ms: number) => string): CreditsReport {
  const billed = tasks.filter(task => billOf(task) !== undefined);
  const days = sumBy(billed, task => dayOf(task.createdAt));
  return {
    days: [...days].sort((a, b) => (a.key < b.key ? -1 : 1)),
    models: sumBy(billed, task => task.model),
    kinds: sumBy(billed, task => task.kind),
    workspaces: sumBy(billed, task => task.workspace ?? ''),
    total: billed.reduce((sum, task) => sum + (billOf(task) ?? 0), 0),
    tasks: billed.length,
    unbilled: tasks.filter(task => hasEnded(task) && billOf(task) === undefined).length,
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
