/** What was spent, from bills and from what may still be billed. Pure. */
import type { Kind } from '../../shared/views.ts';
import type { Task } from './task.ts';

/** What may be billed: a task by its kind, or an answer of the chat, which is no task. */
export type BilledKind = Kind | 'chat';

/** What one task of the live service was billed. It outlives the task: forgetting a task does not give money back. */
export interface Bill {
  /** The task's, or of its own for an answer. */
  readonly id: string;
  readonly orderedAt: number;
  readonly kind: BilledKind;
  readonly model: string;
  readonly workspace?: string | undefined;
  /** Above 0. */
  readonly credits: number;
  /** The service has not said what it took, or not yet. */
  readonly isEstimated?: boolean | undefined;
}

/** What an answer of the chat took. Nothing of what was said. */
export interface ChatBill extends Bill {
  readonly kind: 'chat';
}

/** Credits of one day, model, kind and workspace, estimates apart. */
export interface CreditSum {
  /** Of this computer's calendar: `2026-11-26`. */
  readonly day: string;
  readonly model: string;
  readonly kind: BilledKind;
  readonly workspace: string | undefined;
  readonly credits: number;
  /** How many tasks or answers were billed. */
  readonly count: number;
  readonly isEstimated?: true;
}

/** From and to, ms since the epoch, of the order; `toMs` exclusive. */
export interface TimeRange {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** What went since a moment, and the tasks ordered since that may still be billed. */
export interface Spending {
  readonly credits: number;
  readonly unbilled: readonly Task[];
}

/** When the service was asked, or where it was not, the person asked; 0 for what was refused before. */
export function orderedAt({ state, createdAt }: Task): number {
  return 'submittedAt' in state ? (state.submittedAt ?? 0) : createdAt;
}

/** The credits that the service has named, of any service; undefined where it has not. */
export function creditsOf({ state }: Task): number | undefined {
  const credits = 'credits' in state ? state.credits : undefined;
  return credits !== undefined && Number.isFinite(credits) ? credits : undefined;
}

/** The bill of `task`; undefined for the sandbox, for what was free and for what is not billed. */
export function billOf(task: Task): Bill | undefined {
  const credits = creditsOf(task);
  if (task.service !== 'live' || credits === undefined || credits <= 0) return undefined;
  const { id, kind, model, workspace } = task;
  return { id, orderedAt: orderedAt(task), kind, model, workspace, credits };
}

/** Whether a bill may still come: ordered from the live service, not refused and not billed. */
function mayBeBilled(task: Task): boolean {
  const { status } = task.state;
  return task.service === 'live' && creditsOf(task) === undefined && status !== 'failed' && status !== 'lost';
}

/** What `bills` and `tasks` say of the time since `sinceMs`; the bills of `tasks` are not counted, only what is open. */
export function spendingSince(bills: Iterable<Bill>, tasks: Iterable<Task>, sinceMs: number): Spending {
  let credits = 0;
  for (const bill of bills) if (bill.orderedAt >= sinceMs) credits += bill.credits;
  const unbilled = [...tasks].filter(task => mayBeBilled(task) && orderedAt(task) >= sinceMs);
  return { credits, unbilled };
}

/** The day of this computer's calendar. */
function dayOf(ms: number): string {
  const d = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** `bills` by day, model, kind and workspace: the newest day first, within a day the dearest. */
export function sumCredits(
  bills: Iterable<Bill>,
  { fromMs = -Infinity, toMs = Infinity }: TimeRange,
): readonly CreditSum[] {
  const sums = new Map<string, CreditSum>();
  for (const { orderedAt: at, kind, model, workspace, credits, isEstimated } of bills) {
    if (at < fromMs || at >= toMs) continue;
    const day = dayOf(at);
    const key = JSON.stringify([day, model, kind, workspace, isEstimated === true]);
    const mark = isEstimated === true ? { isEstimated } : {};
    const known = sums.get(key) ?? { day, model, kind, workspace, credits: 0, count: 0, ...mark };
    sums.set(key, { ...known, credits: known.credits + credits, count: known.count + 1 });
  }
  return [...sums.values()].sort((a, b) => b.day.localeCompare(a.day) || b.credits - a.credits);
}
