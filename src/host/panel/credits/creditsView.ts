/** The credits page: sums in words, and as a file. */
import { l10n } from 'vscode';
import { chatModel } from '../../../core/catalogue/chat.ts';
import type { ModelSpec } from '../../../core/catalogue/types.ts';
import {
  type CreditsReport,
  type CreditsSum,
  reportCredits,
  toCsv,
} from '../../../core/tasks/creditsReport.ts';
import type { CreditSum } from '../../../core/tasks/spending.ts';
import {
  type CreditsRange,
  type CreditsRow,
  type CreditsTable,
  type CreditsView,
  creditsRanges,
} from '../../../shared/creditsProtocol.ts';
import { kinds } from '../../../shared/views.ts';
import { plain } from '../../present.ts';
import { creditsText, dayKey, kindLabel } from '../../words.ts';
import { workspaceLabel } from '../gallery/galleryReader.ts';

const mostRows = 50;

/** What the page posts is checked like anybody's. */
export function checkRange(value: unknown): CreditsRange {
  return creditsRanges.find(range => range === value) ?? 30;
}

/** The range as times: whole local days, today included. */
export function rangeMs(
  range: CreditsRange,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const now = new Date(nowMs);
  const day = (offset: number): number =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset).getTime();
  return { fromMs: day(1 - range), toMs: day(1) };
}

/** Every day of the range, also those without a bill. */
function everyDay(days: readonly CreditsSum[], range: CreditsRange, nowMs: number): readonly CreditsSum[] {
  const now = new Date(nowMs);
  return Array.from({ length: range }, (_, at) => {
    const key = dayKey(new Date(now.getFullYear(), now.getMonth(), now.getDate() + at + 1 - range).getTime());
    return days.find(day => day.key === key) ?? { key, credits: 0, tasks: 0, estimated: 0 };
  });
}

/** What went in a range. */
export interface Spent {
  readonly sums: readonly CreditSum[];
  /** Tasks that ended without a bill. */
  readonly unbilled: number;
}

interface Parts {
  readonly models: readonly ModelSpec[];
  readonly range: CreditsRange;
  readonly nowMs: number;
}

const labels = {
  days: (key: string) => key,
  models: (key: string, { models }: Parts) =>
    plain([...models, chatModel].find(m => m.slug === key)?.label ?? key, 80),
  kinds: (key: string) =>
    key === 'chat' ? l10n.t('Chat') : kindLabel(kinds.find(k => k === key) ?? 'image'),
  workspaces: (key: string) => (key === '' ? l10n.t('No folder') : workspaceLabel(key)),
} as const;

function titleOf(id: CreditsTable['id']): string {
  switch (id) {
    case 'days':
      return l10n.t('By day');
    case 'models':
      return l10n.t('By model');
    case 'kinds':
      return l10n.t('By kind');
    case 'workspaces':
      return l10n.t('By workspace');
  }
}

function noteOf({ unbilled, estimated }: CreditsReport): string {
  const notes = [
    unbilled === 0 ? '' : l10n.t('Without a bill, and not in the sums: {0}.', unbilled),
    estimated === 0
      ? ''
      : l10n.t('Estimated, because the service did not say: {0} for chat.', creditsText(estimated)),
  ];
  return notes.filter(note => note !== '').join(' ');
}

function reportOf({ sums, unbilled }: Spent, parts: Parts): CreditsReport {
  const report = reportCredits(sums, unbilled);
  return { ...report, days: everyDay(report.days, parts.range, parts.nowMs) };
}

/** Makes the page's view of what went in its range. */
export function toCreditsView(spent: Spent, parts: Parts): CreditsView {
  const report = reportOf(spent, parts);
  const table = (id: CreditsTable['id']): CreditsTable => ({
    id,
    title: titleOf(id),
    rows: report[id].slice(0, id === 'days' ? parts.range : mostRows).map(
      ({ key, credits, tasks: count }): CreditsRow => ({
        label: labels[id](key, parts),
        credits,
        text: creditsText(credits),
        tasks: count,
      }),
    ),
  });
  return {
    range: parts.range,
    total: creditsText(report.total),
    note: noteOf(report),
    tables: [table('days'), table('models'), table('kinds'), table('workspaces')],
  };
}

/** All tables as one CSV file. */
export function creditsCsv(spent: Spent, parts: Parts): string {
  const report = reportOf(spent, parts);
  const rows = (['days', 'models', 'kinds', 'workspaces'] as const).flatMap(id =>
    report[id].map(({ key, credits, tasks: count, estimated }) => [
      ...[id, labels[id](key, parts)],
      ...[credits, count, estimated],
    ]),
  );
  return toCsv([['group', 'name', 'credits', 'tasks', 'estimated'], ...rows]);
}
