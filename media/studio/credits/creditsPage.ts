/** What was spent: a chart by day with its table, and tables by model, kind and workspace. */
import {
  type CreditsRange,
  type CreditsRow,
  type CreditsTable,
  type CreditsView,
  creditsRanges,
} from '../../../src/shared/creditsProtocol.ts';
import type { StudioSnapshot } from '../../../src/shared/protocol.ts';
import type { Word } from '../controls/control.ts';
import { h, setAttribute, setText } from '../dom.ts';
import type { Host } from '../host.ts';
import { icon } from '../icons.ts';
import { createChart } from './chart.ts';

export interface CreditsContext {
  readonly host: Pick<Host, 'call'>;
  readonly word: Word;
  orFail<T>(work: Promise<T>): Promise<T | undefined>;
}

export interface CreditsPage {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
  focus(): void;
  /** What was spent may be more now. */
  update(snapshot: Pick<StudioSnapshot, 'history'>): void;
}

function table({ title, rows }: CreditsTable, word: Word): HTMLElement {
  const greatest = Math.max(1, ...rows.map(row => row.credits));
  const line = (row: CreditsRow): HTMLElement => {
    const share = h('span', { className: 'share', 'aria-hidden': 'true' });
    share.style.width = `${(row.credits / greatest) * 100}%`;
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, row.label, share),
      h('td', {}, row.text),
      h('td', {}, String(row.tasks)),
    );
  };
  const head = [word('Name'), word('Credits'), word('Tasks')].map(text => h('th', { scope: 'col' }, text));
  return h(
    'table',
    { className: 'credits-table' },
    h('caption', {}, title),
    h('thead', {}, h('tr', {}, ...head)),
    h('tbody', {}, ...rows.map(line)),
  );
}

/** Makes the page. */
export function createCreditsPage({ host, word, orFail }: CreditsContext): CreditsPage {
  let range: CreditsRange = 30;
  let version = 0;
  let isOpen = false;
  let seen = 0;
  const select = h('select', { id: 'credits-range' });
  const exported = h('button', { type: 'button', className: 'secondary', id: 'credits-export' });
  const total = h('p', { className: 'credits-total' });
  const note = h('p', { className: 'hint' });
  const body = h('div', { className: 'credits-body' });
  const heading = h('h2', {});
  const head = h(
    'header',
    { className: 'credits-head' },
    heading,
    h('div', { className: 'select' }, select),
    exported,
  );
  const element = h('section', { className: 'credits-page' }, head, total, note, body);

  const draw = (view: CreditsView): void => {
    const [days, ...others] = view.tables;
    setText(total, view.total);
    setText(note, view.note);
    const chart = days === undefined ? '' : createChart(days.rows, `${days.title}: ${view.total}`);
    const behind =
      days === undefined
        ? ''
        : h(
            'details',
            { className: 'more' },
            h('summary', { id: 'credits-days' }, icon('down'), days.title),
            table(days, word),
          );
    const tables = h(
      'div',
      { className: 'credits-tables' },
      ...others.filter(t => t.rows.length > 0).map(t => table(t, word)),
    );
    body.replaceChildren(chart, behind, tables);
  };
  const load = async (): Promise<void> => {
    version += 1;
    const asked = version;
    const view = await orFail(host.call('credits', { range }));
    if (view !== undefined && asked === version) draw(view);
  };
  select.addEventListener('change', () => {
    range = creditsRanges.find(r => String(r) === select.value) ?? range;
    void load();
  });
  exported.addEventListener('click', () => void orFail(host.call('exportCredits', { range })));
  return {
    element,
    close() {
      isOpen = false;
    },
    focus: () => select.focus(),
    update({ history }) {
      const hasChanged = history.any !== seen;
      seen = history.any;
      if (isOpen && hasChanged) void load();
    },
    open() {
      isOpen = true;
      setText(heading, word('Credits used'));
      setAttribute(select, 'aria-label', word('Days'));
      exported.replaceChildren(icon('insert'), word('Export as CSV…'));
      select.replaceChildren(
        ...creditsRanges.map(days =>
          h('option', { value: String(days) }, word('Last {0} days', String(days))),
        ),
      );
      select.value = String(range);
      void load();
    },
  };
}
